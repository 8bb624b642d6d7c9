//! Signing in elsewhere: what the app asks of a server that has a provider of
//! [OpenID Connect](https://openid.net/specs/openid-connect-core-1_0.html).

use minicbor::{Decode, Encode};

use super::accounts::{Me, Token};
use crate::id::IdentityId;
use crate::time::Timestamp;

/// Where at a server's address a provider sends people back to: the app's own page.
pub const BACK: &str = "/sign-in";

/// Somebody is about to sign in elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Leave {
    /// The token of an invitation by which they come in; none where they are somebody here already.
    #[n(0)]
    pub invitation: Option<Token>,
}

/// Where the browser is to go.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Elsewhere {
    /// The provider's page, whole. It holds once, for this browser.
    #[n(0)]
    pub url: String,
}

/// What stood in the address by which the provider sent the browser back. Never printed.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Back {
    /// The `state`, as it stood there.
    #[n(0)]
    pub state: String,
    /// The `code`, as it stood there.
    #[n(1)]
    pub code: String,
    /// The `iss`, where it stood there
    /// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    #[n(2)]
    pub issuer: Option<String>,
    /// What this device is called in the list of devices.
    #[n(3)]
    pub device: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Arrived {
    /// Somebody is signed in on this device.
    #[n(0)]
    SignedIn(#[n(0)] Me),
    /// Who asked for it can sign in by this identity from now on.
    #[n(1)]
    Bound(#[n(0)] Identity),
}

/// Who somebody is elsewhere, bound to their account here.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Identity {
    /// Which.
    #[n(0)]
    pub id: IdentityId,
    /// What the provider called them when it was bound: an email address, mostly.
    #[n(1)]
    pub name: String,
    /// The provider's host.
    #[n(2)]
    pub at: String,
    /// When it was bound.
    #[n(3)]
    pub since: Timestamp,
    /// When somebody last signed in by it.
    #[n(4)]
    pub used: Option<Timestamp>,
}
