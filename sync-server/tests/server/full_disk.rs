//! A disk that takes no more: refused, not lied about, and over when there is room again.
//!
//! A limit on the size of a file stands for the full disk: it needs no mount, and is lifted while
//! the server runs.
#![cfg(target_os = "linux")]

use std::collections::HashSet;
use std::process::Stdio;

use shared::id::{BlobHash, ChangeHash, WorkspaceSecret};
use shared::wire::{ClientMessage, Farewell, ServerMessage};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::support::client::hello;
use super::support::{Client, Folder, Record, http};

#[tokio::test]
async fn a_full_disk_acknowledges_nothing_and_is_over_when_there_is_room() {
    let folder = Folder::new();
    // Without a handler for SIGXFSZ, writing fails with an error in place of a signal.
    let mut server = Command::new("prlimit")
        .args(["--fsize=2000000:unlimited", "sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("prlimit is part of util-linux");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let line = lines.next_line().await.expect("text").expect("a line");
    let address = line.rsplit('/').next().and_then(|at| at.parse().ok()).expect("an address");
    let secret = WorkspaceSecret([1; 32]);
    assert_eq!(http::create(address, &secret).await.status.as_u16(), 201);

    let changes = Record::new(1).large_changes(60, 100 << 10);
    let mut acknowledged = HashSet::new();
    let (mut client, _) = Client::hello(address, &secret, None).await;
    let words = 'full: {
        for change in &changes {
            client.push(vec![change.clone()]).await;
            match client.next().await {
                ServerMessage::Answer { accepted, .. } => acknowledged.extend(accepted),
                ServerMessage::Goodbye(goodbye) => break 'full goodbye.reason,
                other => panic!("{other:?}"),
            }
        }
        panic!("six megabytes fitted into two")
    };
    assert_eq!(words, Farewell::Storage);
    assert!(!acknowledged.is_empty());
    assert!(logged(address, &secret).await.is_superset(&acknowledged), "what was said holds");

    // A photo neither, and it is said so.
    let picture = vec![7; 200 << 10];
    let hash = BlobHash::of(&picture);
    let refused = http::put_blob(address, &secret, hash, &picture).await;
    // A file that may not grow fails in other words than a disk that has no room.
    assert!(matches!(refused.status.as_u16(), 503 | 507), "{}", refused.status);
    assert_eq!(http::blob(address, "GET", &secret, hash).await.status.as_u16(), 404);

    // Still full: nothing is taken, and the server goes on answering.
    let mut again = Client::connect(address, &[]).await.expect("an upgrade");
    again.send(&ClientMessage::Hello(hello(&secret, None))).await;
    again.push(vec![changes[acknowledged.len()].clone()]).await;
    let words = again.goodbye().await.map(|goodbye| goodbye.reason);
    assert_eq!(words, Some(Farewell::Storage));

    let lifted = Command::new("prlimit")
        .arg(format!("--pid={}", server.id().expect("it runs")))
        .arg("--fsize=unlimited:unlimited")
        .status();
    assert!(lifted.await.expect("prlimit runs").success());
    assert_eq!(http::put_blob(address, &secret, hash, &picture).await.status.as_u16(), 201);
    assert_eq!(http::blob(address, "GET", &secret, hash).await.body, picture);
    let (mut client, _) = Client::hello(address, &secret, None).await;
    for part in changes.chunks(4) {
        assert_eq!(client.push_all(part.to_vec()).await, (part.len(), vec![]));
    }
    let all: HashSet<ChangeHash> = changes.iter().map(|change| change.hash).collect();
    assert_eq!(logged(address, &secret).await, all);
}

async fn logged(address: std::net::SocketAddr, secret: &WorkspaceSecret) -> HashSet<ChangeHash> {
    let body = http::snapshot(address, secret, "", "identity").await.body;
    http::frames(&body)
        .into_iter()
        .flat_map(|delivery| delivery.changes)
        .map(|change| change.hash)
        .collect()
}
