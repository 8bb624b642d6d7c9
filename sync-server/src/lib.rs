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

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use shared::id::Verifier;
use shared::sync::server::Conversation;
use shared::time::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::access::changes::Changes;
use crate::access::password::Passwords;
use crate::access::provider::Provider;
use crate::access::rate::Rate;
use crate::config::Config;
use crate::mail::Mail;
use crate::metrics::Metrics;
use crate::operations::schedule::Backups;
use crate::set_up::SetUp;
use crate::storage::{Accounts, Storage, StorageError};
use crate::sync::Sync;
use crate::tls::listener::{Peer, PlainListener, TlsListener};
use crate::tls::{Current, renewal};

mod access;
pub mod commands;
pub mod config;
mod error;
mod headers;
mod mail;
mod metrics;
pub mod operations;
mod router;
mod routes;
mod set_up;
pub mod shutdown;
pub mod storage;
mod sync;
pub mod tls;

pub use error::StartError;
pub use sync::Gate;

/// What routes share.
pub(crate) struct App {
    config: Config,
    storage: Arc<dyn Storage>,
    accounts: Arc<dyn Accounts>,
    sync: Sync,
    changes: Changes,
    passwords: Passwords,
    set_up: SetUp,
    creations: Rate,
    /// Attempts to sign in, or to use a link, by address.
    sign_ins: Rate,
    /// Attempts to sign in, by account.
    guesses: Rate<Verifier>,
    /// What sends mail, where it is configured.
    mail: Option<Mail>,
    /// Where people sign in elsewhere, if they do.
    provider: Option<Provider>,
    /// Backups, where a folder for them is configured.
    backups: Option<Arc<Backups>>,
    /// When this process began to serve.
    since: Timestamp,
    /// Bodies of blobs that are being read.
    bodies: Semaphore,
    metrics: Arc<Metrics>,
    /// True as soon as the server is to stop, while it still serves.
    leaving: watch::Receiver<bool>,
}

/// Passwords that may be tried for one account in a minute, once the first few were wrong.
const GUESSES_PER_MINUTE: u32 = 2;

/// Blobs that are read at once: each takes memory while it comes in.
const BODIES: usize = 64;

/// A running server.
pub struct Server {
    address: SocketAddr,
    leaving: watch::Sender<bool>,
    stopping: watch::Sender<bool>,
    http: JoinHandle<()>,
    metrics: Option<(SocketAddr, JoinHandle<()>)>,
    backups: Option<JoinHandle<()>>,
    renewal: Option<JoinHandle<()>>,
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
        Self::start_with(config, Conversation::new, Gate::Whole).await
    }

    /// The same, with another beginning for each connection, or another gate: a test passes one with
    /// a fault, to prove that it would be found.
    ///
    /// # Errors
    /// A sentence for whoever starts it.
    pub async fn start_with(
        config: Config,
        begin: fn() -> Conversation,
        gate: Gate,
    ) -> Result<Self, StartError> {
        let listen = config.listen;
        let cannot_listen = |error: std::io::Error| StartError::Listen(listen, error.to_string());
        let tls = match &config.tls {
            Some(files) => {
                let contents = files.read()?;
                Some((files.clone(), Current::new(files.parse(&contents)?), contents))
            }
            None => None,
        };
        let provider = config.provider.clone().map(Provider::new).transpose()?;
        let (storage, accounts) = storage::open(&config.database).await?;
        let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;

        let cannot_begin =
            |error: StorageError| StartError::Configuration(format!("cannot start: {error}"));
        let set_up = SetUp::new(accounts.as_ref(), &config, address).await;
        let set_up = set_up.map_err(cannot_begin)?;

        let counted = Arc::new(Metrics::new());
        let passwords = Passwords::new(counted.passwords()).map_err(cannot_begin)?;
        let metrics = match config.metrics {
            Some(listen) => Some(metrics::serve(counted.clone(), listen).await?),
            None => None,
        };
        let keeping = config
            .backups
            .clone()
            .map(|schedule| Backups::new(schedule, config.database.clone(), counted.clone()));
        let backups = keeping.clone().map(|backups| tokio::spawn(backups.run()));

        let (stopping, stopped) = watch::channel(false);
        let (leaving, left) = watch::channel(false);
        let keepers = (storage.clone(), accounts.clone());
        let limits = config.limits;
        let mail =
            config.mail.clone().map(|mail| Mail::new(mail, counted.clone(), stopped.clone()));
        let mail = mail.transpose()?;
        let sync = Sync::start(keepers, (begin, gate), stopped.clone(), &limits, counted.clone());
        let app = Arc::new(App {
            sync,
            changes: Changes::default(),
            metrics: counted,
            leaving: left,
            passwords,
            set_up,
            creations: Rate::new(limits.creations_per_minute, limits.creations_per_minute),
            sign_ins: Rate::new(limits.sign_ins_per_minute, limits.sign_ins_per_minute),
            guesses: Rate::new(GUESSES_PER_MINUTE, limits.guesses),
            mail,
            provider,
            backups: keeping,
            since: access::now(),
            bodies: Semaphore::new(BODIES),
            storage,
            accounts,
            config,
        });
        let router = router::router(app.clone());
        let (http, renewal) = match tls {
            None => (tokio::spawn(serve(PlainListener(listener), router, stopped)), None),
            Some((files, current, contents)) => {
                let listener = TlsListener::new(listener, tls::acceptor(current.clone())?);
                let renewal = tokio::spawn(renewal::run(files, current, contents));
                (tokio::spawn(serve(listener, router, stopped)), Some(renewal))
            }
        };
        tracing::info!(%address, "serving");
        Ok(Self { address, leaving, stopping, http, metrics, backups, renewal, app })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a browser takes it.
    pub fn url(&self) -> String {
        format!("{}://{}", self.app.config.scheme(), self.address)
    }

    /// Where it serves metrics.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(address, _)| *address)
    }

    /// Says for a while that it is about to stop, as configured, so that a load balancer sends
    /// nobody any more. Then [`Self::stop`].
    pub async fn leave(&self) {
        self.leaving.send_replace(true);
        tokio::time::sleep(self.app.config.stop_delay).await;
    }

    /// The link that makes the first account; none once there is one.
    pub fn set_up_link(&self) -> Option<&str> {
        self.app.set_up.link()
    }

    /// Says goodbye to every connection, finishes commits under way, closes the database.
    pub async fn stop(self) {
        let Self { leaving, stopping, mut http, app, metrics, backups, renewal, .. } = self;
        leaving.send_replace(true);
        stopping.send_replace(true);
        if let Some(backups) = backups {
            // One that is half written has no name yet, and is no backup.
            backups.abort();
        }
        if let Some(renewal) = renewal {
            renewal.abort();
        }
        let drained = tokio::time::timeout(DRAIN, async {
            app.sync.drain().await;
            // Downloads under way may take long; they resume at their cursor.
            if tokio::time::timeout(DRAIN / 4, &mut http).await.is_err() {
                http.abort();
            }
            app.changes.finished().await;
            if let Some(mail) = &app.mail {
                mail.finished().await;
            }
        });
        if drained.await.is_err() {
            tracing::warn!("stopped before everything was finished");
        }
        app.storage.close().await;
        if let Some((_, serving)) = metrics {
            serving.abort();
        }
        tracing::info!("stopped");
    }
}

/// Answers whatever the listener takes in, until the server stops.
async fn serve<L>(listener: L, router: Router, stopped: watch::Receiver<bool>)
where
    L: Listener<Addr = SocketAddr>,
    Peer: for<'a> Connected<IncomingStream<'a, L>>,
{
    let service = router.into_make_service_with_connect_info::<Peer>();
    let graceful =
        axum::serve(listener, service).with_graceful_shutdown(shutdown::requested(stopped));
    if let Err(error) = graceful.await {
        tracing::error!(%error, "serving ended");
    }
}
