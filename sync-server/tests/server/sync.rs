//! `/sync`: what clients and server say to one another.

use std::collections::HashSet;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use shared::id::{ChangeHash, WorkspaceSecret};
use shared::sync::cursor::Cursor;
use shared::wire::{
    ClientMessage, DocumentHeads, Farewell, PushedChange, Refusal, Refused, ServerMessage, limits,
};

use super::support::client::hello;
use super::support::{Client, Record, TestServer, http};

#[tokio::test]
async fn what_alice_writes_reaches_bob_and_comes_back_to_her_by_name_only() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut alice = Client::live(test.address(), &secret, 0).await;
    let mut bob = Client::live(test.address(), &secret, 0).await;
    assert!(alice.delivery().await.changes.is_empty() && bob.delivery().await.changes.is_empty());

    let change = Record::new(1).set("name", "Elif Şahin");
    alice.push(vec![change.clone()]).await;
    let (mut answered, mut returned) = (false, false);
    while !(answered && returned) {
        match alice.next().await {
            ServerMessage::Answer { accepted, refused, .. } => {
                assert_eq!((accepted, refused), (vec![change.hash], vec![]));
                answered = true;
            }
            ServerMessage::Delivery(delivery) => {
                assert_eq!(delivery.changes[0].hash, change.hash);
                assert_eq!(delivery.changes[0].bytes, None, "she has the bytes");
                returned = true;
            }
            other => panic!("{other:?}"),
        }
    }
    let delivery = bob.delivery().await;
    assert_eq!((delivery.from, delivery.to.seq, delivery.head), (0, 1, 1));
    assert_eq!(delivery.changes[0].bytes.as_deref(), Some(&change.bytes[..]));
    assert_eq!(
        delivery.to,
        Cursor::start(delivery.log).after(&change.document, &change.hash),
        "the chain is what the client computes"
    );
}

#[tokio::test]
async fn row_7_every_push_three_times_makes_one_row_each() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut tasks = Vec::new();
    for writer in 0..4 {
        let changes = Record::new(writer).changes(100);
        let mut batches: Vec<Vec<PushedChange>> = changes.chunks(10).map(<[_]>::to_vec).collect();
        // Twice in order, then once more in any order.
        let in_order = batches.clone();
        batches.extend(in_order.clone());
        let mut shuffled = in_order;
        shuffled.shuffle(&mut rng);
        batches.extend(shuffled);
        let (address, secret) = (test.address(), secret.clone());
        let ignores_answers = rng.random_bool(0.5);
        tasks.push(tokio::spawn(async move {
            let (mut client, _) = Client::hello(address, &secret, None).await;
            for batch in batches {
                let count = batch.len();
                client.push(batch).await;
                let (taken, refused) = client.answer().await;
                assert_eq!((taken, refused), (count, vec![]), "a repetition is accepted too");
                if ignores_answers {
                    (client, _) = Client::hello(address, &secret, None).await;
                }
            }
            changes
        }));
    }
    let mut pushed = HashSet::new();
    for task in tasks {
        pushed.extend(task.await.expect("no panic").into_iter().map(|change| change.hash));
    }
    let body = http::snapshot(test.address(), &secret, "", "identity").await.body;
    let logged: Vec<ChangeHash> = http::frames(&body)
        .into_iter()
        .flat_map(|delivery| delivery.changes)
        .map(|change| change.hash)
        .collect();
    assert_eq!(logged.len(), 400);
    assert_eq!(logged.into_iter().collect::<HashSet<_>>(), pushed);
}

#[tokio::test]
async fn a_long_log_comes_in_pages_that_join_and_then_live() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut alice = Client::live(test.address(), &secret, 0).await;
    let mut record = Record::new(1);
    assert_eq!(alice.push_all(record.changes(1200)).await, (1200, vec![]));

    let mut bob = Client::live(test.address(), &secret, 0).await;
    let mut at = 0;
    while at < 1200 {
        let page = bob.delivery().await;
        assert_eq!((page.from, page.head), (at, 1200));
        assert!(page.changes.len() <= limits::DELIVERY_CHANGES);
        at = page.to.seq;
        // What is not yet read is asked for; what is written meanwhile must not be skipped.
        if at < 1200 {
            bob.send(&ClientMessage::Pull { after: at }).await;
        } else {
            alice.push(record.changes(3)).await;
        }
    }
    bob.read_to(1200, 1203).await;
}

#[tokio::test]
async fn nothing_is_missed_between_reading_and_live() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;
    let changes = Record::new(1).changes(600);
    let mut readers = Vec::new();
    for part in changes.chunks(20) {
        alice.push(part.to_vec()).await;
        let (address, secret) = (test.address(), secret.clone());
        readers.push(tokio::spawn(async move {
            let mut bob = Client::live(address, &secret, 0).await;
            let mut at = 0;
            while at < 600 {
                let delivery = bob.delivery().await;
                assert_eq!(delivery.from, at);
                at = delivery.to.seq;
                if at < delivery.head && delivery.changes.len() == limits::DELIVERY_CHANGES {
                    bob.send(&ClientMessage::Pull { after: at }).await;
                }
            }
        }));
        alice.answer().await;
    }
    for reader in readers {
        reader.await.expect("it read everything");
    }
}

#[tokio::test]
async fn a_refused_change_costs_only_itself() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut alice, _) = Client::hello(test.address(), &secret, None).await;

    let good = Record::new(1).set("name", "Ines");
    let mut bent = Record::new(2).set("name", "Bent");
    bent.bytes[20] ^= 1;
    let misnamed = PushedChange { hash: ChangeHash([9; 32]), ..Record::new(3).set("a", "b") };
    let mut orphan = Record::new(4);
    orphan.set("name", "never pushed");
    let orphan = orphan.set("name", "builds on it");
    let huge = Record::new(5).set("note", &"x".repeat(limits::CHANGE_BYTES));
    let empty = PushedChange { hash: ChangeHash([8; 32]), bytes: vec![], ..good.clone() };

    let all = [&bent, &misnamed, &orphan, &huge, &empty, &good];
    let (taken, mut refused) = alice.push_all(all.into_iter().cloned().collect()).await;
    assert_eq!(taken, 1);
    let expected = [
        (bent.hash, Refusal::Malformed),
        (misnamed.hash, Refusal::Malformed),
        (orphan.hash, Refusal::MissingDependency),
        (huge.hash, Refusal::TooLarge),
        (empty.hash, Refusal::Malformed),
    ];
    let mut expected: Vec<Refused> =
        expected.into_iter().map(|(hash, reason)| Refused { hash, reason }).collect();
    expected.sort_by_key(|refused| refused.hash);
    refused.sort_by_key(|refused| refused.hash);
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_workspace_look_the_same() {
    let test = TestServer::start().await;
    test.workspace(1).await;
    let mut farewells = Vec::new();
    for secret in [[2; 32], [0; 32]] {
        let mut eve = Client::connect(test.address(), &[]).await.expect("an upgrade");
        eve.send(&ClientMessage::Hello(hello(&WorkspaceSecret(secret), None))).await;
        farewells.push(eve.try_next().await);
        assert_eq!(eve.try_next().await, None, "and nothing else");
    }
    // Whoever does not say hello gets the same words.
    let mut eve = Client::connect(test.address(), &[]).await.expect("an upgrade");
    eve.send(&ClientMessage::Pull { after: 0 }).await;
    farewells.push(eve.try_next().await);
    assert!(farewells.iter().all(|words| *words == farewells[0]), "{farewells:?}");
    assert!(matches!(
        &farewells[0],
        Some(ServerMessage::Goodbye(goodbye)) if goodbye.reason == Farewell::Denied
    ));
}

#[tokio::test]
async fn no_common_version_says_who_is_to_update() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    for (oldest, newest, reason) in
        [(0, 0, Farewell::ClientTooOld), (900, 901, Farewell::ServerTooOld)]
    {
        let mut client = Client::connect(test.address(), &[]).await.expect("an upgrade");
        let hello = shared::wire::Hello { oldest, newest, ..hello(&secret, None) };
        client.send(&ClientMessage::Hello(hello)).await;
        assert_eq!(client.goodbye().await.map(|goodbye| goodbye.reason), Some(reason));
    }
}

#[tokio::test]
async fn a_client_whose_history_parted_finds_the_common_point_and_what_is_lacking() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut alice = Client::live(test.address(), &secret, 0).await;
    let start = alice.delivery().await.to;
    let changes = Record::new(1).changes(20);
    assert_eq!(alice.push_all(changes.clone()).await.0, 20);
    let mut points = vec![start];
    for change in &changes {
        points.push(points[points.len() - 1].after(&change.document, &change.hash));
    }

    let foreign = |seq: usize| Cursor { chain: ChangeHash([5; 32]), ..points[seq] };
    let beyond = Cursor { seq: 21, ..points[20] };
    for (cursor, agreed) in
        [(points[20], true), (points[0], true), (foreign(7), false), (beyond, false)]
    {
        let (_, welcome) = Client::hello(test.address(), &secret, Some(cursor)).await;
        assert_eq!((welcome.head, welcome.agreed), (20, agreed), "{cursor:?}");
    }
    for (checkpoints, common) in [
        (vec![foreign(12), points[9], points[3]], points[9]),
        (vec![beyond, foreign(12)], points[0]),
        (vec![], points[0]),
    ] {
        alice.send(&ClientMessage::Locate { checkpoints }).await;
        loop {
            match alice.next().await {
                ServerMessage::Located { cursor } => break assert_eq!(cursor, common),
                ServerMessage::Delivery(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    let new = Record::new(2).set("name", "only here");
    let documents = vec![
        DocumentHeads { document: changes[0].document, heads: vec![changes[19].hash] },
        DocumentHeads { document: new.document, heads: vec![new.hash] },
        DocumentHeads { document: changes[0].document, heads: vec![changes[3].hash, new.hash] },
    ];
    alice.send(&ClientMessage::Compare { number: 4, documents }).await;
    let lacking = vec![new.document, changes[0].document];
    assert_eq!(alice.next().await, ServerMessage::Lacking { number: 4, documents: lacking });
    alice.send(&ClientMessage::Heartbeat).await;
    assert_eq!(alice.next().await, ServerMessage::Pulse { head: 20 });
}
