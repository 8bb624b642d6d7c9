use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue};

use leptos::prelude::*;

/// How long a file stays at its address: a browser may ask first where it is to be kept.
const SAVING: Duration = Duration::from_secs(600);

/// Gives `text` to the person as a file called `name`, through the browser's download.
pub fn save_file(name: &str, media_type: &str, text: &str) {
    let mut file = NewFile::default();
    file.add(text.as_bytes());
    // A browser that refuses one of the steps shows why itself; there is nothing to undo.
    let _ = file.save(name, media_type);
}

/// A file that is made piece by piece. The browser keeps the pieces, and not the app's own memory.
#[derive(Default)]
pub struct NewFile {
    pieces: Vec<web_sys::Blob>,
    waiting: Vec<u8>,
    /// The browser did not take a piece: the file would lack it.
    lacking: bool,
}

impl NewFile {
    /// The next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        const PIECE: usize = 1 << 20;
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.lay_by();
        }
    }

    fn lay_by(&mut self) {
        let piece = blob(&self.waiting);
        self.lacking |= piece.is_none();
        self.pieces.extend(piece);
        self.waiting.clear();
    }

    /// Gives it to the person as a file called `name`, through the browser's download.
    ///
    /// # Errors
    /// A sentence, where the browser did not take all of it: then nothing is saved.
    pub fn save(mut self, name: &str, media_type: &str) -> Result<(), String> {
        self.lay_by();
        let saved = !self.lacking && self.try_save(name, media_type).is_ok();
        let words = "The browser had no room for the file. Nothing was saved.";
        if saved { Ok(()) } else { Err(words.to_owned()) }
    }

    fn try_save(self, name: &str, media_type: &str) -> Result<(), JsValue> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(media_type);
        let pieces: js_sys::Array = self.pieces.into_iter().collect();
        let blob = web_sys::Blob::new_with_blob_sequence_and_options(&pieces, &options)?;
        let url = web_sys::Url::create_object_url_with_blob(&blob)?;
        let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
        set_timeout(
            move || {
                // What is not let go here goes with the page.
                let _ = web_sys::Url::revoke_object_url(&url);
            },
            SAVING,
        );
        Ok(())
    }
}

fn blob(bytes: &[u8]) -> Option<web_sys::Blob> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    web_sys::Blob::new_with_u8_array_sequence(&parts).ok()
}
