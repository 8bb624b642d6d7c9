//! Who came back: the code is exchanged, and what the provider signed is checked.

use std::sync::Arc;

use openidconnect::core::{
    CoreErrorResponseType, CoreIdTokenClaims, CoreJwsSigningAlgorithm as Algorithm,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClaimsVerificationError, OAuth2TokenResponse,
    RequestTokenError, SignatureVerificationError, SubjectIdentifier, TokenResponse,
};
use shared::wire::accounts as wire;

use super::said::Said;
use super::web::told;
use super::{KNOWN, Left, Provider, failed};
use crate::error::Problem;

/// By what a provider may sign: by keys of its own. What this server knows as well, such as the secret
/// that it shows, proves nothing.
const ALGORITHMS: [Algorithm; 10] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EcdsaP521Sha512,
    Algorithm::EdDsa,
];

/// Somebody of whom the provider says who they are.
pub(crate) struct Arrival {
    subject: SubjectIdentifier,
    told: Details,
    access: AccessToken,
    said: Arc<Said>,
}

/// What the provider tells of somebody beside who they are.
#[derive(Debug, Default, Clone)]
pub(crate) struct Details {
    /// The address, as accounts are found by it.
    pub(crate) email: Option<String>,
    /// Whether the provider has confirmed that it is theirs.
    is_confirmed: bool,
    /// What others call them.
    pub(crate) name: Option<String>,
}

impl Arrival {
    /// What the provider calls them for good.
    pub(crate) fn subject(&self) -> &str {
        &self.subject
    }

    /// What the provider told of them unasked.
    pub(crate) fn told(&self) -> &Details {
        &self.told
    }
}

impl Left {
    /// Reads what [`Provider::depart`] wrote.
    pub(crate) fn read(left: &str) -> Result<Self, Problem> {
        serde_json::from_str(left).map_err(|error| failed(&error))
    }
}

impl Provider {
    /// Who came back with this code.
    pub(crate) async fn arrive(&self, left: Left, code: String) -> Result<Arrival, Problem> {
        let mut said = self.said(KNOWN).await?;
        let answer = self.exchange(&said, left.pkce, &left.back, code).await?;
        let checked = match self.check(&said, &answer, &left.nonce) {
            // It may have new keys since it was asked, or others under the names of the old.
            Err(Refused::Key(_)) => {
                said = self.said(self.config.keys_hold).await?;
                self.check(&said, &answer, &left.nonce)
            }
            checked => checked,
        };
        let (subject, told) = checked.map_err(|why| {
            tracing::warn!(%why, "what the provider said of somebody does not hold");
            Problem::NotConfirmed
        })?;
        Ok(Arrival { subject, told, access: answer.access_token().clone(), said })
    }

    async fn exchange(
        &self,
        said: &Said,
        pkce: openidconnect::PkceCodeVerifier,
        back: &openidconnect::RedirectUrl,
        code: String,
    ) -> Result<CoreTokenResponse, Problem> {
        let client = self.client(said).set_redirect_uri(back.clone());
        let exchange = client.exchange_code(AuthorizationCode::new(code));
        let exchange = exchange.map_err(|error| {
            tracing::warn!(%error, "the provider names no place to exchange codes at");
            Problem::ProviderSilent
        })?;
        exchange.set_pkce_verifier(pkce).request_async(&self.web).await.map_err(|error| {
            let code = match &error {
                RequestTokenError::ServerResponse(said) => Some(said.error().clone()),
                _ => None,
            };
            let said = code.as_ref().map(ToString::to_string);
            tracing::warn!(said, why = told(&error), "a code was not exchanged");
            // Only this says that the code is not theirs, or too old: whatever else, they can do nothing.
            if code == Some(CoreErrorResponseType::InvalidGrant) {
                Problem::NotConfirmed
            } else {
                Problem::ProviderSilent
            }
        })
    }

    /// Issuer, audience, signature, times and nonce.
    fn check(
        &self,
        said: &Said,
        answer: &CoreTokenResponse,
        nonce: &openidconnect::Nonce,
    ) -> Result<(SubjectIdentifier, Details), Refused> {
        let client = self.client(said);
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
        let signed = answer.id_token().ok_or(Refused::Unsigned)?;
        let claims = signed.claims(&verifier, nonce)?;
        if let Some(expected) = claims.access_token_hash() {
            let (algorithm, key) = (signed.signing_alg()?, signed.signing_key(&verifier)?);
            let token = answer.access_token();
            let actual = AccessTokenHash::from_token(token, algorithm, key);
            if !actual.is_ok_and(|actual| actual == *expected) {
                return Err(Refused::OtherAccess);
            }
        }
        Ok((claims.subject().clone(), Details::signed(claims)))
    }

    /// What else the provider tells of them. Many tell it only when they are asked: then no answer is
    /// not the same as no address.
    pub(crate) async fn details(&self, of: &Arrival) -> Result<Details, Problem> {
        if of.told.email.is_some() && of.told.name.is_some() {
            return Ok(of.told.clone());
        }
        let client = self.client(&of.said);
        let asked = client.user_info(of.access.clone(), Some(of.subject.clone()));
        // Not every provider has a place to ask at.
        let Ok(asked) = asked else { return Ok(of.told.clone()) };
        match asked.request_async(&self.web).await {
            Ok(claims) => Ok(of.told.clone().or(Details::asked(&claims))),
            Err(error) => {
                tracing::warn!(why = told(&error), "the provider tells nothing of somebody");
                let known = of.told.email.is_some().then(|| of.told.clone());
                known.ok_or(Problem::ProviderSilent)
            }
        }
    }
}

impl Details {
    /// The address, if the provider has confirmed that it is theirs.
    pub(crate) fn confirmed(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.is_confirmed)
    }

    fn signed(claims: &CoreIdTokenClaims) -> Self {
        let name = claims.name().and_then(|names| names.get(None)).map(|name| name.as_str());
        let email = claims.email().map(|email| email.as_str());
        Self::of(email, claims.email_verified(), name)
    }

    fn asked(claims: &CoreUserInfoClaims) -> Self {
        let name = claims.name().and_then(|names| names.get(None)).map(|name| name.as_str());
        let email = claims.email().map(|email| email.as_str());
        Self::of(email, claims.email_verified(), name)
    }

    fn of(email: Option<&str>, confirmed: Option<bool>, name: Option<&str>) -> Self {
        let email = email.and_then(wire::email);
        let is_confirmed = email.is_some() && confirmed == Some(true);
        Self { email, is_confirmed, name: name.map(str::to_owned) }
    }

    /// The address and whether it is confirmed come from one place.
    fn or(self, other: Self) -> Self {
        let name = self.name.clone().or(other.name.clone());
        let email = if self.email.is_some() { self } else { other };
        Self { name, ..email }
    }
}

/// Why what the provider signed does not hold.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("it signed nothing")]
    Unsigned,
    #[error("it is not signed by a key that the provider names: {0}")]
    Key(String),
    #[error("it belongs to another access token")]
    OtherAccess,
    #[error("{0}")]
    Claims(String),
}

impl From<ClaimsVerificationError> for Refused {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(error) => error.into(),
            error => Self::Claims(error.to_string()),
        }
    }
}

impl From<SignatureVerificationError> for Refused {
    fn from(error: SignatureVerificationError) -> Self {
        match error {
            error @ (SignatureVerificationError::NoMatchingKey
            | SignatureVerificationError::AmbiguousKeyId(_)
            | SignatureVerificationError::CryptoError(_)) => Self::Key(error.to_string()),
            error => Self::Claims(error.to_string()),
        }
    }
}
