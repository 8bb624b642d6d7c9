//! `regulars serve`: how it starts, and how it ends.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use shared::id::WorkspaceSecret;
use shared::wire::Farewell;
use sqlx::{Connection, SqliteConnection};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::support::{Client, Folder, Record, TestServer, http};

/// Runs the command until it gives up: whether it failed, and what it said.
pub async fn refused(arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .arg("serve")
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(20), run).await;
    let output = output.expect("it gives up").expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

async fn refused_in(folder: &Path) -> String {
    refused(&["--data", folder.to_str().expect("a path")]).await
}

async fn raw(path: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    SqliteConnection::connect(&url).await.expect("a database")
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_left_as_it_is() {
    for (content, sentence) in [
        (&b"Dear diary, today nothing happened.\n"[..], "is not a database"),
        (&[0x5a; 20_000], "is not a database"),
        (b"SQLite format 3\0but then something else", "is not a database"),
    ] {
        let folder = Folder::new();
        fs::write(folder.database(), content).expect("written");
        let said = refused_in(folder.path()).await;
        assert!(said.contains(sentence), "{said}");
        assert_eq!(fs::read(folder.database()).expect("read"), content);
    }

    let folder = Folder::new();
    let mut other = raw(&folder.database()).await;
    sqlx::raw_sql("CREATE TABLE recipe (name TEXT)").execute(&mut other).await.expect("made");
    other.close().await.expect("closed");
    let before = fs::read(folder.database()).expect("read");
    let said = refused_in(folder.path()).await;
    assert!(said.contains("another program's database"), "{said}");
    assert_eq!(fs::read(folder.database()).expect("read"), before);

    let folder = Folder::new();
    fs::create_dir(folder.database()).expect("a folder");
    assert!(refused_in(folder.path()).await.contains("is not a database"));
}

#[tokio::test]
async fn a_database_that_another_process_has_is_not_touched() {
    let test = TestServer::start().await;
    let said = refused_in(test.folder.path()).await;
    assert!(said.contains("in use by another process"), "{said}");
    let secret = test.workspace(1).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    assert_eq!(client.push_all(Record::new(1).changes(2)).await.0, 2);

    // Not only by another server.
    let folder = Folder::new();
    let mut other = raw(&folder.database()).await;
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other).await.expect("locked");
    let said = refused_in(folder.path()).await;
    assert!(said.contains("in use by another process"), "{said}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = Folder::new();
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let TestServer { server, folder } = test;
    server.stop().await;
    let mut newer = raw(&folder.database()).await;
    let sql = "INSERT INTO _sqlx_migrations
               SELECT 9999, 'later', installed_on, success, checksum, execution_time
               FROM _sqlx_migrations LIMIT 1";
    sqlx::raw_sql(sql).execute(&mut newer).await.expect("written");
    newer.close().await.expect("closed");
    assert!(refused_in(folder.path()).await.contains("newer version"));
}

#[tokio::test]
async fn a_folder_or_an_address_that_cannot_be_had_is_named() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    fs::write(&file, "x").expect("written");
    let said = refused(&["--data", file.join("below").to_str().expect("a path")]).await;
    assert!(said.contains("cannot use"), "{said}");

    let test = TestServer::start().await;
    let taken = test.address().to_string();
    let run = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--database-url", "memory:", "--listen", &taken])
        .output();
    let output = run.await.expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("cannot listen on {taken}")), "{said}");

    let said = refused(&["--data", "x", "--database-url", "memory:"]).await;
    assert!(said.contains("two places"), "{said}");
}

#[tokio::test]
async fn the_data_is_for_its_owner_only() {
    let parent = Folder::new();
    let data = parent.path().join("new").join("data");
    let mut child = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    let database = data.join("regulars.sqlite");
    let started = Instant::now();
    while !data.join("regulars.sqlite-wal").exists() {
        assert!(started.elapsed() < Duration::from_secs(20), "no database");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&database)), (0o700, 0o600));
    assert_eq!(mode(&data.join("regulars.sqlite-wal")), 0o600);
    child.kill().await.expect("killed");
}

#[tokio::test]
async fn a_signal_stops_it_cleanly() {
    let folder = Folder::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--data"])
        .arg(folder.path())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines.next_line().await.expect("text").expect("a line");
    let address = line.rsplit('/').next().and_then(|at| at.parse().ok()).expect("an address");
    let secret = WorkspaceSecret([1; 32]);
    http::create(address, &secret).await;
    let (mut client, _) = Client::hello(address, &secret, None).await;
    assert_eq!(client.push_all(Record::new(1).changes(3)).await.0, 3);

    let id = child.id().expect("it runs").to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
    assert_eq!(client.goodbye().await.map(|goodbye| goodbye.reason), Some(Farewell::Restarting));
    let ended = tokio::time::timeout(Duration::from_secs(10), child.wait()).await;
    assert_eq!(ended.expect("in time").expect("it ran").code(), Some(0));
    assert!(!folder.path().join("regulars.sqlite-wal").exists(), "everything is in the one file");
}

#[tokio::test]
async fn stopping_says_goodbye_and_keeps_what_was_acknowledged() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    let mut idle = Client::live(test.address(), &secret, 0).await;
    let stranger = Client::connect(test.address(), &[]).await.expect("an upgrade");
    let changes = Record::new(1).changes(400);
    for part in changes.chunks(10) {
        client.push(part.to_vec()).await;
    }
    let (mut acknowledged, _) = client.answer().await;

    let TestServer { server, folder } = test;
    let stopping = Instant::now();
    let stop = tokio::spawn(server.stop());
    let words = loop {
        match client.next().await {
            shared::wire::ServerMessage::Answer { accepted, .. } => acknowledged += accepted.len(),
            shared::wire::ServerMessage::Goodbye(goodbye) => break goodbye.reason,
            _ => {}
        }
    };
    assert_eq!(words, Farewell::Restarting);
    assert_eq!(idle.goodbye().await.map(|goodbye| goodbye.reason), Some(Farewell::Restarting));
    stop.await.expect("it stops");
    drop(stranger);
    assert!(stopping.elapsed() < Duration::from_secs(10), "{:?}", stopping.elapsed());

    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts again");
    let body = http::snapshot(test.address(), &secret, "", "identity").await.body;
    let logged: usize = http::frames(&body).iter().map(|delivery| delivery.changes.len()).sum();
    assert!(logged >= acknowledged, "{acknowledged} acknowledged, {logged} in the log");
}
