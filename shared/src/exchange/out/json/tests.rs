use proptest::prelude::*;

use super::super::{Known, Leaving};
use super::*;
use crate::doc::tests::{Device, ID, cases, edit_lists, item, meet, two_devices};
use crate::edit::{Edit, Field, put_email};
use crate::id::{DocumentId, ItemId};
use crate::model::{CustomKind, Definition, Kind, Record};
use crate::time::Timestamp;

mod read;

fn known() -> Known {
    let field = Definition {
        id: item(4),
        name: "Grind".into(),
        kind: CustomKind::Text,
        options: Vec::new(),
        group: None,
        rank: 0,
        applies: vec![Kind::Person],
        gone: false,
    };
    let made = Timestamp(1_780_000_000_000);
    Known { workspace: "Corner".into(), made, fields: vec![field], ..Known::default() }
}

/// The file that holds these devices' record.
fn file(devices: &[&Device]) -> read::File {
    let (mut writer, mut bytes) = Writer::begin(known());
    for device in devices {
        let (record, history) = (device.record(), device.document.history());
        let disagreements = device.document.disagreements();
        bytes.extend(writer.record(&Leaving {
            id: ID,
            record: &record,
            disagreements: &disagreements,
            history: &history,
            photo: None,
        }));
    }
    bytes.extend(writer.end());
    serde_json::from_slice(&bytes).expect("JSON of the shape that is documented")
}

/// A record without what only its changes know: who wrote what, and when.
fn said(record: Record) -> Record {
    let mut record = Record {
        created: Timestamp(0),
        updated: Timestamp(0),
        gone_since: None,
        writers: Vec::new(),
        // What was revoked stands in the history.
        revoked: Vec::new(),
        ..record
    };
    record.entries.iter_mut().for_each(|entry| entry.author = None);
    // Their places follow from their order, which the file has.
    record.definitions.iter_mut().for_each(|it| it.rank = 0);
    record
}

#[test]
fn an_empty_file_is_a_file() {
    let file = file(&[]);
    assert_eq!((file.head.format.as_str(), file.head.version), ("regulars-export", 1));
    assert_eq!((file.head.made.as_str(), file.count), ("2026-05-28T20:26:40.000Z", 0));
    assert_eq!(file.head.fields[0].name, "Grind");
}

#[test]
fn a_record_has_its_answers_and_its_history_with_who_wrote_it() {
    let mut edits = vec![Edit::set(Field::Name, "Zoë \"Z\" Jańska")];
    edits.extend(put_email(item(3), "zoe@x.example", Some("work".into())));
    let (mut alice, mut bob) = two_devices(&edits);
    alice.edit(&[Edit::set(Field::Company, "Old & Co")]);
    bob.edit(&[Edit::set(Field::Company, "New <Co>")]);
    meet(&mut alice, &mut bob);
    let mut file = file(&[&alice, &bob]);
    assert_eq!((file.count, file.records.len()), (2, 2));
    assert_eq!(file.records[0], file.records[1]);
    let record = file.records.remove(0);
    assert_eq!(record.id, ID.to_string());
    assert_eq!(record.name.as_deref(), Some("Zoë \"Z\" Jańska"));
    let answers: Vec<_> = record.answers[0].answers.iter().map(|it| it.value.as_deref()).collect();
    assert_eq!(record.answers[0].about.name.as_deref(), Some("company"));
    assert_eq!(answers.len(), 2);
    assert!(answers.contains(&Some("Old & Co")) && answers.contains(&Some("New <Co>")));
    assert_eq!(record.history.len(), 3);
    let first = record.history.last().expect("the first change");
    assert_eq!(first.by.as_ref().map(|by| by.id.as_str()), Some("01"));
    let email = first.what.iter().find(|it| it.about.name.as_deref() == Some("email_address"));
    let email = email.expect("the email");
    assert_eq!(email.about.item, Some(item(3).to_key()));
    assert_eq!((email.before.as_str(), email.after.as_str()), (None, Some("zoe@x.example")));
}

#[test]
fn every_made_up_person_comes_back() {
    for index in 0..60 {
        let mut device = Device::new(1);
        device.edit(&crate::testing::people::regular(5, index));
        comes_back(&device);
    }
}

fn comes_back(device: &Device) {
    let file = file(&[device]);
    let mut other = Device::new(2);
    other.edit(&read::edits(&file.records[0]));
    assert_eq!(said(other.record()), said(device.record()));
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn whatever_a_record_says_comes_back_from_the_file(lists in edit_lists()) {
        let (mut alice, _) = two_devices(&[]);
        for edits in &lists {
            alice.edit(edits);
        }
        comes_back(&alice);
    }
}

#[test]
fn a_record_names_whom_it_points_to() {
    let (member, known) = (DocumentId([4; 16]), known());
    assert_eq!(known.name(member), None);
    let mut people = crate::view::People::new();
    let facts = crate::view::Facts { name: "Ana".into(), ..crate::view::Facts::default() };
    people.set(member, &facts.encode()).expect("readable");
    let known = Known::of(&people, "Corner".into(), Timestamp(0));
    assert_eq!(known.name(member), Some("Ana"));
    assert!(ItemId::from_key(&item(3).to_key()).is_some());
}
