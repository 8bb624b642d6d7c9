//! R24 and R25: what becomes of a refused change.

use shared::id::ChangeHash;
use shared::sync::document::Document;
use shared::sync::replica::Effect;
use shared::testing::fake::FakeDocument;
use shared::wire::{ClientMessage, PushedChange, Refusal, Refused, ServerMessage};

use crate::support::{DOCUMENT, Device, OTHER_DOCUMENT, Server, Writer, hashes, push};

#[test]
fn r24_a_refused_change_costs_itself_and_what_builds_on_it() {
    let mut server = Server::new();
    let line = server.greet(None);
    let mut record = Writer::new(DOCUMENT, 50).write_many(3);
    record[1].bytes = b"no change at all".to_vec();
    let other = Writer::new(OTHER_DOCUMENT, 50).write_many(1);
    let all = [record.clone(), other.clone()].concat();
    let said = server.hear(line, push(0, &all));
    let [ServerMessage::Answer { accepted, refused, .. }] = &said[..] else { panic!("{said:?}") };
    assert_eq!(*accepted, [record[0].hash, other[0].hash]);
    let reasons: Vec<_> = refused.iter().map(|one| (one.hash, one.reason)).collect();
    let expected = [Refusal::Malformed, Refusal::MissingDependency];
    assert_eq!(reasons, [(record[1].hash, expected[0]), (record[2].hash, expected[1])]);
}

/// A connected device, with a record of somebody else's, that has pushed these edits of it.
fn pushed(tokens: &[&str]) -> (Device, Vec<PushedChange>) {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut device = Device::new();
    device.join(&mut server);
    tokens.iter().for_each(|token| device.write(token));
    let changes = pushes(&mut device);
    assert_eq!(changes.len(), tokens.len());
    (device, changes)
}

fn pushes(device: &mut Device) -> Vec<PushedChange> {
    device
        .said()
        .into_iter()
        .flat_map(|message| match message {
            ClientMessage::Push { changes, .. } => changes,
            _ => Vec::new(),
        })
        .collect()
}

fn refuse(device: &mut Device, refused: &[(ChangeHash, Refusal)]) {
    let refused = refused.iter().map(|(hash, reason)| Refused { hash: *hash, reason: *reason });
    let refused = refused.collect();
    device.hear([ServerMessage::Answer { accepted: Vec::new(), refused, head: 3 }]);
}

fn actor(change: &PushedChange) -> shared::id::ActorId {
    FakeDocument::inspect(&change.bytes).expect("a sound change").actor
}

#[test]
fn r25_what_builds_on_a_refused_change_is_written_again_by_a_new_actor() {
    let (mut device, changes) = pushed(&["bad", "good", "better"]);
    let missing = Refusal::MissingDependency;
    let (bad, good, better) = (changes[0].hash, changes[1].hash, changes[2].hash);
    refuse(&mut device, &[(bad, Refusal::NotAllowed), (good, missing), (better, missing)]);

    let quarantine = device.quarantine();
    assert_eq!((quarantine.len(), quarantine[0].hash), (1, bad));
    assert_eq!(quarantine[0].edit.as_deref(), Some(&b"bad"[..]));
    let again = pushes(&mut device);
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|change| actor(change) != actor(&changes[0])));
    assert!(!hashes(&again).contains(&good) && !hashes(&again).contains(&better));
    let document = device.replica.document(&DOCUMENT).expect("open");
    let tokens = document.tokens();
    assert!(tokens.contains(&b"good"[..]) && tokens.contains(&b"better"[..]));
    assert!(!tokens.contains(&b"bad"[..]));
}

#[test]
fn r25_what_is_refused_again_and_again_ends_in_quarantine() {
    let (mut device, mut changes) = pushed(&["never in turn"]);
    for attempt in 1..=4 {
        assert_eq!((changes.len(), device.quarantine().len()), (1, 0), "attempt {attempt}");
        refuse(&mut device, &[(changes[0].hash, Refusal::Sequence)]);
        changes = pushes(&mut device);
    }
    assert_eq!((changes.len(), device.outbox().len()), (0, 0));
    assert_eq!(device.quarantine()[0].reason, Refusal::Sequence);
}

#[test]
fn r25_a_change_whose_dependency_still_waits_is_pushed_again_and_not_given_up() {
    let (mut device, changes) = pushed(&["first", "second"]);
    device.hear([ServerMessage::Answer {
        accepted: Vec::new(),
        refused: vec![Refused { hash: changes[1].hash, reason: Refusal::MissingDependency }],
        head: 3,
    }]);
    assert!(device.effects().contains(&Effect::Disconnect));
    assert_eq!((device.outbox().len(), device.quarantine().len()), (2, 0));
}
