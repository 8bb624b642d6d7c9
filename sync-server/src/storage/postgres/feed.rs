//! What other nodes commit: `LISTEN`, for as long as the server runs.

use std::sync::Arc;
use std::time::Duration;

use shared::id::WorkspaceId;
use sqlx::postgres::{PgConnectOptions, PgListener, PgNotification, PgPoolOptions};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::OwnBackend;
use crate::storage::Growth;

/// The channel. What is said on it: 32 hexadecimal digits, a blank, the sequence number.
pub(super) const CHANNEL: &str = "regulars_log";

/// Hints that wait for whoever fans out. What does not fit is found a second later.
const WAITING: usize = 4096;

/// Between two attempts to listen again.
const PAUSE: Duration = Duration::from_millis(500);

pub(super) fn start(
    options: PgConnectOptions,
    own: Arc<OwnBackend>,
) -> (mpsc::Receiver<Growth>, JoinHandle<()>) {
    let (hints, heard) = mpsc::channel(WAITING);
    let listening = tokio::spawn(async move {
        while !hints.is_closed() {
            if let Err(error) = listen(&options, &own, &hints).await {
                tracing::warn!(%error, "not listening to other nodes: asking every second goes on");
            }
            sleep(PAUSE).await;
        }
    });
    (heard, listening)
}

/// Until the connection is lost, or nobody wants to hear any more.
async fn listen(
    options: &PgConnectOptions,
    own: &OwnBackend,
    hints: &mpsc::Sender<Growth>,
) -> Result<(), sqlx::Error> {
    // The listener wants a pool; it keeps this one connection.
    let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_with(options.clone()).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    // What was said while nobody listened is found by asking, which happens every second.
    while let Some(notification) = listener.try_recv().await? {
        if own.is(notification.process_id()) {
            continue;
        }
        if let Some(growth) = read(&notification) {
            let _full = hints.try_send(growth);
        }
        if hints.is_closed() {
            break;
        }
    }
    Ok(())
}

/// Anybody who may connect to the database may say anything here.
fn read(notification: &PgNotification) -> Option<Growth> {
    let (workspace, seq) = notification.payload().split_once(' ')?;
    let workspace: WorkspaceId = workspace.parse().ok()?;
    Some(Growth { workspace, seq: seq.parse().ok()? })
}
