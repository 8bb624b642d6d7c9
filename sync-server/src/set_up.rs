//! The link that makes the first account.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use shared::id::Verifier;
use shared::wire::accounts::Token;
use subtle::ConstantTimeEq;

use crate::access::token;
use crate::config::Config;
use crate::storage::{Accounts, StorageError};

/// Made anew at each start, as long as there is no account: an older one is worth nothing.
pub(crate) struct SetUp(Option<(Verifier, String)>);

impl SetUp {
    pub(crate) async fn new(
        accounts: &dyn Accounts,
        config: &Config,
        address: SocketAddr,
    ) -> Result<Self, StorageError> {
        if accounts.any().await? {
            return Ok(Self(None));
        }
        let token = token::new()?;
        // Behind the #, it reaches no log on its way.
        let link = format!("{}/#set-up={}", origin(config, address), token::in_letters(&token));
        Ok(Self(Some((token::verifier(&token), link))))
    }

    pub(crate) fn link(&self) -> Option<&str> {
        self.0.as_ref().map(|(_, link)| link.as_str())
    }

    /// Whether this is the link's token. That there is no account yet is the storage's to see.
    pub(crate) fn allows(&self, token: &Token) -> bool {
        let given = token::verifier(token);
        self.0.as_ref().is_some_and(|(verifier, _)| verifier.0.ct_eq(&given.0).into())
    }
}

/// Where a browser reaches the server, as far as the server knows.
fn origin(config: &Config, address: SocketAddr) -> String {
    if let Some(origin) = config.access.public_origins.first() {
        return origin.clone();
    }
    let reachable = match address.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    format!("{}://{}", config.scheme(), SocketAddr::new(reachable, address.port()))
}
