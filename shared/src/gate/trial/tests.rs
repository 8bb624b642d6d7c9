use super::*;
use crate::crdt::{ROOT, Transactable};
use crate::sync::document::Authoring;
use crate::time::Timestamp;
use std::convert::Infallible;

const DOCUMENT: DocumentId = DocumentId([1; 16]);

fn anything(_: &Crdt, _: DocumentId) -> bool {
    true
}

struct Writer(Crdt, Authoring);

impl Writer {
    fn new(actor: u8) -> Self {
        let at = Timestamp(0);
        Self(Crdt::new(), Authoring { actor: ActorId([actor; 16]), author: None, at })
    }

    fn write(&mut self, text: &str) -> Candidate {
        let change = self.0.change(&self.1, |transaction| {
            // The gate knows no key; any will do.
            Transactable::put(transaction, ROOT, "note", text).expect("a key of the root");
            Ok::<_, Infallible>(())
        });
        let change = change.unwrap_or_else(|never| match never {}).expect("it wrote something");
        Candidate::new(DOCUMENT, change.info, change.bytes)
    }
}

/// Bytes that no document takes in, under a name of their own.
fn spoil(candidate: &Candidate) -> Candidate {
    let mut spoilt = candidate.clone();
    spoilt.info.hash = ChangeHash([9; 32]);
    spoilt.info.actor = ActorId([9; 16]);
    spoilt.info.seq = 1;
    spoilt.bytes.truncate(20);
    spoilt
}

#[test]
fn what_cannot_be_applied_costs_itself_wherever_it_stands() {
    let mut writer = Writer::new(1);
    let sound: Vec<_> = (0..9).map(|at| writer.write(&at.to_string())).collect();
    for place in 1..=sound.len() {
        let mut candidates = sound.clone();
        candidates.insert(place, spoil(&sound[place - 1]));
        let spoilt = &mut candidates[place].info;
        (spoilt.deps, spoilt.start_op) = (vec![sound[place - 1].info.hash], place as u64 + 1);
        let mut trial = Trial::new(DOCUMENT, anything);
        trial.admit(&mut candidates);
        for (at, candidate) in candidates.iter().enumerate() {
            let expected = (at == place).then_some(Refusal::Inadmissible);
            assert_eq!(candidate.objection, expected, "{at} with a spoilt one at {place}");
            assert_eq!(trial.has(&candidate.info.hash), at != place);
        }
    }
}

#[test]
fn a_document_is_loaded_without_what_cannot_be_taken_in() {
    let mut writer = Writer::new(1);
    let sound: Vec<_> = (0..3).map(|at| writer.write(&at.to_string())).collect();
    let mut chunks: Vec<_> = sound.iter().map(|candidate| candidate.bytes.clone()).collect();
    chunks.insert(1, vec![0; 30]);
    let mut trial = Trial::load(DOCUMENT, anything, chunks);
    assert!(sound.iter().all(|candidate| trial.has(&candidate.info.hash)));
    let mut next = [writer.write("next")];
    trial.admit(&mut next);
    assert_eq!(next[0].objection, None);
}

#[test]
fn a_first_change_that_does_not_name_its_document_is_refused() {
    let nothing: Names = |_, _| false;
    let mut trial = Trial::new(DOCUMENT, nothing);
    let mut first = [Writer::new(1).write("Ada")];
    trial.admit(&mut first);
    assert_eq!(first[0].objection, Some(Refusal::Inadmissible));
    assert!(!trial.has(&first[0].info.hash));
}

#[test]
fn numbers_that_leap_or_go_back_are_refused() {
    let mut writer = Writer::new(1);
    let first = writer.write("one");
    let second = writer.write("two");
    for (start_op, expected) in [(1, false), (2, true), (3, false), (1 << 30, false)] {
        let mut trial = Trial::new(DOCUMENT, anything);
        let mut candidates = [first.clone(), second.clone()];
        candidates[1].info.start_op = start_op;
        trial.admit(&mut candidates);
        assert_eq!(candidates[1].objection.is_none(), expected, "from {start_op}");
    }
}

#[test]
fn a_document_grows_to_its_limits_and_not_beyond() {
    let mut writer = Writer::new(1);
    let text = "x".repeat(limits::CHANGE_BYTES - 200);
    let mut candidates: Vec<_> = (0..70).map(|at| writer.write(&format!("{at}{text}"))).collect();
    Trial::new(DOCUMENT, anything).admit(&mut candidates);
    let taken = candidates.iter().take_while(|candidate| candidate.objection.is_none()).count();
    let bytes: usize = candidates[..taken].iter().map(|candidate| candidate.bytes.len()).sum();
    assert!(bytes <= limits::DOCUMENT_BYTES, "{bytes}");
    assert!(bytes + limits::CHANGE_BYTES > limits::DOCUMENT_BYTES, "{bytes}");
    assert_eq!(candidates[taken].objection, Some(Refusal::TooLarge));
}
