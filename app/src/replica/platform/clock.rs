//! The device's clock and its timers.

use std::time::Duration;

use futures::channel::oneshot;
use shared::time::Timestamp;
use shared::view::Today;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Windows and workers both have them.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Now, as the device's clock has it.
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// Milliseconds since this page was opened: nobody sets this clock back.
pub fn running() -> f64 {
    performance_now()
}

/// Now, where this device is.
pub fn today() -> Today {
    // JavaScript counts the other way round: minutes that the place is behind UTC.
    let behind = js_sys::Date::new_0().get_timezone_offset();
    Today::new(now(), -(behind as i32))
}

/// Waits. Dropping the future clears the timer.
pub async fn sleep(time: Duration) {
    let (done, wait) = oneshot::channel();
    let _timer = Timer::after(time, move || {
        // Whoever waited may be gone.
        let _ = done.send(());
    });
    // The sender lives in the timer, which lives until here.
    let _ = wait.await;
}

/// Something to happen once, later, unless the timer is dropped before.
pub struct Timer {
    id: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `handler` after `time`; the browser may be late, and counts to about 24 days.
    pub fn after(time: Duration, handler: impl FnOnce() + 'static) -> Self {
        let handler = Closure::once(handler);
        let milliseconds = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
        Self { id: set_timeout(handler.as_ref(), milliseconds), _handler: handler }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}
