//! Signing in elsewhere: [OpenID Connect](https://openid.net/specs/openid-connect-core-1_0.html) by the
//! authorization code flow with [PKCE](https://www.rfc-editor.org/rfc/rfc7636), as `openidconnect` does
//! it. The state between leaving and coming back is the storage's to keep.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AuthType, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope,
};
use serde::{Deserialize, Serialize};
use shared::wire::accounts::Token;
use tokio::sync::Mutex;
use url::Url;

use self::said::{Said, asks};
use self::web::{Web, told};
use super::token;
use crate::config::ProviderConfig;
use crate::error::{Problem, StartError};
use crate::storage::StorageError;

mod arrival;
mod said;
mod web;

pub(crate) use arrival::{Arrival, Details};

/// How long what the provider says of itself is taken for so, its keys included.
const KNOWN: Duration = Duration::from_secs(60 * 60);
/// How long nobody asks it again after it did not answer: whoever comes meanwhile hears so at once.
const SILENCE: Duration = Duration::from_secs(5);

/// Where people sign in elsewhere.
pub(crate) struct Provider {
    config: ProviderConfig,
    web: Web,
    known: Mutex<Known>,
}

/// What the provider said of itself, and when it was last asked in vain.
#[derive(Default)]
struct Known {
    said: Option<(Arc<Said>, Instant)>,
    failed: Option<Instant>,
}

/// What the provider says of itself, with what this server is to it.
type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why somebody leaves, kept until they are back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// To sign in as whoever they are here.
    SignIn,
    /// To come in by an invitation, of this verifier.
    Join(String),
    /// To be able to sign in by it from now on, in this session.
    Bind(String),
}

/// What is kept of somebody who left, in JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct Left {
    pub(crate) purpose: Purpose,
    nonce: Nonce,
    pkce: PkceCodeVerifier,
    /// Where the provider sends them back to, as it was told.
    back: RedirectUrl,
}

/// Where somebody goes, and what is kept meanwhile.
pub(crate) struct Departure {
    pub(crate) url: Url,
    /// In JSON. It stays here.
    pub(crate) left: String,
}

impl Provider {
    /// # Errors
    /// A sentence, when it cannot be asked as it is configured. Whether it answers shows later: where
    /// it does not, everybody signs in by their password.
    pub(crate) fn new(config: ProviderConfig) -> Result<Self, StartError> {
        Ok(Self { web: Web::new(&config)?, known: Mutex::default(), config })
    }

    pub(crate) fn config(&self) -> &ProviderConfig {
        &self.config
    }

    /// The provider, as it is known in everybody's list of who they are elsewhere.
    pub(crate) fn issuer(&self) -> &str {
        &self.config.issuer
    }

    /// Where somebody goes who is to come back to `back` with this `state`.
    pub(crate) async fn depart(
        &self,
        back: String,
        state: &Token,
        purpose: Purpose,
    ) -> Result<Departure, Problem> {
        let back = RedirectUrl::new(back).map_err(|error| failed(&error))?;
        let said = self.said(KNOWN).await?;
        let client = self.client(&said).set_redirect_uri(back.clone());
        let (challenge, pkce) = PkceCodeChallenge::new_random_sha256();
        let state = CsrfToken::new(token::in_letters(state));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client.authorize_url(flow, || state, Nonce::new_random);
        let scopes = ["email", "profile"].map(|scope| Scope::new(scope.into()));
        // On a device of many, the provider still knows whoever signed in there before.
        let wished = match purpose {
            Purpose::SignIn | Purpose::Join(_) => CoreAuthPrompt::SelectAccount,
            Purpose::Bind(_) => CoreAuthPrompt::Login,
        };
        let asked = asked.add_prompt(asks(&said, wished)).add_scopes(scopes);
        let (url, _, nonce) = asked.set_pkce_challenge(challenge).url();
        // A browser goes wherever it is told, also to what is no page.
        if url.scheme() != "https" && !(url.scheme() == "http" && self.config.is_plain()) {
            tracing::warn!("the provider's page for signing in is not one of https");
            return Err(Problem::ProviderSilent);
        }
        let left = serde_json::to_string(&Left { purpose, nonce, pkce, back });
        Ok(Departure { url, left: left.map_err(|error| failed(&error))? })
    }

    /// What the provider says of itself, no older than that, unless it does not answer by now.
    async fn said(&self, age: Duration) -> Result<Arc<Said>, Problem> {
        let mut known = self.known.lock().await;
        if let Some((said, at)) = &known.said
            && at.elapsed() < age
        {
            return Ok(said.clone());
        }
        if known.failed.is_none_or(|at| at.elapsed() >= SILENCE) {
            let issuer = self.config.issuer.clone();
            match Said::discover_async(issuer, &self.web).await {
                Ok(said) => {
                    let said = Arc::new(said);
                    *known = Known { said: Some((said.clone(), Instant::now())), failed: None };
                    return Ok(said);
                }
                Err(error) => {
                    known.failed = Some(Instant::now());
                    tracing::warn!(why = told(&error), "the provider does not say what it is");
                }
            }
        }
        known.said.as_ref().map(|(said, _)| said.clone()).ok_or(Problem::ProviderSilent)
    }

    fn client(&self, said: &Said) -> Client {
        let ProviderConfig { client, secret, .. } = &self.config;
        let made = CoreClient::from_provider_metadata(said.clone(), client.clone(), secret.clone());
        // By the header that every provider has to know, except where one says that it does not.
        let in_body = said.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            use openidconnect::core::CoreClientAuthMethod::{ClientSecretBasic, ClientSecretPost};
            methods.contains(&ClientSecretPost) && !methods.contains(&ClientSecretBasic)
        });
        made.set_auth_type(if in_body { AuthType::RequestBody } else { AuthType::BasicAuth })
    }
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    StorageError::Failed(format!("signing in elsewhere: {error}")).into()
}
