//! What is asked of a server that sends mail.

use shared::wire::accounts::write;
use shared::wire::mail::Forgotten;
use shared::wire::offers::Offers;

use super::account::{Account, Trouble, ask, tell};

impl Account {
    /// What this server offers to whoever signs in.
    pub async fn offers(self) -> Result<Offers, Trouble> {
        ask("GET", "/api/offers", None).await
    }

    /// Has a link for a new password mailed to whoever has an account by this address. Whether
    /// somebody has is not said.
    pub async fn forgotten(self, email: String) -> Result<(), Trouble> {
        tell("POST", "/api/forgotten", Some(&write(&Forgotten { email }))).await
    }
}
