use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

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

/// How much room the origin uses on this device: “48 MB of 2 GB used here, and kept for good”.
pub async fn storage_in_words() -> Option<String> {
    let storage = window().navigator().storage();
    let estimate = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let number = |key: &str| {
        js_sys::Reflect::get(&estimate, &key.into()).ok().and_then(|value| value.as_f64())
    };
    let (used, room) = (number("usage")?, number("quota")?);
    let kept = match storage.persisted() {
        Ok(kept) => JsFuture::from(kept).await.is_ok_and(|kept| kept.is_truthy()),
        Err(_) => false,
    };
    let kept = if kept { ", and kept for good" } else { "" };
    Some(format!("{} of {} used here{kept}.", bytes(used), bytes(room)))
}

fn bytes(count: f64) -> String {
    match count {
        count if count >= 1e9 => format!("{:.0} GB", count / 1e9),
        count if count >= 1e6 => format!("{:.0} MB", count / 1e6),
        count => format!("{:.0} kB", count / 1e3),
    }
}
