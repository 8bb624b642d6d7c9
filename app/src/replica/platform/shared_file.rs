//! A file that the system's share sheet gave: the service worker keeps it until the page is there.

use js_sys::{Array, decode_uri_component};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, File, FilePropertyBag, Response};

/// The same names as in `sw.js`.
const CACHE: &str = "shared-with-regulars";
const KEPT: &str = "/shared";

/// Takes it, once; none where nothing was shared.
pub async fn take() -> Option<File> {
    let caches = window().caches().ok()?;
    let cache: Cache = JsFuture::from(caches.open(CACHE)).await.ok()?.dyn_into().ok()?;
    let found = JsFuture::from(cache.match_with_str(KEPT)).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    let header = |name| response.headers().get(name).ok().flatten().unwrap_or_default();
    let (name, kind) = (header("x-name"), header("content-type"));
    let name = decode_uri_component(&name).map_or(name, String::from);
    let bytes: JsValue = JsFuture::from(response.blob().ok()?).await.ok()?;
    JsFuture::from(caches.delete(CACHE)).await.ok()?;
    let about = FilePropertyBag::new();
    about.set_type(&kind);
    File::new_with_blob_sequence_and_options(&Array::of1(&bytes), &name, &about).ok()
}
