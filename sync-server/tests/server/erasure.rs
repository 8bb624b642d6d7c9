//! QUALITY.md row 23: what was erased for good is in no byte of what the server keeps, and nobody
//! brings it back.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use shared::crdt;
use shared::gate::inspect_by;
use shared::id::{BlobHash, WorkspaceSecret};
use shared::sync::erasure::{self, tombstone};
use shared::wire::{PushedChange, Refusal};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use sync_server::config::Database;
use sync_server::operations::{backup, verify};
use sync_server::storage::{Batch, Sqlite, Storage};

use super::support::device::Device;
use super::support::{Client, Folder, Record, TestServer, http};

/// Stands in everything that is said of the person who is erased, and nowhere else.
const MARK: &str = "Qvstrzbrg";
/// A photo of that person.
const PHOTO: &[u8] = b"a picture of Qvstrzbrg";
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the mark stands in any file of a folder.
fn found_in(folder: &Path) -> usize {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    files.map(|file| found_in_file(&file)).sum()
}

fn found_in_file(file: &Path) -> usize {
    let bytes = fs::read(file).unwrap_or_default();
    bytes.windows(MARK.len()).filter(|part| *part == MARK.as_bytes()).count()
}

/// Waits until no file has the mark any more.
async fn gone_from(folder: &Path) {
    let end = Instant::now() + PATIENCE;
    while found_in(folder) > 0 {
        assert!(Instant::now() < end, "found {} times", found_in(folder));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn reader(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await.expect("it opens");
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM chunk")
        .execute(&mut connection)
        .await
        .expect("read");
    connection
}

/// The server's files in a folder of their own, as a copy of this moment.
fn copy_of(folder: &Path) -> Folder {
    let copy = Folder::new();
    for name in ["regulars.sqlite", "regulars.sqlite-wal"] {
        if folder.join(name).exists() {
            fs::copy(folder.join(name), copy.path().join(name)).expect("copied");
        }
    }
    copy
}

/// Records of several workspaces, mixed in the file's pages, with long and short changes of one
/// that has the mark in all of them.
async fn filled(test: &TestServer) -> (WorkspaceSecret, Record) {
    let mut clients = Vec::new();
    for byte in 1..=3 {
        let secret = test.workspace(byte).await;
        clients.push((Client::hello(test.address(), &secret, None).await.0, secret));
    }
    let mut doomed = Record::new(1);
    for round in 0..40 {
        for (at, (client, _)) in clients.iter_mut().enumerate() {
            let mut changes = Record::new(100 + round * 10 + at as u64).changes(3);
            if at == 0 {
                let text = MARK.repeat(1 + (round as usize % 5) * 40 + (round as usize / 20) * 600);
                changes.insert(1, doomed.set("note", &format!("{round} {text}")));
            }
            let count = changes.len();
            assert_eq!(client.push_all(changes).await.0, count);
        }
    }
    let secret = clients.remove(0).1;
    http::put_blob(test.address(), &secret, BlobHash::of(PHOTO), PHOTO).await;
    (secret, doomed)
}

fn erasing(record: &Record) -> PushedChange {
    let bytes = erasure::bytes(&[BlobHash::of(PHOTO)]);
    PushedChange { document: record.id, hash: tombstone(&record.id), bytes }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_nothing_of_an_erased_record_is_left_in_the_servers_files() {
    let test = TestServer::start().await;
    let (secret, mut doomed) = filled(&test).await;
    let folder = test.folder.path().to_owned();
    assert!(found_in(&folder) > 1000, "it is there before");

    // Somebody reads, and somebody else writes to the record all the while.
    let reading = reader(&test.folder.database()).await;
    let (address, other) = (test.address(), secret.clone());
    let writing = tokio::spawn(async move {
        let (mut client, _) = Client::hello(address, &other, None).await;
        let mut refused = Vec::new();
        for round in 0..200 {
            let change = doomed.set("note", &format!("{round} {MARK}"));
            refused.extend(client.push_all(vec![change]).await.1);
        }
        refused
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    let (mut client, _) = Client::hello(address, &secret, None).await;
    assert_eq!(client.push_all(vec![erasing(&Record::new(1))]).await.0, 1);
    let refused = writing.await.expect("a writer");
    assert!(!refused.is_empty() && refused.iter().all(|one| one.reason == Refusal::Erased));
    // The control: as long as a reader holds the write-ahead log, the search finds what is in it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(found_in(&folder) > 0, "the search finds nothing at all");
    reading.close().await.expect("closed");
    gone_from(&folder).await;

    let backups = Folder::new();
    let file = backups.path().join("after.sqlite");
    let database = Database::Sqlite(test.folder.database());
    backup::write(&database, &file).await.expect("a backup");
    assert_eq!(found_in(backups.path()), 0);
    let found = verify::look(&database).await.expect("looked through");
    assert_eq!(found.problems, Vec::<String>::new());
    let TestServer { server, folder } = test;
    server.stop().await;
    assert_eq!(found_in(folder.path()), 0);
}

/// How often the mark stands in a copy of these files whose record was deleted as SQLite deletes, with
/// `secure_delete` or without, and nothing else was done.
async fn left_where_deleted(folder: &Path, doomed: &Record, secure_delete: &'static str) -> usize {
    let copy = copy_of(folder);
    let options = SqliteConnectOptions::new().filename(copy.database());
    let options = options.pragma("secure_delete", secure_delete);
    let mut connection = options.connect().await.expect("it opens");
    sqlx::query("UPDATE chunk SET kind = 2, bytes = x'' WHERE document = ?1")
        .bind(&doomed.id.0[..])
        .execute(&mut connection)
        .await
        .expect("written");
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.expect("done");
    connection.close().await.expect("closed");
    found_in(copy.path())
}

/// Logs of several workspaces that grow by turns, unevenly: SQLite splits pages in the middle of the
/// file, and moves rows between them. Gives the storage, and which record is to be erased.
async fn grown_unevenly(file: &Path, seed: u64) -> (Sqlite, WorkspaceSecret, Record) {
    let storage = Sqlite::open(file).await.expect("it opens");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let secrets = [1, 2, 3].map(|byte| WorkspaceSecret([byte; 32]));
    for secret in &secrets {
        storage.create(secret.workspace(), secret.verifier(), 9).await.expect("made");
    }
    let (mut doomed, mut others) = (Record::new(1), [2, 3, 4].map(Record::new));
    for round in 0..1000 {
        let at = random.random_range(0..3);
        let mut changes = Vec::new();
        for part in 0..random.random_range(1..4) {
            let marked = at == 0 && random.random_bool(0.3);
            let long = if random.random_bool(0.4) { [1, 20, 50, 100][round % 4] } else { 3 };
            changes.push(match marked {
                true => doomed.set("note", &format!("{round} {part} {}", MARK.repeat(long))),
                false => {
                    others[at].set("note", &format!("{round} {part} {}", "abcdefghi".repeat(long)))
                }
            });
        }
        let inspected = |change| inspect_by(crdt::inspect, change).expect("a sound change");
        let candidates = changes.into_iter().map(inspected).collect();
        let batch = Batch { workspace: secrets[at].workspace(), candidates, tried_at: None };
        storage.commit(vec![batch]).await.expect("committed");
    }
    let [secret, ..] = secrets;
    (storage, secret, doomed)
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_what_was_moved_between_pages_leaves_no_copy() {
    let mut left_behind = 0;
    for seed in 0..3 {
        let folder = Folder::new();
        let file = folder.database();
        let (storage, secret, doomed) = grown_unevenly(&file, seed).await;
        // The control: deleted as SQLite deletes, in a copy of the file, what was moved stays.
        let left = left_where_deleted(folder.path(), &doomed, "ON").await;
        left_behind += usize::from(left > 0);

        let erase = inspect_by(crdt::inspect, erasing(&doomed)).expect("a tombstone");
        let batch =
            Batch { workspace: secret.workspace(), candidates: vec![erase], tried_at: None };
        storage.commit(vec![batch]).await.expect("committed");
        gone_from(folder.path()).await;
        storage.close().await;
        assert_eq!(found_in(folder.path()), 0, "seed {seed}");
    }
    assert!(left_behind > 0, "nothing would be found either way");
}

/// The control of what SQLite is told: without `secure_delete`, the bytes stay in the file.
#[tokio::test(flavor = "multi_thread")]
async fn row_23_a_file_that_does_not_overwrite_what_it_deletes_is_found_out() {
    let test = TestServer::start().await;
    let (_, doomed) = filled(&test).await;
    let left = left_where_deleted(test.folder.path(), &doomed, "OFF").await;
    assert!(left > 0, "nothing would be found either way");
}

async fn synced(number: u64, secret: &WorkspaceSecret, test: &TestServer) -> Device {
    Device::new(number, secret).catch_up(test.address(), PATIENCE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_nobody_brings_an_erased_person_back() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut alice = Device::new(1, &secret);
    let person = alice.create(MARK);
    alice.note(person, &format!("says {MARK}"));
    alice.create("Somebody else");
    let alice = alice.work(test.address(), Duration::from_millis(500)).await;
    // Three that were here before and are away while it happens; one has work that nobody has.
    let mut busy = synced(2, &secret, &test).await;
    busy.note(person, &format!("more of {MARK}"));
    let stale = synced(3, &secret, &test).await;
    let stale_too = synced(4, &secret, &test).await;
    assert!([&alice, &busy, &stale, &stale_too].iter().all(|device| device.keeps(MARK)));
    let backups = Folder::new();
    let before = backups.path().join("before.sqlite");
    backup::write(&Database::Sqlite(test.folder.database()), &before).await.expect("a backup");
    assert!(found_in_file(&before) > 0);

    let alice = alice.erase(test.address(), person).await;
    assert!(!alice.keeps(MARK), "gone from here at once");
    let alice = alice.work(test.address(), Duration::from_millis(500)).await;
    gone_from(test.folder.path()).await;

    let busy = busy.catch_up(test.address(), PATIENCE).await;
    let busy = busy.work(test.address(), Duration::from_millis(500)).await;
    assert!(!busy.keeps(MARK));
    gone_from(test.folder.path()).await;

    // Yesterday's backup still has the person; restored, it has not.
    let TestServer { server, folder } = test;
    server.stop().await;
    let data = folder.path().to_str().expect("text");
    let from = before.to_str().expect("text");
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["restore", "--from", from, "--data", data, "--replace"])
        .output()
        .await
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    gone_from(folder.path()).await;
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let stale = stale.catch_up(test.address(), PATIENCE).await;
    let stale = stale.work(test.address(), Duration::from_millis(1500)).await;
    assert!(!stale.keeps(MARK));
    gone_from(test.folder.path()).await;

    // All is lost, the list of erasures with it. Who knows nothing rebuilds the server, and whoever
    // knows makes it forget.
    let TestServer { server, folder } = test;
    server.stop().await;
    drop(folder);
    let test = TestServer::start().await;
    test.workspace(1).await;
    let stale_too = stale_too.work(test.address(), Duration::from_millis(1500)).await;
    assert!(found_in(test.folder.path()) > 0, "one who knows nothing brings it back for a while");
    let alice = alice.work(test.address(), Duration::from_millis(1500)).await;
    let stale_too = stale_too.work(test.address(), Duration::from_millis(1500)).await;
    assert!(![&alice, &busy, &stale, &stale_too].iter().any(|device| device.keeps(MARK)));
    gone_from(test.folder.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_file_was_copied_back_by_hand_erases_again_before_it_serves() {
    let test = TestServer::start().await;
    let (secret, doomed) = filled(&test).await;
    let TestServer { server, folder } = test;
    server.stop().await;
    let before = copy_of(folder.path());
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    assert_eq!(client.push_all(vec![erasing(&doomed)]).await.0, 1);
    let TestServer { server, folder } = test;
    server.stop().await;
    let back: [PathBuf; 2] = [before.database(), folder.database()];
    fs::copy(&back[0], &back[1]).expect("copied back");
    assert!(found_in(folder.path()) > 0);
    // A line that a crash cut short is none, and keeps none that follows from being read.
    let log = folder.path().join("erasures.log");
    let text = fs::read_to_string(&log).expect("it is there");
    assert_eq!(text.lines().count(), 1, "{text}");
    fs::write(&log, format!("20260101T000000Z 00\n{text}2026")).expect("written");
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    gone_from(test.folder.path()).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    assert_eq!(client.push_all(vec![erasing(&Record::new(2))]).await.0, 1);
    let text = fs::read_to_string(test.folder.path().join("erasures.log")).expect("it is there");
    assert_eq!(text.lines().last().map(|line| line.split(' ').count()), Some(4), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r66_a_download_ends_before_what_an_older_client_would_take_for_a_change() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    let mut record = Record::new(1);
    assert_eq!(client.push_all(record.changes(2)).await.0, 2);
    assert_eq!(client.push_all(vec![erasing(&record)]).await.0, 1);
    let rows = async |query: &str| {
        let body = http::snapshot(test.address(), &secret, query, "identity").await.body;
        let rows = http::frames(&body).into_iter().flat_map(|delivery| delivery.changes);
        rows.map(|row| row.is_erased()).collect::<Vec<_>>()
    };
    assert!(rows("").await.is_empty());
    assert!(rows("?newest=3").await.is_empty());
    assert_eq!(rows("?newest=4").await, [true; 3]);
}
