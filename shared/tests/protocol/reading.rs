//! R12 to R14: what a server sends.

use shared::id::DocumentId;
use shared::sync::server::Event;
use shared::wire::{ClientMessage, Delivery, limits};

use crate::support::{DOCUMENT, OTHER_DOCUMENT, Server, Writer, deliveries, hashes, push};

fn pull(server: &mut Server, line: usize, after: u64) -> Delivery {
    let mut said = deliveries(server.hear(line, ClientMessage::Pull { after }));
    assert_eq!(said.len(), 1);
    said.remove(0)
}

fn long_log(rows: usize) -> Server {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(rows));
    server
}

#[test]
fn r12_a_pull_brings_the_longest_stretch_that_fits_and_says_how_long_the_log_is() {
    let mut server = long_log(600);
    let line = server.greet(None);
    let first = pull(&mut server, line, 0);
    assert_eq!((first.from, first.to.seq, first.head), (0, 512, 600));
    assert_eq!(first.changes.len(), limits::DELIVERY_CHANGES);
    let second = pull(&mut server, line, 512);
    assert_eq!((second.from, second.to.seq, second.changes.len()), (512, 600, 88));
    assert_eq!(second.to, server.log.head());
}

#[test]
fn r12_at_the_end_and_beyond_a_delivery_is_empty() {
    let mut server = long_log(3);
    let line = server.greet(None);
    for after in [3, 4, u64::MAX] {
        let empty = pull(&mut server, line, after);
        assert_eq!((empty.from, empty.to.seq, empty.head), (3, 3, 3));
        assert!(empty.changes.is_empty());
    }
}

#[test]
fn r12_large_changes_come_within_the_bytes_of_a_delivery_and_at_least_one_comes() {
    let mut server = Server::new();
    let mut writer = Writer::new(DOCUMENT, 50);
    for letter in ["a", "b", "c"] {
        let change = writer.write(&letter.repeat(200 << 10));
        server.grow(vec![change]);
    }
    let line = server.greet(None);
    assert_eq!(pull(&mut server, line, 0).changes.len(), 2);
    assert_eq!(pull(&mut server, line, 2).changes.len(), 1);
}

#[test]
fn r13_reaching_the_end_makes_a_connection_live_and_a_pull_ends_that() {
    let mut server = long_log(600);
    let line = server.greet(None);
    let mut others = Writer::new(OTHER_DOCUMENT, 60);
    pull(&mut server, line, 0);
    server.grow(vec![others.write("not sent: the end is far")]);
    assert_eq!(server.said(line), []);
    pull(&mut server, line, 512);
    server.grow(vec![others.write("sent at once")]);
    let live = deliveries(server.said(line));
    assert_eq!((live.len(), live[0].from, live[0].to.seq), (1, 601, 602));
    pull(&mut server, line, 0);
    server.grow(vec![others.write("not sent any more")]);
    assert_eq!(server.said(line), []);
}

#[test]
fn r13_who_never_pulls_is_never_sent_a_change() {
    let mut server = Server::new();
    let line = server.greet(None);
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    assert_eq!(server.said(line), []);
}

#[test]
fn r13_nothing_is_left_out_between_the_last_answer_and_the_first_live_delivery() {
    let mut server = long_log(3);
    let line = server.greet(None);
    let mut others = Writer::new(OTHER_DOCUMENT, 60);
    server.storage_is_slow(line);
    server.hear(line, ClientMessage::Pull { after: 0 });
    let read = server.log.read(0);
    server.grow(vec![others.write("while it was being read")]);
    let mut got = deliveries(server.storage_says(line, Event::Read(read)));
    server.grow(vec![others.write("afterwards")]);
    got.extend(deliveries(server.said(line)));
    let mut at = 0;
    for delivery in &got {
        assert_eq!(delivery.from, at, "{got:?}");
        at = delivery.to.seq;
    }
    assert_eq!(at, 5);
}

#[test]
fn r14_what_was_pushed_here_comes_back_by_its_name_once_and_to_others_whole() {
    let mut server = Server::new();
    let (hers, his) = (server.greet(None), server.greet(None));
    pull(&mut server, hers, 0);
    pull(&mut server, his, 0);
    let changes = Writer::new(DocumentId([3; 16]), 50).write_many(1);
    let said = deliveries(server.hear(hers, push(0, &changes)));
    assert_eq!(said[0].changes[0].hash, hashes(&changes)[0]);
    assert_eq!(said[0].changes[0].bytes, None);
    let whole = Some(changes[0].bytes.clone());
    assert_eq!(deliveries(server.said(his))[0].changes[0].bytes, whole);
    assert_eq!(pull(&mut server, hers, 0).changes[0].bytes, whole, "asked for again");
}
