//! TLS before a provider that speaks none, as proxies do it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::support::Folder;

/// A way in by TLS, with a certificate that nobody trusts who was not told to.
pub struct Front {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    folder: Folder,
}

impl Front {
    pub async fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".into()]).expect("a name");
        let certificate = params.self_signed(&key).expect("signed");
        let folder = Folder::new();
        std::fs::write(folder.path().join("root.pem"), certificate.pem()).expect("written");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)), folder }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.listener.local_addr().expect("an address").port())
    }

    /// The certificate by which its own is signed: itself.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Passes on whatever comes, as long as anybody waits for this.
    pub async fn pass_on(self, to: SocketAddr) {
        while let Ok((socket, _)) = self.listener.accept().await {
            // Who does not trust the certificate hangs up.
            let Ok(mut outside) = self.acceptor.accept(socket).await else { continue };
            tokio::spawn(async move {
                let mut inside = TcpStream::connect(to).await.expect("the provider");
                let _ended = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    }
}
