//! A real server on a free port, with a folder that goes away with it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use shared::id::WorkspaceSecret;
use sync_server::config::{Access, Config, Database, Limits, LogFormat};
use sync_server::{Server, StartError};

use super::http;

/// A folder of its own, removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("regulars-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn database(&self) -> PathBuf {
        self.0.join("regulars.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over is the system's to clear away.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

pub fn config(database: Database) -> Config {
    Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        database,
        tls: None,
        access: Access::default(),
        mail: None,
        provider: None,
        limits: Limits {
            workspaces: 100,
            connections: 1000,
            creations_per_minute: 1000,
            sign_ins_per_minute: 1000,
            guesses: 1000,
            blob_bytes: 1 << 20,
        },
        log: "off".parse().expect("a level"),
        log_format: LogFormat::Text,
        backups: None,
        metrics: None,
        stop_delay: Duration::ZERO,
    }
}

pub struct TestServer {
    pub server: Server,
    pub folder: Folder,
}

impl TestServer {
    /// With a database in a new folder.
    pub async fn start() -> Self {
        Self::start_in(Folder::new(), |_| {}).await.expect("it starts")
    }

    pub async fn start_in(
        folder: Folder,
        adjust: impl FnOnce(&mut Config),
    ) -> Result<Self, StartError> {
        let mut config = config(Database::Sqlite(folder.database()));
        adjust(&mut config);
        let server = Server::start(config).await?;
        Ok(Self { server, folder })
    }

    /// With metrics, for [`TestServer::figures`].
    pub async fn watched() -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let test = Self::start_in(Folder::new(), |config| config.metrics = Some(listen));
        test.await.expect("it starts")
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What `/metrics` says.
    pub async fn figures(&self) -> String {
        let address = self.server.metrics_address().expect("it was started with metrics");
        let answer = http::request(address, "GET", "/metrics", &[]).await;
        String::from_utf8(answer.body).expect("text")
    }

    /// A workspace that this server has.
    pub async fn workspace(&self, byte: u8) -> WorkspaceSecret {
        let secret = WorkspaceSecret([byte; 32]);
        let answer = http::create(self.address(), &secret).await;
        assert!(matches!(answer.status.as_u16(), 200 | 201), "{}", answer.status);
        secret
    }
}
