//! Event listeners that end when they are dropped.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// A listener on a browser's object. Dropping it takes it off.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    handler: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Calls `handler` on each `event` of `target`.
    pub fn on(
        target: &EventTarget,
        event: &'static str,
        handler: impl Fn(Event) + 'static,
    ) -> Self {
        let handler = Closure::<dyn Fn(Event)>::new(handler);
        // Fails only for a handler that is no function.
        let _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
        Self { target: target.clone(), event, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, handler);
    }
}
