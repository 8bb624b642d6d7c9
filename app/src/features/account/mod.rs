//! Who is signed in on this device: signing in and out, devices, the password.

mod devices;
mod elsewhere;
mod forgotten;
mod identities;
mod links;
mod page;
mod passkeys;
mod password;
mod sign_in;
mod sign_out;

use leptos::prelude::*;
use shared::wire::accounts::Me;

pub use self::links::{InvitationPage, NewPasswordPage, SetUpPage};
pub use self::page::AccountPage;
pub use self::sign_in::SignInPage;
pub use self::sign_out::SignOutPage;
use crate::replica::Replica;
use crate::ui::{Panel, Tone};

/// Where to go after signing in: on in the workspace that is open, if it is one of theirs, else to the
/// first that is, else to where one is made.
fn go_on(replica: Replica, me: &Me, navigate: impl FnOnce(&str)) {
    let (open, _) = untrack(|| replica.membership());
    if me.teams.iter().any(|team| Some(team.workspace) == open) {
        return navigate("/people");
    }
    match me.teams.first() {
        Some(team) => replica.account().enter(team.workspace),
        None => navigate("/members"),
    }
}

/// What went wrong, below a form.
#[component]
fn Wrong(words: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        words.get().map(|words| view! { <Panel tone=Tone::Bad title="That did not work" words /> })
    }
}
