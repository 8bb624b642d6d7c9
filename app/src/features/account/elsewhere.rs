//! Signing in elsewhere: the way there, and what is said of whoever is back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::wire::accounts::Token;
use shared::wire::provider::{Arrived, BACK};

use super::{Wrong, go_on};
use crate::replica::{LeftFor, Replica, SentBack, Trouble};
use crate::ui::{Button, ButtonKind, LinkButton};

/// The button by which somebody leaves for the provider's page; nothing where the server has none.
#[component]
pub fn Leave(
    /// What the provider is called, once that is known.
    provider: Signal<Option<String>>,
    /// Before its name, on the button.
    #[prop(default = "Sign in with")]
    words: &'static str,
    /// The invitation by which they come in.
    #[prop(optional_no_strip)]
    invitation: Option<Token>,
    asking: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let invitation = StoredValue::new(invitation);
    ask_again(asking);
    let leave = move |()| {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        wrong.set(None);
        spawn_local(async move {
            let invitation = invitation.get_value();
            let why = invitation.as_ref().map_or(LeftFor::SigningIn, |_| LeftFor::Joining);
            if let Err(trouble) = replica.account().leave(invitation).await {
                wrong.set(Some(words_of(trouble, why).into()));
                asking.set(false);
            }
        });
    };
    move || {
        provider.get().map(|label| {
            view! {
                <Button disabled=asking on_press=leave>
                    {format!("{words} {label}")}
                </Button>
            }
        })
    }
}

/// Takes in whoever the provider sent back, if that is how this page was opened; else shows the page.
#[component]
pub fn OrComeBack(children: ChildrenFn, wrong: RwSignal<Option<String>>) -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let said = use_query_map().get_untracked();
    let is_back = said.get("state").is_some();
    let left = if is_back { LeftFor::taken() } else { LeftFor::SigningIn };
    let coming = RwSignal::new(is_back);
    let failed = move |words: &str| {
        wrong.set(Some(words.into()));
        coming.set(false);
    };
    if is_back && let Ok(history) = window().history() {
        // The code holds once: a reload would only tell that it was used.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(BACK));
    }
    match (said.get("state"), said.get("code")) {
        (Some(state), Some(code)) => {
            let back = SentBack { state, code, issuer: said.get("iss") };
            spawn_local(async move {
                match replica.account().come_back(back).await {
                    Ok(Arrived::SignedIn(me)) => {
                        go_on(replica, &me, |path| navigate(path, NavigateOptions::default()));
                    }
                    Ok(Arrived::Bound(added)) => {
                        let path = format!("/account?added={}", added.id);
                        navigate(&path, NavigateOptions::default());
                    }
                    Err(trouble) => failed(words_of(trouble, left)),
                }
            });
        }
        (Some(_), None) => failed(words_of_error(said.get("error").as_deref())),
        _ => {}
    }
    move || {
        if coming.get() {
            view! { <p role="status">"One moment: you are being signed in."</p> }.into_any()
        } else if left == LeftFor::Adding {
            // Whoever wanted to add something is signed in.
            view! {
                <Wrong words=wrong />
                <div class="actions">
                    <LinkButton href="/account" kind=ButtonKind::First>
                        "Back to your account"
                    </LinkButton>
                </div>
            }
            .into_any()
        } else {
            children().into_any()
        }
    }
}

/// Lets somebody ask again who came back by the browser's button: it shows the page as it was left.
pub fn ask_again(asking: RwSignal<bool>) {
    let shown = window_event_listener(leptos::ev::pageshow, move |_| asking.set(false));
    on_cleanup(move || shown.remove());
}

/// What somebody can do who was sent back without a code, for this reason.
fn words_of_error(error: Option<&str>) -> &'static str {
    match error {
        Some("access_denied") => {
            "It was called off there, or not allowed. Nothing is changed; begin again when you like."
        }
        Some("server_error" | "temporarily_unavailable") => {
            "There is trouble there. Nothing is changed; try again later."
        }
        _ => {
            "This server is not set up there as it has to be. Nothing is changed; tell whoever runs the server."
        }
    }
}

/// What somebody can do about it.
pub fn words_of(trouble: Trouble, left: LeftFor) -> &'static str {
    match (trouble, left) {
        (Trouble::NotSignedIn, LeftFor::Joining) => {
            "This was begun in another browser or too long ago, or was not confirmed there. Open the invitation again."
        }
        (Trouble::NotSignedIn, _) => {
            "This was begun in another browser or too long ago, or was not confirmed there. Begin again."
        }
        (Trouble::NotAllowed, _) => {
            "Nobody here signs in by this account. Sign in by your password and add it under “Your account”, or ask a colleague for an invitation."
        }
        (Trouble::Conflict, LeftFor::Adding) => {
            "This is another person’s way to sign in, or you have twenty. Remove one first."
        }
        (Trouble::Conflict, _) => {
            "There is an account with this email address. Sign in, and open the link again."
        }
        (Trouble::LinkIsVoid, _) => {
            "This invitation was used, has expired, or was taken back. Ask your colleague for a new one."
        }
        (Trouble::Refused, LeftFor::Joining) => {
            "No email address that is surely yours was told there, and an account needs one. Open the invitation again, and make an account with a password."
        }
        (Trouble::Refused, _) => {
            "This works at the server’s own address only. Ask whoever runs it which one that is."
        }
        (Trouble::Failed, LeftFor::Joining) => {
            "There is no answer from there. Nothing is changed; open the invitation again."
        }
        (Trouble::Failed, _) => {
            "There is no answer from there. Nothing is changed; sign in by your password, or try again later."
        }
        (trouble, _) => trouble.words(),
    }
}
