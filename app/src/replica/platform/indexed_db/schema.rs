//! The object stores of a workspace's database.

use indexed_db_futures::KeyPath;
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;

/// The layout that this code writes.
pub const VERSION: u32 = 2;

/// Runs of chunks: the last place in the run → `{d: document, b: encoded run}`.
pub const CHUNKS: &str = "chunks";
/// Changes on their way: hash → `{d: document, p: place, b: encoded row}`.
pub const OUTBOX: &str = "outbox";
/// Refused changes: hash → encoded row.
pub const QUARANTINE: &str = "quarantine";
/// Entries not yet in a pack: document → encoded entry.
pub const JOURNAL: &str = "journal";
/// Most entries: bucket → all entries of the bucket, encoded one after another.
pub const PACKS: &str = "packs";
/// What is kept once: [`META_KEY`] → encoded, [`OUTBOX_LEN_KEY`] → a number.
pub const META: &str = "meta";
/// The row of [`META`] that the core knows.
pub const META_KEY: &str = "meta";
/// How many rows [`OUTBOX`] has: a browser counts them by visiting each.
pub const OUTBOX_LEN_KEY: &str = "outbox_len";

/// Blobs: hash → bytes.
pub const BLOBS: &str = "blobs";
/// Blobs that the server may lack: hash → encoded row.
pub const UNSENT: &str = "unsent";
/// For which log of the server [`UNSENT`] holds: [`BLOB_LOG_KEY`] → encoded.
pub const BLOB_LOG: &str = "blob_log";
/// The only row of [`BLOB_LOG`].
pub const BLOB_LOG_KEY: &str = "log";

/// Every store of records: a transaction of theirs is over all of them.
pub const ALL: [&str; 6] = [CHUNKS, OUTBOX, QUARANTINE, JOURNAL, PACKS, META];

/// The index by document, of [`CHUNKS`] and [`OUTBOX`].
pub const BY_DOCUMENT: &str = "document";
/// The index by place, of [`OUTBOX`].
pub const BY_PLACE: &str = "place";

/// The indexed property that holds the document.
pub const DOCUMENT: &str = "d";
/// The indexed property that holds the place.
pub const PLACE: &str = "p";
/// The property that holds the row.
pub const BYTES: &str = "b";

/// Makes what versions after the stored one added, one after another; nothing is ever rewritten.
pub fn upgrade(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    if event.old_version() < 1.0 {
        let chunks = database.create_object_store(CHUNKS).build()?;
        chunks.create_index(BY_DOCUMENT, KeyPath::from(DOCUMENT)).build()?;
        let outbox = database.create_object_store(OUTBOX).build()?;
        outbox.create_index(BY_DOCUMENT, KeyPath::from(DOCUMENT)).build()?;
        outbox.create_index(BY_PLACE, KeyPath::from(PLACE)).build()?;
        for name in [QUARANTINE, JOURNAL, PACKS, META] {
            database.create_object_store(name).build()?;
        }
    }
    if event.old_version() < 2.0 {
        for name in [BLOBS, UNSENT, BLOB_LOG] {
            database.create_object_store(name).build()?;
        }
    }
    Ok(())
}
