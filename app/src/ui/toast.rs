use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::Icon;

const SHOWN_FOR: Duration = Duration::from_secs(8);

/// What a toast's button does. Not a `Callback`: that would go with the component that made it, and a
/// toast stays.
pub type Act = Arc<dyn Fn() + Send + Sync>;

/// What was done, and how to take it back.
#[derive(Clone)]
pub struct Toast {
    /// A picture of it.
    pub icon: Icon,
    /// One sentence without a full stop: “Sofia Brandt is in the bin”.
    pub words: String,
    /// The button's word and what it does.
    pub action: Option<(&'static str, Act)>,
}

/// Shows one toast at a time; the context through which any screen does.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Option<Toast>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Toaster {
    /// A toaster without a toast, given to every component below.
    pub fn provide() -> Self {
        let toaster = Self { shown: RwSignal::new(None), timer: StoredValue::new(None) };
        provide_context(toaster);
        toaster
    }

    /// Shows `toast` for 8 seconds, in place of the one before.
    pub fn show(&self, toast: Toast) {
        self.shown.set(Some(toast));
        self.count_down();
    }

    fn count_down(&self) {
        self.hold();
        let shown = self.shown;
        let timer = set_timeout_with_handle(move || shown.set(None), SHOWN_FOR).ok();
        self.timer.set_value(timer);
    }

    /// Stops the clock: somebody looks at it.
    fn hold(&self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}

/// Where toasts appear. It is always in the page, so that screen readers hear what comes into it.
#[component]
pub fn ToastPlace(toaster: Toaster) -> impl IntoView {
    let shown = toaster.shown;
    view! {
        <div class="toast-place" role="status" aria-live="polite">
            {move || {
                shown
                    .get()
                    .map(|toast| {
                        view! {
                            <div
                                class="toast"
                                on:mouseenter=move |_| toaster.hold()
                                on:mouseleave=move |_| toaster.count_down()
                                on:focusin=move |_| toaster.hold()
                                on:focusout=move |_| toaster.count_down()
                            >
                                {toast.icon.at(18)}
                                <span class="toast-words">{toast.words}</span>
                                {toast
                                    .action
                                    .map(|(word, act)| {
                                        view! {
                                            <button
                                                type="button"
                                                class="button button-small"
                                                on:click=move |_| {
                                                    toaster.hold();
                                                    shown.set(None);
                                                    act();
                                                }
                                            >
                                                {word}
                                            </button>
                                        }
                                    })}
                            </div>
                        }
                    })
            }}
        </div>
    }
}
