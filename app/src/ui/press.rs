//! What happens after the press that is under way.
//!
//! Leaving a field can move what is below it. Done at once, that would pull the button that somebody
//! is pressing away from under the finger, and the press would do nothing.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

type Act = Box<dyn FnOnce()>;

thread_local! {
    static PRESSED: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Act>> = const { RefCell::new(Vec::new()) };
}

/// Follows presses, for every component below.
pub fn follow_presses() {
    let down = window_event_listener(ev::pointerdown, |_| PRESSED.set(true));
    let released = |_| {
        PRESSED.set(false);
        // The click comes after this event, and before a timer.
        set_timeout(|| WAITING.take().into_iter().for_each(|act| act()), Duration::ZERO);
    };
    let up = window_event_listener(ev::pointerup, released);
    let cancelled = window_event_listener(ev::pointercancel, released);
    on_cleanup(move || [down, up, cancelled].into_iter().for_each(WindowListenerHandle::remove));
}

fn after_press(act: impl FnOnce() + 'static) {
    if PRESSED.get() {
        WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(act)));
    } else {
        // A touch is over when it moves the focus; its click is still to come.
        set_timeout(act, Duration::ZERO);
    }
}

/// A function that runs `act` when the press under way has done what it was for; at once, if the
/// calling component goes away before.
pub fn once_pressed(act: impl Fn() + Copy + Send + Sync + 'static) -> impl Fn() + Copy {
    let wanted = StoredValue::new(false);
    let run = move || {
        if wanted.try_get_value() == Some(true) {
            wanted.set_value(false);
            act();
        }
    };
    on_cleanup(run);
    move || {
        wanted.set_value(true);
        after_press(run);
    }
}
