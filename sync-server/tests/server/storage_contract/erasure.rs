//! The part of the contract that is about erasing.

use shared::id::BlobHash;
use shared::sync::erasure::tombstone;
use shared::sync::log::{Candidate, Verdict};
use shared::wire::{DocumentHeads, Refusal};
use sync_server::storage::{Batch, Keeping, Storage};

use super::{commit, done, workspace};
use crate::support::Record;

pub async fn an_erased_record_keeps_its_rows_and_none_of_its_bytes(storage: &dyn Storage) {
    let (one, other) = (workspace(storage, 1).await, workspace(storage, 2).await);
    let (mut record, mut neighbour) = (Record::new(1), Record::new(2));
    let changes = record.changes(3);
    commit(storage, one, &changes).await;
    commit(storage, one, &neighbour.changes(2)).await;
    commit(storage, other, &changes).await;
    let (gone, stays) = (BlobHash::of(b"gone"), BlobHash::of(b"stays"));
    for (hash, bytes) in [(gone, &b"gone"[..]), (stays, b"stays")] {
        let kept = storage.keep_blob(one, hash, bytes.to_vec(), 9).await.expect("kept");
        assert_eq!(kept, Keeping::Kept);
    }

    let erase = |photos| Batch {
        workspace: one,
        candidates: vec![Candidate::tombstone(record.id, photos)],
        tried_at: None,
    };
    let committed = done(storage.commit(vec![erase(vec![gone])]).await).remove(0);
    assert_eq!(committed.verdicts, [Verdict::Accepted]);
    assert_eq!(committed.gone.iter().map(|gone| gone.document).collect::<Vec<_>>(), [record.id]);
    let told = &committed.published[0].changes;
    assert_eq!((told.len(), told[0].hash, told[0].is_erased()), (1, tombstone(&record.id), true));

    let log = storage.read(one, 0).await.expect("read");
    let rows: Vec<_> = log.changes.iter().map(|row| (row.document, row.is_erased())).collect();
    let (erased, there) = ((record.id, true), (neighbour.id, false));
    assert_eq!(rows, [erased, erased, erased, there, there, erased]);
    assert_eq!(log.to, committed.end, "the chain goes on over it");
    let held = storage.documents(one, &[record.id], 1 << 20).await.expect("read").documents;
    assert!(held[0].iter().all(Vec::is_empty), "a trial finds nothing");
    assert_eq!(storage.blob(one, gone).await.expect("read"), None);
    assert_eq!(storage.blob(one, stays).await.expect("read").as_deref(), Some(&b"stays"[..]));
    let kept = storage.keep_blob(one, gone, b"gone".to_vec(), 9).await.expect("an answer");
    assert_eq!(kept, Keeping::Kept, "its room is free again");
    let elsewhere = storage.read(other, 0).await.expect("read").changes;
    assert!(elsewhere.iter().all(|row| !row.is_erased()), "another workspace keeps its own");

    // Once more is no second row.
    let again = done(storage.commit(vec![erase(Vec::new())]).await).remove(0);
    assert_eq!((again.verdicts, again.published.len()), (vec![Verdict::Accepted], 0));
    assert_eq!(again.end, committed.end);
}

pub async fn nothing_comes_into_an_erased_record(storage: &dyn Storage) {
    let one = workspace(storage, 1).await;
    let mut record = Record::new(1);
    let known = record.changes(2);
    commit(storage, one, &known).await;
    let candidates = vec![
        Candidate { allowed: false, ..Candidate::tombstone(record.id, Vec::new()) },
        Candidate::tombstone(record.id, Vec::new()),
        // In the same batch, after it.
        super::candidate(&record.set("note", "too late")),
    ];
    let batch = Batch { workspace: one, candidates, tried_at: None };
    let committed = done(storage.commit(vec![batch]).await).remove(0);
    let refused = |reason| Verdict::Refused(reason);
    let erased = refused(Refusal::Erased);
    assert_eq!(committed.verdicts, [refused(Refusal::NotAllowed), Verdict::Accepted, erased]);
    let later = commit(storage, one, &[record.set("note", "much too late")]).await;
    assert_eq!(later.verdicts, [erased]);
    // What was in the log is in the log, so that whoever pushes it again is done with it.
    assert_eq!(commit(storage, one, &known).await.verdicts, [Verdict::Accepted; 2]);
    let anew = commit(storage, one, &Record::new(1).another(9).changes(1)).await;
    assert_eq!(anew.verdicts, [erased], "nor does it begin anew");
}

pub async fn a_tombstone_can_come_before_anything_else_of_its_record(storage: &dyn Storage) {
    let one = workspace(storage, 1).await;
    let mut record = Record::new(1);
    let heads = DocumentHeads { document: record.id, heads: vec![tombstone(&record.id)] };
    let lacking = storage.lacking(one, std::slice::from_ref(&heads)).await.expect("asked");
    assert_eq!(lacking, [record.id]);
    let candidates = vec![Candidate::tombstone(record.id, Vec::new())];
    let batch = Batch { workspace: one, candidates, tried_at: None };
    assert_eq!(done(storage.commit(vec![batch]).await)[0].verdicts, [Verdict::Accepted]);
    assert_eq!(storage.lacking(one, &[heads]).await.expect("asked"), []);
    let changes = record.changes(2);
    let erased = Verdict::Refused(Refusal::Erased);
    assert_eq!(commit(storage, one, &changes).await.verdicts, [erased; 2]);
}
