//! TLS by the server itself: certificates from files, read again when they were renewed.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error, InconsistentKeys, ServerConfig};
use x509_parser::parse_x509_certificate;

use crate::config::refuse;
use crate::error::StartError;

pub(crate) mod listener;
pub(crate) mod renewal;

/// A certificate that ends sooner should have been renewed: the usual tools do it a month before.
pub(crate) const SOON: Duration = Duration::from_secs(14 * 86_400);

/// Where certificate and key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those that it was signed by, in PEM, the server's own first.
    pub cert: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// What the files hold, as bytes, to see whether they changed.
pub(crate) type Contents = (Vec<u8>, Vec<u8>);

impl TlsFiles {
    /// The bytes of both.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub(crate) fn read(&self) -> Result<Contents, StartError> {
        let read = |flag: &str, path: &PathBuf| {
            fs::read(path)
                .map_err(|error| refuse(format!("cannot read {flag} {}: {error}", path.display())))
        };
        Ok((read("--tls-cert", &self.cert)?, read("--tls-key", &self.key)?))
    }

    /// Certificate and key of these bytes, if they belong together.
    ///
    /// # Errors
    /// A sentence that says what is wrong with which file. Nothing of a key stands in it.
    pub(crate) fn parse(&self, (cert, key): &Contents) -> Result<Shown, StartError> {
        let cert_file = format!("--tls-cert {}", self.cert.display());
        let key_file = format!("--tls-key {}", self.key.display());
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(cert).collect();
        let chain = chain.map_err(|error| refuse(format!("{cert_file} is broken: {error}")))?;
        let Some(own) = chain.first() else {
            return Err(refuse(format!("{cert_file} has no certificate: give it in PEM")));
        };
        let ends = ends(own).ok_or_else(|| refuse(format!("{cert_file} is no certificate")))?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| match error {
            PemError::NoItemsFound => refuse(format!(
                "{key_file} has no private key: give it in PEM, without a passphrase"
            )),
            // What a parser says of a broken line could be the line.
            _ => refuse(format!("{key_file} is broken")),
        })?;
        let pair = CertifiedKey::from_der(chain, key, &ring::default_provider());
        let pair = pair.map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                refuse(format!("{key_file} is not the key of {cert_file}"))
            }
            Error::InvalidCertificate(_) => refuse(format!("{cert_file} is no certificate")),
            _ => refuse(format!("{key_file} holds a key of a kind that is not known here")),
        })?;
        Ok(Shown { pair: Arc::new(pair), ends })
    }
}

/// When a certificate ends, since 1970.
fn ends(certificate: &CertificateDer<'_>) -> Option<Duration> {
    let (_, certificate) = parse_x509_certificate(certificate).ok()?;
    let seconds = certificate.validity().not_after.timestamp();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// A certificate with its key, as clients are shown it.
#[derive(Clone)]
pub(crate) struct Shown {
    pair: Arc<CertifiedKey>,
    ends: Duration,
}

impl Shown {
    /// How long it lasts from now on; none once it has expired.
    pub(crate) fn lasts(&self) -> Option<Duration> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.ends.checked_sub(now)
    }
}

/// What new connections are shown at this moment.
pub(crate) struct Current(RwLock<Shown>);

impl Current {
    pub(crate) fn new(shown: Shown) -> Arc<Self> {
        Arc::new(Self(RwLock::new(shown)))
    }

    pub(crate) fn get(&self) -> Shown {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, shown: Shown) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = shown;
    }
}

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a certificate and its key")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get().pair)
    }
}

/// Speaks TLS 1.2 and 1.3 with whatever certificate is current.
pub(crate) fn acceptor(current: Arc<Current>) -> Result<TlsAcceptor, StartError> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| refuse(format!("cannot speak TLS: {error}")))?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(current);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
