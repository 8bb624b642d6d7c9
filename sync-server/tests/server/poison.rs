//! Promises 12 and 13, in short: changes that keep every rule of names and numbers, and would leave
//! a record that nobody can open, cost themselves and nothing else.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ROOT};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use shared::id::{ChangeHash, DocumentId, WorkspaceSecret};
use shared::sync::server::Conversation;
use shared::wire::{PushedChange, Refusal};
use sync_server::config::Database;
use sync_server::{Gate, Server};

use super::hostile::mutate;
use super::support::server::config;
use super::support::{Client, Folder, Record, TestServer, http};

/// In a change that builds on one other: after the container, its length, that hash and the writer.
const NUMBERS_FROM: usize = 8 + 1 + 2 + 33 + 17;

/// What became of records of which each got one mutated change.
#[derive(Debug, Default)]
struct Poisoned {
    taken: usize,
    refused: usize,
    bricked: usize,
}

/// Sends mutated changes, one a record, and says how many records cannot be opened, or take no edit,
/// afterwards.
async fn poison(gate: Gate, mutations: usize, seed: u64) -> Poisoned {
    let folder = Folder::new();
    let config = config(Database::Sqlite(folder.database()));
    let server = Server::start_with(config, Conversation::new, gate).await.expect("it starts");
    let secret = WorkspaceSecret([1; 32]);
    http::create(server.address(), &secret).await;
    let (mut eve, _) = Client::hello(server.address(), &secret, None).await;
    let (mut alice, _) = Client::hello(server.address(), &secret, None).await;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut found = Poisoned::default();
    let mut seq = 0;
    for first in (0..mutations).step_by(100) {
        let mut records: Vec<Record> =
            (first..mutations.min(first + 100)).map(|at| Record::new(at as u64 + 1)).collect();
        let made: Vec<_> = records.iter_mut().map(|record| record.set("name", "Ada")).collect();
        assert_eq!(alice.push_all(made).await.0, records.len());
        let mutated = records.iter().map(|record| {
            let mut hers = record.another(99);
            let change = hers.set_all(&[("note", "called on Friday"), ("city", "Zürich")]);
            mutate(&mut rng, change, NUMBERS_FROM)
        });
        let (taken, refused) = eve.push_all(mutated.collect()).await;
        found.taken += taken;
        found.refused += refused.len();
        // Who knows nothing of it goes on.
        let edits: Vec<_> = records.iter_mut().map(|record| record.set("name", "Bo")).collect();
        found.bricked += alice.push_all(edits).await.1.len();
        let end = seq + (records.len() * 2 + taken) as u64;
        let mut reader = Client::live(server.address(), &secret, seq).await;
        let mut logs: HashMap<DocumentId, Vec<Vec<u8>>> = HashMap::new();
        for delivery in reader.read_to(seq, end).await {
            for change in delivery.changes {
                logs.entry(change.document).or_default().push(change.bytes.expect("its bytes"));
            }
        }
        seq = end;
        found.bricked += logs.values().filter(|chunks| !opens_and_takes_an_edit(chunks)).count();
    }
    server.stop().await;
    found
}

/// Judged by Automerge alone, and not by the gate's own code.
fn opens_and_takes_an_edit(chunks: &[Vec<u8>]) -> bool {
    let open = || {
        let mut doc = Automerge::new();
        for chunk in chunks {
            doc.apply_changes([Change::try_from(&chunk[..]).ok()?]).ok()?;
        }
        let mut doc = Automerge::load(&doc.save()).ok()?;
        doc.set_actor(ActorId::from([0x77; 16]));
        let mut transaction = doc.transaction();
        transaction.put(ROOT, "note", "an edit").ok()?;
        transaction.commit();
        let taken_in = doc.get_changes(&[]).len() == chunks.len() + 1;
        (taken_in && Automerge::load(&doc.save()).is_ok()).then_some(())
    };
    matches!(catch_unwind(AssertUnwindSafe(open)), Ok(Some(())))
}

fn mutations() -> usize {
    let given = std::env::var("REGULARS_TEST_MUTATIONS").ok();
    given.and_then(|count| count.parse().ok()).unwrap_or(1500)
}

#[tokio::test(flavor = "multi_thread")]
async fn row_13_no_mutated_change_leaves_a_record_that_cannot_be_opened() {
    let found = poison(Gate::Whole, mutations(), 13).await;
    println!("{{\"row\":13,\"found\":\"{found:?}\"}}");
    assert_eq!(found.bricked, 0, "{found:?}");
    assert!(found.taken > 0, "what does no harm comes in: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_13_control_a_gate_that_tries_nothing_is_found_out() {
    let found = poison(Gate::ParsesOnly, 1500, 13).await;
    println!("{{\"row\":13,\"control\":true,\"found\":\"{found:?}\"}}");
    assert!(found.bricked > 0, "{found:?}");
}

/// A change with something else in it, and names that fit.
fn altered(
    change: &PushedChange,
    alter: impl FnOnce(&mut automerge::ExpandedChange),
) -> PushedChange {
    let mut expanded = Change::try_from(&change.bytes[..]).expect("a change").decode();
    alter(&mut expanded);
    pushed(change.document, Change::from(expanded).raw_bytes().to_vec())
}

fn pushed(document: DocumentId, bytes: Vec<u8>) -> PushedChange {
    let hash = ChangeHash(Change::try_from(&bytes[..]).expect("a change").hash().0);
    PushedChange { document, hash, bytes }
}

fn leap(op: u64) -> impl Fn(&mut automerge::ExpandedChange) {
    move |change| change.start_op = NonZeroU64::new(op).expect("a number")
}

#[tokio::test]
async fn r26_numbers_go_on_from_what_the_writer_knew_and_never_leap() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
    let mut record = Record::new(1);
    assert_eq!(eve.push_all(record.changes(3)).await, (3, vec![]));
    let next = record.set("city", "Zürich");
    // The record has a name of its own and three notes.
    for op in [1, 4, 6, 1_000, (1 << 31) - 1, (1 << 32) - 1] {
        let (taken, refused) = eve.push_all(vec![altered(&next, leap(op))]).await;
        assert_eq!((taken, refused[0].reason), (0, Refusal::Inadmissible), "from {op}");
    }
    assert_eq!(eve.push_all(vec![next]).await, (1, vec![]));
}

#[tokio::test]
async fn r26_a_first_change_names_its_document_and_an_author_stands_in_it_only() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
    let (mut one, other) = (Record::new(1), Record::new(2));
    let first = one.set("name", "Ada");
    let foreign = PushedChange { document: other.id, ..first.clone() };
    assert_eq!(eve.push_all(vec![foreign]).await.1[0].reason, Refusal::Inadmissible);
    assert_eq!(eve.push_all(vec![first.clone()]).await, (1, vec![]));

    let second = one.set("name", "Bo");
    let footer = Change::try_from(&first.bytes[..]).expect("a change").decode().extra_bytes;
    let signed = altered(&second, |change| change.extra_bytes = footer);
    assert_eq!(eve.push_all(vec![signed]).await.1[0].reason, Refusal::Inadmissible);
    let missing = automerge::ChangeHash([9; 32]);
    let loose = altered(&second, |change| change.deps = vec![missing]);
    assert_eq!(eve.push_all(vec![loose]).await.1[0].reason, Refusal::MissingDependency);
    let second_first = altered(&second, |change| change.deps = vec![]);
    assert_eq!(eve.push_all(vec![second_first]).await.1[0].reason, Refusal::Inadmissible);
    assert_eq!(eve.push_all(vec![second]).await, (1, vec![]));
}

/// A sound container of a change of one run: `ops` times the same operation on the root, each over
/// `over` others.
fn run_of(record: &mut Record, ops: u64, over: u64) -> PushedChange {
    fn number(bytes: &mut Vec<u8>, mut value: u64) {
        while value >= 0x80 {
            bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
    }
    /// A run's length has a sign, which is the highest bit of the last byte.
    fn run(count: u64, value: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        number(&mut bytes, count);
        if bytes.last().is_some_and(|last| last & 0x40 != 0) {
            *bytes.last_mut().expect("a byte") |= 0x80;
            bytes.push(0);
        }
        bytes.extend_from_slice(value);
        bytes
    }
    let base = record.set("name", "Ada");
    let mut insert = Vec::new();
    number(&mut insert, ops);
    let mut each_over = Vec::new();
    number(&mut each_over, over);
    // Key, insert, action (set), kind of value (null), how many it is over, whose, which.
    let mut columns: Vec<(u8, Vec<u8>)> = vec![
        (0x15, run(ops, b"\x04name")),
        (0x34, insert),
        (0x42, run(ops, &[1])),
        (0x56, run(ops, &[0])),
        (0x70, run(ops, &each_over)),
    ];
    if over > 0 {
        columns.push((0x71, run(ops * over, &[0])));
        columns.push((0x73, run(ops * over, &[1])));
    }
    let mut body = vec![1];
    body.extend_from_slice(&base.hash.0);
    body.push(16);
    body.extend_from_slice(&[0x33; 16]);
    body.extend_from_slice(&[1, 3, 0, 0, 0]);
    body.push(columns.len() as u8);
    for (kind, data) in &columns {
        body.push(*kind);
        number(&mut body, data.len() as u64);
    }
    body.extend(columns.into_iter().flat_map(|(_, data)| data));
    let mut checked = vec![1];
    number(&mut checked, body.len() as u64);
    checked.extend(body);
    let digest: [u8; 32] = Sha256::digest(&checked).into();
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    bytes.extend_from_slice(&digest[..4]);
    bytes.extend(checked);
    PushedChange { document: record.id, hash: ChangeHash(digest), bytes }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_14_a_hundred_bytes_that_unfold_to_a_trillion_are_refused_unread() {
    // Of a few operations it is a change that can be read: the bombs fail for their size alone.
    let small = run_of(&mut Record::new(1), 3, 0);
    assert_eq!(Change::try_from(&small.bytes[..]).expect("a change").len(), 3);
    let over = run_of(&mut Record::new(1), 2, 2);
    assert_eq!(Change::try_from(&over.bytes[..]).expect("a change").len(), 2);

    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
    for (ops, over) in [(1 << 40, 0), (1, 1 << 40), (1 << 20, 1 << 20)] {
        let bombs: Vec<_> = (0..100).map(|at| run_of(&mut Record::new(at), ops, over)).collect();
        let (taken, refused) = eve.push_all(bombs).await;
        assert_eq!((taken, refused.len()), (0, 100));
        assert!(refused.iter().all(|refused| refused.reason == Refusal::Malformed));
    }
    assert_eq!(eve.push_all(Record::new(5).changes(3)).await, (3, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_25_poison_among_the_changes_of_one_record_costs_only_itself() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut eve, _) = Client::hello(test.address(), &secret, None).await;
    let mut record = Record::new(1);
    let mut changes = record.changes(5);
    let poisoned = poisonous(&record.another(7).set("city", "Zürich"));
    let hash = poisoned.hash;
    changes.push(poisoned);
    changes.extend(record.changes(5));
    let (taken, refused) = eve.push_all(changes).await;
    assert_eq!(taken, 10);
    assert_eq!(
        (refused.len(), refused[0].hash, refused[0].reason),
        (1, hash, Refusal::Inadmissible)
    );
    assert_eq!(eve.push_all(record.changes(1)).await, (1, vec![]));
}

/// It keeps every rule of names and numbers, and replaces a value that nobody has written.
fn poisonous(change: &PushedChange) -> PushedChange {
    altered(change, |change| {
        let nobody = automerge::legacy::OpId(1, ActorId::from([0x66; 16]));
        for operation in &mut change.operations {
            operation.pred = [nobody.clone()].into_iter().collect();
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn row_12_one_bad_change_in_a_hundred_blocks_no_other_record() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let writers: Vec<_> = (0..10_u64)
        .map(|number| {
            let (address, secret) = (test.address(), secret.clone());
            tokio::spawn(async move {
                let (mut client, _) = Client::hello(address, &secret, None).await;
                let mut record = Record::new(number);
                let mut bad = Record::new(1_000 + number);
                client.push_all(vec![bad.set("name", "Ada")]).await;
                let mut counts = (0, 0);
                for _ in 0..4 {
                    let mut changes = record.changes(99);
                    changes.insert(50, poisonous(&bad.another(7).set("city", "Zürich")));
                    let (taken, refused) = client.push_all(changes).await;
                    counts = (counts.0 + taken, counts.1 + refused.len());
                }
                counts
            })
        })
        .collect();
    for writer in writers {
        assert_eq!(writer.await.expect("a writer"), (4 * 99, 4));
    }
}
