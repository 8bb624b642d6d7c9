//! Facts that another version computed are computed again.

use shared::doc::RecordDocument;
use shared::edit::{Edit, Field, encode};
use shared::id::DocumentId;
use shared::sync::entropy::Entropy;
use shared::sync::memory::MemoryStore;
use shared::sync::replica::{Effect, Event, Replica};
use shared::sync::store::{Read, Write};
use shared::time::Timestamp;
use shared::view::Facts;

const NOW: Timestamp = Timestamp(1_000_000);

fn tab(seed: u64) -> Replica<RecordDocument> {
    let mut state = seed << 32;
    let entropy = Entropy::new(move || {
        state += 1;
        state
    });
    Replica::new(None, "a test".into(), entropy)
}

/// Carries out every transaction; gives the facts that lists were told.
fn run(
    replica: &mut Replica<RecordDocument>,
    store: &mut MemoryStore,
) -> Vec<(DocumentId, Vec<u8>)> {
    let mut told = Vec::new();
    while let Some(effect) = replica.poll() {
        match effect {
            Effect::Transact(read) => {
                let write = replica.decide(store.read(&read));
                store.write(write);
                replica.handle(Event::Settled(Ok(())), NOW);
            }
            Effect::Facts(facts) => told.extend(facts),
            _ => {}
        }
    }
    told
}

#[test]
fn facts_of_another_version_are_computed_again_and_nothing_else_changes() {
    let mut store = MemoryStore::default();
    let mut first = tab(1);
    run(&mut first, &mut store);
    let ids: Vec<DocumentId> = (0..40).map(|number| DocumentId([number; 16])).collect();
    for id in &ids {
        let edits = encode(&[Edit::Create, Edit::set(Field::Name, "Marta")]);
        first.create(*id, edits, NOW).expect("fits");
        run(&mut first, &mut store);
    }
    // An older version stood here.
    let everything = Read { all_entries: true, documents: ids.clone(), ..Read::default() };
    let before = store.read(&everything);
    let old = Facts { name: "Marta".into(), version: 1, ..Facts::default() }.encode();
    let entries = before.entries.iter().cloned().map(|(id, mut entry)| {
        entry.facts.clone_from(&old);
        (id, entry)
    });
    store.write(Write { entries: entries.collect(), ..Write::default() });

    let mut second = tab(2);
    run(&mut second, &mut store);
    second.handle(Event::Outdated(ids.clone()), NOW);
    let told = run(&mut second, &mut store);
    let after = store.read(&everything);
    assert_eq!(told.len(), ids.len());
    for (id, facts) in told {
        let facts = Facts::decode(&facts).expect("readable");
        assert_eq!((facts.version, facts.name.as_str()), (Facts::VERSION, "Marta"), "{id}");
    }
    assert_eq!(after.entries, before.entries);
    assert_eq!((after.chunks, after.outbox_len), (before.chunks, before.outbox_len));
}
