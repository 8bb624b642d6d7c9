//! What happens after the press that is under way.
//!
//! Leaving a field can move what is below it. Done at once, that would pull the button that somebody
//! is pressing away from under the finger, and the press would do nothing.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

type Act = Box<dyn FnOnce()>;

thread_local! {
    static PRESSED: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Act>> = const { RefCell::new(Vec::new()) };
    /// Whether the press under way is a finger's, and whether it was a long one. Not kept by what is
    /// pressed: a long press may draw that anew.
    static BY_FINGER: Cell<bool> = const { Cell::new(false) };
    static HELD: Cell<bool> = const { Cell::new(false) };
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

/// How long a finger rests on something to mean more than a tap.
const LONG: Duration = Duration::from_millis(450);
/// A finger that moves further, in pixels, scrolls.
const STILL: f64 = 10.0;

/// A long press by a finger. A mouse has other means.
#[derive(Clone, Copy)]
pub struct Hold {
    act: Callback<()>,
    timer: StoredValue<Option<TimeoutHandle>>,
    from: StoredValue<(f64, f64)>,
}

impl Hold {
    /// Runs `act` once a finger has rested long enough.
    pub fn new(act: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            act: Callback::new(move |()| act()),
            timer: StoredValue::new(None),
            from: StoredValue::new((0.0, 0.0)),
        }
    }

    /// A pointer went down.
    pub fn begin(&self, event: &ev::PointerEvent) {
        HELD.set(false);
        BY_FINGER.set(event.pointer_type() == "touch");
        if !BY_FINGER.get() {
            return;
        }
        self.from.set_value((f64::from(event.client_x()), f64::from(event.client_y())));
        let hold = *self;
        self.timer.set_value(set_timeout_with_handle(move || hold.rested(), LONG).ok());
    }

    fn rested(&self) {
        if !HELD.replace(true) {
            self.act.try_run(());
        }
    }

    /// The browser wants to show what it offers for a long press, which some do early.
    pub fn menu(&self, event: &ev::MouseEvent) {
        if BY_FINGER.get() {
            event.prevent_default();
            self.end();
            self.rested();
        }
    }

    /// The pointer moved: far enough, it scrolls.
    pub fn moved(&self, event: &ev::PointerEvent) {
        let (x, y) = self.from.get_value();
        let far = (f64::from(event.client_x()) - x).abs() + (f64::from(event.client_y()) - y).abs();
        if far > STILL {
            self.end();
        }
    }

    /// The pointer left.
    pub fn end(&self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Whether the press that ends now was a long one: then it is no tap.
    pub fn held(&self) -> bool {
        HELD.get()
    }
}
