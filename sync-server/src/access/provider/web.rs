//! Questions to a provider: each in bounded time, each answer of bounded size, and none that leads
//! elsewhere.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::config::{ProviderConfig, refuse};
use crate::error::StartError;

/// Bytes of an answer: those of a provider with many keys have some ten thousand.
const ANSWER_BYTES: usize = 256 << 10;

/// What asks the provider.
pub(super) struct Web {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    timeout: Duration,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    /// Nobody is reached, or whoever is shows a certificate that is not trusted.
    #[error("it is not reached: {0}")]
    Unreached(String),
    /// The connection broke off, or the answer is larger than any should be.
    #[error("the answer broke off or is too large: {0}")]
    Broken(String),
    #[error("it did not answer within {0} seconds")]
    Silent(u64),
}

impl Web {
    /// # Errors
    /// A sentence, when no certificates are trusted at all.
    pub(super) fn new(config: &ProviderConfig) -> Result<Self, StartError> {
        let mut roots = RootCertStore::empty();
        if !config.is_plain() {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            roots.add_parsable_certificates(config.roots.iter().cloned());
            if roots.is_empty() {
                return Err(refuse(
                    "--oidc-issuer: this machine trusts no certificates: install ca-certificates, or \
                     give an --oidc-root-cert"
                        .into(),
                ));
            }
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| refuse(format!("--oidc-issuer: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls);
        // What begins with TLS stays with it, wherever the provider says that its other doors are.
        let connector =
            if config.is_plain() { connector.https_or_http() } else { connector.https_only() };
        let mut client = Client::builder(TokioExecutor::new());
        // People sign in now and then: a connection that waited so long has often gone.
        client.pool_max_idle_per_host(0);
        let client = client.build(connector.enable_http1().build());
        Ok(Self { client, timeout: config.timeout })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let answered = async {
            let request = request.map(|body| Full::new(Bytes::from(body)));
            let asked = self.client.request(request).await;
            let (head, body) =
                asked.map_err(|error| NoAnswer::Unreached(told(&error)))?.into_parts();
            let body = Limited::new(body, ANSWER_BYTES).collect().await;
            let body = body.map_err(|error| NoAnswer::Broken(error.to_string()))?;
            Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
        };
        let silent = || NoAnswer::Silent(self.timeout.as_secs());
        tokio::time::timeout(self.timeout, answered).await.map_err(|_| silent())?
    }
}

/// An error with its causes: the first word says no more than that there was one.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

impl<'c> AsyncHttpClient<'c> for Web {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
