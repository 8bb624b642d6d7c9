//! R62 to R68: records that are erased for good.

use shared::id::{BlobHash, ChangeHash};
use shared::sync::erasure::{self, tombstone};
use shared::sync::log::Verdict;
use shared::sync::replica::{Effect, Event};
use shared::sync::store::Read;
use shared::wire::{
    ClientMessage, DeliveredChange, Farewell, Hello, PushedChange, Refusal, Refused, ServerMessage,
};

use crate::support::{
    DOCUMENT, Device, OTHER_DOCUMENT, SECRET, Server, Writer, deliveries, farewell, hello, push,
};

/// The tombstone of the record, as it is pushed.
fn erased() -> PushedChange {
    PushedChange { document: DOCUMENT, hash: tombstone(&DOCUMENT), bytes: Vec::new() }
}

fn erase(device: &mut Device) {
    device.tell(Event::Erase { documents: vec![DOCUMENT], photos: Vec::new() });
}

fn keeps_nothing(device: &Device) -> bool {
    let read = Read { documents: vec![DOCUMENT], quarantine: true, ..Read::default() };
    let kept = device.store.borrow().read(&read);
    let bytes = kept.chunks.iter().any(|chunk| {
        !matches!(&chunk.content, shared::sync::store::Content::Change { bytes, .. } if bytes.is_empty())
    });
    let facts = kept.entries.iter().any(|(_, entry)| !entry.facts.is_empty());
    let outbox =
        device.outbox().iter().any(|row| row.document == DOCUMENT && !row.bytes.is_empty());
    let quarantine = kept.quarantine.iter().any(|row| row.document == DOCUMENT);
    !(bytes || facts || outbox || quarantine)
        && device.replica.document(&DOCUMENT).is_none()
        && device.replica.erased_at(&DOCUMENT).is_some()
}

#[test]
fn r62_a_tombstone_is_the_hash_of_its_documents_name() {
    // SHA-256 of "regulars erased" and the id's sixteen bytes, by another program.
    let expected = "1b9376a4291a22111fa9a370ba0f4619827e4b7f10e7757d351e0bf6eca12637";
    assert_eq!(tombstone(&DOCUMENT).to_string(), expected);
    assert_ne!(tombstone(&DOCUMENT), tombstone(&OTHER_DOCUMENT));
    let photos = [BlobHash([1; 32]), BlobHash([2; 32])];
    let named = PushedChange { bytes: erasure::bytes(&photos), ..erased() };
    assert_eq!(erasure::read(&named), Ok(Some(photos.to_vec())));
    let torn = PushedChange { bytes: vec![1; 33], ..erased() };
    assert_eq!(erasure::read(&torn), Err(Refusal::Malformed));
    let of_another = PushedChange { document: OTHER_DOCUMENT, ..erased() };
    assert_eq!(erasure::read(&of_another), Ok(None));
}

#[test]
fn r63_a_tombstone_takes_a_place_once_and_every_byte_of_its_document() {
    let mut server = Server::new();
    let changes = Writer::new(DOCUMENT, 50).write_many(3);
    server.grow(changes.clone());
    server.grow(Writer::new(OTHER_DOCUMENT, 50).write_many(1));
    assert_eq!(server.grow(vec![erased(), erased()]), [Verdict::Accepted; 2]);
    let line = server.greet(None);
    let said = server.hear(line, ClientMessage::Pull { after: 0 });
    let delivery = deliveries(said).remove(0);
    let rows: Vec<_> = delivery.changes.iter().map(DeliveredChange::is_erased).collect();
    assert_eq!(rows, [true, true, true, false, true]);
    assert_eq!(delivery.changes[4].hash, tombstone(&DOCUMENT));
    assert_eq!(delivery.to, server.log.head(), "the chain goes over what is gone");
}

#[test]
fn r64_whoever_hears_of_it_keeps_nothing_and_goes_on() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut device = Device::new();
    let line = device.join(&mut server);
    device.tell(Event::Watch(DOCUMENT));
    server.grow(vec![erased()]);
    device.talk(&mut server, line);
    assert!(keeps_nothing(&device));
    assert_eq!(device.meta().cursor, Some(server.log.head()));
    device.write_in(OTHER_DOCUMENT, "another record");
    device.talk(&mut server, line);
    assert_eq!(device.outbox(), []);
}

#[test]
fn r64_a_new_device_passes_over_what_is_gone() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    server.grow(vec![erased()]);
    server.grow(Writer::new(OTHER_DOCUMENT, 50).write_many(2));
    let mut device = Device::new();
    device.join(&mut server);
    assert!(keeps_nothing(&device));
    assert_eq!(device.heads_of(OTHER_DOCUMENT).len(), 1);
    assert_eq!(device.meta().cursor, Some(server.log.head()));
}

#[test]
fn r64_erasing_offline_is_done_at_once_and_said_later() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut device = Device::new();
    device.join(&mut server);
    device.lose();
    device.write("not sent");
    erase(&mut device);
    assert!(keeps_nothing(&device));
    let told = device.effects().into_iter().find_map(|effect| match effect {
        Effect::Erased(told) => Some(told),
        _ => None,
    });
    assert_eq!(told, Some(vec![(DOCUMENT, 1)]), "one edit goes with it that nobody had");
    assert_eq!(device.outbox().len(), 1, "only the tombstone waits");
    device.tell(Event::TryNow);
    device.join(&mut server);
    assert_eq!(device.outbox(), []);
    assert!(server.log.rows().iter().all(|row| row.candidate.bytes.is_empty()));
}

#[test]
fn r65_a_change_of_an_erased_record_is_refused_and_forgotten() {
    let mut server = Server::new();
    let mut record = Writer::new(DOCUMENT, 50);
    server.grow(record.write_many(3));
    let mut device = Device::new();
    let line = device.join(&mut server);
    server.grow(vec![erased()]);
    // Written before the word of it arrives.
    device.write("too late");
    let pushed: Vec<_> = device.said();
    for message in pushed {
        let answers = server.hear(line, message).into_iter();
        device.hear(answers.filter(|said| matches!(said, ServerMessage::Answer { .. })));
    }
    assert!(keeps_nothing(&device), "the refusal is word enough");
    assert_eq!(device.quarantine(), []);
    let late = record.write("somebody else's");
    assert_eq!(server.grow(vec![late]), [Verdict::Refused(Refusal::Erased)]);
}

#[test]
fn r66_an_older_client_is_told_to_be_updated_and_no_new_word() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let versions = |newest| {
        let ClientMessage::Hello(it) = hello(None) else { panic!("no hello") };
        ClientMessage::Hello(Hello { newest, ..it })
    };
    let old = server.accept();
    server.hear(old, versions(3));
    assert_eq!(farewell(&server.hear(old, ClientMessage::Pull { after: 0 })), None);
    server.grow(vec![erased()]);
    assert_eq!(farewell(&server.said(old)), Some(Farewell::ClientTooOld));
    let later = server.accept();
    server.hear(later, versions(3));
    let late = Writer::new(DOCUMENT, 51).write_many(1);
    let said = server.hear(later, push(0, &late));
    let [ServerMessage::Answer { refused, .. }] = &said[..] else { panic!("{said:?}") };
    assert_eq!(refused[0].reason, Refusal::NotAllowed);
    let said = server.hear(later, ClientMessage::Pull { after: 0 });
    assert_eq!(farewell(&said), Some(Farewell::ClientTooOld));
}

#[test]
fn r66_an_older_server_is_sent_no_tombstone() {
    let mut device = Device::new();
    device.write("here only");
    erase(&mut device);
    device.tell(Event::Remote(Some(SECRET.into())));
    device.tell(Event::Owns(true));
    device.tell(Event::SnapshotEnded);
    device.tell(Event::SocketOpened);
    device.effects();
    let log = shared::id::LogId([9; 16]);
    device.hear([ServerMessage::Welcome { version: 3, log, head: 0, agreed: true }]);
    let said = device.said();
    assert!(!said.iter().any(|said| matches!(said, ClientMessage::Push { .. })), "{said:?}");
    assert_eq!(device.outbox().len(), 1, "it waits for a newer one");
}

#[test]
fn r67_a_server_that_lost_its_log_gets_the_tombstones_back() {
    let mut server = Server::new();
    let changes = Writer::new(DOCUMENT, 50).write_many(3);
    server.grow(changes.clone());
    let mut device = Device::new();
    device.join(&mut server);
    server.grow(vec![erased()]);
    device.lose();
    device.join(&mut server);
    assert!(keeps_nothing(&device));
    device.lose();
    // Yesterday's file, in which the record still is, and one that is empty.
    let mut yesterday = Server::new();
    yesterday.grow(changes);
    device.join(&mut yesterday);
    assert_eq!(yesterday.hashes().last(), Some(&tombstone(&DOCUMENT)));
    assert!(yesterday.log.rows().iter().all(|row| row.candidate.bytes.is_empty()));
    device.lose();
    let log = shared::sync::log::MemoryLog::new(shared::id::LogId([8; 16]));
    let mut empty = Server::with(log);
    device.join(&mut empty);
    assert_eq!(empty.hashes(), [tombstone(&DOCUMENT)]);
    assert!(keeps_nothing(&device));
}

#[test]
fn r68_whoever_may_not_erase_gets_the_record_back() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut device = Device::new();
    let line = device.join(&mut server);
    let heads = device.heads();
    erase(&mut device);
    let pushed = device.said();
    assert!(matches!(pushed[..], [ClientMessage::Push { .. }]), "{pushed:?}");
    let refused: Vec<(ChangeHash, Refusal)> = vec![(tombstone(&DOCUMENT), Refusal::NotAllowed)];
    let refused = refused.into_iter().map(|(hash, reason)| Refused { hash, reason }).collect();
    device.hear([ServerMessage::Answer { accepted: Vec::new(), refused, head: 3 }]);
    let effects = device.effects();
    assert!(effects.contains(&Effect::NotErased(vec![DOCUMENT])), "{effects:?}");
    assert_eq!((device.outbox(), device.quarantine()), (Vec::new(), Vec::new()));
    assert_eq!(device.replica.erased_at(&DOCUMENT), None);
    let _closed = line;
    device.tell(Event::TryNow);
    device.join(&mut server);
    assert_eq!(device.heads(), heads);
}

#[test]
fn r68_anothers_tombstone_that_may_not_be_given_back_stays_here() {
    let mut server = Server::new();
    let changes = Writer::new(DOCUMENT, 50).write_many(1);
    server.grow(changes);
    server.grow(vec![erased()]);
    let mut device = Device::new();
    device.join(&mut server);
    device.lose();
    let log = shared::sync::log::MemoryLog::new(shared::id::LogId([8; 16]));
    let mut empty = Server::with(log);
    let (line, said) = device.say_hello(&mut empty);
    device.hear(said);
    loop {
        let said = device.said();
        let Some(at) = said.iter().position(|said| matches!(said, ClientMessage::Push { .. }))
        else {
            assert!(!said.is_empty(), "it never offered the tombstone");
            for message in said {
                let answers = empty.hear(line, message);
                device.hear(answers);
            }
            continue;
        };
        let ClientMessage::Push { changes, .. } = &said[at] else { continue };
        assert_eq!(changes[0].hash, tombstone(&DOCUMENT));
        break;
    }
    let refused = vec![Refused { hash: tombstone(&DOCUMENT), reason: Refusal::NotAllowed }];
    device.hear([ServerMessage::Answer { accepted: Vec::new(), refused, head: 0 }]);
    assert!(keeps_nothing(&device));
    assert_eq!(device.outbox(), []);
}
