//! Figures for Prometheus, on a listener of their own: they say how a server does, and nothing of
//! anybody's customers. No label names a workspace, an address or a person.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::error::StartError;

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: Label,
}

#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, EncodeLabelValue)]
#[allow(non_camel_case_types, reason = "this is how Prometheus writes labels")]
enum Label {
    accepted,
    refused,
    sent,
    failed,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Status {
    status: u32,
}

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    connections: Gauge,
    changes: Family<Outcome, Counter>,
    commit_seconds: Histogram,
    group_changes: Histogram,
    storage_failures: Counter,
    deliveries: Counter,
    too_slow: Counter,
    http: Family<Status, Counter>,
    passwords: Counter,
    mails: Family<Outcome, Counter>,
    resident: Gauge,
    backup_time: Gauge,
    backup_bytes: Gauge,
    backup_failures: Counter,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("regulars");
        let metrics = Self {
            connections: Gauge::default(),
            changes: Family::default(),
            // From a fifth of a millisecond to six seconds.
            commit_seconds: Histogram::new(exponential_buckets(0.0002, 2.0, 16)),
            group_changes: Histogram::new(exponential_buckets(1.0, 2.0, 12)),
            storage_failures: Counter::default(),
            deliveries: Counter::default(),
            too_slow: Counter::default(),
            http: Family::default(),
            passwords: Counter::default(),
            mails: Family::default(),
            resident: Gauge::default(),
            backup_time: Gauge::default(),
            backup_bytes: Gauge::default(),
            backup_failures: Counter::default(),
            registry: Registry::default(),
        };
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The running version", version);
        let Self { connections, changes, commit_seconds, group_changes, .. } = &metrics;
        registry.register("connections", "Open WebSockets", connections.clone());
        registry.register("changes", "Pushed changes that were answered", changes.clone());
        registry.register(
            "commit_seconds",
            "From the beginning of a group's transaction until it is on the disk",
            commit_seconds.clone(),
        );
        registry.register("commit_changes", "Changes in a group", group_changes.clone());
        let Self { storage_failures, deliveries, too_slow, http, resident, .. } = &metrics;
        registry.register(
            "storage_failures",
            "Groups that were not stored, and pushed again",
            storage_failures.clone(),
        );
        registry.register("deliveries", "Growths of logs told to connections", deliveries.clone());
        registry.register(
            "too_slow",
            "Connections that were ended because they did not read",
            too_slow.clone(),
        );
        registry.register("http_responses", "Answers over HTTP, by status", http.clone());
        let passwords = metrics.passwords.clone();
        registry.register("passwords_hashed", "Passwords hashed or compared", passwords);
        let mails = metrics.mails.clone();
        registry.register("mails", "Mails that the mail server took, or never did", mails);
        registry.register("resident_memory_bytes", "Memory of this process", resident.clone());
        let Self { backup_time, backup_bytes, backup_failures, .. } = &metrics;
        registry.register(
            "backup_timestamp_seconds",
            "When the last scheduled backup was complete; 0 before the first",
            backup_time.clone(),
        );
        registry.register("backup_bytes", "Its size", backup_bytes.clone());
        registry.register(
            "backup_failures",
            "Scheduled backups that failed",
            backup_failures.clone(),
        );
        Self { registry, ..metrics }
    }

    /// How many connections are open.
    pub(crate) fn connections(&self) -> u64 {
        self.connections.get().unsigned_abs()
    }

    /// A connection opened; it counts as long as the value lives.
    pub(crate) fn connected(&self) -> Connected {
        self.connections.inc();
        Connected(self.connections.clone())
    }

    pub(crate) fn committed(&self, took: Duration, accepted: u64, refused: u64) {
        self.commit_seconds.observe(took.as_secs_f64());
        self.group_changes.observe((accepted + refused) as f64);
        for (outcome, count) in [(Label::accepted, accepted), (Label::refused, refused)] {
            self.changes.get_or_create(&Outcome { outcome }).inc_by(count);
        }
    }

    pub(crate) fn storage_failed(&self) {
        self.storage_failures.inc();
    }

    pub(crate) fn delivered(&self, connections: u64, too_slow: u64) {
        self.deliveries.inc_by(connections);
        self.too_slow.inc_by(too_slow);
    }

    pub(crate) fn answered(&self, status: u16) {
        self.http.get_or_create(&Status { status: status.into() }).inc();
    }

    /// Counts passwords that were hashed or compared.
    pub(crate) fn passwords(&self) -> Counter {
        self.passwords.clone()
    }

    /// A mail was handed over, or given up.
    pub(crate) fn mailed(&self, sent: bool) {
        let outcome = if sent { Label::sent } else { Label::failed };
        self.mails.get_or_create(&Outcome { outcome }).inc();
    }

    pub(crate) fn backed_up(&self, at: u64, bytes: u64) {
        self.backup_time.set(i64::try_from(at).unwrap_or(i64::MAX));
        self.backup_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    pub(crate) fn backup_failed(&self) {
        self.backup_failures.inc();
    }

    /// All of it, as Prometheus reads it.
    fn encode(&self) -> String {
        if let Some(bytes) = resident_bytes() {
            self.resident.set(bytes);
        }
        let mut text = String::new();
        match text::encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(error) => format!("# {error}\n"),
        }
    }
}

/// One open connection.
pub(crate) struct Connected(Gauge<i64, std::sync::atomic::AtomicI64>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Linux says it in pages of 4096 bytes; elsewhere it is left out.
fn resident_bytes() -> Option<i64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: i64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

async fn show(State(metrics): State<Arc<Metrics>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics.encode())
}

/// Serves `/metrics`, and nothing else, until it is aborted.
pub(crate) async fn serve(
    metrics: Arc<Metrics>,
    listen: SocketAddr,
) -> Result<(SocketAddr, JoinHandle<()>), StartError> {
    let cannot = |error: std::io::Error| StartError::Listen(listen, error.to_string());
    let listener = TcpListener::bind(listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let router = Router::new().route("/metrics", get(show)).with_state(metrics);
    let serving = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "serving metrics ended");
        }
    });
    Ok((address, serving))
}
