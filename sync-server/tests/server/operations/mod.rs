//! What whoever looks after a server does: backups, restoring, looking through, moving on.

mod backup;
mod export;
mod moving;
mod rot;
mod watching;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::process::Output;

use shared::id::{BlobHash, ChangeHash, WorkspaceSecret};
use tokio::process::Command;

use super::support::{Client, Folder, Record, TestServer, http};

/// Runs the command to its end.
async fn regulars(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
    command.args(arguments).env_remove("REGULARS_DATA").env_remove("REGULARS_DATABASE_URL");
    command.output().await.expect("it runs")
}

/// The same, where it must succeed: what it printed.
async fn done(arguments: &[&str]) -> String {
    let output = regulars(arguments).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?} said: {said}");
    String::from_utf8(output.stdout).expect("text")
}

/// The same, where it must fail: the last line that it said.
async fn refused(arguments: &[&str]) -> String {
    let output = regulars(arguments).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stderr).expect("text");
    said.lines().last().unwrap_or_default().to_owned()
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("a path that is text")
}

async fn logged(address: SocketAddr, secret: &WorkspaceSecret) -> Vec<ChangeHash> {
    let body = http::snapshot(address, secret, "", "identity").await.body;
    let deliveries = http::frames(&body);
    deliveries.into_iter().flat_map(|delivery| delivery.changes).map(|change| change.hash).collect()
}

/// A server with a workspace of twelve changes on three records, and a photo; stopped.
async fn stopped_server() -> (Folder, WorkspaceSecret, HashSet<ChangeHash>) {
    filled_server(3, 4, 5000).await
}

/// The same, with so many records of so many changes, and a photo of so many bytes.
async fn filled_server(
    records: u64,
    changes: usize,
    photo: usize,
) -> (Folder, WorkspaceSecret, HashSet<ChangeHash>) {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    let mut hashes = HashSet::new();
    for number in 0..records {
        let all = Record::new(number).changes(changes);
        hashes.extend(all.iter().map(|change| change.hash));
        assert_eq!(client.push_all(all).await.0, changes);
    }
    let photo = vec![7; photo];
    let kept = http::put_blob(test.address(), &secret, BlobHash::of(&photo), &photo).await;
    assert_eq!(kept.status.as_u16(), 201);
    let TestServer { server, folder } = test;
    server.stop().await;
    (folder, secret, hashes)
}
