//! Where people are, across nodes.

use std::time::Duration;

use shared::wire::{ClientMessage, Presence};
use tokio::time::{sleep, timeout};

use super::super::support::{Client, postgres};
use super::{node, workspace};
use crate::presence::{at, next};

/// The next that it hears of others, within a bound of this test's own.
async fn soon(client: &mut Client) -> (u64, Presence) {
    timeout(Duration::from_secs(10), next(client)).await.expect("in time")
}

/// Whether it hears nothing for as long as a few rounds take.
async fn hears_nothing(client: &mut Client) -> bool {
    timeout(Duration::from_millis(900), client.next()).await.is_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_alice_is_reaches_bob_at_another_node_until_she_leaves() {
    let url = postgres::database().await;
    let [first, second, third] = [node(&url).await, node(&url).await, node(&url).await];
    let nodes = [&first, &second, &third];
    let secret = workspace(nodes[0].address(), 1).await;
    let other = workspace(nodes[0].address(), 2).await;
    let (mut alice, _) = Client::hello(nodes[0].address(), &secret, None).await;
    let (mut bob, _) = Client::hello(nodes[1].address(), &secret, None).await;
    let (mut carol, _) = Client::hello(nodes[2].address(), &secret, None).await;
    let (mut mallory, _) = Client::hello(nodes[1].address(), &other, None).await;
    // Nodes listen from their start on, but not from the first instant.
    sleep(Duration::from_millis(500)).await;
    alice.send(&ClientMessage::Presence(at(1, 7))).await;
    let (peer, presence) = soon(&mut bob).await;
    assert_eq!(presence, at(1, 7));
    assert_eq!(soon(&mut carol).await.1, at(1, 7));
    assert!(hears_nothing(&mut alice).await, "nothing comes back");
    assert!(hears_nothing(&mut mallory).await);

    // Who comes later to a node that knows is told, as by their own.
    let (mut dave, _) = Client::hello(nodes[1].address(), &secret, None).await;
    assert_eq!(soon(&mut dave).await, (peer, at(1, 7)));
    bob.send(&ClientMessage::Presence(at(2, 9))).await;
    let (bobs, presence) = soon(&mut dave).await;
    assert_eq!((presence, bobs != peer), (at(2, 9), true));
    assert_eq!(soon(&mut alice).await.1, at(2, 9));

    alice.send(&ClientMessage::Presence(at(1, 8))).await;
    assert_eq!(soon(&mut bob).await, (peer, at(1, 8)), "the same one, elsewhere");
    drop(alice);
    assert_eq!(soon(&mut bob).await, (peer, Presence::default()), "when she leaves");

    // Who is at a node that stops leaves with it.
    carol.send(&ClientMessage::Presence(at(3, 4))).await;
    let (carols, presence) = soon(&mut bob).await;
    assert_eq!(presence, at(3, 4));
    third.stop().await;
    assert_eq!(soon(&mut bob).await, (carols, Presence::default()));
    first.stop().await;
    second.stop().await;
}
