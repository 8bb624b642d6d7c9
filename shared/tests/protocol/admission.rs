//! R26: what a log takes.

use shared::gate;
use shared::id::{ActorId, ChangeHash, LogId};
use shared::sync::document::ChangeInfo;
use shared::sync::log::{Candidate, MemoryLog, Verdict};
use shared::testing::fake::FakeDocument;
use shared::wire::{PushedChange, Refusal};

use crate::support::{DOCUMENT, OTHER_DOCUMENT, Writer};

const ACTOR: ActorId = ActorId([50; 16]);
const FIRST: ChangeHash = ChangeHash([1; 32]);

/// A sound second change of an actor, on top of the first.
fn second() -> ChangeInfo {
    ChangeInfo {
        hash: ChangeHash([2; 32]),
        deps: vec![FIRST],
        actor: ACTOR,
        seq: 2,
        start_op: 2,
        max_op: 2,
        has_author: false,
        actor_is_16_bytes: true,
    }
}

fn first() -> ChangeInfo {
    ChangeInfo {
        hash: FIRST,
        deps: Vec::new(),
        seq: 1,
        start_op: 1,
        max_op: 1,
        has_author: true,
        ..second()
    }
}

fn candidate(info: ChangeInfo) -> Candidate {
    Candidate::new(DOCUMENT, info, Vec::new())
}

/// What becomes of a change that follows [`first`].
fn check(info: ChangeInfo, expected: Result<(), Refusal>) {
    let mut log = MemoryLog::new(LogId([9; 16]));
    let (verdicts, _) = log.append(vec![candidate(first()), candidate(info.clone())]);
    let expected = expected.map_or_else(Verdict::Refused, |()| Verdict::Accepted);
    assert_eq!(verdicts, [Verdict::Accepted, expected], "{info:?}");
}

#[test]
fn r26_an_actors_next_change_on_top_of_what_is_there_comes_in() {
    check(second(), Ok(()));
    check(ChangeInfo { actor: ActorId([60; 16]), seq: 1, has_author: true, ..second() }, Ok(()));
    check(ChangeInfo { max_op: (1 << 31) - 1, ..second() }, Ok(()));
}

#[test]
fn r26_what_is_in_the_log_is_accepted_before_anything_else_is_looked_at() {
    check(first(), Ok(()));
    check(ChangeInfo { max_op: u64::MAX, ..first() }, Ok(()));
}

#[test]
fn r56_who_may_not_write_adds_nothing_and_what_is_in_the_log_stays_accepted() {
    let mut log = MemoryLog::new(LogId([9; 16]));
    let barred = |info| Candidate { allowed: false, ..candidate(info) };
    let pushed = vec![candidate(first()), barred(first()), barred(second()), candidate(second())];
    let (verdicts, rows) = log.append(pushed);
    let refused = Verdict::Refused(Refusal::NotAllowed);
    assert_eq!(verdicts, [Verdict::Accepted, Verdict::Accepted, refused, Verdict::Accepted]);
    assert_eq!(rows.len(), 2);
}

#[test]
fn r26_a_document_has_one_beginning() {
    let other = ChangeInfo { hash: ChangeHash([3; 32]), actor: ActorId([60; 16]), ..first() };
    check(other, Err(Refusal::Inadmissible));
}

#[test]
fn r26_everything_that_a_change_builds_on_is_in_its_own_documents_log() {
    let missing = ChangeInfo { deps: vec![FIRST, ChangeHash([9; 32])], ..second() };
    check(missing, Err(Refusal::MissingDependency));
    let mut log = MemoryLog::new(LogId([9; 16]));
    let elsewhere = Candidate { document: OTHER_DOCUMENT, ..candidate(second()) };
    let (verdicts, _) = log.append(vec![candidate(first()), elsewhere]);
    assert_eq!(verdicts[1], Verdict::Refused(Refusal::MissingDependency));
}

#[test]
fn r26_an_actor_neither_skips_nor_repeats_a_number() {
    for seq in [0, 1, 3, u64::MAX] {
        check(ChangeInfo { seq, ..second() }, Err(Refusal::Sequence));
    }
}

#[test]
fn r26_operation_numbers_and_actors_and_authors_stay_within_reason() {
    check(ChangeInfo { max_op: 1 << 31, ..second() }, Err(Refusal::Inadmissible));
    check(ChangeInfo { max_op: u64::MAX, ..second() }, Err(Refusal::Inadmissible));
    check(ChangeInfo { actor_is_16_bytes: false, ..second() }, Err(Refusal::Inadmissible));
    check(ChangeInfo { has_author: true, ..second() }, Err(Refusal::Inadmissible));
}

#[test]
fn r26_bytes_are_one_sound_change_of_the_stated_name_and_not_too_many() {
    let refusal = |change: PushedChange| gate::inspect::<FakeDocument>(change).map(|_| ()).err();
    let sound = Writer::new(DOCUMENT, 50).write("sound");
    assert_eq!(refusal(sound.clone()), None);
    let misnamed = PushedChange { hash: ChangeHash([0; 32]), ..sound.clone() };
    assert_eq!(refusal(misnamed), Some(Refusal::Malformed));
    let cut = PushedChange { bytes: sound.bytes[..9].to_vec(), ..sound.clone() };
    assert_eq!(refusal(cut), Some(Refusal::Malformed));
    let large = PushedChange { bytes: vec![0; (256 << 10) + 1], ..sound };
    assert_eq!(refusal(large), Some(Refusal::TooLarge));
}

#[test]
fn r26_a_parser_that_panics_has_found_a_malformed_change() {
    let change = Writer::new(DOCUMENT, 50).write("whatever");
    let refused = gate::inspect_by(|_| panic!("hostile bytes"), change).map(|_| ()).err();
    assert_eq!(refused, Some(Refusal::Malformed));
}
