//! Long work on a page that goes on drawing and answering.

use std::time::Duration;

use leptos::prelude::*;

/// Lets the browser draw and answer before going on.
async fn breathe() {
    let (done, wait) = futures::channel::oneshot::channel();
    set_timeout(
        move || {
            // Nobody waits any more where the page is closing.
            let _ = done.send(());
        },
        Duration::ZERO,
    );
    let _ = wait.await;
}

/// The pace of long work: a pause whenever it has gone on for a while.
pub struct Pace {
    begun: f64,
}

impl Pace {
    /// How long work goes on between two pauses, in milliseconds: within a frame, on slow devices
    /// too.
    const TURN_MS: f64 = 10.0;

    /// Begins a turn.
    pub fn begin() -> Self {
        Self { begun: now() }
    }

    /// Lets the browser go on where the turn is over.
    pub async fn keep(&mut self) {
        if now() - self.begun >= Self::TURN_MS {
            breathe().await;
            self.begun = now();
        }
    }
}

fn now() -> f64 {
    js_sys::Date::now()
}
