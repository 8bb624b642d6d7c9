use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::replica::Replica;
use crate::ui::{Button, ButtonKind, Field, Panel, Tone};

/// Turns the open workspace into one with members.
#[component]
pub fn MakeTeam() -> impl IntoView {
    let replica: Replica = expect_context();
    let name = RwSignal::new(untrack(|| replica.workspace_name()));
    let wrong = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() || asking.get_untracked() {
            return;
        }
        asking.set(true);
        wrong.set(None);
        spawn_local(async move {
            if let Err(words) = replica.account().make_team(&typed).await {
                wrong.set(Some(words));
            }
            asking.set(false);
        });
    };
    view! {
        <p>
            "With members, each person has an account and a role, and can be removed. Everything in this workspace stays as it is, with its history. A link that was shared before opens it no more."
        </p>
        <form class="field-and-act" on:submit=make>
            <Field label="What the team calls it" value=name />
            <Button kind=ButtonKind::First submit=true disabled=asking>
                "Make it a team"
            </Button>
        </form>
        {move || {
            wrong
                .get()
                .map(|words| view! { <Panel tone=Tone::Bad title="That did not work" words /> })
        }}
    }
}
