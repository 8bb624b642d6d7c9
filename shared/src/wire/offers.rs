//! What a server offers beyond passwords and links: said to anybody, before they sign in.

use minicbor::{Decode, Encode};

/// The answer to `GET /api/offers`. A field that an older server does not know is what is not offered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Offers {
    /// Whether it sends mail: links for a new password, and invitations.
    #[cbor(n(0), default)]
    pub mail: bool,
    /// What the provider is called by which somebody signs in elsewhere; none where there is none.
    #[n(1)]
    pub provider: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::accounts::{read, write};

    #[test]
    fn what_an_older_server_does_not_know_is_not_offered() {
        let older = [0x81, 0xf5];
        assert_eq!(read(&older), Ok(Offers { mail: true, provider: None }));
        let newer = Offers { mail: false, provider: Some("Kiosk".into()) };
        assert_eq!(read(&write(&newer)), Ok(newer));
    }
}
