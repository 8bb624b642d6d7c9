use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use crate::replica::Replica;
use crate::shell::{OpenedWith, Page};
use crate::ui::{Button, ButtonKind, Field, Icon, Panel, Tone};

/// The page at `/join`: a pasted link, or the one that opened the app.
#[component]
pub fn JoinPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let opened_with = use_context::<OpenedWith>();
    let came_by_link = opened_with.is_some_and(|link| link.0.with_value(Option::is_some));
    let link = RwSignal::new(
        opened_with.and_then(|link| link.0.with_value(Clone::clone)).unwrap_or_default(),
    );
    let problem = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let join = move || {
        let typed = link.get_untracked().trim().to_owned();
        if typed.is_empty() || asking.get_untracked() {
            return;
        }
        asking.set(true);
        problem.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            match replica.join(&typed).await {
                Ok(()) => {
                    if let Some(link) = opened_with {
                        link.0.set_value(None);
                    }
                    navigate("/people", Default::default());
                }
                Err(words) => problem.set(Some(words)),
            }
            asking.set(false);
        });
    };
    view! {
        <Page title="Join a team">
            <p>
                {if came_by_link {
                    "The link opens your team’s customers on this device. What is here already stays, in a workspace of its own."
                } else {
                    "Paste the link that a colleague sent you. What is here already stays, in a workspace of its own."
                }}
            </p>
            <form
                class="copy-line"
                on:submit=move |event| {
                    event.prevent_default();
                    join();
                }
            >
                <Field label="The link" value=link autofocus=true />
                <Button kind=ButtonKind::First icon=Icon::Join submit=true disabled=asking>
                    "Join"
                </Button>
            </form>
            {move || {
                problem
                    .get()
                    .map(|words| view! { <Panel tone=Tone::Bad title="Not joined" words /> })
            }}
        </Page>
    }
}
