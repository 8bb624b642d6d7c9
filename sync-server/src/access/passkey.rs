//! Passkeys: what a browser is to ask an authenticator, and whether its answer holds.
//! [WebAuthn](https://www.w3.org/TR/webauthn-3/), as `webauthn-rs` does it; the states between
//! question and answer are the storage's to keep.

use axum::http::{HeaderMap, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::AccountId;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use crate::error::Problem;
use crate::storage::{Account, StorageError};

/// What passkeys are made for: the site from whose page somebody asks.
///
/// The caller has seen that the page is this server's own. A browser signs which site it showed, and
/// an authenticator shows a passkey to the site only that it was made for.
pub(crate) struct Site(Webauthn);

/// A question, and the state by which the answer is checked.
pub(crate) struct Question {
    /// The `publicKey` of the browser's options, in JSON.
    pub(crate) options: String,
    /// In JSON, too. It stays here.
    pub(crate) state: String,
}

impl Site {
    /// The site of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        const NAMELESS: Problem =
            Problem::BadRequest("Passkeys need a server with a name, such as crm.example.org.");
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        let origin: Url = origin.and_then(|it| it.parse().ok()).ok_or(Problem::ForeignOrigin)?;
        let name = origin.domain().ok_or(NAMELESS)?;
        let site = WebauthnBuilder::new(name, &origin).map_err(|_| NAMELESS)?;
        Ok(Self(site.rp_name("Regulars").build().map_err(|_| NAMELESS)?))
    }

    /// Asks for a new passkey, on an authenticator that has none of these. It finds its person by
    /// itself, so that nobody types an address to sign in.
    pub(crate) fn ask_for_new(
        &self,
        account: &Account,
        known: Vec<Vec<u8>>,
    ) -> Result<Question, Problem> {
        let id = Uuid::from_bytes(account.id.0);
        let asked =
            self.0.start_passkey_registration(id, &account.email, &account.name, Some(known));
        let (CreationChallengeResponse { mut public_key, .. }, state) =
            asked.map_err(|error| failed(&error))?;
        if let Some(selection) = &mut public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        question(&public_key, &state)
    }

    /// The new passkey: what its authenticator calls it, and its key.
    pub(crate) fn take_new(
        &self,
        state: &str,
        answered: &str,
    ) -> Result<(Vec<u8>, String), Problem> {
        let state: PasskeyRegistration = read(state)?;
        let answered: RegisterPublicKeyCredential = said(answered)?;
        let passkey = self.0.finish_passkey_registration(&answered, &state);
        let passkey = passkey.map_err(|_| Problem::WrongPasskey)?;
        Ok((passkey.cred_id().clone(), written(&passkey)?))
    }

    /// Asks for any passkey of this site.
    pub(crate) fn ask_for_any(&self) -> Result<Question, Problem> {
        let asked = self.0.start_discoverable_authentication();
        let (asked, state) = asked.map_err(|error| failed(&error))?;
        question(&asked.public_key, &state)
    }

    /// Whether an answer is by this key, of this account: the key from now on.
    pub(crate) fn check(
        &self,
        state: &str,
        answered: &Shown,
        (account, key): (AccountId, &str),
    ) -> Result<String, Problem> {
        let state: DiscoverableAuthentication = read(state)?;
        let mut passkey: Passkey = read(key)?;
        let (whose, _) = self
            .0
            .identify_discoverable_authentication(&answered.0)
            .map_err(|_| Problem::WrongPasskey)?;
        if whose.into_bytes() != account.0 {
            return Err(Problem::WrongPasskey);
        }
        let result = self.0.finish_discoverable_authentication_v2(&answered.0, state, &passkey);
        let result = result.map_err(|_| Problem::WrongPasskey)?;
        passkey.update_credential(&result).ok_or(Problem::WrongPasskey)?;
        written(&passkey)
    }
}

/// A passkey that was shown, by whatever authenticator.
pub(crate) struct Shown(PublicKeyCredential);

impl Shown {
    /// Reads an answer.
    pub(crate) fn read(answered: &str) -> Result<Self, Problem> {
        said(answered).map(Self)
    }

    /// What its authenticator calls it.
    pub(crate) fn credential(&self) -> &[u8] {
        self.0.get_credential_id()
    }
}

fn question(options: &impl Serialize, state: &impl Serialize) -> Result<Question, Problem> {
    Ok(Question { options: written(options)?, state: written(state)? })
}

fn said<T: DeserializeOwned>(json: &str) -> Result<T, Problem> {
    serde_json::from_str(json).map_err(|_| Problem::BadRequest("The passkey makes no sense."))
}

/// Reads what [`written`] wrote.
fn read<T: DeserializeOwned>(json: &str) -> Result<T, Problem> {
    serde_json::from_str(json).map_err(|error| failed(&error))
}

fn written(of: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(of).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    StorageError::Failed(format!("a passkey: {error}")).into()
}
