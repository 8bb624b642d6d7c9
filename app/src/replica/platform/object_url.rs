//! Bytes as an address that an image of this page can show.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};

/// An address of bytes, until it is dropped.
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Gives bytes of a media type an address; none where the browser refuses.
    pub fn new(bytes: &[u8], media_type: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let parts = Array::of1(&Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // It was made here, so that it is there.
        let _ = Url::revoke_object_url(&self.0);
    }
}
