//! Backups of a server that is being written to, and what comes of them.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use shared::access::Role;
use sync_server::config::Database;
use sync_server::operations::Stamp;
use sync_server::operations::schedule::Schedule;
use sync_server::operations::verify::look;

use super::{done, logged, refused, stopped_server, text};
use crate::support::person::{PASSWORD, Person, send};
use crate::support::writer::Writer;
use crate::support::{Folder, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_of_one_moment_and_has_all_that_was_acknowledged_before_it() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let time = Duration::from_millis(2500);
    let writers: Vec<_> = (0..8)
        .map(|number| {
            tokio::spawn(Writer::new(number).write_for(test.address(), secret.clone(), time))
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let backups = Folder::new();
    let mut made = Vec::new();
    while writers.iter().any(|writer| !writer.is_finished()) {
        let before = logged(test.address(), &secret).await;
        let file = backups.path().join(format!("{}.sqlite", made.len()));
        done(&["backup", "--data", text(test.folder.path()), "--to", text(&file)]).await;
        made.push((before, file));
    }
    for writer in writers {
        writer.await.expect("a writer");
    }
    let all = logged(test.address(), &secret).await;
    let mut lengths = Vec::new();
    for (before, file) in made {
        done(&["verify", text(&file)]).await;
        assert!(!std::path::Path::new(&format!("{}-wal", file.display())).exists(), "one file");
        let folder = Folder::new();
        done(&["restore", "--from", text(&file), "--data", text(folder.path())]).await;
        let restored = TestServer::start_in(folder, |_| {}).await.expect("it starts");
        let held = logged(restored.address(), &secret).await;
        assert_eq!(held, all[..held.len()], "what is in it is the beginning of the log");
        assert!(held.len() >= before.len(), "{} of {}", held.len(), before.len());
        lengths.push(held.len());
    }
    assert!(lengths.iter().any(|length| *length < all.len()), "none was made meanwhile");
}

#[tokio::test(flavor = "multi_thread")]
async fn restoring_replaces_nothing_unasked_and_keeps_what_was_there() {
    let (folder, secret, hashes) = stopped_server().await;
    let backups = Folder::new();
    let said = done(&["backup", "--data", text(folder.path()), "--to", text(backups.path())]).await;
    let file = said.split(" (").next().expect("a name").to_owned();
    let data = text(folder.path()).to_owned();
    let restore = ["restore", "--from", &file, "--data", &data];
    assert!(refused(&restore).await.contains("--replace"));

    // Not under a server that runs.
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let replace = [&restore[..], &["--replace"]].concat();
    assert!(refused(&replace).await.contains("in use by another process"));
    let TestServer { server, folder } = test;
    server.stop().await;

    let before = fs::read(folder.database()).expect("read");
    let said = done(&replace).await;
    let kept = said.lines().find_map(|line| line.strip_prefix("what was there is kept as "));
    assert_eq!(fs::read(kept.expect("a name")).expect("read"), before);
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let held: HashSet<_> = logged(test.address(), &secret).await.into_iter().collect();
    assert_eq!(held, hashes);
}

#[tokio::test]
async fn a_damaged_database_is_replaced_and_kept_with_its_log() {
    let (folder, ..) = stopped_server().await;
    let backups = Folder::new();
    let said = done(&["backup", "--data", text(folder.path()), "--to", text(backups.path())]).await;
    let backup = said.split(" (").next().expect("a name").to_owned();
    let file = folder.database();
    let log = |file: &str| format!("{file}-wal");
    fs::write(&file, "what a disk made of it").expect("written");
    fs::write(log(text(&file)), "what was not in it yet").expect("written");
    let data = text(folder.path()).to_owned();
    let said = done(&["restore", "--from", &backup, "--data", &data, "--replace"]).await;
    let kept = said.lines().find_map(|line| line.strip_prefix("what was there is kept as "));
    let kept = kept.expect("a name");
    assert_eq!(fs::read(kept).expect("read"), b"what a disk made of it");
    assert_eq!(fs::read(log(kept)).expect("read"), b"what was not in it yet");
    done(&["verify", "--data", &data]).await;
}

#[tokio::test]
async fn a_backup_neither_overwrites_nor_leaves_a_half_behind() {
    let (folder, ..) = stopped_server().await;
    let file = folder.path().join("mine.txt");
    fs::write(&file, "not yours").expect("written");
    let data = text(folder.path()).to_owned();
    assert!(refused(&["backup", "--data", &data, "--to", text(&file)]).await.contains("already"));
    assert_eq!(fs::read(&file).expect("read"), b"not yours");
    let nowhere = folder.path().join("no").join("such").join("folder.sqlite");
    refused(&["backup", "--data", &data, "--to", text(&nowhere)]).await;
    refused(&["backup", "--data", text(&nowhere), "--to", text(&file)]).await;
    let names = fs::read_dir(folder.path()).expect("read").map(|entry| entry.expect("one").path());
    let parts = names.filter(|path| path.display().to_string().contains(".part")).count();
    assert_eq!(parts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_backups_are_made_and_the_oldest_go() {
    let backups = Folder::new();
    let folder = backups.path().to_owned();
    fs::write(folder.join("regulars-20200101T000000Z.sqlite"), "old").expect("written");
    fs::write(folder.join("regulars-20200102T000000Z.sqlite.part"), "half").expect("written");
    fs::write(folder.join("letters.sqlite"), "mine").expect("written");
    let schedule = Schedule { folder: folder.clone(), every: Duration::from_secs(1), keep: 2 };
    let test = TestServer::start_in(Folder::new(), |config| config.backups = Some(schedule));
    let test = test.await.expect("it starts");
    test.workspace(1).await;
    // After every name of this very second: its backup may have begun before the workspace was.
    let since = format!("regulars-{}~", Stamp::now());
    let ours = || {
        let names = fs::read_dir(&folder).expect("read").map(|entry| entry.expect("one").path());
        let mut ours: Vec<_> = names.filter(|path| text(path).contains("regulars-20")).collect();
        ours.sort();
        ours
    };
    let started = Instant::now();
    loop {
        let found = ours();
        let name =
            |file: &PathBuf| file.file_name().expect("a name").to_string_lossy().into_owned();
        // The older ones went, whoever made them, and what was half written as well.
        if found.len() == 2
            && found.iter().all(|file| name(file) > since && text(file).ends_with(".sqlite"))
        {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{found:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    test.server.stop().await;
    let complete = ours().into_iter().filter(|file| text(file).ends_with(".sqlite"));
    for file in complete {
        let found = look(&Database::Sqlite(file.clone())).await.expect("it can be read");
        assert_eq!((found.counted.0, found.problems), (1, vec![]));
    }
    assert_eq!(fs::read(folder.join("letters.sqlite")).expect("read"), b"mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_knows_its_people_and_has_nobody_signed_in() {
    let test = TestServer::start().await;
    let ada = Person::set_up(&test).await;
    let secret = test.workspace(1).await;
    let team = ada.make_team(&secret).await;
    let token = ada.invite(team, Role::Member).await;
    assert_eq!(ada.get("/api/account").await.status.as_u16(), 200);
    let folder = Folder::new();
    let file = folder.path().join("backup.sqlite");
    done(&["backup", "--data", text(test.folder.path()), "--to", text(&file)]).await;
    done(&["restore", "--from", text(&file), "--data", text(folder.path())]).await;

    let restored = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let address = restored.address();
    let there = Person { address, ..ada };
    assert_eq!(there.get("/api/account").await.status.as_u16(), 401);
    // A link that may have been used since does not work a second time.
    let looked = send(address, "POST", "/api/invitations", &[], &token).await;
    assert_eq!(looked.status.as_u16(), 410);
    let answer = Person::sign_in(address, "ada@example.org", PASSWORD).await;
    let again = Person::of(address, &answer);
    assert_eq!(again.members(team).await.len(), 1);
}
