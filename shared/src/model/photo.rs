//! A picture of whom or what a record is about. Its bytes are a blob beside the documents.

use std::fmt;
use std::str::FromStr;

use crate::id::BlobHash;

/// What kind of picture a photo's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoMedia {
    /// `image/webp`.
    Webp,
    /// `image/jpeg`.
    Jpeg,
    /// `image/png`.
    Png,
}

impl PhotoMedia {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Webp, Self::Jpeg, Self::Png];

    /// The media type, as browsers say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The kind of a media type. What is not among these is not shown: a picture may also be a
    /// program, such as `image/svg+xml`.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.name() == name)
    }
}

/// A picture, named by its content. As a text it is `<hash> <media type> <bytes>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Photo {
    /// Which bytes.
    pub hash: BlobHash,
    /// What kind of picture they are.
    pub media: PhotoMedia,
    /// How many bytes.
    pub bytes: u32,
}

/// A text that names no picture, or one of a kind that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a photo")]
pub struct InvalidPhoto;

impl fmt::Display for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.hash, self.media.name(), self.bytes)
    }
}

impl FromStr for Photo {
    type Err = InvalidPhoto;

    fn from_str(text: &str) -> Result<Self, InvalidPhoto> {
        let mut words = text.split(' ');
        let mut word = || words.next().ok_or(InvalidPhoto);
        let photo = Self {
            hash: word()?.parse().map_err(|_| InvalidPhoto)?,
            media: PhotoMedia::of_name(word()?).ok_or(InvalidPhoto)?,
            bytes: word()?.parse().map_err(|_| InvalidPhoto)?,
        };
        // One picture has one text.
        if photo.to_string() == text { Ok(photo) } else { Err(InvalidPhoto) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_read_back_from_its_text_and_from_no_other() {
        let hash = BlobHash::of(b"a picture");
        for media in PhotoMedia::ALL {
            let photo = Photo { hash, media, bytes: 48_210 };
            assert_eq!(photo.to_string().parse(), Ok(photo));
        }
        let upper = hash.to_string().to_uppercase();
        for text in [
            String::new(),
            "Ada".into(),
            hash.to_string(),
            format!("{hash} image/webp"),
            format!("{hash} image/webp many"),
            format!("{hash} image/webp -1"),
            format!("{hash} image/webp 007"),
            format!("{hash} image/webp 7 8"),
            format!("{hash}  image/webp 7"),
            format!("{hash} image/svg+xml 7"),
            format!("{upper} image/webp 7"),
            format!("../{} image/webp 7", &hash.to_string()[3..]),
        ] {
            assert_eq!(text.parse::<Photo>(), Err(InvalidPhoto), "{text}");
        }
    }
}
