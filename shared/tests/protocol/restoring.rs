//! Changes that came from a backup, and not from the server.

use shared::sync::replica::{Effect, Event, TakenIn};

use crate::support::{DOCUMENT, Device, OTHER_DOCUMENT, Server, Writer, hashes};

/// Gives a device changes of records, and says what became of them.
fn restore(device: &mut Device, writers: &[(&Writer, Vec<Vec<u8>>)]) -> TakenIn {
    device.effects();
    let records = writers.iter().map(|(writer, changes)| (writer.document, changes.clone()));
    device.tell(Event::TakeIn(records.collect()));
    let took = device.effects().into_iter().find_map(|effect| match effect {
        Effect::TookIn(taken) => Some(taken),
        _ => None,
    });
    took.expect("an answer")
}

fn bytes(changes: &[shared::wire::PushedChange]) -> Vec<Vec<u8>> {
    changes.iter().map(|change| change.bytes.clone()).collect()
}

#[test]
fn what_a_backup_brings_back_reaches_the_server_and_every_other_device() {
    let (mut writer, mut other) = (Writer::new(DOCUMENT, 50), Writer::new(OTHER_DOCUMENT, 51));
    let (changes, others) = (writer.write_many(40), other.write_many(3));
    let mut device = Device::new();
    let taken = restore(&mut device, &[(&writer, bytes(&changes)), (&other, bytes(&others))]);
    assert_eq!(taken, TakenIn { records: 2, changes: 43, refused: 0 });
    assert_eq!(device.replica.status().waiting, 43);
    assert!(device.outbox().iter().all(|row| row.edit.is_none()));
    let mut server = Server::new();
    device.join(&mut server);
    assert_eq!(server.hashes(), [hashes(&changes), hashes(&others)].concat());
    assert_eq!(device.outbox(), []);
    let mut second = Device::of_author(9);
    second.join(&mut server);
    assert_eq!(second.heads(), device.heads());
    assert_eq!(second.heads_of(OTHER_DOCUMENT), device.heads_of(OTHER_DOCUMENT));
}

#[test]
fn what_is_here_already_is_not_added_again_and_nothing_written_since_is_lost() {
    let mut writer = Writer::new(DOCUMENT, 50);
    let changes = writer.write_many(3);
    let mut device = Device::new();
    restore(&mut device, &[(&writer, bytes(&changes[..2]))]);
    device.write("written since");
    let before = device.outbox().len();
    let again = restore(&mut device, &[(&writer, bytes(&changes))]);
    assert_eq!(again, TakenIn { records: 1, changes: 1, refused: 0 });
    assert_eq!(device.outbox().len(), before + 1);
    assert_eq!(device.heads().len(), 2, "both go on from what they knew");
    let same = restore(&mut device, &[(&writer, bytes(&changes))]);
    assert_eq!(same, TakenIn::default());
}

#[test]
fn an_open_record_shows_at_once_what_came_back() {
    let mut writer = Writer::new(DOCUMENT, 50);
    let changes = writer.write_many(2);
    let mut device = Device::new();
    restore(&mut device, &[(&writer, bytes(&changes[..1]))]);
    device.tell(Event::Watch(DOCUMENT));
    device.effects();
    device.tell(Event::TakeIn(vec![(DOCUMENT, bytes(&changes[1..]))]));
    assert!(device.effects().contains(&Effect::Opened(DOCUMENT)));
    let document = device.replica.document(&DOCUMENT).expect("open");
    assert!(shared::sync::document::Document::contains(document, &changes[1].hash));
}

#[test]
fn changes_out_of_order_join_and_those_without_their_ground_are_counted() {
    let mut writer = Writer::new(DOCUMENT, 50);
    let mut changes = bytes(&writer.write_many(3));
    changes.reverse();
    let mut device = Device::new();
    assert_eq!(restore(&mut device, &[(&writer, changes.clone())]).changes, 3);
    let mut other = Device::of_author(9);
    changes.pop();
    changes.push(b"no change".to_vec());
    let taken = restore(&mut other, &[(&writer, changes)]);
    assert_eq!(taken, TakenIn { records: 0, changes: 0, refused: 3 });
    assert_eq!(other.outbox(), []);
}
