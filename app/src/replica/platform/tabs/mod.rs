//! The tabs of one workspace in this browser: which of them owns the connection to the server, and
//! the hints that they give each other.
//!
//! A tab owns it by holding a lock, and says so every two seconds. A browser may stop a hidden tab
//! at any time, with the lock in its hands: then a visible one takes it. Two owners for a moment
//! harm nothing.

pub(super) mod lock;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use shared::id::WorkspaceId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent, VisibilityState};

use self::lock::{Ended, Lock};
use super::clock::{self, Timer};
use super::listener::Listener;

/// How often the owner says that it is there, and how often others look whether it did.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// For how long an owner may be silent before a visible tab takes over, in milliseconds.
const SILENCE: f64 = 5_000.0;

const ALIVE: &str = "alive";
const TOLD: &str = "told";

/// What a tab learns of the others, and of its own place in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The connection is this tab's to make.
    Owned,
    /// Another tab has taken it.
    Lost,
    /// Another tab has stored something.
    Told,
    /// The owner says how its connection is, by [`Tabs::say`].
    Heard(u8),
    /// People look at this tab again: it may have slept, and missed hints.
    Resumed,
    /// Nobody looks at it: it may be stopped without notice.
    Hidden,
    /// The device says that it has a network.
    Online,
    /// The device says that it has none.
    Offline,
}

/// This tab among the others. Dropping it leaves them.
pub struct Tabs {
    inner: Rc<Inner>,
    _listeners: Vec<Listener>,
}

struct Inner {
    lock: Option<Lock>,
    channel: Option<BroadcastChannel>,
    owns: Cell<bool>,
    /// Counts the tries to own, so that one that was given up ends.
    attempt: Cell<u32>,
    last_alive: Cell<f64>,
    /// What the owner says of its connection with every heartbeat.
    word: Cell<u8>,
    beat: RefCell<Option<Timer>>,
    on_signal: Box<dyn Fn(Signal)>,
}

impl Tabs {
    /// Joins the tabs of `workspace`, and tells `on_signal` what happens, from the next task on.
    pub fn join(workspace: &WorkspaceId, on_signal: impl Fn(Signal) + 'static) -> Self {
        let inner = Rc::new(Inner {
            lock: Lock::named(format!("regulars-socket-{workspace}")),
            channel: BroadcastChannel::new(&format!("regulars-{workspace}")).ok(),
            owns: Cell::new(false),
            attempt: Cell::new(0),
            last_alive: Cell::new(clock::running()),
            word: Cell::new(0),
            beat: RefCell::default(),
            on_signal: Box::new(on_signal),
        });
        let listeners = listen(&inner);
        Inner::compete(&inner, false);
        Inner::beat(&inner);
        Self { inner, _listeners: listeners }
    }

    /// Tells the other tabs that something was stored.
    pub fn tell(&self) {
        self.inner.post(TOLD);
    }

    /// The owner tells the other tabs how its connection is: when it changes, and with every
    /// heartbeat.
    pub fn say(&self, word: u8) {
        // Said after every event, and every edit is one.
        if self.inner.word.replace(word) != word && self.owns() {
            self.inner.say_alive();
        }
    }

    /// Whether the connection is this tab's to make.
    pub fn owns(&self) -> bool {
        self.inner.owns.get()
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.inner.attempt.set(self.inner.attempt.get() + 1);
        self.inner.beat.take();
        if let Some(lock) = &self.inner.lock {
            lock.let_go();
        }
        if let Some(channel) = &self.inner.channel {
            channel.close();
        }
    }
}

impl Inner {
    /// Waits for the lock, or takes it, for as long as this tab is there.
    fn compete(inner: &Rc<Self>, mut steal: bool) {
        let attempt = inner.attempt.get() + 1;
        inner.attempt.set(attempt);
        let inner = inner.clone();
        wasm_bindgen_futures::spawn_local(async move {
            while inner.attempt.get() == attempt {
                let Some(lock) = &inner.lock else { return inner.own(attempt) };
                let winner = Rc::downgrade(&inner);
                let granted = move || winner.upgrade().into_iter().for_each(|i| i.own(attempt));
                let ended = lock.hold(steal, Rc::new(granted)).await;
                if inner.attempt.get() != attempt || ended == Ended::LetGo {
                    return;
                }
                if !inner.owns.replace(false) {
                    // Never granted: the browser allows this page no locks.
                    return inner.own(attempt);
                }
                inner.last_alive.set(clock::running());
                (inner.on_signal)(Signal::Lost);
                steal = false;
            }
        });
    }

    fn own(&self, attempt: u32) {
        if self.attempt.get() == attempt && !self.owns.replace(true) {
            self.say_alive();
            (self.on_signal)(Signal::Owned);
        }
    }

    /// Says every two seconds that the owner is there, or looks whether it is.
    fn beat(inner: &Rc<Self>) {
        let next: Weak<Self> = Rc::downgrade(inner);
        let timer = Timer::after(HEARTBEAT, move || {
            let Some(inner) = next.upgrade() else { return };
            if inner.owns.get() {
                inner.say_alive();
            } else if visible() && clock::running() - inner.last_alive.get() >= SILENCE {
                inner.last_alive.set(clock::running());
                Self::compete(&inner, true);
            }
            Self::beat(&inner);
        });
        *inner.beat.borrow_mut() = Some(timer);
    }

    fn say_alive(&self) {
        self.post(&format!("{ALIVE}{}", self.word.get()));
    }

    fn post(&self, message: &str) {
        if let Some(channel) = &self.channel {
            // Fails only on a closed channel, when this tab is leaving.
            let _ = channel.post_message(&JsValue::from_str(message));
        }
    }

    fn resumed(&self) {
        // This tab may have slept through the owner's last words.
        self.last_alive.set(clock::running());
        (self.on_signal)(Signal::Resumed);
    }
}

/// Whether people can see this tab.
pub fn visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}

fn listen(inner: &Rc<Inner>) -> Vec<Listener> {
    let mut listeners = Vec::new();
    if let Some(channel) = &inner.channel {
        let inner = Rc::downgrade(inner);
        listeners.push(Listener::on(channel, "message", move |event| {
            let Some(inner) = inner.upgrade() else { return };
            let message = event.unchecked_into::<MessageEvent>().data().as_string();
            let Some(message) = message else { return };
            if message == TOLD {
                (inner.on_signal)(Signal::Told);
            } else if let Some(word) = message.strip_prefix(ALIVE) {
                // A later version may have more to say.
                inner.last_alive.set(clock::running());
                (inner.on_signal)(Signal::Heard(word.parse().unwrap_or(0)));
            }
        }));
    }
    let Some(window) = web_sys::window() else { return listeners };
    let signal = |signal| {
        let inner = Rc::downgrade(inner);
        move |_: web_sys::Event| {
            let Some(inner) = inner.upgrade() else { return };
            match signal {
                Signal::Resumed if visible() => inner.resumed(),
                Signal::Resumed => (inner.on_signal)(Signal::Hidden),
                other => (inner.on_signal)(other),
            }
        }
    };
    listeners.push(Listener::on(&window, "pageshow", signal(Signal::Resumed)));
    listeners.push(Listener::on(&window, "online", signal(Signal::Online)));
    listeners.push(Listener::on(&window, "offline", signal(Signal::Offline)));
    if let Some(document) = window.document() {
        listeners.push(Listener::on(&document, "visibilitychange", signal(Signal::Resumed)));
        listeners.push(Listener::on(&document, "resume", signal(Signal::Resumed)));
    }
    listeners
}
