//! How a server does: said to who owns it.

use minicbor::{Decode, Encode};

use crate::time::Timestamp;

/// The answer to `GET /api/server` and to `POST /api/server/backups`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ServerStatus {
    /// The running version.
    #[n(0)]
    pub version: String,
    /// When it started.
    #[n(1)]
    pub since: Timestamp,
    /// Where it keeps its data.
    #[n(2)]
    pub keeps: Keeps,
    /// Bytes of the database on its disk; none where it has no file of its own.
    #[n(3)]
    pub bytes: Option<u64>,
    /// Devices that are connected to this server process now.
    #[n(4)]
    pub connections: u64,
    /// Workspaces, shared by a link or with members.
    #[n(5)]
    pub workspaces: u64,
    /// Accounts.
    #[n(6)]
    pub accounts: u64,
    /// Changes in all logs.
    #[n(7)]
    pub changes: u64,
    /// Whether it sends mail.
    #[n(8)]
    pub mail: bool,
    /// Backups by the clock; none where no folder is configured.
    #[n(9)]
    pub backups: Option<BackupsStatus>,
}

/// Where a server keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Keeps {
    /// In memory: gone when it stops.
    #[n(0)]
    Memory,
    /// In a file of SQLite.
    #[n(1)]
    Sqlite,
    /// In PostgreSQL.
    #[n(2)]
    Postgres,
}

/// How backups do.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BackupsStatus {
    /// Seconds from one to the next.
    #[n(0)]
    pub every_s: u64,
    /// How many are kept.
    #[n(1)]
    pub keep: u64,
    /// The newest complete one.
    #[n(2)]
    pub newest: Option<Backup>,
    /// Whether one is being made.
    #[n(3)]
    pub running: bool,
    /// Why the last attempt failed; none when it did not.
    #[n(4)]
    pub trouble: Option<String>,
}

/// A backup in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Backup {
    /// When it was begun: it is of that moment.
    #[n(0)]
    pub at: Timestamp,
    /// Its size.
    #[n(1)]
    pub bytes: u64,
}
