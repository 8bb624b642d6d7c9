//! What every [`Store`] must do, as tests that any implementation runs.
//!
//! [`all`] asks for a fresh, empty store for each rule. A rule that does not hold panics with a
//! sentence, as an assertion of the test that called it.

use crate::id::{ChangeHash, DocumentId, LogId};
use crate::sync::cursor::Cursor;
use crate::sync::store::{
    Content, Entry, Meta, NEWER_LIMIT, OutboxRead, OutboxRow, Place, Quarantined, Read, Snapshot,
    Store, StoredChunk, Write,
};
use crate::time::Timestamp;
use crate::wire::Refusal;

mod values;
pub use values::*;

/// Runs every rule, each on a store of its own from `make`.
pub async fn all<S: Store>(make: impl AsyncFn() -> S) {
    a_new_store_is_empty(&make().await).await;
    meta_is_kept_as_written(&make().await).await;
    meta_stays_when_a_write_leaves_it_out(&make().await).await;
    an_empty_write_leaves_all_as_it_was(&make().await).await;
    decide_is_called_once_with_what_the_last_write_left(&make().await).await;
    newer_chunks_come_by_place_with_the_entries_of_their_documents(&make().await).await;
    newer_chunks_are_cut_at_the_limit_and_go_on_from_there(&make().await).await;
    chunks_of_one_document_cut_in_the_middle_are_all_read(&make().await).await;
    a_document_is_read_with_all_its_chunks_and_its_entry(&make().await).await;
    marks_of_a_rebuild_are_among_newer_chunks_only(&make().await).await;
    chunks_are_taken_out_by_document_and_hash(&make().await).await;
    a_chunk_taken_out_and_put_in_at_once_is_in(&make().await).await;
    the_outbox_is_read_in_windows_by_place(&make().await).await;
    the_outbox_is_read_by_document(&make().await).await;
    an_outbox_row_is_replaced_by_its_hash(&make().await).await;
    an_outbox_row_removed_and_added_at_once_is_in(&make().await).await;
    quarantine_is_kept_counted_and_dropped_by_hash(&make().await).await;
    entries_are_read_one_by_one_and_all_at_once(&make().await).await;
    two_thousand_documents_are_kept(&make().await).await;
}

/// Nothing in it, and counting from one.
pub async fn a_new_store_is_empty(store: &impl Store) {
    let snapshot = read(store, &everything()).await;
    assert_eq!(snapshot, Snapshot::default());
    assert_eq!(snapshot.meta.next, 1);
}

/// Every field of it.
pub async fn meta_is_kept_as_written(store: &impl Store) {
    let mut meta = Meta { next: 77, era: 3, comparing: true, ..Meta::default() };
    let start = Cursor::start(LogId([9; 16]));
    let later = start.after(&document(1), &hash(1));
    meta.cursor = Some(later);
    meta.checkpoints.add(later);
    write(store, Write { meta: Some(meta.clone()), ..Write::default() }).await;
    assert_eq!(read(store, &Read::default()).await.meta, meta);
}

/// As every delivery of a teammate's change does.
pub async fn meta_stays_when_a_write_leaves_it_out(store: &impl Store) {
    let meta = Meta { next: 5, ..Meta::default() };
    write(store, Write { meta: Some(meta.clone()), ..Write::default() }).await;
    write(store, Write { chunks: vec![chunk(1, 1)], ..Write::default() }).await;
    assert_eq!(read(store, &Read::default()).await.meta, meta);
}

/// A decision may be to do nothing.
pub async fn an_empty_write_leaves_all_as_it_was(store: &impl Store) {
    write(store, some_of_all()).await;
    let before = read(store, &everything()).await;
    write(store, Write::default()).await;
    assert_eq!(read(store, &everything()).await, before);
    assert!(before.outbox_len == 1 && before.quarantine_len == 1 && !before.entries.is_empty());
}

/// Read, decide, write is one step: a hundred counts are a hundred.
pub async fn decide_is_called_once_with_what_the_last_write_left(store: &impl Store) {
    for round in 1..=100 {
        let mut calls = 0;
        let mut decide = |snapshot: Snapshot| {
            calls += 1;
            assert_eq!(snapshot.meta.next, round);
            Write { meta: Some(Meta { next: round + 1, ..snapshot.meta }), ..Write::default() }
        };
        store.transact(&Read::default(), &mut decide).await.expect("stored");
        assert_eq!(calls, 1);
    }
}

/// In the order of their places, whatever the order of writing within a transaction.
pub async fn newer_chunks_come_by_place_with_the_entries_of_their_documents(store: &impl Store) {
    let chunks = vec![chunk(3, 1), chunk(1, 1), chunk(2, 2), chunk(4, 2)];
    let entries = vec![(document(1), entry(1)), (document(2), entry(2)), (document(3), entry(3))];
    write(store, Write { chunks, entries, ..Write::default() }).await;
    write(store, Write { chunks: vec![chunk(5, 4)], ..Write::default() }).await;

    let snapshot = read(store, &Read { newer_than: Some(1), ..Read::default() }).await;
    assert_eq!(snapshot.newer, [chunk(2, 2), chunk(3, 1), chunk(4, 2), chunk(5, 4)]);
    assert!(!snapshot.more);
    assert_eq!(snapshot.entries, [(document(1), entry(1)), (document(2), entry(2))]);
    assert!(snapshot.chunks.is_empty() && snapshot.outbox.is_empty());

    let snapshot = read(store, &Read { newer_than: Some(5), ..Read::default() }).await;
    assert!(snapshot.newer.is_empty() && snapshot.entries.is_empty());
}

/// Two documents in turn, so that no way of grouping rows hides an order.
pub async fn newer_chunks_are_cut_at_the_limit_and_go_on_from_there(store: &impl Store) {
    let last = 2 * NEWER_LIMIT as Place + 10;
    let chunks = (1..=last).map(|place| chunk(place, (place % 2) as u8)).collect();
    write(store, Write { chunks, ..Write::default() }).await;
    assert_eq!(newer_in_steps(store, last).await, 3);
}

/// One document's long history, written at once and cut by the limit.
pub async fn chunks_of_one_document_cut_in_the_middle_are_all_read(store: &impl Store) {
    let last = NEWER_LIMIT as Place + NEWER_LIMIT as Place / 2;
    let chunks = (1..=last).map(|place| chunk(place, 1)).collect();
    write(store, Write { chunks, ..Write::default() }).await;
    assert_eq!(newer_in_steps(store, last).await, 2);
    let snapshot = read(store, &Read { documents: vec![document(1)], ..Read::default() }).await;
    assert_eq!(snapshot.chunks.len() as Place, last);
}

async fn newer_in_steps(store: &impl Store, last: Place) -> usize {
    let mut known = 0;
    for step in 1.. {
        let snapshot = read(store, &Read { newer_than: Some(known), ..Read::default() }).await;
        assert!(snapshot.newer.len() <= NEWER_LIMIT);
        for chunk in &snapshot.newer {
            known += 1;
            assert_eq!(chunk.place, known, "no place is passed over");
        }
        assert_eq!(snapshot.more, known < last);
        if !snapshot.more {
            return step;
        }
    }
    unreachable!("the loop ends by returning")
}

/// And with nobody else's.
pub async fn a_document_is_read_with_all_its_chunks_and_its_entry(store: &impl Store) {
    let chunks = vec![chunk(1, 1), chunk(2, 2), chunk(3, 1), chunk(4, 3)];
    let entries = vec![(document(1), entry(1)), (document(2), entry(2))];
    write(store, Write { chunks, entries, ..Write::default() }).await;
    write(store, Write { chunks: vec![chunk(5, 1)], ..Write::default() }).await;
    let asked = Read { documents: vec![document(1), document(3), document(9)], ..Read::default() };
    let mut snapshot = read(store, &asked).await;
    snapshot.chunks.sort_by_key(|chunk| (chunk.document, chunk.place));
    assert_eq!(snapshot.chunks, [chunk(1, 1), chunk(3, 1), chunk(5, 1), chunk(4, 3)]);
    assert_eq!(snapshot.entries, [(document(1), entry(1))]);
}

/// They tell other tabs to read anew, and hold no bytes.
pub async fn marks_of_a_rebuild_are_among_newer_chunks_only(store: &impl Store) {
    let mark = StoredChunk { place: 2, document: document(1), content: Content::Rebuilt };
    let chunks = vec![chunk(1, 1), mark.clone(), chunk(3, 1)];
    write(store, Write { chunks, ..Write::default() }).await;
    let asked = Read { newer_than: Some(0), documents: vec![document(1)], ..Read::default() };
    let snapshot = read(store, &asked).await;
    assert_eq!(snapshot.newer, [chunk(1, 1), mark, chunk(3, 1)]);
    assert_eq!(snapshot.chunks, [chunk(1, 1), chunk(3, 1)]);
}

/// The same hash in another document stays, and so does what was stored beside it.
pub async fn chunks_are_taken_out_by_document_and_hash(store: &impl Store) {
    let twin = StoredChunk { place: 4, document: document(2), content: chunk(2, 1).content };
    let chunks = vec![chunk(1, 1), chunk(2, 1), chunk(3, 1), twin.clone()];
    write(store, Write { chunks, ..Write::default() }).await;
    let remove_chunks =
        vec![(document(1), hash(2)), (document(7), hash(3)), (document(1), hash(9))];
    write(store, Write { remove_chunks, ..Write::default() }).await;
    let asked = Read { newer_than: Some(0), documents: vec![document(1)], ..Read::default() };
    let snapshot = read(store, &asked).await;
    assert_eq!(snapshot.newer, [chunk(1, 1), chunk(3, 1), twin]);
    assert_eq!(snapshot.chunks, [chunk(1, 1), chunk(3, 1)]);

    let remove_chunks = vec![(document(1), hash(1)), (document(1), hash(3))];
    write(store, Write { remove_chunks, ..Write::default() }).await;
    assert!(read(store, &asked).await.chunks.is_empty());
}

/// Removals come first: a change moves to a new place.
pub async fn a_chunk_taken_out_and_put_in_at_once_is_in(store: &impl Store) {
    write(store, Write { chunks: vec![chunk(1, 1)], ..Write::default() }).await;
    let moved = StoredChunk { place: 2, ..chunk(1, 1) };
    let again = Write {
        remove_chunks: vec![(document(1), hash(1))],
        chunks: vec![moved.clone()],
        ..Write::default()
    };
    write(store, again).await;
    let snapshot = read(store, &Read { documents: vec![document(1)], ..Read::default() }).await;
    assert_eq!(snapshot.chunks, [moved]);
}

/// What a connection pushes next.
pub async fn the_outbox_is_read_in_windows_by_place(store: &impl Store) {
    let outbox = [5, 1, 3, 2, 4].map(|place| outbox_row(place, 1)).to_vec();
    write(store, Write { outbox, ..Write::default() }).await;
    let window =
        |after, limit| Read { outbox: OutboxRead::After { after, limit }, ..Read::default() };
    let snapshot = read(store, &window(1, 3)).await;
    assert_eq!(snapshot.outbox, [2, 3, 4].map(|place| outbox_row(place, 1)));
    assert_eq!(snapshot.outbox_len, 5);
    assert_eq!(read(store, &window(4, 100)).await.outbox, [outbox_row(5, 1)]);
    assert!(read(store, &window(0, 0)).await.outbox.is_empty());
    assert!(read(store, &Read::default()).await.outbox.is_empty());
}

/// Each row once, by place, also when a document is named twice.
pub async fn the_outbox_is_read_by_document(store: &impl Store) {
    let outbox = vec![outbox_row(1, 1), outbox_row(2, 2), outbox_row(3, 3), outbox_row(4, 1)];
    write(store, Write { outbox, ..Write::default() }).await;
    let of = OutboxRead::Of(vec![document(3), document(1), document(1), document(8)]);
    let snapshot = read(store, &Read { outbox: of, ..Read::default() }).await;
    assert_eq!(snapshot.outbox, [outbox_row(1, 1), outbox_row(3, 3), outbox_row(4, 1)]);
}

/// Also when it moves to another place.
pub async fn an_outbox_row_is_replaced_by_its_hash(store: &impl Store) {
    let outbox = vec![outbox_row(1, 1), outbox_row(2, 1)];
    write(store, Write { outbox, ..Write::default() }).await;
    let again = OutboxRow { place: 3, attempts: 1, edit: None, ..outbox_row(1, 1) };
    write(store, Write { outbox: vec![again.clone()], ..Write::default() }).await;
    let snapshot = read(store, &everything()).await;
    assert_eq!(snapshot.outbox, [outbox_row(2, 1), again]);
    assert_eq!(snapshot.outbox_len, 2);
}

/// And an unknown one is passed over.
pub async fn an_outbox_row_removed_and_added_at_once_is_in(store: &impl Store) {
    let outbox = vec![outbox_row(1, 1), outbox_row(2, 1)];
    write(store, Write { outbox, ..Write::default() }).await;
    let moved = OutboxRow { place: 9, ..outbox_row(1, 1) };
    let again = Write {
        remove_outbox: vec![hash(1), hash(2), hash(200)],
        outbox: vec![moved.clone()],
        ..Write::default()
    };
    write(store, again).await;
    let snapshot = read(store, &everything()).await;
    assert_eq!((snapshot.outbox, snapshot.outbox_len), (vec![moved], 1));
}

/// Until somebody drops it.
pub async fn quarantine_is_kept_counted_and_dropped_by_hash(store: &impl Store) {
    let quarantine = vec![quarantined(1, 1), quarantined(2, 2), quarantined(3, 1)];
    write(store, Write { quarantine, ..Write::default() }).await;
    write(store, Write { quarantine: vec![quarantined(1, 1)], ..Write::default() }).await;
    let snapshot = read(store, &Read::default()).await;
    assert!(snapshot.quarantine_len == 3 && snapshot.quarantine.is_empty());
    let remove_quarantine = vec![hash(2), hash(100)];
    write(store, Write { remove_quarantine, ..Write::default() }).await;
    let snapshot = read(store, &everything()).await;
    assert_eq!(snapshot.quarantine, [quarantined(1, 1), quarantined(3, 1)]);
    assert_eq!(snapshot.quarantine_len, 2);
}

/// The newest of each, each document once, in whichever way it was asked for.
pub async fn entries_are_read_one_by_one_and_all_at_once(store: &impl Store) {
    let entries = (1..=200).map(|n| (document(n), entry(n))).collect();
    write(store, Write { entries, ..Write::default() }).await;
    write(store, Write { entries: vec![(document(2), entry(99))], ..Write::default() }).await;
    write(store, Write { chunks: vec![chunk(1, 2)], ..Write::default() }).await;

    let asked = Read {
        newer_than: Some(0),
        documents: vec![document(2)],
        entries: vec![document(2), document(1), document(250)],
        ..Read::default()
    };
    let expected = [(document(1), entry(1)), (document(2), entry(99))];
    assert_eq!(read(store, &asked).await.entries, expected);

    let all = read(store, &Read { all_entries: true, ..asked }).await.entries;
    assert_eq!(all.len(), 200);
    assert_eq!(all[..2], expected);
}

/// A middling workspace, written as a first sync writes it, read back whole.
pub async fn two_thousand_documents_are_kept(store: &impl Store) {
    for first in (0..2000_u32).step_by(250) {
        let mut decide = |snapshot: Snapshot| {
            let mut filling = Write::default();
            let mut next = snapshot.meta.next;
            for n in first..first + 250 {
                for _ in 0..2 {
                    filling.chunks.push(numbered_chunk(next, numbered_document(n)));
                    next += 1;
                }
                filling.entries.push((numbered_document(n), numbered_entry(n)));
            }
            filling.meta = Some(Meta { next, ..snapshot.meta });
            filling
        };
        store.transact(&Read::default(), &mut decide).await.expect("stored");
    }
    let asked = Read {
        all_entries: true,
        documents: [0, 999, 1999].map(numbered_document).to_vec(),
        ..Read::default()
    };
    let snapshot = read(store, &asked).await;
    assert_eq!(snapshot.meta.next, 4001);
    assert_eq!(snapshot.chunks.len(), 6);
    assert_eq!(snapshot.entries.len(), 2000);
    for n in 0..2000 {
        let at = snapshot
            .entries
            .binary_search_by_key(&numbered_document(n), |(id, _)| *id)
            .expect("every document has its entry, sorted by document");
        assert_eq!(snapshot.entries[at].1, numbered_entry(n));
    }
}

/// One of everything that a store keeps.
fn some_of_all() -> Write {
    Write {
        chunks: vec![chunk(1, 1), chunk(2, 1)],
        outbox: vec![outbox_row(3, 1)],
        quarantine: vec![quarantined(4, 1)],
        entries: vec![(document(1), entry(1))],
        meta: Some(Meta { next: 5, era: 1, ..Meta::default() }),
        ..Write::default()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::sync::memory::MemoryStore;

    /// A storage in memory never waits, so one look is enough.
    fn finished<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("a storage in memory waited"),
        }
    }

    #[test]
    fn memory_keeps_the_contract() {
        finished(all(async || RefCell::new(MemoryStore::default())));
    }
}
