//! Databases as earlier versions wrote them, kept as files: each is opened as it is.

use std::fs;

use shared::id::{BlobHash, WorkspaceSecret};

use super::support::{Client, Folder, Record, TestServer, http};

/// Of the first version: one workspace, whose log has nine changes of three records.
const VERSION_1: &[u8] = include_bytes!("../fixtures/version-1.sqlite");

#[tokio::test]
async fn a_database_of_the_first_version_has_its_log_and_keeps_photos_from_now_on() {
    let folder = Folder::new();
    fs::write(folder.database(), VERSION_1).expect("written");
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    let (address, secret) = (test.address(), WorkspaceSecret([1; 32]));

    let body = http::snapshot(address, &secret, "", "identity").await.body;
    let held: Vec<_> =
        http::frames(&body).into_iter().flat_map(|delivery| delivery.changes).collect();
    let written: Vec<_> = (0..3).flat_map(|number| Record::nameless(number).changes(3)).collect();
    assert_eq!(held.len(), 9);
    for (held, written) in held.iter().zip(&written) {
        assert_eq!((held.hash, held.bytes.as_ref()), (written.hash, Some(&written.bytes)));
    }
    let hash = BlobHash::of(b"a picture");
    assert_eq!(http::put_blob(address, &secret, hash, b"a picture").await.status.as_u16(), 201);
    assert_eq!(http::blob(address, "GET", &secret, hash).await.body, b"a picture");
    let (mut client, _) = Client::hello(address, &secret, None).await;
    assert_eq!(client.push_all(Record::new(7).changes(2)).await.0, 2);
    let mut old = Record::nameless(0);
    old.changes(3);
    assert_eq!(client.push_all(old.changes(2)).await.0, 2, "what is there goes on");

    // And once more, now that it is of this version.
    let TestServer { server, folder } = test;
    server.stop().await;
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts again");
    assert_eq!(http::blob(test.address(), "GET", &secret, hash).await.body, b"a picture");
}
