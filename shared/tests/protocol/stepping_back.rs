//! R28 to R33: a server whose history is not the client's.

use std::collections::BTreeSet;

use shared::id::{DocumentId, LogId};
use shared::sync::cursor::Cursor;
use shared::sync::log::MemoryLog;
use shared::sync::transfers::Standing;
use shared::wire::{ClientMessage, DocumentHeads, ServerMessage, limits};

use crate::support::{DOCUMENT, Device, OTHER_DOCUMENT, Server, Writer, hashes};

/// Another server, whose log is new.
fn emptied() -> Server {
    Server::with(MemoryLog::new(LogId([8; 16])))
}

/// A device that has read logs of these lengths, one after another.
fn read_to(server: &mut Server, device: &mut Device, rows: &[usize]) -> usize {
    let mut writer = Writer::new(DOCUMENT, 50);
    let line = device.join(server);
    for (step, count) in rows.iter().enumerate() {
        let changes = (0..*count).map(|number| writer.write(&format!("{step}.{number}")));
        let changes = changes.collect();
        server.grow(changes);
        device.talk(server, line);
    }
    line
}

#[test]
fn r29_a_client_whose_cursor_is_of_another_history_neither_pulls_nor_pushes() {
    let (mut server, mut device) = (Server::new(), Device::new());
    read_to(&mut server, &mut device, &[2, 3, 4]);
    device.lose();
    device.write("waits");
    let (_, welcome) = device.say_hello(&mut emptied());
    device.hear(welcome);
    let said = device.said();
    let [ClientMessage::Locate { checkpoints }] = &said[..] else { panic!("{said:?}") };
    assert_eq!(checkpoints.first().copied(), Some(server.log.head()));
    assert!(checkpoints.is_sorted_by(|newer, older| newer.seq > older.seq), "{checkpoints:?}");
}

#[test]
fn r30_the_newest_common_point_is_located_or_the_start() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(5));
    let points: Vec<Cursor> = server.log.rows().iter().map(|row| row.point).collect();
    let foreign = Cursor { seq: 9, ..points[4] };
    let mut locate = |checkpoints: Vec<Cursor>| {
        let line = server.greet(None);
        match server.hear(line, ClientMessage::Locate { checkpoints })[..] {
            [ServerMessage::Located { cursor }] => cursor,
            ref other => panic!("not located: {other:?}"),
        }
    };
    assert_eq!(locate(vec![foreign, points[3], points[1]]), points[3]);
    assert_eq!(locate(vec![foreign]), Cursor::start(LogId([9; 16])));
    assert_eq!(locate(Vec::new()), Cursor::start(LogId([9; 16])));
}

#[test]
fn r31_the_client_goes_back_to_it_and_notes_that_it_has_to_compare() {
    let (mut server, mut device) = (Server::new(), Device::new());
    read_to(&mut server, &mut device, &[2]);
    let yesterday = server.log.clone();
    let mut writer = Writer::new(OTHER_DOCUMENT, 60);
    server.grow(writer.write_many(3));
    device.talk(&mut server, 0);
    device.lose();
    let before = device.meta();

    let mut copy = Server::with(yesterday);
    let (line, welcome) = device.say_hello(&mut copy);
    device.hear(welcome);
    let locate = device.said().remove(0);
    device.hear(copy.hear(line, locate));
    let after = device.meta();
    assert_eq!(after.cursor, Some(copy.log.head()));
    assert_eq!((after.comparing, after.era), (true, before.era + 1));
    assert!(after.checkpoints.newest_first().all(|point| point.seq <= 2));
    assert_eq!(device.said(), [ClientMessage::Pull { after: 2 }]);
}

#[test]
fn r32_at_the_logs_end_the_heads_of_every_document_are_compared_one_question_at_a_time() {
    let (mut server, mut device) = (Server::new(), Device::new());
    let many = limits::COMPARED_DOCUMENTS + 16;
    let document = |n: usize| DocumentId((n as u128).to_be_bytes());
    let changes = (1..=many).map(|n| Writer::new(document(n), 50).write("hello"));
    server.grow(changes.collect());
    device.join(&mut server);
    device.lose();

    let mut empty = emptied();
    let (line, welcome) = device.say_hello(&mut empty);
    device.hear(welcome);
    let (mut asked, mut largest) = (BTreeSet::new(), 0);
    for number in 0.. {
        let mut said = device.said();
        // Locating and pulling come first.
        while let [ClientMessage::Locate { .. } | ClientMessage::Pull { .. }] = &said[..] {
            device.hear(empty.hear(line, said.remove(0)));
            said = device.said();
        }
        let [ClientMessage::Compare { number: asking, documents }] = &said[..] else { break };
        assert_eq!(*asking, number);
        largest = largest.max(documents.len());
        asked.extend(documents.iter().map(|heads| heads.document));
        device.hear(empty.hear(line, said.remove(0)));
    }
    assert_eq!((asked.len(), largest), (many, limits::COMPARED_DOCUMENTS));
}

#[test]
fn r32_a_document_is_lacking_if_one_of_its_heads_is_not_in_its_log() {
    let mut server = Server::new();
    let changes = Writer::new(DOCUMENT, 50).write_many(2);
    server.grow(changes[..1].to_vec());
    let line = server.greet(None);
    let heads = |document, heads: &[_]| DocumentHeads { document, heads: heads.to_vec() };
    let all = hashes(&changes);
    let documents =
        vec![heads(DOCUMENT, &all), heads(DOCUMENT, &all[..1]), heads(OTHER_DOCUMENT, &all[..1])];
    let said = server.hear(line, ClientMessage::Compare { number: 5, documents });
    let documents = vec![DOCUMENT, OTHER_DOCUMENT];
    assert_eq!(said, [ServerMessage::Lacking { number: 5, documents }]);
}

#[test]
fn r33_a_server_that_lost_everything_gets_it_back_in_an_order_that_it_takes() {
    let (mut server, mut device) = (Server::new(), Device::new());
    let line = read_to(&mut server, &mut device, &[2, 3]);
    device.write("acknowledged and read");
    device.talk(&mut server, line);
    device.lose();
    device.write("waits");
    let waiting = device.outbox()[0].hash;

    let mut empty = emptied();
    device.join(&mut empty);
    let all: BTreeSet<_> = server.hashes().into_iter().chain([waiting]).collect();
    assert_eq!(empty.hashes().into_iter().collect::<BTreeSet<_>>(), all);
    assert_eq!((device.outbox(), device.quarantine()), (Vec::new(), Vec::new()));
    assert!(!device.meta().comparing);
}

#[test]
fn r33_a_connection_that_breaks_before_everything_is_offered_compares_again() {
    let (mut server, mut device) = (Server::new(), Device::new());
    read_to(&mut server, &mut device, &[4]);
    device.lose();
    let mut empty = emptied();
    let (line, welcome) = device.say_hello(&mut empty);
    device.hear(welcome);
    let locate = device.said().remove(0);
    device.hear(empty.hear(line, locate));
    device.lose();
    assert!(device.meta().comparing);
    device.join(&mut empty);
    assert_eq!(empty.hashes().len(), 4);
    assert!(!device.meta().comparing);
}

/// What a device may have to send again follows from where it stands: photos that an emptied server
/// lost come back only if the device knows that it stood elsewhere.
#[test]
fn whoever_began_a_workspace_stands_elsewhere_once_its_server_was_emptied() {
    let (mut server, mut device) = (Server::new(), Device::new());
    let line = device.join(&mut server);
    // The log is read to its end, and there is nothing of it to stand on.
    assert!(device.replica.status().settled);
    assert_eq!(Standing::of(&device.meta()), None);
    device.write("begun here");
    device.talk(&mut server, line);
    let before = Standing::of(&device.meta()).expect("its own change came back");
    assert!(!before.may_lack_all(Some(before)) && before.may_lack_all(None));
    device.lose();

    let mut empty = emptied();
    let line = device.join(&mut empty);
    device.talk(&mut empty, line);
    assert!(device.replica.status().settled);
    let after = Standing::of(&device.meta()).expect("it wrote there");
    assert!(after.may_lack_all(Some(before)), "{before:?} {after:?}");
}
