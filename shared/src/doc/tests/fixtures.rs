//! Records as earlier versions wrote them, kept as bytes: `(changes, lists of edits)` in CBOR.

use minicbor::bytes::ByteVec;

use super::*;
use crate::edit::decode;

/// A person as the first version wrote one, on two devices, with a key that no version knows.
const PERSON_1: &[u8] = include_bytes!("../../../tests/fixtures/person-1.cbor");

/// Everything that this version writes, by two devices at once; see [`super::versions`].
pub const RECORD_3: &[u8] = include_bytes!("../../../tests/fixtures/record-3.cbor");
/// Everything that the version before wrote, by two devices at once.
pub const RECORD_2: &[u8] = include_bytes!("../../../tests/fixtures/record-2.cbor");

/// The changes of a fixture.
pub fn bytes_of(fixture: &[u8]) -> Vec<Vec<u8>> {
    let (changes, _): (Vec<ByteVec>, Vec<ByteVec>) = minicbor::decode(fixture).expect("a fixture");
    changes.into_iter().map(Into::into).collect()
}

/// A device that has read a fixture, and the edits that stand there.
pub fn read(fixture: &[u8]) -> (Device, Vec<Vec<Edit>>) {
    let (changes, edits): (Vec<ByteVec>, Vec<ByteVec>) =
        minicbor::decode(fixture).expect("a fixture");
    let mut device = Device::new(7);
    for change in changes {
        device.document.apply(&change).expect("joins");
    }
    (device, edits.iter().map(|edits| decode(edits).expect("known edits")).collect())
}

#[test]
fn a_person_of_the_first_version_reads_as_it_did() {
    let (device, _) = read(PERSON_1);
    let record = device.record();
    assert_eq!((record.kind, record.display_name().as_str()), (Kind::Person, "Marta Kowalczyk"));
    assert_eq!(record.birthday.as_deref(), Some("--05-18"));
    assert_eq!(record.source.as_deref(), Some("old.csv, 7"));
    assert_eq!(record.phones[0].1.label.as_deref(), Some("mobile"));
    let emails: Vec<_> = record.emails.iter().map(|(_, email)| email.address.as_str()).collect();
    assert_eq!(emails, ["marta@x.example", "gone@x.example"]);
    assert_eq!(record.addresses[0].1.line(), "Long Lane 1, Leeds");
    assert_eq!(record.preferences[0].1.text, "Oat, never soya");
    assert_eq!((record.entries[0].at, &record.entries[0].author), (Timestamp(500), &Some(vec![1])));
    assert_eq!(record.tags, ["Beans"]);
    assert!(!record.gone);
    let disagreements = device.document.disagreements();
    assert_eq!(disagreements.len(), 1);
    assert_eq!(disagreements[0].about, About::Field(Field::UsualOrder));
}

#[test]
fn an_edit_of_an_old_record_leaves_what_it_does_not_know_alone() {
    let (mut device, _) = read(PERSON_1);
    let keys = |device: &Device| device.document.crdt.scalars().collect::<Vec<_>>();
    let before = keys(&device);
    assert!(device.edit(&[Edit::set(Field::Pinned, "Nut allergy")]));
    let after = keys(&device);
    assert!(before.iter().any(|(key, _, _)| key == "shoe_size"));
    let kept = after.into_iter().filter(|(key, _, _)| key != "pinned").collect::<Vec<_>>();
    assert_eq!(kept, before);
}

#[test]
fn edits_that_waited_since_the_first_version_are_carried_out() {
    let (_, edits) = read(PERSON_1);
    let mut device = Device::new(7);
    for edits in edits {
        assert!(device.edit(&edits), "{edits:?}");
    }
    assert_eq!(device.record().phones.len(), 1);
    assert_eq!(device.record().usual_order.as_deref(), Some("Flat white"));
}
