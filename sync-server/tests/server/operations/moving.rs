//! From SQLite to PostgreSQL, and back by a backup.

use std::collections::HashSet;

use shared::id::BlobHash;
use shared::sync::erasure::tombstone;
use shared::wire::PushedChange;
use sync_server::Server;
use sync_server::config::Database;
use sync_server::operations::verify::{compare, look};

use super::{done, logged, refused, stopped_server, text};
use crate::api_passkeys::{ORIGIN, nobody, status};
use crate::api_provider::{bind, come_back, leave, server, sign_in};
use crate::support::person::Person;
use crate::support::provider::TestProvider;
use crate::support::server::config;
use crate::support::{Client, Folder, Record, TestServer, http, postgres};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_moves_to_postgresql_and_goes_on_where_it_was() {
    let (folder, secret, hashes) = stopped_server().await;
    let file = Database::Sqlite(folder.database());
    let url = postgres::database().await;
    let flag = postgres::flag(&url);
    let data = text(folder.path()).to_owned();
    let said = done(&["migrate-database", "--data", &data, "--to", &flag]).await;
    assert!(said.contains("compare equal"), "{said}");
    let moved = Database::Postgres(url.clone());
    compare(&file, &moved).await.expect("the same logs");
    assert_eq!(look(&moved).await.expect("it can be read").problems, Vec::<String>::new());
    // Only into an empty one, and not from under a server.
    let again = refused(&["migrate-database", "--data", &data, "--to", &flag]).await;
    assert!(again.contains("holds workspaces already"), "{again}");
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let other = postgres::flag(&postgres::database().await);
    let busy = refused(&["migrate-database", "--data", &data, "--to", &other]).await;
    assert!(busy.contains("in use by another process"), "{busy}");
    test.server.stop().await;

    // A device's cursor holds, and new rows of every table get numbers of their own.
    let server = Server::start(config(moved.clone())).await.expect("it starts");
    let address = server.address();
    let held: HashSet<_> = logged(address, &secret).await.into_iter().collect();
    assert_eq!(held, hashes);
    let (mut client, welcome) = Client::hello(address, &secret, None).await;
    assert_eq!(welcome.head, 12);
    let mut record = Record::new(9);
    assert_eq!(client.push_all(record.changes(3)).await.0, 3);
    // What was erased moves as what it is.
    let (document, hash) = (record.id, tombstone(&record.id));
    let erase = PushedChange { document, hash, bytes: Vec::new() };
    assert_eq!(client.push_all(vec![erase]).await.0, 1);
    assert_eq!(http::create(address, &shared::id::WorkspaceSecret([8; 32])).await.status, 201);
    let photo = http::put_blob(address, &secret, BlobHash::of(b"new"), b"new").await;
    assert_eq!(photo.status.as_u16(), 201);

    // And back, by a backup made while the server runs.
    let back = Folder::new();
    let backup = back.path().join("backup.sqlite");
    done(&["backup", "--database-url", &flag, "--to", text(&backup)]).await;
    done(&["verify", text(&backup)]).await;
    compare(&moved, &Database::Sqlite(backup.clone())).await.expect("the same logs");
    done(&["restore", "--from", text(&backup), "--data", text(back.path())]).await;
    compare(&moved, &Database::Sqlite(back.database())).await.expect("the same logs");
    let fresh = postgres::database().await;
    done(&["restore", "--from", text(&backup), "--database-url", &postgres::flag(&fresh)]).await;
    compare(&moved, &Database::Postgres(fresh)).await.expect("the same logs");
    let report = done(&["doctor", "--database-url", &flag]).await;
    assert!(report.contains("PostgreSQL 1") && report.contains("2 workspaces with 16"), "{report}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_people_are_elsewhere_moves_with_them_and_comes_back_from_a_backup() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    assert_eq!(status(&bind(&ada, &provider).await), 200);
    let left = leave(&nobody(&test, &ada), None).await;
    let back = provider.visit(&left.url).await;
    let TestServer { server, folder } = test;
    server.stop().await;

    let url = postgres::database().await;
    let flag = postgres::flag(&url);
    done(&["migrate-database", "--data", text(folder.path()), "--to", &flag]).await;
    let start = async |database| {
        let mut config = config(database);
        config.access.public_origins = vec![ORIGIN.into()];
        config.provider = Some(provider.config(ORIGIN));
        let server = Server::start(config).await.expect("it starts");
        TestServer { server, folder: Folder::new() }
    };
    let moved = start(Database::Postgres(url)).await;
    assert_eq!(status(&sign_in(&nobody(&moved, &ada), &provider).await), 200);

    let restored = Folder::new();
    let backup = restored.path().join("backup.sqlite");
    done(&["backup", "--database-url", &flag, "--to", text(&backup)]).await;
    moved.server.stop().await;
    done(&["restore", "--from", text(&backup), "--data", text(restored.path())]).await;
    let again = start(Database::Sqlite(restored.database())).await;
    let stranger = nobody(&again, &ada);
    assert_eq!(status(&sign_in(&stranger, &provider).await), 200);
    // What was under way when the backup was made is not: it may have been used since.
    let late = come_back(&stranger, &left.cookie, &back).await;
    assert_eq!(status(&late), 401);
    again.server.stop().await;
}
