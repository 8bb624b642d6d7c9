//! Signing in elsewhere: leaving for the provider's page, coming back, and who one is there.

use gloo_storage::{SessionStorage, Storage};
use leptos::prelude::window;
use shared::id::IdentityId;
use shared::wire::accounts::{NewPassword, Token, write};
use shared::wire::provider::{Arrived, Back, Elsewhere, Identity, Leave};

use super::account::{Account, Trouble, ask, device, tell};

/// Why this tab left for the provider's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftFor {
    /// To sign in.
    SigningIn,
    /// To come in by an invitation.
    Joining,
    /// To add who one is there to one's account.
    Adding,
}

/// What the tab remembers itself by, while it shows another site's page.
const LEFT: &str = "regulars-left";

impl LeftFor {
    const ALL: [(Self, &str); 3] =
        [(Self::SigningIn, "sign-in"), (Self::Joining, "join"), (Self::Adding, "add")];

    /// Notes it in this tab. Where the browser keeps nothing, whoever comes back is taken for somebody
    /// who signs in: the server knows better, and only the words are less to the point.
    fn note(self) {
        let word = Self::ALL.iter().find(|(left, _)| *left == self).map(|(_, word)| *word);
        let _not_kept = SessionStorage::set(LEFT, word);
    }

    /// Why this tab left, now that it is back: said once.
    pub fn taken() -> Self {
        let word: String = SessionStorage::get(LEFT).unwrap_or_default();
        SessionStorage::delete(LEFT);
        let left = Self::ALL.iter().find(|(_, known)| *known == word);
        left.map_or(Self::SigningIn, |(left, _)| *left)
    }
}

/// What the provider put into the address by which it sent the browser back.
pub struct SentBack {
    /// The `state`.
    pub state: String,
    /// The `code`.
    pub code: String,
    /// The `iss`, where it says it.
    pub issuer: Option<String>,
}

impl Account {
    /// Goes to the provider's page, to sign in there; with the token of an invitation, to come in by
    /// it. This page is left.
    pub async fn leave(self, invitation: Option<Token>) -> Result<(), Trouble> {
        let why = if invitation.is_some() { LeftFor::Joining } else { LeftFor::SigningIn };
        let leave = write(&Leave { invitation });
        go(why, ask("POST", "/api/provider", Some(&leave)).await?)
    }

    /// The same, to add who one is there to one's account, for whoever knows the password.
    pub async fn leave_to_add(self, present: String) -> Result<(), Trouble> {
        let typed = NewPassword { present: Some(present), token: None, password: String::new() };
        let asked = ask("POST", "/api/identities/challenge", Some(&write(&typed))).await;
        go(LeftFor::Adding, asked?)
    }

    /// Says that the provider sent this browser back. Where somebody is signed in by it, the page that
    /// follows is [`Account::enter`]'s.
    pub async fn come_back(self, back: SentBack) -> Result<Arrived, Trouble> {
        let SentBack { state, code, issuer } = back;
        let back = Back { state, code, issuer, device: device() };
        let arrived = ask("POST", "/api/provider/back", Some(&write(&back))).await?;
        if let Arrived::SignedIn(me) = &arrived {
            self.take_in(me).await;
        }
        Ok(arrived)
    }

    /// Who one is elsewhere, the oldest first.
    pub async fn identities(self) -> Result<Vec<Identity>, Trouble> {
        ask("GET", "/api/identities", None).await
    }

    /// Removes one of them. Whoever signed in by it stays signed in.
    pub async fn remove_identity(self, which: IdentityId) -> Result<(), Trouble> {
        tell("DELETE", &format!("/api/identities/{which}"), None).await
    }
}

fn go(why: LeftFor, to: Elsewhere) -> Result<(), Trouble> {
    why.note();
    window().location().assign(&to.url).map_err(|_| Trouble::Failed)
}
