//! What is asked of a server about itself, by who owns it.

use shared::wire::server::ServerStatus;

use super::account::{Account, Trouble, ask};

impl Account {
    /// How the server does.
    pub async fn server(self) -> Result<ServerStatus, Trouble> {
        ask("GET", "/api/server", None).await
    }

    /// Begins a backup of the whole server, into its folder.
    pub async fn back_up_server(self) -> Result<ServerStatus, Trouble> {
        ask("POST", "/api/server/backups", None).await
    }
}
