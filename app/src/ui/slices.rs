use std::time::Duration;

use leptos::prelude::*;

/// How long work goes on between two breaths of the page, in milliseconds: within a frame, on slow
/// devices too.
const SLICE_MS: f64 = 10.0;

/// Long work, taken in slices between which the browser draws and answers.
pub struct Slices {
    begun: f64,
}

impl Slices {
    /// The work begins.
    pub fn begin() -> Self {
        Self { begun: js_sys::Date::now() }
    }

    /// Whether it is time to let the browser draw and answer.
    pub fn is_over(&self) -> bool {
        (js_sys::Date::now() - self.begun).abs() >= SLICE_MS
    }

    /// Lets it, where it is time for that.
    pub async fn breathe(&mut self) {
        if self.is_over() {
            self.rest().await;
        }
    }

    /// Lets it, and begins another slice.
    pub async fn rest(&mut self) {
        let (done, wait) = futures::channel::oneshot::channel();
        set_timeout(
            move || {
                // Nobody waits any more where the page is closing.
                let _ = done.send(());
            },
            Duration::ZERO,
        );
        let _ = wait.await;
        self.begun = js_sys::Date::now();
    }
}
