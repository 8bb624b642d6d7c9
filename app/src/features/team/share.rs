use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::replica::Replica;
use crate::shell::Page;
use crate::ui::{Button, ButtonKind, Field, Icon, Panel, Tone};

/// The page at `/share`: makes the workspace known to the server, and gives its link.
#[component]
pub fn SharePage() -> impl IntoView {
    let replica: Replica = expect_context();
    let status = replica.status();
    let link = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let ask = move || {
        asking.set(true);
        problem.set(None);
        spawn_local(async move {
            match replica.share().await {
                Ok(given) => link.set(given),
                Err(words) => problem.set(Some(words)),
            }
            asking.set(false);
        });
    };
    // Shared before: the link is known without asking anybody.
    if status.with_untracked(|status| status.shared) {
        ask();
    }
    let has_link = Memo::new(move |_| link.with(|link| !link.is_empty()));
    view! {
        <Page title="Share this workspace">
            <p>
                "Whoever has the link sees and changes everyone here. Send it only to people you trust, and open it on your own other devices."
            </p>
            <Show
                when=move || has_link.get()
                fallback=move || {
                    view! {
                        <div class="actions">
                            <Button
                                kind=ButtonKind::First
                                icon=Icon::Share
                                disabled=asking
                                on_press=move |()| ask()
                            >
                                "Put it on the server and get the link"
                            </Button>
                        </div>
                    }
                }
            >
                <Link link />
            </Show>
            {move || {
                problem
                    .get()
                    .map(|words| {
                        view! {
                            <Panel tone=Tone::Bad title="Not shared" words>
                                <Button on_press=move |()| ask()>"Try again"</Button>
                            </Panel>
                        }
                    })
            }}
        </Page>
    }
}

#[component]
fn Link(link: RwSignal<String>) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |()| {
        let writing = window().navigator().clipboard().write_text(&link.get_untracked());
        spawn_local(async move {
            copied.set(wasm_bindgen_futures::JsFuture::from(writing).await.is_ok());
        });
    };
    view! {
        <div class="copy-line">
            <Field label="The link" value=link readonly=true />
            <Button kind=ButtonKind::First icon=Icon::Copy on_press=copy>
                {move || if copied.get() { "Copied" } else { "Copy" }}
            </Button>
        </div>
        <p class="second">
            "What stands behind the # is the key. It never reaches the server in an address."
        </p>
    }
}
