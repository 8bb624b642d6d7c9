use wasm_bindgen::{JsCast, JsValue};

use leptos::prelude::*;

/// Gives `text` to the person as a file called `name`, through the browser's download.
pub fn save_file(name: &str, media_type: &str, text: &str) {
    // A browser that refuses one of the steps shows why itself; there is nothing to undo.
    let _ = try_save_file(name, media_type, text);
}

fn try_save_file(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}
