//! The browser's locks, of which a tab can hold one against all others of this origin.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// One name under the browser's locks.
pub struct Lock {
    manager: LockManager,
    name: String,
    hold: RefCell<Hold>,
}

/// What ends the wait or the possession.
#[derive(Default)]
struct Hold {
    waiting: Option<AbortController>,
    release: Option<Function>,
}

/// How a possession, or the wait for it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By [`Lock::let_go`].
    LetGo,
    /// Another tab took it, or the browser refused.
    Taken,
}

impl Lock {
    /// The lock `name`; none in a browser without locks.
    pub fn named(name: String) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let manager = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
        let manager = (!manager.is_undefined()).then(|| manager.unchecked_into())?;
        Some(Self { manager, name, hold: RefCell::default() })
    }

    /// Waits for the lock, or takes it from whoever holds it; calls `granted` once it is held, and
    /// returns when it is held no more.
    pub async fn hold(&self, steal: bool, granted: Rc<dyn Fn()>) -> Ended {
        let (mut release, waiting) = (None, AbortController::new().ok());
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let options = Object::new();
        if steal {
            set(&options, "steal", &JsValue::TRUE);
        } else if let Some(waiting) = &waiting {
            set(&options, "signal", &waiting.signal());
        }
        self.let_go();
        *self.hold.borrow_mut() = Hold { waiting, release };
        let granted = Closure::<dyn Fn() -> Promise>::new(move || {
            granted();
            held.clone()
        });
        let Ok(ended) = self.manager.request(&self.name, &options, granted.as_ref()) else {
            return Ended::Taken;
        };
        match JsFuture::from(ended).await {
            Ok(_) => Ended::LetGo,
            Err(_) => Ended::Taken,
        }
    }

    /// Gives the lock back, or stops waiting for it.
    pub fn let_go(&self) {
        let hold = self.hold.take();
        if let Some(release) = hold.release {
            // Resolving a promise does not fail.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
        if let Some(waiting) = hold.waiting {
            waiting.abort();
        }
    }
}

fn set(options: &Object, name: &str, value: &JsValue) {
    // Setting a property of an object made here cannot fail.
    let _ = Reflect::set(options, &JsValue::from_str(name), value);
}
