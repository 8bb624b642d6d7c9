//! What every storage must do, run on each of them.

use std::collections::HashSet;

use shared::crdt;
use shared::gate::inspect_by;
use shared::id::{ChangeHash, WorkspaceId, WorkspaceSecret};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Candidate, Verdict};
use shared::wire::{DocumentHeads, PushedChange, Refusal, limits};
use sync_server::storage::{
    Batch, Committed, Creation, Growth, Memory, Outcome, Postgres, Sqlite, Storage, StorageError,
};

use super::support::{Folder, Record, postgres as postgres_support};

mod blobs;
mod erasure;

use blobs::{
    a_blob_is_kept_once_and_read_by_its_workspace_only, blobs_of_no_workspace_are_not_kept,
    blobs_take_no_more_room_than_they_may,
};
use erasure::{
    a_tombstone_can_come_before_anything_else_of_its_record,
    an_erased_record_keeps_its_rows_and_none_of_its_bytes, nothing_comes_into_an_erased_record,
};

/// Runs each rule on a new, empty storage of each kind.
macro_rules! contract {
    ($($rule:ident),* $(,)?) => {
        mod memory {
            use super::*;
            $(#[tokio::test] async fn $rule() { super::$rule(&Memory::default()).await })*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $rule() {
                let folder = Folder::new();
                let storage = Sqlite::open(&folder.database()).await.expect("it opens");
                super::$rule(&storage).await;
                storage.close().await;
            })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $rule() {
                let url = postgres_support::database().await;
                let storage = Postgres::open(&url).await.expect("it opens");
                super::$rule(&storage).await;
                storage.close().await;
            })*
        }
    };
}

contract!(
    a_workspace_is_made_once_and_opens_with_its_secret_only,
    no_more_workspaces_than_the_limit,
    a_batch_is_numbered_chained_and_published_in_order,
    a_repeated_change_is_accepted_and_not_logged_again,
    each_candidate_has_its_own_verdict,
    what_one_batch_brings_the_next_change_may_build_on,
    workspaces_know_nothing_of_one_another,
    a_stretch_keeps_to_the_limits_and_the_next_one_joins_it,
    published_stretches_keep_to_the_limits,
    reading_at_or_past_the_end_gives_the_head,
    a_cursor_is_on_the_log_or_it_is_not,
    the_newest_common_point_is_found,
    a_document_lacks_what_the_log_does_not_hold,
    an_unknown_workspace_fails_the_whole_commit,
    a_blob_is_kept_once_and_read_by_its_workspace_only,
    blobs_take_no_more_room_than_they_may,
    blobs_of_no_workspace_are_not_kept,
    how_far_logs_reach_is_told_of_those_that_exist,
    it_counts_what_it_holds,
    documents_are_read_whole_and_as_many_as_fit,
    what_was_tried_before_others_wrote_is_given_back,
    an_erased_record_keeps_its_rows_and_none_of_its_bytes,
    nothing_comes_into_an_erased_record,
    a_tombstone_can_come_before_anything_else_of_its_record,
);

fn candidate(change: &PushedChange) -> Candidate {
    inspect_by(crdt::inspect, change.clone()).expect("a sound change")
}

async fn workspace(storage: &dyn Storage, byte: u8) -> WorkspaceId {
    let secret = WorkspaceSecret([byte; 32]);
    storage.create(secret.workspace(), secret.verifier(), 100).await.expect("made");
    secret.workspace()
}

/// Changes that were not tried.
fn batch(workspace: WorkspaceId, changes: &[PushedChange]) -> Batch {
    Batch { workspace, candidates: changes.iter().map(candidate).collect(), tried_at: None }
}

fn done(outcomes: Result<Vec<Outcome>, StorageError>) -> Vec<Committed> {
    let done = |outcome| match outcome {
        Outcome::Committed(committed) => committed,
        Outcome::Behind(_) => panic!("what was not tried is behind nothing"),
    };
    outcomes.expect("committed").into_iter().map(done).collect()
}

async fn commit(
    storage: &dyn Storage,
    workspace: WorkspaceId,
    changes: &[PushedChange],
) -> Committed {
    done(storage.commit(vec![batch(workspace, changes)]).await)
        .pop()
        .expect("one answer for one batch")
}

/// The points of a log that holds these changes, from its start.
async fn points(
    storage: &dyn Storage,
    workspace: WorkspaceId,
    changes: &[PushedChange],
) -> Vec<Cursor> {
    let log = storage.read(workspace, 0).await.expect("read").log;
    let mut points = vec![Cursor::start(log)];
    for change in changes {
        points.push(points[points.len() - 1].after(&change.document, &change.hash));
    }
    points
}

async fn a_workspace_is_made_once_and_opens_with_its_secret_only(storage: &dyn Storage) {
    let (secret, other) = (WorkspaceSecret([1; 32]), WorkspaceSecret([2; 32]));
    let (id, verifier) = (secret.workspace(), secret.verifier());
    assert_eq!(storage.open(id, verifier, None).await.expect("asked"), None);
    assert_eq!(storage.create(id, verifier, 9).await.expect("made"), Creation::Created);
    let first = storage.open(id, verifier, None).await.expect("asked").expect("it opens");
    assert_eq!((first.head, first.agreed), (0, true));
    assert_eq!(storage.create(id, verifier, 9).await.expect("asked"), Creation::Exists);
    assert_eq!(storage.open(id, verifier, None).await.expect("asked"), Some(first));
    assert_eq!(storage.create(id, other.verifier(), 9).await.expect("asked"), Creation::Denied);
    assert_eq!(storage.open(id, other.verifier(), None).await.expect("asked"), None);
    assert_eq!(storage.open(other.workspace(), verifier, None).await.expect("asked"), None);
}

async fn no_more_workspaces_than_the_limit(storage: &dyn Storage) {
    let secrets = [1, 2, 3].map(|byte| WorkspaceSecret([byte; 32]));
    let mut made = Vec::new();
    for secret in &secrets {
        made.push(storage.create(secret.workspace(), secret.verifier(), 2).await.expect("asked"));
    }
    assert_eq!(made, [Creation::Created, Creation::Created, Creation::NoRoom]);
    let again = storage.create(secrets[0].workspace(), secrets[0].verifier(), 2).await;
    assert_eq!(again.expect("asked"), Creation::Exists, "one that is there is still confirmed");
}

async fn a_batch_is_numbered_chained_and_published_in_order(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let changes = Record::new(1).changes(5);
    let points = points(storage, workspace, &changes).await;
    for (at, part) in [(0, &changes[..2]), (2, &changes[2..])] {
        let committed = commit(storage, workspace, part).await;
        assert_eq!(committed.verdicts, vec![Verdict::Accepted; part.len()]);
        let [delivery] = &committed.published[..] else { panic!("one stretch") };
        let to = points[at + part.len()];
        assert_eq!((delivery.from, delivery.to, delivery.head), (at as u64, to, to.seq));
        let names: Vec<_> = delivery.changes.iter().map(|change| change.hash).collect();
        assert_eq!(names, part.iter().map(|change| change.hash).collect::<Vec<_>>());
    }
    let delivery = storage.read(workspace, 0).await.expect("read");
    assert_eq!((delivery.from, delivery.to, delivery.head), (0, points[5], 5));
    for (delivered, pushed) in delivery.changes.iter().zip(&changes) {
        assert_eq!((delivered.document, delivered.hash), (pushed.document, pushed.hash));
        assert_eq!(delivered.bytes.as_ref(), Some(&pushed.bytes));
    }
}

async fn a_repeated_change_is_accepted_and_not_logged_again(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let changes = Record::new(1).changes(3);
    let twice = [&changes[..], &changes[..]].concat();
    let committed = commit(storage, workspace, &twice).await;
    assert_eq!(committed.verdicts, [Verdict::Accepted; 6]);
    let committed = commit(storage, workspace, &changes).await;
    assert_eq!(committed.verdicts, [Verdict::Accepted; 3]);
    assert!(committed.published.is_empty());
    assert_eq!(storage.read(workspace, 0).await.expect("read").head, 3);
}

async fn each_candidate_has_its_own_verdict(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let mut first = Record::new(1);
    let [one, two] = [first.set("name", "Ada"), first.set("name", "Grace")];
    let mut other = Record::new(2);
    other.set("name", "never pushed");
    let orphan = other.set("name", "orphan");
    // A second beginning of the first document, by another actor.
    let rival = PushedChange { document: first.id, ..Record::new(3).set("name", "Rival") };
    let all = [orphan, one.clone(), rival, two.clone()];
    let committed = commit(storage, workspace, &all).await;
    let refused = Verdict::Refused;
    assert_eq!(
        committed.verdicts,
        [
            refused(Refusal::MissingDependency),
            Verdict::Accepted,
            refused(Refusal::Inadmissible),
            Verdict::Accepted
        ]
    );
    let logged: HashSet<ChangeHash> = storage
        .read(workspace, 0)
        .await
        .expect("read")
        .changes
        .iter()
        .map(|change| change.hash)
        .collect();
    assert_eq!(logged, HashSet::from([one.hash, two.hash]));
}

async fn what_one_batch_brings_the_next_change_may_build_on(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let changes = Record::new(1).changes(4);
    let late = commit(storage, workspace, &changes[1..2]).await;
    assert_eq!(late.verdicts, [Verdict::Refused(Refusal::MissingDependency)]);
    assert_eq!(commit(storage, workspace, &changes[..1]).await.verdicts, [Verdict::Accepted]);
    // The third before the second: its dependency is missing, and the second still fits.
    let swapped = [changes[2].clone(), changes[1].clone()];
    assert_eq!(
        commit(storage, workspace, &swapped).await.verdicts,
        [Verdict::Refused(Refusal::MissingDependency), Verdict::Accepted]
    );
    assert_eq!(commit(storage, workspace, &changes[2..]).await.verdicts, [Verdict::Accepted; 2]);
}

async fn workspaces_know_nothing_of_one_another(storage: &dyn Storage) {
    let (one, two) = (workspace(storage, 1).await, workspace(storage, 2).await);
    let changes = Record::new(1).changes(2);
    let batches = vec![batch(one, &changes), batch(two, &changes[1..])];
    let committed = done(storage.commit(batches).await);
    assert_eq!(committed[0].verdicts, [Verdict::Accepted; 2]);
    assert_eq!(committed[1].verdicts, [Verdict::Refused(Refusal::MissingDependency)]);
    assert_eq!(storage.read(two, 0).await.expect("read").head, 0);
    assert_eq!(commit(storage, two, &changes).await.verdicts, [Verdict::Accepted; 2]);
    let (first, second) = (storage.read(one, 0).await, storage.read(two, 0).await);
    let (first, second) = (first.expect("read"), second.expect("read"));
    assert_ne!(first.log, second.log, "each log has a history of its own");
    assert_ne!(first.to.chain, second.to.chain);
}

async fn a_stretch_keeps_to_the_limits_and_the_next_one_joins_it(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let many = Record::new(1).changes(limits::DELIVERY_CHANGES + 100);
    let large = Record::new(2).large_changes(5, 200 << 10);
    let changes = [many, large].concat();
    commit(storage, workspace, &changes).await;
    let points = points(storage, workspace, &changes).await;

    let (mut at, mut lengths) = (0, Vec::new());
    while at < changes.len() {
        let delivery = storage.read(workspace, at as u64).await.expect("read");
        assert_eq!((delivery.from, delivery.head), (at as u64, changes.len() as u64));
        at += delivery.changes.len();
        assert_eq!(delivery.to, points[at]);
        lengths.push(delivery.changes.len());
    }
    assert_eq!(lengths, [limits::DELIVERY_CHANGES, 102, 2, 1]);
}

async fn published_stretches_keep_to_the_limits(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let many = Record::new(1).changes(limits::DELIVERY_CHANGES + 1);
    let large = Record::new(2).large_changes(4, 200 << 10);
    let changes = [many, large].concat();
    let committed = commit(storage, workspace, &changes).await;
    let mut at = 0;
    for delivery in &committed.published {
        assert_eq!((delivery.from, delivery.head), (at, changes.len() as u64));
        at = delivery.to.seq;
        let bytes: usize =
            delivery.changes.iter().flat_map(|change| &change.bytes).map(Vec::len).sum();
        assert!(delivery.changes.len() <= limits::DELIVERY_CHANGES);
        assert!(bytes <= limits::BATCH_BYTES);
    }
    assert_eq!(at, changes.len() as u64);
}

async fn reading_at_or_past_the_end_gives_the_head(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let changes = Record::new(1).changes(2);
    for written in 0..=2 {
        let points = points(storage, workspace, &changes[..written]).await;
        for after in [written as u64, 7, u64::MAX] {
            let delivery = storage.read(workspace, after).await.expect("read");
            assert_eq!((delivery.from, delivery.to), (written as u64, points[written]));
            assert!(delivery.changes.is_empty());
        }
        commit(storage, workspace, &changes[..(written + 1).min(2)]).await;
    }
}

async fn a_cursor_is_on_the_log_or_it_is_not(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let verifier = WorkspaceSecret([1; 32]).verifier();
    let changes = Record::new(1).changes(3);
    commit(storage, workspace, &changes).await;
    let points = points(storage, workspace, &changes).await;
    let foreign = Cursor { chain: ChangeHash([9; 32]), ..points[2] };
    let elsewhere = Cursor { log: shared::id::LogId([9; 16]), ..points[2] };
    let beyond = Cursor { seq: 4, ..points[3] };
    let far = Cursor { seq: u64::MAX, ..points[3] };
    let false_start = Cursor { chain: ChangeHash([9; 32]), ..points[0] };
    for (cursor, agreed) in [
        (points[0], true),
        (points[2], true),
        (points[3], true),
        (foreign, false),
        (elsewhere, false),
        (beyond, false),
        (far, false),
        (false_start, false),
    ] {
        let opening = storage.open(workspace, verifier, Some(cursor)).await.expect("asked");
        assert_eq!(opening.map(|opening| opening.agreed), Some(agreed), "{cursor:?}");
    }
}

async fn the_newest_common_point_is_found(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let changes = Record::new(1).changes(9);
    commit(storage, workspace, &changes).await;
    let points = points(storage, workspace, &changes).await;
    let foreign = |seq: usize| Cursor { chain: ChangeHash([9; 32]), ..points[seq] };
    let elsewhere = Cursor { log: shared::id::LogId([9; 16]), ..points[8] };
    for (asked, found) in [
        (vec![points[9], points[5]], points[9]),
        (vec![foreign(9), foreign(8), points[3], points[6], points[2]], points[6]),
        (vec![elsewhere, foreign(1)], points[0]),
        (vec![points[0]], points[0]),
        (vec![], points[0]),
    ] {
        assert_eq!(storage.locate(workspace, &asked).await.expect("asked"), found, "{asked:?}");
    }
}

async fn a_document_lacks_what_the_log_does_not_hold(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let changes = Record::new(1).changes(2);
    commit(storage, workspace, &changes).await;
    let known = changes[0].document;
    let unknown = Record::new(2).set("name", "Ada");
    let heads = |document, heads: &[ChangeHash]| DocumentHeads { document, heads: heads.to_vec() };
    let asked = [
        heads(known, &[changes[1].hash]),
        heads(unknown.document, &[unknown.hash, changes[0].hash]),
        heads(known, &[changes[0].hash, unknown.hash]),
        // The same change under another document is another matter.
        heads(unknown.document, &[changes[0].hash]),
        heads(known, &[]),
    ];
    let lacking = storage.lacking(workspace, &asked).await.expect("asked");
    assert_eq!(lacking, [unknown.document, known, unknown.document]);
    assert!(storage.lacking(workspace, &[]).await.expect("asked").is_empty());
}

async fn an_unknown_workspace_fails_the_whole_commit(storage: &dyn Storage) {
    let known = workspace(storage, 1).await;
    let change = Record::new(1).set("name", "Ada");
    let nowhere = WorkspaceSecret([9; 32]).workspace();
    let batches = [known, nowhere].map(|workspace| batch(workspace, std::slice::from_ref(&change)));
    assert!(storage.commit(batches.into()).await.is_err());
    assert_eq!(storage.read(known, 0).await.expect("read").head, 0, "all or nothing");
    assert_eq!(commit(storage, known, &[change]).await.verdicts, [Verdict::Accepted]);
}

async fn how_far_logs_reach_is_told_of_those_that_exist(storage: &dyn Storage) {
    let (one, two) = (workspace(storage, 1).await, workspace(storage, 2).await);
    let nowhere = WorkspaceSecret([9; 32]).workspace();
    commit(storage, two, &Record::new(1).changes(3)).await;
    let mut heads = storage.heads(&[one, nowhere, two]).await.expect("asked");
    heads.sort_by_key(|growth| growth.seq);
    assert_eq!(heads, [(one, 0), (two, 3)].map(|(workspace, seq)| Growth { workspace, seq }));
    assert!(storage.heads(&[]).await.expect("asked").is_empty());
    storage.check().await.expect("it answers");
}

async fn it_counts_what_it_holds(storage: &dyn Storage) {
    let empty = storage.totals().await.expect("counted");
    assert_eq!((empty.workspaces, empty.accounts, empty.changes), (0, 0, 0));
    let (one, two) = (workspace(storage, 1).await, workspace(storage, 2).await);
    commit(storage, one, &Record::new(1).changes(2)).await;
    commit(storage, two, &Record::new(2).changes(3)).await;
    let totals = storage.totals().await.expect("counted");
    assert_eq!((totals.workspaces, totals.accounts, totals.changes), (2, 0, 5));
    assert!(totals.bytes.is_none_or(|bytes| bytes >= 4096), "{totals:?}");
}

async fn documents_are_read_whole_and_as_many_as_fit(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let (one, two) = (Record::new(1).changes(3), Record::new(2).changes(2));
    let mixed: Vec<_> = [&one[0], &two[0], &one[1], &two[1], &one[2]].map(Clone::clone).into();
    let end = commit(storage, workspace, &mixed).await.end;
    let (first, second, nobody) = (one[0].document, two[0].document, Record::new(9).id);
    let bytes = |changes: &[PushedChange]| -> Vec<_> {
        changes.iter().map(|change| change.bytes.clone()).collect()
    };
    let asked = [first, nobody, second];
    let all = storage.documents(workspace, &asked, 1 << 20).await.expect("read");
    assert_eq!(all.documents, [bytes(&one), vec![], bytes(&two)]);
    assert_eq!(all.end, end);
    let some = storage.documents(workspace, &asked, 1).await.expect("read");
    assert_eq!(some.documents, [bytes(&one)], "at least one");
    let none = storage.documents(workspace, &[], 1).await.expect("read");
    assert!(none.documents.is_empty());
}

async fn what_was_tried_before_others_wrote_is_given_back(storage: &dyn Storage) {
    let workspace = workspace(storage, 1).await;
    let (one, two) = (Record::new(1).changes(3), Record::new(2).changes(3));
    let start = Cursor::start(storage.read(workspace, 0).await.expect("read").log);
    let at = |point, changes: &[PushedChange]| {
        vec![Batch { tried_at: Some(point), ..batch(workspace, changes) }]
    };
    let first = done(storage.commit(at(start, &one[..1])).await).remove(0);
    assert_eq!((first.end.seq, first.others.len()), (1, 0));
    // Somebody else's document: it goes on, and they are told.
    let second = done(storage.commit(at(start, &two[..1])).await).remove(0);
    assert_eq!((second.end.seq, second.others), (2, vec![one[0].document]));
    // The same document, since then: it comes back, and nothing is written.
    let again = storage.commit(at(start, &one[1..2])).await.expect("asked").remove(0);
    let Outcome::Behind(again) = again else { panic!("{again:?}") };
    assert_eq!(again.candidates[0].info.hash, one[1].hash);
    // A point of no such log.
    let elsewhere = Cursor { chain: start.chain, ..second.end };
    let strange = storage.commit(at(elsewhere, &one[1..2])).await.expect("asked").remove(0);
    assert!(matches!(strange, Outcome::Behind(_)), "{strange:?}");
    let beyond = Cursor { seq: 9, ..second.end };
    let strange = storage.commit(at(beyond, &one[1..2])).await.expect("asked").remove(0);
    assert!(matches!(strange, Outcome::Behind(_)), "{strange:?}");
    assert_eq!(storage.read(workspace, 0).await.expect("read").head, 2);
    let last = done(storage.commit(at(second.end, &one[1..])).await).remove(0);
    assert_eq!((last.verdicts, last.others.len()), (vec![Verdict::Accepted; 2], 0));
}
