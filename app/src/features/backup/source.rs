use shared::exchange::backup::{BackupProblem, Piece, Reader};
use wasm_bindgen_futures::JsFuture;

use super::lock::{Closed, Unlocked, is_locked};
use crate::ui::Slices;

/// How much is read from a file at a time.
const AT_ONCE: usize = 1 << 20;

const NOT_READ: &str = "The browser could not read the file. Try it again.";

/// Where the bytes of a backup come from.
pub struct Source {
    from: From,
    size: usize,
    read: usize,
}

enum From {
    File(web_sys::File),
    Unlocked(Box<Unlocked>),
}

/// Why a file is not read.
pub enum Unread {
    /// It asks for a passphrase.
    Locked,
    /// It has another passphrase.
    WrongPassphrase,
    /// Something else, in a sentence.
    Because(String),
}

impl std::convert::From<BackupProblem> for Unread {
    fn from(problem: BackupProblem) -> Self {
        Self::Because(problem.to_string())
    }
}

impl Source {
    /// Opens a file, with a passphrase where it has one.
    pub async fn open(file: web_sys::File, passphrase: Option<String>) -> Result<Self, Unread> {
        let size = file.size() as usize;
        let begin = some_of(&file, 0, 64.min(size)).await?;
        if !is_locked(&begin) {
            return Ok(Self { from: From::File(file), size, read: 0 });
        }
        let Some(passphrase) = passphrase else { return Err(Unread::Locked) };
        let bytes = some_of(&file, 0, size).await?;
        match Unlocked::open(bytes, passphrase) {
            Ok(open) => Ok(Self { from: From::Unlocked(Box::new(open)), size, read: 0 }),
            Err(Closed::Wrong) => Err(Unread::WrongPassphrase),
            Err(Closed::Damaged) => Err(damaged()),
        }
    }

    /// How much of it has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        (self.read as f64 / self.size.max(1) as f64).min(1.0)
    }

    async fn next(&mut self) -> Result<Vec<u8>, Unread> {
        let bytes = match &mut self.from {
            From::File(file) => {
                some_of(file, self.read, self.size.min(self.read + AT_ONCE)).await?
            }
            From::Unlocked(open) => open.read(AT_ONCE).map_err(|_| damaged())?,
        };
        self.read += bytes.len();
        Ok(bytes)
    }

    /// Reads it from its beginning to its end, and gives every piece to `take`, with a breath between.
    pub async fn each<F>(&mut self, mut take: impl FnMut(Piece, f64) -> F) -> Result<Reader, Unread>
    where
        F: Future<Output = Result<(), Unread>>,
    {
        if let From::Unlocked(open) = &mut self.from {
            open.rewind().map_err(|_| damaged())?;
        }
        self.read = 0;
        let (mut reader, mut slices) = (Reader::new(), Slices::begin());
        loop {
            let bytes = self.next().await?;
            let is_end = bytes.is_empty();
            reader.feed(&bytes);
            while let Some(piece) = reader.next_piece()? {
                take(piece, self.progress()).await?;
                slices.breathe().await;
            }
            if is_end {
                reader.finish()?;
                return Ok(reader);
            }
        }
    }
}

fn damaged() -> Unread {
    Unread::Because("This backup is damaged. Nothing was brought back.".to_owned())
}

async fn some_of(file: &web_sys::File, from: usize, to: usize) -> Result<Vec<u8>, Unread> {
    let unread = |_| Unread::Because(NOT_READ.to_owned());
    let some = file.slice_with_f64_and_f64(from as f64, to as f64).map_err(unread)?;
    let buffer = JsFuture::from(some.array_buffer()).await.map_err(unread)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
