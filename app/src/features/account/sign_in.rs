use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::elsewhere::{Leave, OrComeBack};
use super::forgotten::{AskForLink, ForgotIt};
use super::{Wrong, go_on};
use crate::replica::{PasskeyTrouble, Replica, Trouble};
use crate::shell::Page;
use crate::ui::{Button, ButtonKind, Field};

/// The page at `/sign-in`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let by_passkey = navigate.clone();
    let forgot = RwSignal::new(false);
    let offers = RwSignal::new(None);
    spawn_local(async move {
        // A server that does not answer, or is older, offers nothing.
        offers.set(Some(replica.account().offers().await.unwrap_or_default()));
    });
    let provider = Signal::derive(move || offers.get().and_then(|offers| offers.provider));
    let sign_in = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        wrong.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            let (email, password) = (email.get_untracked(), password.get_untracked());
            match replica.account().sign_in(email, password).await {
                Ok(me) => go_on(replica, &me, |path| navigate(path, NavigateOptions::default())),
                Err(Trouble::NotSignedIn) => {
                    wrong.set(Some("This email address and password do not fit.".into()));
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
            asking.set(false);
        });
    };
    let show_passkey = move |()| {
        asking.set(true);
        wrong.set(None);
        let navigate = by_passkey.clone();
        spawn_local(async move {
            match replica.account().show_passkey().await {
                Ok(me) => go_on(replica, &me, |path| navigate(path, NavigateOptions::default())),
                Err(PasskeyTrouble::There(Trouble::NotSignedIn)) => {
                    wrong.set(Some(
                        "This passkey opens nothing here. Sign in by your password.".into(),
                    ));
                }
                Err(PasskeyTrouble::There(Trouble::Refused)) => {
                    wrong.set(Some("Passkeys work where the server has a name.".into()));
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
            asking.set(false);
        });
    };
    let takes_passkeys = replica.account().takes_passkeys();
    let sign_in = StoredValue::new_local(sign_in);
    let show_passkey = StoredValue::new_local(show_passkey);
    let send = move |event| sign_in.with_value(|sign_in| sign_in(event));
    view! {
        <Page title="Sign in">
            <OrComeBack wrong>
                <Show
                    when=move || !forgot.get()
                    fallback=move || view! { <AskForLink email opened=forgot /> }
                >
                    <p>
                        "To open your team’s workspaces on this device. What is here already stays."
                    </p>
                    <form class="stack form" on:submit=send>
                        <Field
                            label="Email"
                            kind="email"
                            value=email
                            autocomplete="username"
                            autofocus=true
                        />
                        <Field
                            label="Password"
                            kind="password"
                            value=password
                            autocomplete="current-password"
                        />
                        <div class="actions">
                            <Button kind=ButtonKind::First submit=true disabled=asking>
                                "Sign in"
                            </Button>
                            {takes_passkeys
                                .then(|| {
                                    view! {
                                        <Button
                                            disabled=asking
                                            on_press=move |()| show_passkey.with_value(|show| show(()))
                                        >
                                            "Sign in with a passkey"
                                        </Button>
                                    }
                                })} <Leave provider asking wrong />
                        </div>
                    </form>
                    <Wrong words=wrong />
                    <ForgotIt offers opened=forgot />
                    <p class="second">"No account? A colleague invites you by a link."</p>
                </Show>
            </OrComeBack>
        </Page>
    }
}
