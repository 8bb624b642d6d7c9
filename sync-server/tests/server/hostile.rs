//! Promise 13, in short: bytes made to break the server break nothing but themselves.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use shared::id::ChangeHash;
use shared::wire::{ClientMessage, PushedChange, Refusal, ServerMessage};

use super::support::client::hello;
use super::support::{Client, Record, TestServer};

/// A change's container: four magic bytes, a checksum of four, then what the checksum is of.
const CHECKED_FROM: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn row_13_mutated_changes_are_answered_one_by_one_and_stop_nobody() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;
    let mut honest = Record::new(0);
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let mut refused = 0;
    for round in 0..60 {
        let sound = (0..50).map(|at| change_of(round * 50 + at + 1));
        let mutated: Vec<_> = sound.map(|change| mutate(&mut rng, change, CHECKED_FROM)).collect();
        let (taken, not) = eve.push_all(mutated.clone()).await;
        assert_eq!(taken + not.len(), mutated.len(), "each is answered");
        refused += not.len();
        let change = honest.set("note", &format!("round {round}"));
        assert_eq!(alice.push_all(vec![change]).await, (1, vec![]));
    }
    assert!(refused > 1000, "only {refused} were refused");
}

fn change_of(number: u64) -> PushedChange {
    let mut record = Record::new(number);
    record.set("name", "Ada");
    record.set_all(&[("note", "called on Friday"), ("city", "Zürich")])
}

/// A sound change with a few bytes from `from` on changed, and a checksum that says all is well.
pub fn mutate(rng: &mut ChaCha8Rng, mut change: PushedChange, from: usize) -> PushedChange {
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(from.min(change.bytes.len() - 1)..change.bytes.len());
        match rng.random_range(0..4) {
            0 => change.bytes.truncate(at.max(CHECKED_FROM + 1)),
            1 => change.bytes.insert(at, rng.random()),
            _ => change.bytes[at] = rng.random(),
        }
        if change.bytes.len() <= CHECKED_FROM + 1 {
            break;
        }
    }
    let digest: [u8; 32] = Sha256::digest(&change.bytes[CHECKED_FROM..]).into();
    change.bytes[4..CHECKED_FROM].copy_from_slice(&digest[..4]);
    PushedChange { hash: ChangeHash(digest), ..change }
}

#[tokio::test]
async fn r26_a_change_with_another_checksum_is_malformed() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
    let sound = Record::new(1).set("name", "Ada");
    for at in 4..CHECKED_FROM {
        let mut change = sound.clone();
        change.bytes[at] ^= 1;
        let (taken, refused) = eve.push_all(vec![change]).await;
        assert_eq!((taken, refused[0].reason), (0, Refusal::Malformed), "byte {at}");
    }
    assert_eq!(eve.push_all(vec![sound]).await, (1, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_13_mutated_messages_end_their_own_connection_only() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;
    let mut rng = ChaCha8Rng::seed_from_u64(14);
    let sound = [
        ClientMessage::Hello(hello(&secret, None)).to_bytes(),
        ClientMessage::Pull { after: 3 }.to_bytes(),
        ClientMessage::Push { number: 0, changes: Record::new(1).changes(3) }.to_bytes(),
        ClientMessage::Compare { number: 1, documents: vec![] }.to_bytes(),
        ClientMessage::Locate { checkpoints: vec![] }.to_bytes(),
    ];
    let mut ended = 0;
    for _ in 0..300 {
        let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
        let mut bytes = sound[rng.random_range(0..sound.len())].clone();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..bytes.len());
            bytes[at] = rng.random();
        }
        eve.send_bytes(bytes).await;
        eve.send(&ClientMessage::Heartbeat).await;
        // Either the bytes still meant something, or the connection is over with a word.
        loop {
            match eve.try_next().await {
                Some(ServerMessage::Pulse { .. }) => break,
                Some(_) => {}
                None => {
                    ended += 1;
                    break;
                }
            }
        }
    }
    assert!(ended > 100, "only {ended} connections ended");
    assert_eq!(alice.push_all(Record::new(2).changes(3)).await, (3, vec![]));
}
