//! R15 to R17: what a client stores of what it is sent.

use shared::id::{ActorId, ChangeHash, LogId};
use shared::sync::cursor::Cursor;
use shared::sync::document::ChangeInfo;
use shared::sync::log::Candidate;
use shared::sync::replica::{Effect, Event};
use shared::wire::{ClientMessage, Delivery, ServerMessage};

use crate::support::{DOCUMENT, Device, OTHER_DOCUMENT, Server, Writer, hashes};

/// A device that has read a log of three rows.
fn joined() -> (Server, Device) {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut device = Device::new();
    device.join(&mut server);
    device.effects();
    (server, device)
}

fn hear_delivery(device: &mut Device, delivery: Delivery) -> Vec<Effect> {
    device.hear([ServerMessage::Delivery(delivery)]);
    device.effects()
}

#[test]
fn r15_a_stretch_that_begins_after_the_cursor_is_not_stored_and_the_gap_is_pulled() {
    let (mut server, mut device) = joined();
    let before = device.meta();
    server.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(4));
    let effects = hear_delivery(&mut device, server.log.read(5));
    assert_eq!(effects, [Effect::Send(ClientMessage::Pull { after: 3 })]);
    assert_eq!(device.meta(), before);
}

#[test]
fn r15_a_stretch_that_begins_before_the_cursor_adds_what_is_new() {
    let (mut server, mut device) = joined();
    server.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(2));
    hear_delivery(&mut device, server.log.read(1));
    assert_eq!(device.meta().cursor, Some(server.log.head()));
}

#[test]
fn r15_a_stretch_of_another_log_or_chain_ends_the_connection() {
    let other_chain = |to: Cursor| Cursor { chain: ChangeHash([1; 32]), ..to };
    let other_log = |to: Cursor| Cursor { log: LogId([1; 16]), ..to };
    for corrupt in [&other_chain as &dyn Fn(Cursor) -> Cursor, &other_log] {
        let (mut server, mut device) = joined();
        let before = device.meta();
        server.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(2));
        let read = server.log.read(3);
        let to = corrupt(read.to);
        let effects = hear_delivery(&mut device, Delivery { log: to.log, to, ..read });
        assert!(effects.contains(&Effect::Disconnect), "{effects:?}");
        assert_eq!(device.meta(), before);
    }
}

/// Two tabs of one device believe that they own the socket. One is frozen, and still has messages
/// from a server whose file has since been replaced by an earlier copy; the other one talks to
/// that copy. Sequence numbers are the same on both.
fn a_frozen_tab_hears_of_a_server_that_is_gone(it_hears_first: bool) {
    let mut gone = Server::new();
    gone.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut frozen = Device::new();
    let line = frozen.join(&mut gone);
    let mut copy = Server::with(gone.log.clone());
    frozen.write("acknowledged only by the server that is gone");
    let pushed = frozen.said();
    let late: Vec<_> = pushed.into_iter().flat_map(|said| gone.hear(line, said)).collect();

    let mut awake = Device::beside(&frozen.store, 2);
    let (_, said) = awake.say_hello(&mut copy);
    awake.hear(said);
    copy.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(2));
    let news = ServerMessage::Delivery(copy.log.read(3));
    if it_hears_first {
        frozen.hear(late);
        awake.hear([news]);
    } else {
        awake.hear([news]);
        frozen.hear(late);
    }

    let mut later = Device::beside(&frozen.store, 3);
    later.join(&mut copy);
    let log = copy.hashes();
    assert!(later.heads().iter().all(|head| log.contains(head)), "a change never gets there");
    assert_eq!(later.meta().cursor, Some(copy.log.head()));
}

#[test]
fn r15_a_stretch_of_a_log_that_is_gone_is_not_taken_for_a_stretch_of_its_copy() {
    a_frozen_tab_hears_of_a_server_that_is_gone(true);
}

#[test]
fn r23_an_acknowledgement_by_a_server_that_is_gone_empties_no_outbox() {
    a_frozen_tab_hears_of_a_server_that_is_gone(false);
}

#[test]
fn r16_an_acknowledgement_does_not_move_the_cursor() {
    let (server, mut device) = joined();
    device.write("pushed");
    let accepted: Vec<_> = device.outbox().iter().map(|row| row.hash).collect();
    device.hear([ServerMessage::Answer { accepted, refused: Vec::new(), head: 4 }]);
    assert_eq!(device.meta().cursor, Some(server.log.head()));
}

#[test]
fn r16_the_cursor_moves_with_what_it_covers() {
    let (mut server, mut device) = joined();
    let news = Writer::new(OTHER_DOCUMENT, 60).write_many(2);
    server.grow(news.clone());
    hear_delivery(&mut device, server.log.read(3));
    assert_eq!(device.meta().cursor, Some(server.log.head()));
    assert_eq!(device.heads_of(OTHER_DOCUMENT), hashes(&news)[1..]);
}

#[test]
fn r16_a_long_stretch_is_stored_bit_by_bit_and_each_bit_ends_at_a_point_of_the_log() {
    let (mut server, mut device) = joined();
    let news = Writer::new(OTHER_DOCUMENT, 60).write_many(100);
    server.grow(news.clone());
    hear_delivery(&mut device, server.log.read(3));
    let meta = device.meta();
    assert_eq!(meta.cursor, Some(server.log.head()));
    assert_eq!(device.heads_of(OTHER_DOCUMENT), hashes(&news)[99..]);
    let between: Vec<Cursor> =
        meta.checkpoints.newest_first().copied().filter(|at| (4..103).contains(&at.seq)).collect();
    assert!(!between.is_empty(), "stored in one go");
    for point in between {
        assert!(server.log.is_on(&point));
    }
}

#[test]
fn r15_of_a_long_stretch_of_another_chain_nothing_is_stored() {
    let (mut server, mut device) = joined();
    let before = device.meta();
    server.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(100));
    let mut read = server.log.read(3);
    read.to.chain = ChangeHash([1; 32]);
    assert!(hear_delivery(&mut device, read).contains(&Effect::Disconnect));
    assert_eq!(device.meta(), before);
}

/// A row whose bytes no document takes in.
fn append_unreadable(server: &mut Server) {
    let info = ChangeInfo {
        hash: ChangeHash([5; 32]),
        deps: vec![server.hashes()[2]],
        actor: ActorId([70; 16]),
        seq: 1,
        start_op: 9,
        max_op: 9,
        has_author: false,
        actor_is_16_bytes: true,
    };
    let bytes = b"no change at all".to_vec();
    server.log.append(vec![Candidate::new(DOCUMENT, info, bytes)]);
}

#[test]
fn r17_a_change_that_cannot_be_applied_is_counted_and_stops_nothing_else() {
    let (mut server, mut device) = joined();
    append_unreadable(&mut server);
    let news = Writer::new(OTHER_DOCUMENT, 60).write_many(1);
    server.grow(news.clone());
    hear_delivery(&mut device, server.log.read(3));
    assert_eq!(device.replica.status().unreadable, 1);
    assert_eq!(device.meta().cursor, Some(server.log.head()));
    assert_eq!(device.heads_of(OTHER_DOCUMENT), hashes(&news));
}

#[test]
fn r17_a_record_with_a_change_that_cannot_be_applied_is_edited_all_the_same() {
    let (mut server, mut device) = joined();
    device.write("while it is open");
    append_unreadable(&mut server);
    hear_delivery(&mut device, server.log.read(3));
    device.write("afterwards");
    assert_eq!(device.replica.status().unreadable, 1);
    device.lose();
    device.join(&mut server);
    assert_eq!((device.outbox(), device.quarantine()), (Vec::new(), Vec::new()));
    assert!(device.heads().iter().all(|head| server.hashes().contains(head)));
}

#[test]
fn r17_a_change_without_bytes_that_is_not_here_ends_the_connection() {
    let (mut server, mut device) = joined();
    server.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(1));
    let mut read = server.log.read(3);
    read.changes[0].bytes = None;
    let before = device.meta();
    assert!(hear_delivery(&mut device, read).contains(&Effect::Disconnect));
    assert_eq!(device.meta(), before);
    device.tell(Event::TryNow);
    device.join(&mut server);
    assert_eq!(device.meta().cursor, Some(server.log.head()), "the next connection brings it");
}
