//! R18 to R23: pushes, their answers, and when an outbox row goes.

use shared::sync::log::Verdict;
use shared::sync::replica::Event;
use shared::sync::server;
use shared::sync::store::Write;
use shared::wire::{ClientMessage, Farewell, PushedChange, Refusal, ServerMessage};

use crate::support::{
    DOCUMENT, Device, OTHER_DOCUMENT, Server, Writer, deliveries, farewell, hashes, push,
};

fn answered(said: &[ServerMessage]) -> Vec<&ServerMessage> {
    said.iter().filter(|message| matches!(message, ServerMessage::Answer { .. })).collect()
}

#[test]
fn r18_a_skipped_number_ends_the_connection() {
    let mut server = Server::new();
    let line = server.greet(None);
    let changes = Writer::new(DOCUMENT, 50).write_many(2);
    server.hear(line, push(0, &changes[..1]));
    assert_eq!(farewell(&server.hear(line, push(2, &changes[1..]))), Some(Farewell::Broken));
    assert_eq!(server.hashes(), hashes(&changes[..1]), "nothing of it came in");
}

#[test]
fn r18_a_repeated_push_is_harmless() {
    let mut server = Server::new();
    let line = server.greet(None);
    let changes = Writer::new(DOCUMENT, 50).write_many(2);
    for number in [0, 0, 1, 0] {
        let said = server.hear(line, push(number, &changes));
        let [ServerMessage::Answer { accepted, .. }] = &said[..] else { panic!("{said:?}") };
        assert_eq!(*accepted, hashes(&changes));
    }
    assert_eq!(server.hashes(), hashes(&changes));
}

#[test]
fn r19_a_client_pushes_nothing_before_the_welcome_and_then_in_the_order_of_its_edits() {
    let mut server = Server::new();
    let mut device = Device::new();
    ["one", "two", "three"].into_iter().for_each(|token| device.write(token));
    let written: Vec<_> = device.outbox().iter().map(|row| row.hash).collect();
    let (_, welcome) = device.say_hello(&mut server);
    assert_eq!(device.said(), []);
    device.hear(welcome);
    let pushed: Vec<Vec<PushedChange>> = device
        .said()
        .into_iter()
        .filter_map(|message| match message {
            ClientMessage::Push { changes, .. } => Some(changes),
            _ => None,
        })
        .collect();
    assert_eq!(hashes(&pushed.concat()), written);
}

#[test]
fn r19_a_change_over_the_limit_is_not_sent_and_is_refused_here() {
    let mut server = Server::new();
    let mut device = Device::new();
    device.join(&mut server);
    device.write_in(OTHER_DOCUMENT, &"x".repeat(300 << 10));
    assert_eq!(device.said(), []);
    assert_eq!(device.quarantine()[0].reason, Refusal::TooLarge);
    assert_eq!(device.outbox(), []);
}

#[test]
fn r19_more_unanswered_changes_than_allowed_end_the_connection() {
    let mut server = Server::new();
    let line = server.greet(None);
    let changes = Writer::new(DOCUMENT, 50).write_many(1025);
    server.storage_is_slow(line);
    for (number, some) in (0..).zip(changes[..1024].chunks(256)) {
        assert_eq!(server.hear(line, push(number, some)), []);
    }
    assert_eq!(farewell(&server.hear(line, push(4, &changes[1024..]))), Some(Farewell::Broken));
}

#[test]
fn r20_every_change_is_answered_by_its_hash_and_one_answer_may_be_about_two_pushes() {
    let mut server = Server::new();
    let line = server.greet(None);
    let changes = Writer::new(DOCUMENT, 50).write_many(3);
    server.storage_is_slow(line);
    server.hear(line, push(0, &changes[..1]));
    server.hear(line, push(1, &changes[1..]));
    let refused = Verdict::Refused(Refusal::Sequence);
    let verdicts: Vec<_> =
        hashes(&changes).into_iter().zip([Verdict::Accepted, refused, Verdict::Accepted]).collect();
    let said = server.storage_says(line, server::Event::Committed { verdicts, head: 7 });
    let [ServerMessage::Answer { accepted, refused, head: 7 }] = &said[..] else {
        panic!("{said:?}");
    };
    assert_eq!(*accepted, [changes[0].hash, changes[2].hash]);
    assert_eq!((refused.len(), refused[0].hash), (1, changes[1].hash));
}

#[test]
fn r21_nothing_is_accepted_before_it_is_on_the_disk() {
    let mut server = Server::new();
    let line = server.greet(None);
    let changes = Writer::new(DOCUMENT, 50).write_many(2);
    server.storage_is_slow(line);
    assert_eq!(server.hear(line, push(0, &changes)), []);
    let said = server.storage_wakes(line);
    assert!(matches!(answered(&said)[..], [ServerMessage::Answer { head: 2.., .. }]), "{said:?}");
}

#[test]
fn r21_a_storage_that_fails_accepts_nothing() {
    let mut server = Server::new();
    let line = server.greet(None);
    server.storage_is_slow(line);
    server.hear(line, push(0, &Writer::new(DOCUMENT, 50).write_many(2)));
    let said = server.storage_says(line, server::Event::StorageFailed);
    assert_eq!((said.len(), farewell(&said)), (1, Some(Farewell::Storage)));
}

#[test]
fn r22_a_change_that_is_in_the_log_is_accepted_without_a_second_row() {
    let mut server = Server::new();
    let changes = Writer::new(DOCUMENT, 50).write_many(2);
    server.grow(changes.clone());
    let line = server.greet(None);
    let said = server.hear(line, push(0, &changes));
    let [ServerMessage::Answer { accepted, head: 2, .. }] = &said[..] else { panic!("{said:?}") };
    assert_eq!(*accepted, hashes(&changes));
    assert_eq!(server.hashes(), hashes(&changes));
}

/// A connected device that has pushed one change, its connection, and what the server said then:
/// the answer and the delivery.
fn pushed() -> (Server, Device, usize, Vec<ServerMessage>) {
    let mut server = Server::new();
    let mut device = Device::new();
    let line = device.join(&mut server);
    device.write("mine");
    let said = device.said().into_iter().flat_map(|said| server.hear(line, said)).collect();
    (server, device, line, said)
}

#[test]
fn r23_an_acknowledgement_alone_drops_nothing_and_the_delivery_does() {
    let (_, mut device, _, said) = pushed();
    let (answers, others): (Vec<_>, Vec<_>) =
        said.into_iter().partition(|message| matches!(message, ServerMessage::Answer { .. }));
    device.hear(answers);
    assert_eq!((device.outbox().len(), device.replica.status().waiting), (1, 0));
    device.hear(others);
    assert_eq!((device.outbox().len(), device.replica.status().waiting), (0, 0));
}

#[test]
fn r23_a_delivery_before_the_acknowledgement_drops_it_too() {
    let (_, mut device, _, said) = pushed();
    let delivered = deliveries(said).into_iter().map(ServerMessage::Delivery);
    device.hear(delivered);
    assert_eq!(device.outbox(), []);
}

#[test]
fn r23_what_the_log_had_before_goes_once_the_log_is_read_up_to_there() {
    let (mut server, mut device, _, said) = pushed();
    // Another tab of this device stored the delivery, and this one has it in its outbox again.
    let row = device.outbox()[0].clone();
    device.hear(said);
    device.lose();
    let again = Write { outbox: vec![row], ..Write::default() };
    device.store.borrow_mut().write(again);
    assert_eq!(device.outbox().len(), 1);
    device.join(&mut server);
    assert_eq!(device.outbox(), []);
    assert_eq!(server.log.rows().len(), 1);
}

#[test]
fn r23_what_was_acknowledged_and_not_read_is_pushed_again_on_the_next_connection() {
    let (server, mut device, _, said) = pushed();
    device.hear(said.into_iter().filter(|said| matches!(said, ServerMessage::Answer { .. })));
    device.lose();
    assert_eq!(device.replica.status().waiting, 1, "the answer is forgotten");
    // The server's file is replaced by the copy from before.
    let mut copy = Server::new();
    device.tell(Event::TryNow);
    device.join(&mut copy);
    assert_eq!((device.outbox(), copy.hashes()), (Vec::new(), server.hashes()));
}
