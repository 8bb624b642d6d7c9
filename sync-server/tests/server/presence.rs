//! `/sync`: where people are, from connection to connection.

use std::time::Duration;

use shared::id::DocumentId;
use shared::wire::{ClientMessage, Hello, Presence, ServerMessage, Visit};
use tokio::time::{Instant, sleep};

use super::support::client::hello;
use super::support::{Client, Record, TestServer};

pub(super) fn at(who: u8, place: u8) -> Presence {
    let visit = Visit { document: DocumentId([place; 16]), doing: b"note".to_vec() };
    Presence { who: vec![who], visits: vec![visit] }
}

/// What a client hears of others until the answer to its next heartbeat: all that was on its way.
async fn heard(client: &mut Client) -> Vec<(u64, Presence)> {
    client.send(&ClientMessage::Heartbeat).await;
    let mut peers = Vec::new();
    loop {
        match client.next().await {
            ServerMessage::Peer { peer, presence } => peers.push((peer, presence)),
            ServerMessage::Pulse { .. } => return peers,
            other => panic!("{other:?}"),
        }
    }
}

/// The next that it hears of others.
pub(super) async fn next(client: &mut Client) -> (u64, Presence) {
    match client.next().await {
        ServerMessage::Peer { peer, presence } => (peer, presence),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn where_alice_is_reaches_bob_and_nobody_of_another_workspace() {
    let test = TestServer::start().await;
    let (secret, other) = (test.workspace(1).await, test.workspace(2).await);
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;
    let (mut bob, _) = Client::hello(test.address(), &secret, None).await;
    let (mut mallory, _) = Client::hello(test.address(), &other, None).await;
    alice.send(&ClientMessage::Presence(at(1, 7))).await;
    // Of a document that is none of hers: it goes no further than her own workspace.
    mallory.send(&ClientMessage::Presence(at(1, 7))).await;

    let (peer, presence) = next(&mut bob).await;
    assert_eq!(presence, at(1, 7));
    let (mut carol, _) = Client::hello(test.address(), &secret, None).await;
    assert_eq!(next(&mut carol).await, (peer, at(1, 7)), "newcomers are told");
    assert_eq!(heard(&mut alice).await, [], "nothing comes back");
    assert_eq!(heard(&mut mallory).await, []);

    drop(alice);
    for client in [&mut bob, &mut carol] {
        assert_eq!(next(client).await, (peer, Presence::default()), "at once, when she leaves");
    }
    assert_eq!(heard(&mut bob).await, []);
}

#[tokio::test]
async fn a_client_of_the_first_version_hears_nothing_of_presence() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut old = Client::connect(test.address(), &[]).await.expect("an upgrade");
    let first = Hello { newest: 1, ..hello(&secret, None) };
    old.send(&ClientMessage::Hello(first)).await;
    assert!(matches!(old.next().await, ServerMessage::Welcome { version: 1, .. }));
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;
    let (mut bob, _) = Client::hello(test.address(), &secret, None).await;
    alice.send(&ClientMessage::Presence(at(1, 7))).await;
    assert_eq!(next(&mut bob).await.1, at(1, 7));
    assert_eq!(heard(&mut old).await, []);
}

#[tokio::test]
async fn a_flood_of_presence_is_passed_over_and_holds_up_no_push() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;
    let (mut bob, _) = Client::hello(test.address(), &secret, None).await;
    let begin = Instant::now();
    for change in Record::new(1).changes(20) {
        for place in 0..100 {
            alice.send(&ClientMessage::Presence(at(1, place))).await;
        }
        assert_eq!(alice.push_all(vec![change]).await, (1, vec![]));
    }
    let allowed = 16 + 4 * (begin.elapsed().as_secs() as usize + 1);
    let words = heard(&mut bob).await.len();
    assert!((1..=allowed).contains(&words), "{words} of 2000 words, {allowed} allowed");
    // She is still there, and what she says later is heard.
    sleep(Duration::from_millis(500)).await;
    alice.send(&ClientMessage::Presence(at(1, 200))).await;
    assert_eq!(next(&mut bob).await.1, at(1, 200));
}
