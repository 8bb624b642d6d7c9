//! Opening the file: everything that can be wrong with it is said here, before anything changes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlSafeStr, SqliteConnection};
use tokio::sync::{Mutex, Notify};

use super::erase::tidy_up;
use super::write::Writer;
use super::{BUSY, CANTOPEN, CORRUPT, NOTADB, READONLY, Sqlite, primary_code};
use crate::error::StartError;
use crate::storage::StorageError;
use crate::storage::erasures::Erasures;
use crate::storage::private::private;

/// "Regu": stands in the file's header, so that another program's database is left alone.
const APPLICATION_ID: i64 = 0x5265_6775;
const MARK: &str = "PRAGMA application_id = 0x52656775";

/// How long to wait for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Enough for readers that come and go; the writer has its own connection.
const READERS: u32 = 3;

fn migrations() -> Vec<Migration> {
    let log = include_str!("../../../migrations/0001_log.sql");
    let blobs = include_str!("../../../migrations/0002_blobs.sql");
    let accounts = include_str!("../../../migrations/0003_accounts.sql");
    let erasure = include_str!("../../../migrations/0004_erasure.sql");
    let passkeys = include_str!("../../../migrations/0005_passkeys.sql");
    let identities = include_str!("../../../migrations/0006_identities.sql");
    vec![
        Migration::new(1, "log".into(), MigrationType::Simple, log.into_sql_str(), false),
        Migration::new(2, "blobs".into(), MigrationType::Simple, blobs.into_sql_str(), false),
        Migration::new(3, "accounts".into(), MigrationType::Simple, accounts.into_sql_str(), false),
        Migration::new(4, "erasure".into(), MigrationType::Simple, erasure.into_sql_str(), false),
        Migration::new(5, "passkeys".into(), MigrationType::Simple, passkeys.into_sql_str(), false),
        Migration::new(
            6,
            "identities".into(),
            MigrationType::Simple,
            identities.into_sql_str(),
            false,
        ),
    ]
}

pub(super) async fn open(path: &Path) -> Result<Sqlite, StartError> {
    let lock = lock(path)?;
    create_private(path)?;
    let plain = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let explain = |error| explain(path, &error);

    let mut connection = plain.connect().await.map_err(explain)?;
    recognise(&mut connection, path).await?;
    connection.close().await.map_err(explain)?;

    let options = plain
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // On a Mac, only this reaches the disk; elsewhere it changes nothing.
        .pragma("fullfsync", "ON")
        .pragma("secure_delete", "ON")
        .pragma("journal_size_limit", "67108864");
    let mut connection = options.connect().await.map_err(explain)?;
    sqlx::raw_sql(MARK).execute(&mut connection).await.map_err(explain)?;
    Migrator::with_migrations(migrations()).run(&mut connection).await.map_err(
        |error| match error {
            MigrateError::VersionMissing(_) => StartError::Newer(path.to_owned()),
            MigrateError::Execute(error) => explain(error),
            other => StartError::Database(path.to_owned(), other.to_string()),
        },
    )?;

    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(options.clone().pragma("query_only", "ON"))
        .await
        .map_err(explain)?;
    let beside = |error: io::Error| StartError::Folder(path.to_owned(), error.to_string());
    let erasures = Erasures::beside(path).map_err(beside)?;
    let wiped = Arc::new(Notify::new());
    let for_writing = options.clone().pragma("cache_size", "-16384");
    let mut writer = Writer::new(for_writing, connection, erasures, wiped.clone());
    let failed = |error: StorageError| StartError::Database(path.to_owned(), error.to_string());
    let again = writer.erase_again().await.map_err(failed)?;
    if again > 0 {
        tracing::info!(records = again, "erased again, as erasures.log says");
    }
    // A process that died may have left what it erased in the write-ahead log.
    wiped.notify_one();
    let writer = Arc::new(Mutex::new(writer));
    let wiper = tokio::spawn(tidy_up(options, writer.clone(), wiped));
    Ok(Sqlite { writer, readers, wiper: wiper.abort_handle(), lock })
}

/// Takes the file for this process. Two servers on one file would each believe to know its end.
pub(in crate::storage) fn lock(path: &Path) -> Result<File, StartError> {
    let beside = PathBuf::from(format!("{}.lock", path.display()));
    let cannot = |error: io::Error| StartError::Folder(beside.clone(), error.to_string());
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let file = private(&mut options).open(&beside).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

pub(in crate::storage) fn create_private(path: &Path) -> Result<(), StartError> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    match private(&mut options).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if fs::metadata(path).is_ok_and(|file| file.is_dir()) {
                return Err(StartError::NotADatabase(path.to_owned()));
            }
            Ok(())
        }
        Err(error) => Err(StartError::Folder(path.to_owned(), error.to_string())),
    }
}

/// Reads what the file is: whether there is anything in it, and no other program's.
pub(in crate::storage) async fn identify(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<bool, StartError> {
    let explain = |error| explain(path, &error);
    let application: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await
        .map_err(explain)?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(explain)?;
    if tables > 0 && application != APPLICATION_ID {
        return Err(StartError::Foreign(path.to_owned()));
    }
    Ok(tables > 0)
}

/// Reads what the file is and whether it can be written, without writing.
async fn recognise(connection: &mut SqliteConnection, path: &Path) -> Result<(), StartError> {
    let explain = |error| explain(path, &error);
    identify(connection, path).await?;
    let writable = connection.begin_with("BEGIN IMMEDIATE").await.map_err(explain)?;
    writable.rollback().await.map_err(explain)
}

pub(in crate::storage) fn explain(path: &Path, error: &sqlx::Error) -> StartError {
    let path = path.to_owned();
    match primary_code(error) {
        Some(BUSY) => StartError::InUse(path),
        Some(READONLY | CANTOPEN) => StartError::ReadOnly(path),
        Some(NOTADB) => StartError::NotADatabase(path),
        Some(CORRUPT) => StartError::Damaged(path),
        _ => StartError::Database(path, error.to_string()),
    }
}
