use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::offers::Offers;

use super::Wrong;
use crate::replica::Replica;
use crate::ui::{Button, ButtonKind, Field};

/// Below the form to sign in: what helps who forgot the password. `opened` becomes true where the
/// server can mail a link, and somebody wants one.
#[component]
pub fn ForgotIt(offers: RwSignal<Option<Offers>>, opened: RwSignal<bool>) -> impl IntoView {
    move || match offers.with(|offers| offers.as_ref().map(|offers| offers.mail)) {
        None => ().into_any(),
        Some(true) => view! {
            <div class="actions">
                <Button kind=ButtonKind::Accent on_press=move |()| opened.set(true)>
                    "Forgot the password?"
                </Button>
            </div>
        }
        .into_any(),
        Some(false) => view! {
            <p class="second">
                "Forgot the password? Whoever runs the server gives you a link for a new one."
            </p>
        }
        .into_any(),
    }
}

/// Asking for a link, in the place of the form to sign in.
#[component]
pub fn AskForLink(email: RwSignal<String>, opened: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let wrong = RwSignal::new(None::<String>);
    let asked = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = email.get_untracked().trim().to_owned();
        if typed.is_empty() || asking.get_untracked() {
            return;
        }
        asking.set(true);
        wrong.set(None);
        asked.set(None);
        spawn_local(async move {
            match replica.account().forgotten(typed.clone()).await {
                Ok(()) => asked.set(Some(typed)),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
            asking.set(false);
        });
    };
    view! {
        <p>
            "A link for a new password goes to the email address that you sign in with. It holds for an hour."
        </p>
        <form class="stack form" on:submit=ask>
            <Field
                label="Email"
                kind="email"
                value=email
                autocomplete="username"
                autofocus=true
            />
            <div class="actions">
                <Button kind=ButtonKind::First submit=true disabled=asking>
                    "Send the link"
                </Button>
                <Button on_press=move |()| opened.set(false)>"Back to signing in"</Button>
            </div>
        </form>
        <div class="section" role="status">
            {move || {
                asked
                    .get()
                    .map(|email| {
                        view! {
                            <p>
                                {format!("If {email} has an account here, a link is on its way there.")}
                            </p>
                            <p class="second">
                                "Nothing comes? Look among the unwanted mail, and at how the address is written. At most three links an hour go to one account; those of the last hour hold."
                            </p>
                        }
                    })
            }}
        </div>
        <Wrong words=wrong />
    }
}
