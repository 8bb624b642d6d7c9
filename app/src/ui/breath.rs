use std::time::Duration;

use leptos::prelude::*;

/// How long work goes on between two breaths of the page, in milliseconds: within a frame, on slow
/// devices too.
const SLICE_MS: f64 = 12.0;

/// Long work, taken in slices between which the browser draws and answers.
pub struct Slices {
    begun: f64,
}

impl Slices {
    /// The work begins.
    pub fn begin() -> Self {
        Self { begun: js_sys::Date::now() }
    }

    /// Lets the browser draw and answer, where it is time for that.
    pub async fn breathe(&mut self) {
        if (js_sys::Date::now() - self.begun).abs() < SLICE_MS {
            return;
        }
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
