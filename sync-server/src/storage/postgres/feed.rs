//! What other nodes commit, and what else they tell: `LISTEN`, for as long as the server runs.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use shared::id::WorkspaceId;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgListener, PgNotification, PgPoolOptions};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::OwnBackend;
use crate::storage::{Growth, StorageError, WORD_BYTES, Word};

/// The channel. What is said on it: 32 hexadecimal digits, a blank, the sequence number.
pub(super) const CHANNEL: &str = "regulars_log";

/// The channel of what is not kept. What is said on it: 32 hexadecimal digits, a blank, base64.
const WORDS: &str = "regulars_words";

/// Hints that wait for whoever fans out. What does not fit is found a second later.
const WAITING: usize = 4096;

/// Between two attempts to listen again.
const PAUSE: Duration = Duration::from_millis(500);

/// Whom what is heard goes to. It waits for neither: what they do not take is lost.
struct Ears {
    hints: mpsc::Sender<Growth>,
    words: mpsc::Sender<Word>,
}

pub(super) fn start(
    options: PgConnectOptions,
    own: Arc<OwnBackend>,
) -> (mpsc::Receiver<Growth>, mpsc::Receiver<Word>, JoinHandle<()>) {
    let (hints, heard) = mpsc::channel(WAITING);
    let (words, told) = mpsc::channel(WAITING);
    let ears = Ears { hints, words };
    let listening = tokio::spawn(async move {
        while !ears.hints.is_closed() {
            if let Err(error) = listen(&options, &own, &ears).await {
                tracing::warn!(%error, "not listening to other nodes: asking every second goes on");
            }
            sleep(PAUSE).await;
        }
    });
    (heard, told, listening)
}

/// Until the connection is lost, or nobody wants to hear any more.
async fn listen(
    options: &PgConnectOptions,
    own: &OwnBackend,
    ears: &Ears,
) -> Result<(), sqlx::Error> {
    // The listener wants a pool; it keeps this one connection.
    let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_with(options.clone()).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    listener.listen_all([CHANNEL, WORDS]).await?;
    // What was said while nobody listened is found by asking, which happens every second.
    while let Some(notification) = listener.try_recv().await? {
        if notification.channel() == WORDS {
            if let Some(word) = word(&notification) {
                let _full = ears.words.try_send(word);
            }
        } else if !own.is(notification.process_id())
            && let Some(growth) = read(&notification)
        {
            let _full = ears.hints.try_send(growth);
        }
        if ears.hints.is_closed() {
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

/// The same goes for these.
fn word(notification: &PgNotification) -> Option<Word> {
    let (workspace, bytes) = notification.payload().split_once(' ')?;
    Some(Word { workspace: workspace.parse().ok()?, bytes: BASE64_STANDARD.decode(bytes).ok()? })
}

/// Says all of it in one statement: who commits meanwhile waits for one turn, not for each word's.
pub(super) async fn tell(readers: &PgPool, words: Vec<Word>) -> Result<(), StorageError> {
    let short = words.iter().filter(|word| word.bytes.len() <= WORD_BYTES);
    let said: Vec<String> = short
        .map(|Word { workspace, bytes }| format!("{workspace} {}", BASE64_STANDARD.encode(bytes)))
        .collect();
    sqlx::query("SELECT pg_notify($1, word) FROM unnest($2::text[]) AS word")
        .bind(WORDS)
        .bind(said)
        .execute(readers)
        .await?;
    Ok(())
}
