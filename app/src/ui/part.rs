use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Button, Panel, Tone};

/// A part of the app that may stand in a file of its own, fetched when it is first shown.
pub struct Part {
    on_hand: AtomicBool,
    fetch: fn() -> LocalBoxFuture<'static, bool>,
    draw: fn() -> Option<AnyView>,
}

impl Part {
    /// A part that is in the app's own file.
    #[cfg_attr(feature = "split", expect(dead_code, reason = "every part is apart"))]
    pub const fn included(draw: fn() -> Option<AnyView>) -> Self {
        Self { on_hand: AtomicBool::new(true), fetch: || Box::pin(async { true }), draw }
    }

    /// A part in a file of its own. `fetch` says whether it came; `draw` is called after that only.
    #[cfg_attr(not(feature = "split"), expect(dead_code, reason = "every part is included"))]
    pub const fn apart(
        fetch: fn() -> LocalBoxFuture<'static, bool>,
        draw: fn() -> Option<AnyView>,
    ) -> Self {
        Self { on_hand: AtomicBool::new(false), fetch, draw }
    }

    /// Fetches it, and says whether it is on hand now.
    pub async fn fetch(&self) -> bool {
        if self.on_hand.load(Ordering::Relaxed) {
            return true;
        }
        let came = (self.fetch)().await;
        self.on_hand.store(came, Ordering::Relaxed);
        came
    }

    /// Draws it: at once where it is on hand, and otherwise as soon as it has come.
    pub fn view(&'static self) -> AnyView {
        let stage = RwSignal::new(Stage::Coming);
        if self.on_hand.load(Ordering::Relaxed) {
            stage.set(Stage::Here);
        } else {
            self.come(stage);
        }
        (move || match stage.get() {
            Stage::Coming => view! { <div aria-busy="true"></div> }.into_any(),
            Stage::Here => (self.draw)().into_any(),
            Stage::Missing => view! {
                <Panel
                    tone=Tone::Care
                    title="This page has not come yet"
                    words="It is fetched once, and needs a network for that. Nothing is lost."
                >
                    <Button on_press=move || self.come(stage)>"Try again"</Button>
                </Panel>
            }
            .into_any(),
        })
        .into_any()
    }

    /// Draws it from the first time that `wanted` is true, and leaves it there.
    pub fn view_when(&'static self, wanted: Signal<bool>) -> AnyView {
        let once = Memo::new(move |before: Option<&bool>| before == Some(&true) || wanted.get());
        (move || once.get().then(|| self.view())).into_any()
    }

    fn come(&'static self, stage: RwSignal<Stage>) {
        stage.set(Stage::Coming);
        spawn_local(async move {
            let next = if self.fetch().await { Stage::Here } else { Stage::Missing };
            // The page may have gone meanwhile.
            stage.try_set(next);
        });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    Here,
    Missing,
}
