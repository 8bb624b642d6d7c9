//! Passkeys of whoever is signed in, and signing in by one.

use shared::id::PasskeyId;
use shared::wire::accounts::{Answered, Challenge, Me, NewPassword, Passkey, write};

use super::account::{Account, Trouble, ask, device, tell};
use super::platform::authenticator::{self, NoPasskey};

/// Why no passkey was made or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyTrouble {
    /// The browser gave none.
    Here(NoPasskey),
    /// The server said no.
    There(Trouble),
    /// What the browser gave came too late, or nobody was seen to be there.
    NotTaken,
}

impl PasskeyTrouble {
    /// What somebody can do about it, where nothing better is known.
    pub fn words(self) -> &'static str {
        match self {
            Self::Here(NoPasskey::Declined) => {
                "The browser gave no passkey: it was called off, took too long, or has none here."
            }
            Self::Here(NoPasskey::Known) => "This device has a passkey of yours already.",
            Self::Here(NoPasskey::Unable) => "This browser cannot use passkeys here.",
            Self::There(trouble) => trouble.words(),
            Self::NotTaken => "This took too long, or the device did not check that it is you.",
        }
    }
}

impl From<NoPasskey> for PasskeyTrouble {
    fn from(why: NoPasskey) -> Self {
        Self::Here(why)
    }
}

impl From<Trouble> for PasskeyTrouble {
    fn from(why: Trouble) -> Self {
        Self::There(why)
    }
}

impl Account {
    /// Whether this browser can make and show passkeys on this page.
    pub fn takes_passkeys(self) -> bool {
        authenticator::is_there()
    }

    /// One's passkeys, the oldest first.
    pub async fn passkeys(self) -> Result<Vec<Passkey>, Trouble> {
        ask("GET", "/api/passkeys", None).await
    }

    /// Makes a passkey for whoever is signed in and knows the password.
    pub async fn make_passkey(self, present: String) -> Result<Passkey, PasskeyTrouble> {
        let typed = NewPassword { present: Some(present), token: None, password: String::new() };
        let asked: Challenge = ask("POST", "/api/passkeys/challenge", Some(&write(&typed))).await?;
        let credential = authenticator::make(&asked.options).await?;
        let answered = Answered { token: asked.token, credential, device: device() };
        let made = ask("POST", "/api/passkeys", Some(&write(&answered))).await;
        made.map_err(|trouble| match trouble {
            Trouble::NotSignedIn => PasskeyTrouble::NotTaken,
            trouble => trouble.into(),
        })
    }

    /// Removes a passkey. Whoever signed in by it stays signed in.
    pub async fn remove_passkey(self, which: PasskeyId) -> Result<(), Trouble> {
        tell("DELETE", &format!("/api/passkeys/{which}"), None).await
    }

    /// Signs in by a passkey. The page that follows is [`Account::enter`]'s.
    pub async fn show_passkey(self) -> Result<Me, PasskeyTrouble> {
        let asked: Challenge = ask("POST", "/api/sessions/challenge", Some(&write(&()))).await?;
        let credential = authenticator::show(&asked.options).await?;
        let answered = Answered { token: asked.token, credential, device: device() };
        let me: Me = ask("POST", "/api/sessions/passkey", Some(&write(&answered))).await?;
        self.take_in(&me).await;
        Ok(me)
    }
}
