//! `/api/server`: how the server does, and backups by hand, for its owner alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use shared::access::Role;
use shared::wire::server::{BackupsStatus, Keeps, ServerStatus};
use sync_server::operations::Stamp;
use sync_server::operations::schedule::Schedule;

use super::support::person::{Person, body};
use super::support::{Client, Folder, TestServer};

/// A server that backs itself up into this folder, but not soon.
async fn backing_up(folder: &Path) -> TestServer {
    let every = Duration::from_secs(86_400);
    let schedule = Schedule { folder: folder.to_owned(), every, keep: 3 };
    let test = TestServer::start_in(Folder::new(), |config| config.backups = Some(schedule));
    test.await.expect("it starts")
}

async fn status(owner: &Person) -> ServerStatus {
    body(&owner.get("/api/server").await)
}

/// The backups' status, once it is as is asked for.
async fn until(owner: &Person, wanted: impl Fn(&BackupsStatus) -> bool) -> BackupsStatus {
    let started = Instant::now();
    loop {
        let backups = status(owner).await.backups.expect("a folder is configured");
        if wanted(&backups) {
            return backups;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{backups:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("read").map(|entry| entry.expect("one").path());
    let mut files: Vec<_> = entries.collect();
    files.sort();
    files
}

/// A file that is named as a backup of so many seconds ago.
fn leave_backup(folder: &Path, seconds_ago: u64) {
    let stamp = Stamp { seconds: Stamp::now().seconds - seconds_ago };
    fs::write(folder.join(format!("regulars-{stamp}.sqlite")), "an older one").expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_owner_sees_how_it_does_and_nobody_else() {
    let test = TestServer::start().await;
    let ada = Person::set_up(&test).await;
    let secret = test.workspace(1).await;
    let device = Client::live(test.address(), &secret, 0).await;
    let told = status(&ada).await;
    assert_eq!(told.version, env!("CARGO_PKG_VERSION"));
    assert_eq!((told.keeps, told.mail, told.backups), (Keeps::Sqlite, false, None));
    assert_eq!((told.workspaces, told.accounts, told.connections), (1, 1, 1));
    assert!(told.bytes.is_some_and(|bytes| bytes > 0) && told.since.0 > 1_700_000_000_000);
    drop(device);

    let team = ada.make_team(&secret).await;
    // Also who owns a workspace is not who owns the server.
    let bob = ada.brings(team, "Bob", Role::Owner).await;
    let nobody = Person { cookie: "regulars=00".into(), ..bob.clone() };
    for (method, path) in [("GET", "/api/server"), ("POST", "/api/server/backups")] {
        for (person, expected) in [(&bob, 403), (&nobody, 401)] {
            let answer = person.ask(method, path, &()).await;
            assert_eq!(answer.status.as_u16(), expected, "{method} {path}");
        }
    }
    let none = ada.ask("POST", "/api/server/backups", &()).await;
    assert_eq!(none.status.as_u16(), 501, "there is no folder to put one in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_asked_for_is_there_and_one_of_just_now_is_enough() {
    let folder = Folder::new();
    leave_backup(folder.path(), 3600);
    let test = backing_up(folder.path()).await;
    let ada = Person::set_up(&test).await;
    let old = status(&ada).await.backups.expect("configured");
    assert_eq!((old.every_s, old.keep, old.running), (86_400, 3, false));
    assert_eq!(old.newest.map(|newest| newest.bytes), Some(12));

    let answer: ServerStatus = body(&ada.ask("POST", "/api/server/backups", &()).await);
    assert!(answer.backups.is_some());
    let made = until(&ada, |backups| !backups.running && backups.newest != old.newest).await;
    assert_eq!(made.trouble, None);
    let newest = made.newest.expect("there is one");
    assert_eq!(files(folder.path()).len(), 2, "beside the one before");
    let size = fs::metadata(&files(folder.path())[1]).expect("there").len();
    assert!(newest.bytes == size && size > 4096, "{newest:?}");

    for _ in 0..3 {
        ada.ask("POST", "/api/server/backups", &()).await;
    }
    until(&ada, |backups| !backups.running).await;
    assert_eq!(files(folder.path()).len(), 2, "pressing again pushes no older one out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_failed_says_why_until_one_is_made() {
    let folder = Folder::new();
    leave_backup(folder.path(), 3600);
    let test = backing_up(folder.path()).await;
    let ada = Person::set_up(&test).await;
    // What is half written is cleared away first, which a folder of that name resists.
    let in_the_way = folder.path().join("regulars-20260101T000000Z.sqlite.part");
    fs::create_dir(&in_the_way).expect("made");
    ada.ask("POST", "/api/server/backups", &()).await;
    let failed = until(&ada, |backups| backups.trouble.is_some()).await;
    assert!(!failed.running);
    assert_eq!(failed.newest.map(|newest| newest.bytes), Some(12), "the one before");
    fs::remove_dir(&in_the_way).expect("removed");
    ada.ask("POST", "/api/server/backups", &()).await;
    until(&ada, |backups| backups.trouble.is_none() && !backups.running).await;
    assert_eq!(files(folder.path()).len(), 2);
}
