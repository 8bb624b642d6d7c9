//! Whole databases, from one place to another: backups, restoring, moving to PostgreSQL.
//!
//! A backup is a SQLite file, whatever it is a backup of. Rows are copied as they are, table by
//! table, from one moment of the source, so that a table which a later version adds is copied
//! without a word here: only its columns must have the same names in both databases.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection};

use super::erasures::{Erasure, Erasures};
use super::sqlite::{create_private, explain, identify, lock};
use super::{Postgres, Sqlite, Storage, postgres, sqlite};
use crate::config::{Database, PostgresUrl};
use crate::error::StartError;
use crate::operations::Stamp;

mod pull;
mod push;
mod tables;

/// Writes a backup of a database that may be in use. `file` must not be there; it appears at once
/// and complete, and is on the disk when this returns.
///
/// # Errors
/// A sentence. Nothing is left over then.
pub async fn back_up(source: &Database, file: &Path) -> Result<(), StartError> {
    if file.exists() {
        return Err(StartError::Folder(file.to_owned(), "it is there already".into()));
    }
    let part = beside(file, "part");
    let written = match source {
        Database::Memory => {
            Err(StartError::Configuration("memory: holds nothing to back up".into()))
        }
        Database::Sqlite(path) => vacuum(path, &part).await,
        Database::Postgres(url) => pull_all(url, &part).await,
    };
    let finished = match written {
        Ok(()) => finish(&part, file).await,
        Err(error) => Err(error),
    };
    if finished.is_err() {
        remove(&part);
    }
    finished
}

async fn finish(part: &Path, file: &Path) -> Result<(), StartError> {
    check(part).await?;
    remember_erasures(part).await?;
    settle(part, file)
}

/// Puts a backup in the place of a file that is empty or not there. With `replace`, what is there
/// is kept beside it; its new name is returned.
///
/// # Errors
/// A sentence. The file is then as it was.
pub async fn restore_file(
    backup: &Path,
    file: &Path,
    replace: bool,
) -> Result<Option<PathBuf>, StartError> {
    let lock = lock(file)?;
    let beside_backup = Erasures::beside(backup)
        .map_err(|error| StartError::Folder(backup.to_owned(), error.to_string()))?;
    let taken = fs::metadata(file).is_ok_and(|file| file.len() > 0);
    if taken && !replace {
        let why = "there is a database already; --replace keeps it beside the restored one";
        return Err(StartError::Folder(file.to_owned(), why.into()));
    }
    let part = beside(file, "restoring");
    remove(&part);
    vacuum(backup, &part).await?;
    void(&part).await?;
    // Before the older file has its place: from then on a server that starts erases again.
    note_erasures(file, beside_backup.all())?;
    let kept = taken.then(|| beside(file, &format!("replaced-{}", Stamp::now())));
    if let Some(kept) = &kept {
        set_aside(file, kept)?;
    }
    for rest in ["-wal", "-shm"] {
        remove(&PathBuf::from(format!("{}{rest}", file.display())));
    }
    settle(&part, file)?;
    drop(lock);
    // Brings an older backup up to date, shows that it opens, and erases again what was erased since
    // it was made.
    Storage::close(&Sqlite::open(file).await?).await;
    Ok(kept)
}

/// Copies a SQLite file that no server uses, or a backup, into a PostgreSQL without workspaces.
/// All or nothing. What is `restored` lets nobody in whom it has signed in.
///
/// # Errors
/// A sentence. Nothing was written then.
pub async fn into_postgres(
    source: &Path,
    target: &PostgresUrl,
    restored: bool,
) -> Result<u64, StartError> {
    // Of the newest version: on a copy, so that a backup stays as it is.
    let copy = beside(source, "moving");
    remove(&copy);
    vacuum(source, &copy).await?;
    let copied = async {
        if restored {
            void(&copy).await?;
        }
        Storage::close(&Sqlite::open(&copy).await?).await;
        Storage::close(&Postgres::open(target).await?).await;
        let mut from = open_file(&copy).await?;
        let mut to = open_postgres(target).await?;
        let rows = push::all(&mut from, &mut to).await.map_err(|error| failed(target, &error))?;
        from.close().await.map_err(|error| explain(&copy, &error))?;
        Ok(rows)
    };
    let copied = copied.await;
    for rest in ["", "-wal", "-shm", ".lock"] {
        remove(&PathBuf::from(format!("{}{rest}", copy.display())));
    }
    copied
}

/// Ends what a backup must not bring back: sessions that were ended since it was made, invitations
/// and links that were used or taken back.
async fn void(file: &Path) -> Result<(), StartError> {
    let mut connection = open_file(file).await?;
    for table in ["session", "reset", "invitation", "challenge"] {
        let there =
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
        let there: bool = sqlx::query_scalar(there)
            .bind(table)
            .fetch_one(&mut connection)
            .await
            .map_err(|error| explain(file, &error))?;
        if there {
            sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM {table}")))
                .execute(&mut connection)
                .await
                .map_err(|error| explain(file, &error))?;
        }
    }
    connection.close().await.map_err(|error| explain(file, &error))
}

/// One consistent copy, read beside whoever writes.
async fn vacuum(source: &Path, target: &Path) -> Result<(), StartError> {
    let mut connection = open_file(source).await?;
    create_private(target)?;
    let into = target
        .to_str()
        .ok_or_else(|| StartError::Folder(target.to_owned(), "its name is no text".into()))?;
    sqlx::query("VACUUM INTO ?1")
        .bind(into)
        .execute(&mut connection)
        .await
        .map_err(|error| explain(source, &error))?;
    connection.close().await.map_err(|error| explain(source, &error))
}

async fn pull_all(source: &PostgresUrl, target: &Path) -> Result<(), StartError> {
    Storage::close(&Sqlite::open(target).await?).await;
    remove(&PathBuf::from(format!("{}.lock", target.display())));
    let mut from = open_postgres(source).await?;
    let mut to = open_file(target).await?;
    pull::all(&mut from, &mut to).await.map_err(|error| failed(source, &error))?;
    // One file, without a write-ahead log beside it.
    sqlx::raw_sql("PRAGMA journal_mode = DELETE")
        .execute(&mut to)
        .await
        .map_err(|error| explain(target, &error))?;
    to.close().await.map_err(|error| explain(target, &error))
}

/// Notes beside a backup which records had been erased when it was made: older backups in the same
/// folder still have them, and whoever restores one finds the file there.
async fn remember_erasures(backup: &Path) -> Result<(), StartError> {
    let mut connection = open_file(backup).await?;
    let has = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'erasure')";
    let has: bool = sqlx::query_scalar(has)
        .fetch_one(&mut connection)
        .await
        .map_err(|error| explain(backup, &error))?;
    let erased = match has {
        true => sqlite::erased(&mut connection).await,
        false => Ok(Vec::new()),
    };
    let erased =
        erased.map_err(|error| StartError::Database(backup.to_owned(), error.to_string()))?;
    connection.close().await.map_err(|error| explain(backup, &error))?;
    note_erasures(backup, erased)
}

/// Adds to what stands beside a database or a backup.
fn note_erasures(
    beside: &Path,
    erased: impl IntoIterator<Item = Erasure>,
) -> Result<(), StartError> {
    let noted = Erasures::beside(beside).and_then(|mut erasures| erasures.add(erased));
    noted.map_err(|error| StartError::Folder(beside.to_owned(), format!("erasures.log: {error}")))
}

/// Whether the copy is sound as a file; `verify` looks at what it holds.
async fn check(file: &Path) -> Result<(), StartError> {
    let mut connection = open_file(file).await?;
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut connection)
        .await
        .map_err(|error| explain(file, &error))?;
    connection.close().await.map_err(|error| explain(file, &error))?;
    if found == "ok" { Ok(()) } else { Err(StartError::Damaged(file.to_owned())) }
}

async fn open_file(path: &Path) -> Result<SqliteConnection, StartError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(std::time::Duration::from_secs(30))
        .disable_statement_logging();
    let mut connection = options.connect().await.map_err(|error| explain(path, &error))?;
    if !identify(&mut connection, path).await? {
        return Err(StartError::NotADatabase(path.to_owned()));
    }
    Ok(connection)
}

async fn open_postgres(url: &PostgresUrl) -> Result<PgConnection, StartError> {
    let mut connection = postgres::connect(&postgres::options(url)?)
        .await
        .map_err(|error| StartError::Postgres(url.place(), error.to_string()))?;
    // Copying takes as long as it takes, and reads whole tables.
    let patient = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
                   SET enable_seqscan = on";
    sqlx::raw_sql(patient)
        .execute(&mut connection)
        .await
        .map_err(|error| StartError::Postgres(url.place(), error.to_string()))?;
    Ok(connection)
}

/// Gives a finished file its name, and has both on the disk.
fn settle(part: &Path, file: &Path) -> Result<(), StartError> {
    let cannot = |error: std::io::Error| StartError::Folder(file.to_owned(), error.to_string());
    fs::File::open(part).and_then(|file| file.sync_all()).map_err(cannot)?;
    fs::rename(part, file).map_err(cannot)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(cannot)
}

/// Moves a database out of the way as it is, damaged or not, together with its write-ahead log, which
/// may hold the last of it. The file goes last: a log without one passes for a leftover.
fn set_aside(file: &Path, kept: &Path) -> Result<(), StartError> {
    let mut moved = Vec::new();
    for rest in ["-wal", "-shm", ""] {
        let named = |path: &Path| PathBuf::from(format!("{}{rest}", path.display()));
        let (from, to) = (named(file), named(kept));
        match fs::rename(&from, &to) {
            Ok(()) => moved.push((from, to)),
            Err(error) if error.kind() == ErrorKind::NotFound && !rest.is_empty() => {}
            Err(error) => {
                for (from, to) in moved {
                    let _as_it_was = fs::rename(to, from);
                }
                return Err(StartError::Folder(from, error.to_string()));
            }
        }
    }
    Ok(())
}

/// What may be there or not; what stays is in the way of the next step, which says so.
fn remove(path: &Path) {
    let _none = fs::remove_file(path);
}

fn beside(file: &Path, what: &str) -> PathBuf {
    PathBuf::from(format!("{}.{what}", file.display()))
}

fn failed(url: &PostgresUrl, error: &tables::CopyError) -> StartError {
    StartError::Postgres(url.place(), error.to_string())
}
