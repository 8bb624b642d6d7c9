use proptest::prelude::*;

use super::*;
use crate::doc::RecordDocument;
use crate::doc::tests::{Device, ID, cases, edit_lists, meet, two_devices};
use crate::edit::{Edit, Field};

const MADE: Timestamp = Timestamp(1_780_000_000_000);

/// A backup of what these devices wrote in their records, and of a photo.
fn backup(devices: &[&Device]) -> Vec<u8> {
    let (mut writer, mut bytes) = Writer::begin("Corner".into(), MADE, devices.len() as u64);
    for device in devices {
        let changes = device.changes.iter().map(|change| change.bytes.clone()).collect();
        bytes.extend(writer.record(ID, changes, device.document.heads()));
    }
    bytes.extend(writer.photo(b"a picture".to_vec()));
    bytes.extend(writer.end());
    bytes
}

/// Everything in a file, read `at_once` bytes at a time.
fn read(bytes: &[u8], at_once: usize) -> Result<Vec<Piece>, BackupProblem> {
    let mut reader = Reader::new();
    let mut pieces = Vec::new();
    for some in bytes.chunks(at_once) {
        reader.feed(some);
        while let Some(piece) = reader.next_piece()? {
            check::<RecordDocument>(&piece)?;
            pieces.push(piece);
        }
    }
    reader.finish()?;
    Ok(pieces)
}

/// Somebody's record to which two wrote at once, all of whose changes are in the first device.
fn written_by_two() -> Device {
    let (mut alice, mut bob) = two_devices(&[Edit::set(Field::Name, "Zoë")]);
    alice.edit(&[Edit::set(Field::Company, "Old & Co")]);
    bob.edit(&[Edit::set(Field::Company, "New & Co")]);
    meet(&mut alice, &mut bob);
    alice.changes.append(&mut bob.changes);
    alice
}

#[test]
fn a_record_comes_back_with_its_answers_its_history_and_its_authors() {
    let device = written_by_two();
    let pieces = read(&backup(&[&device]), 7).expect("sound");
    let back = check::<RecordDocument>(&pieces[0]).expect("sound").expect("a record");
    assert_eq!(back.heads(), device.document.heads());
    assert_eq!(back.record(), device.record());
    assert_eq!(back.disagreements(), device.document.disagreements());
    assert_eq!(back.history(), device.document.history());
    assert_eq!(pieces[1], Piece::Photo(b"a picture".to_vec()));
    assert_eq!(pieces.len(), 2);
}

#[test]
fn the_head_says_what_it_holds_before_the_rest_is_read() {
    let bytes = backup(&[&written_by_two()]);
    let mut reader = Reader::new();
    reader.feed(&bytes[..60]);
    assert_eq!(reader.next_piece(), Ok(None));
    let head = reader.head().expect("a head");
    assert_eq!((head.made, head.workspace.as_str(), head.people), (MADE, "Corner", 1));
}

#[test]
fn a_flipped_bit_anywhere_is_found() {
    let bytes = backup(&[&written_by_two()]);
    let sound = read(&bytes, 64).expect("sound");
    for at in 0..bytes.len() {
        for bit in [1, 16, 128] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bit;
            let found = read(&damaged, 64);
            assert!(found.is_err(), "byte {at}, bit {bit}: {:?}", found == Ok(sound.clone()));
        }
    }
}

#[test]
fn a_file_that_was_cut_anywhere_is_found() {
    let bytes = backup(&[&written_by_two()]);
    for length in 20..bytes.len() {
        assert_eq!(read(&bytes[..length], 64), Err(BackupProblem::CutOff), "{length}");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert!(matches!(read(&longer, 64), Err(BackupProblem::Damaged(_))));
}

#[test]
fn another_file_is_none_and_a_newer_one_says_so() {
    for other in
        [&b"name,email\nZoe,z@x.example"[..], b"PK\x03\x04", b"{}", b"\x85\x6fregular-backups"]
    {
        assert_eq!(read(other, 64), Err(BackupProblem::NotOurs), "{other:?}");
    }
    let head = Head {
        format: FORMAT.into(),
        version: VERSION + 1,
        made: MADE,
        workspace: String::new(),
        people: 0,
    };
    let newer = minicbor::to_vec(&head).expect("memory");
    assert_eq!(read(&newer, 64), Err(BackupProblem::Newer));
}

#[test]
fn a_record_under_another_id_or_without_a_change_is_found() {
    let device = written_by_two();
    let changes: Vec<Vec<u8>> = device.changes.iter().map(|it| it.bytes.clone()).collect();
    let wrong = |document, changes: &[Vec<u8>]| {
        let heads = device.document.heads();
        check::<RecordDocument>(&Piece::Record { document, changes: changes.to_vec(), heads })
    };
    assert!(wrong(ID, &changes).is_ok());
    assert!(wrong(DocumentId([1; 16]), &changes).is_err());
    assert!(wrong(ID, &changes[..2]).is_err());
    assert!(wrong(ID, &changes[1..]).is_err());
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_two_people_wrote_comes_back(left in edit_lists(), right in edit_lists()) {
        let (mut alice, mut bob) = two_devices(&[]);
        left.iter().for_each(|edits| _ = alice.edit(edits));
        right.iter().for_each(|edits| _ = bob.edit(edits));
        meet(&mut alice, &mut bob);
        alice.changes.append(&mut bob.changes);
        let pieces = read(&backup(&[&alice]), 1 << 10).expect("sound");
        let back = check::<RecordDocument>(&pieces[0]).expect("sound").expect("a record");
        prop_assert_eq!(back.heads(), alice.document.heads());
        prop_assert_eq!(back.record(), alice.record());
        prop_assert_eq!(back.history(), alice.document.history());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), ours in any::<bool>()) {
        let mut file = if ours { backup(&[]) } else { Vec::new() };
        let end = file.len() / 2;
        file.truncate(end);
        file.extend(bytes);
        prop_assert!(read(&file, 64).is_err() || file.is_empty());
    }
}
