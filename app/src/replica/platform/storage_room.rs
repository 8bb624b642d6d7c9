//! How much this browser lets Regulars keep, and whether it may be thrown away.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Bytes used and allowed, as the browser estimates them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// What this origin keeps, in bytes.
    pub used: f64,
    /// What it may keep, in bytes.
    pub allowed: f64,
}

/// Asks the browser not to throw anything away when the device runs short. Says whether it agreed.
pub async fn persist() -> bool {
    let Some(manager) = manager() else { return false };
    let Ok(promise) = manager.persist() else { return false };
    JsFuture::from(promise).await.is_ok_and(|answer| answer == JsValue::TRUE)
}

/// How much room there is; none where the browser does not say.
pub async fn estimate() -> Option<Room> {
    let promise = manager()?.estimate().ok()?;
    let answer = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| Reflect::get(&answer, &JsValue::from_str(name)).ok()?.as_f64();
    Some(Room { used: number("usage")?, allowed: number("quota")? })
}

/// A page that is not served securely has no storage manager.
fn manager() -> Option<web_sys::StorageManager> {
    let navigator = web_sys::window()?.navigator();
    let manager = Reflect::get(&navigator, &JsValue::from_str("storage")).ok()?;
    (!manager.is_undefined()).then(|| navigator.storage())
}
