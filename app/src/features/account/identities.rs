use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::id::IdentityId;
use shared::wire::provider::Identity;

use super::Wrong;
use super::elsewhere::{ask_again, words_of};
use crate::replica::{LeftFor, Replica, Trouble};
use crate::ui::{Button, ButtonKind, Field, when};

/// Who one is elsewhere: a way to add that, and to remove it. Nothing where the server has no provider,
/// and nobody had one.
#[component]
pub fn Identities(
    /// Whether there is no password that whoever adds one could know.
    no_password: bool,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let identities = RwSignal::new(Vec::<Identity>::new());
    let provider = RwSignal::new(None::<String>);
    let wrong = RwSignal::new(None::<String>);
    let done = RwSignal::new(None::<String>);
    // On a device of many, the provider may know somebody else than who asked.
    let added = StoredValue::new(use_query_map().get_untracked().get("added"));
    let look = move || {
        spawn_local(async move {
            match replica.account().identities().await {
                Ok(found) => {
                    let new = added.try_update_value(Option::take).flatten();
                    let new = new.and_then(|new| found.iter().find(|it| it.id.to_string() == new));
                    if let Some(Identity { name, at, .. }) = new {
                        let words =
                            format!("Added: {name} at {at}. If this is not you, remove it.");
                        done.set(Some(words));
                    }
                    identities.set(found);
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    spawn_local(async move {
        let offers = replica.account().offers().await.unwrap_or_default();
        provider.set(offers.provider);
    });
    look();
    let remove = move |which: IdentityId| {
        wrong.set(None);
        done.set(None);
        spawn_local(async move {
            match replica.account().remove_identity(which).await {
                Ok(()) => {
                    done.set(Some("Removed. Devices that signed in by it stay signed in.".into()));
                    look();
                }
                Err(Trouble::Conflict) => wrong.set(Some(ONLY_WAY_IN.into())),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    let is_there = move || provider.with(Option::is_some) || !identities.with(Vec::is_empty);
    view! {
        <Show when=is_there>
            <section class="section">
                <h2>"Signing in elsewhere"</h2>
                <p class="second">
                    {move || {
                        provider
                            .get()
                            .map_or_else(
                                || "Signing in by another provider is switched off on this server.".to_owned(),
                                |label| format!("You sign in by your account at {label}, in place of the password."),
                            )
                    }}
                </p>
                <ul class="line-list">
                    <For each=move || identities.get() key=|it| (it.id, it.used) let:identity>
                        <OneIdentity identity remove />
                    </For>
                </ul>
                {move || {
                    let label = provider.get().filter(|_| !no_password);
                    label.map(|label| view! { <Add label wrong done /> })
                }}
                <p role="status">{move || done.get()}</p>
                <Wrong words=wrong />
            </section>
        </Show>
    }
}

const ONLY_WAY_IN: &str = "This is your only way to sign in. Set a password first: by “Forgot the password?” where you sign in, or by a link from whoever runs the server.";

#[component]
fn OneIdentity(
    identity: Identity,
    remove: impl Fn(IdentityId) + Send + Sync + 'static,
) -> impl IntoView {
    let Identity { id, name, at, since, used } = identity;
    let words = match used {
        Some(used) => format!("At {at}, last used {}", when::within(used.0)),
        None => format!("At {at}, added {}, not used yet", when::within(since.0)),
    };
    let label = format!("Remove {name}");
    view! {
        <li class="line">
            <span class="line-words">
                <div>{name}</div>
                <div class="second">{words}</div>
            </span>
            <Button small=true name=label on_press=move |()| remove(id)>
                "Remove"
            </Button>
        </li>
    }
}

/// Adds one, for whoever knows the password: a device that lies about unlocked is not enough.
#[component]
fn Add(
    label: String,
    wrong: RwSignal<Option<String>>,
    done: RwSignal<Option<String>>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let open = RwSignal::new(false);
    let present = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    ask_again(asking);
    let begun = move || {
        wrong.set(None);
        done.set(None);
    };
    // Nobody finds a password in a form that was left.
    let close = move |()| {
        open.set(false);
        present.set(String::new());
    };
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        begun();
        spawn_local(async move {
            let left = replica.account().leave_to_add(present.get_untracked()).await;
            present.set(String::new());
            if let Err(trouble) = left {
                let words = match trouble {
                    Trouble::NotSignedIn => "The password is another one.",
                    trouble => words_of(trouble, LeftFor::Adding),
                };
                wrong.set(Some(words.into()));
                asking.set(false);
            }
        });
    };
    let add = StoredValue::new(format!("Add your account at {label}"));
    let go_there = StoredValue::new(format!("Go on to {label}"));
    view! {
        <Show
            when=move || open.get()
            fallback=move || {
                view! {
                    <div class="actions">
                        <Button on_press=move |()| {
                            begun();
                            open.set(true);
                        }>{add.get_value()}</Button>
                    </div>
                }
            }
        >
            <form class="stack form" on:submit=go>
                <Field
                    label="Your password"
                    kind="password"
                    value=present
                    autocomplete="current-password"
                    hint="To be sure that it is you."
                    autofocus=true
                />
                <div class="actions">
                    <Button kind=ButtonKind::First submit=true disabled=asking>
                        {go_there.get_value()}
                    </Button>
                    <Button on_press=close>"Cancel"</Button>
                </div>
            </form>
        </Show>
    }
}
