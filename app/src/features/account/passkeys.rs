use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::PasskeyId;
use shared::wire::accounts::Passkey;

use super::Wrong;
use crate::replica::{PasskeyTrouble, Replica, Trouble};
use crate::ui::{Button, ButtonKind, Field, when};

/// One's passkeys: what they are, adding one and removing one.
#[component]
pub fn Passkeys() -> impl IntoView {
    let replica: Replica = expect_context();
    let passkeys = RwSignal::new(Vec::<Passkey>::new());
    let wrong = RwSignal::new(None::<String>);
    let done = RwSignal::new(None::<&'static str>);
    let look = move || {
        spawn_local(async move {
            match replica.account().passkeys().await {
                Ok(found) => passkeys.set(found),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    look();
    let remove = move |which: PasskeyId| {
        wrong.set(None);
        done.set(None);
        spawn_local(async move {
            match replica.account().remove_passkey(which).await {
                Ok(()) => {
                    done.set(Some("Removed. Devices that signed in by it stay signed in."));
                    look();
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    let added = Callback::new(move |()| {
        done.set(Some("Added. The next time, this device signs in without the password."));
        look();
    });
    let begun = Callback::new(move |()| {
        wrong.set(None);
        done.set(None);
    });
    view! {
        <section class="section">
            <h2>"Passkeys"</h2>
            <p class="second">
                "A passkey signs you in by your fingerprint, your face or a security key, in place of the password."
            </p>
            <ul class="line-list">
                <For each=move || passkeys.get() key=|it| (it.id, it.used) let:passkey>
                    <OnePasskey passkey remove />
                </For>
            </ul>
            {if replica.account().takes_passkeys() {
                view! { <AddPasskey begun added wrong /> }.into_any()
            } else {
                view! { <p class="second">"This browser cannot use passkeys here."</p> }.into_any()
            }}
            <p role="status">{move || done.get()}</p>
            <Wrong words=wrong />
        </section>
    }
}

#[component]
fn OnePasskey(
    passkey: Passkey,
    remove: impl Fn(PasskeyId) + Send + Sync + 'static,
) -> impl IntoView {
    let Passkey { id, name, since, used } = passkey;
    let words = match used {
        Some(used) => format!("Last used {}", when::within(used.0)),
        None => format!("Added {}, not used yet", when::within(since.0)),
    };
    view! {
        <li class="line">
            <span class="line-words">
                <div>{name}</div>
                <div class="second">{words}</div>
            </span>
            <Button small=true on_press=move |()| remove(id)>
                "Remove"
            </Button>
        </li>
    }
}

/// Adds one, for whoever knows the password: a device that lies about unlocked is not enough.
#[component]
fn AddPasskey(
    begun: Callback<()>,
    added: Callback<()>,
    wrong: RwSignal<Option<String>>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let open = RwSignal::new(false);
    let present = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    // Nobody finds a password in a form that was left.
    let close = move |()| {
        open.set(false);
        present.set(String::new());
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        begun.run(());
        spawn_local(async move {
            match replica.account().make_passkey(present.get_untracked()).await {
                Ok(_) => {
                    close(());
                    added.run(());
                }
                Err(trouble) => {
                    present.set(String::new());
                    wrong.set(Some(words(trouble).into()));
                }
            }
            asking.set(false);
        });
    };
    view! {
        <Show
            when=move || open.get()
            fallback=move || {
                view! {
                    <div class="actions">
                        <Button on_press=move |()| {
                            begun.run(());
                            open.set(true);
                        }>"Add a passkey"</Button>
                    </div>
                }
            }
        >
            <form class="stack form" on:submit=add>
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
                        "Add a passkey"
                    </Button>
                    <Button on_press=close>"Cancel"</Button>
                </div>
            </form>
        </Show>
    }
}

fn words(trouble: PasskeyTrouble) -> &'static str {
    match trouble {
        PasskeyTrouble::There(Trouble::NotSignedIn) => "The password is another one.",
        PasskeyTrouble::There(Trouble::Refused) => {
            "Passkeys need a server with a name. Open this page by its name, not by a number."
        }
        PasskeyTrouble::There(Trouble::Conflict) => {
            "This passkey is known already, or you have twenty. Remove one first."
        }
        other => other.words(),
    }
}
