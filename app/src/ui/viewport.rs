use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

/// What is known of the window.
#[derive(Debug, Clone, Copy)]
pub struct Viewport {
    /// Narrower than 640 px: one column, navigation below, fingers.
    pub phone: Signal<bool>,
    /// The window's width in pixels.
    pub width: Signal<f64>,
    /// The window's height in pixels.
    pub height: Signal<f64>,
}

/// Follows the window's size, for every component below.
pub fn provide_viewport() {
    let size = RwSignal::new(measure());
    let listener = window_event_listener(ev::resize, move |_| size.set(measure()));
    on_cleanup(move || listener.remove());
    provide_context(Viewport {
        phone: Memo::new(move |_| size.get().0 < 640.0).into(),
        width: Memo::new(move |_| size.get().0).into(),
        height: Memo::new(move |_| size.get().1).into(),
    });
}

/// The window, as [`provide_viewport`] follows it.
pub fn use_viewport() -> Viewport {
    expect_context()
}

/// Turns true once the page has been painted as it stands now: for parts that may come a frame later
/// than what somebody waits for.
pub fn after_paint() -> ReadSignal<bool> {
    let (painted, set_painted) = signal(false);
    request_animation_frame(move || {
        // A frame's callbacks come before its paint, a timer's after. The page may be gone by then.
        set_timeout(move || _ = set_painted.try_set(true), Duration::ZERO);
    });
    painted
}

fn measure() -> (f64, f64) {
    let side = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(800.0)
    };
    (side(window().inner_width()), side(window().inner_height()))
}
