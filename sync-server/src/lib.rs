//! The sync server: appends changes to workspaces' logs, passes them on, and serves the app.
//!
//! What a connection says is decided by `shared::sync::server`, what a log takes by
//! `shared::sync::log`. This crate adds what those leave out: sockets, disk, clock and limits. It
//! knows changes by their names, never by what they mean.
//!
//! A push goes: [`sync`]'s connection → gate thread (parses hostile bytes) → committer (one
//! transaction for all that waits) → answers and deliveries, through each connection's inbox.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use shared::sync::server::Conversation;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::access::CreationRate;
use crate::config::Config;
use crate::storage::Storage;
use crate::sync::Sync;

mod access;
pub mod commands;
pub mod config;
mod error;
mod headers;
mod router;
mod routes;
pub mod shutdown;
pub mod storage;
mod sync;

pub use error::StartError;

/// What routes share.
pub(crate) struct App {
    config: Config,
    storage: Arc<dyn Storage>,
    sync: Sync,
    creations: CreationRate,
    /// Bodies of blobs that are being read.
    bodies: Semaphore,
}

/// Blobs that are read at once: each takes memory while it comes in.
const BODIES: usize = 64;

/// A running server.
pub struct Server {
    address: SocketAddr,
    stopping: watch::Sender<bool>,
    http: JoinHandle<()>,
    app: Arc<App>,
}

/// How long connections and commits have to finish when the server stops.
const DRAIN: Duration = Duration::from_secs(8);

impl Server {
    /// Opens the database, listens, and serves until stopped.
    ///
    /// # Errors
    /// A sentence for whoever starts it.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        Self::start_with(config, Conversation::new).await
    }

    /// The same, with another beginning for each connection: a test passes one with a fault, to
    /// prove that it would be found.
    ///
    /// # Errors
    /// A sentence for whoever starts it.
    pub async fn start_with(
        config: Config,
        begin: fn() -> Conversation,
    ) -> Result<Self, StartError> {
        let listen = config.listen;
        let cannot_listen = |error: std::io::Error| StartError::Listen(listen, error.to_string());
        let storage = storage::open(&config.database).await?;
        let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;

        let (stopping, stopped) = watch::channel(false);
        let app = Arc::new(App {
            sync: Sync::start(storage.clone(), begin, stopped.clone(), &config.limits),
            creations: CreationRate::new(config.limits.creations_per_minute),
            bodies: Semaphore::new(BODIES),
            storage,
            config,
        });
        let router = router::router(app.clone());
        // Small messages must not wait for one another.
        let listener = listener.tap_io(|socket| {
            if let Err(error) = socket.set_nodelay(true) {
                tracing::debug!(%error, "no TCP_NODELAY");
            }
        });
        let http = tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let graceful =
                axum::serve(listener, service).with_graceful_shutdown(shutdown::requested(stopped));
            if let Err(error) = graceful.await {
                tracing::error!(%error, "serving ended");
            }
        });
        tracing::info!(%address, "serving");
        Ok(Self { address, stopping, http, app })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Says goodbye to every connection, finishes commits under way, closes the database.
    pub async fn stop(self) {
        let Self { stopping, mut http, app, .. } = self;
        stopping.send_replace(true);
        let drained = tokio::time::timeout(DRAIN, async {
            app.sync.drain().await;
            // Downloads under way may take long; they resume at their cursor.
            if tokio::time::timeout(DRAIN / 4, &mut http).await.is_err() {
                http.abort();
            }
        });
        if drained.await.is_err() {
            tracing::warn!("stopped before everything was finished");
        }
        app.storage.close().await;
        tracing::info!("stopped");
    }
}
