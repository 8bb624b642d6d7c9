//! What a server offers beyond passwords and links: said to anybody, before they sign in.

use minicbor::{Decode, Encode};

/// The answer to `GET /api/offers`. A field that an older server does not know is what is not offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Offers {
    /// Whether it sends mail: links for a new password, and invitations.
    #[cbor(n(0), default)]
    pub mail: bool,
}
