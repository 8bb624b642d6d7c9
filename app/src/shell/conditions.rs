use leptos::ev::Custom;
use leptos::prelude::*;

use crate::replica::Replica;
use crate::ui::{Banner, Button, Icon, LinkButton, Tone};

/// Lines above the screen, each with what to do: what is wrong with this device, and a new version
/// that waits.
#[component]
pub fn Conditions() -> impl IntoView {
    let status = expect_context::<Replica>().status();
    let problem = Memo::new(move |_| status.with(|status| status.problem.clone()));
    let waits = RwSignal::new(new_version_waits());
    let listener = window_event_listener(
        Custom::<web_sys::Event>::new("new-version"),
        move |_| waits.set(true),
    );
    on_cleanup(move || listener.remove());
    view! {
        {move || {
            problem
                .get()
                .map(|problem| {
                    view! {
                        <Banner tone=Tone::Bad icon=Icon::Alert words=problem.to_string()>
                            <LinkButton href="/work" small=true>
                                "What to do"
                            </LinkButton>
                        </Banner>
                    }
                })
        }}
        <Show when=move || waits.get()>
            <Banner icon=Icon::Refresh words="A new version of Regulars is ready.">
                <Button small=true on_press=|()| use_new_version()>
                    "Use it now"
                </Button>
            </Banner>
        </Show>
    }
}

/// boot.js writes this down too, because it may know before the app listens.
fn new_version_waits() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute("data-new-version"))
}

fn use_new_version() {
    if let Ok(event) = web_sys::Event::new("use-new-version") {
        let _ = window().dispatch_event(&event);
    }
}
