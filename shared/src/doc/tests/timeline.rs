//! Contacts and promises.

use super::*;
use crate::model::{Direction, Mood};

fn promise(id: u8, text: &str, due: Option<i64>) -> Edit {
    let entry = NewEntry {
        direction: Some(Direction::In),
        mood: Some(Mood::Annoyed),
        promise: Some(text.into()),
        due: due.map(Timestamp),
        ..NewEntry::new(Channel::Call, "Grinder still broken", Timestamp(100 + i64::from(id)))
    };
    Edit::AddContact { id: item(id), entry }
}

fn kept(id: u8, at: Option<i64>) -> Edit {
    Edit::SetKept { entry: item(id), at: at.map(Timestamp) }
}

fn is_kept(device: &Device) -> bool {
    let entry = device.record().entries.remove(0);
    entry.promise.expect("a promise").kept.is_some()
}

#[test]
fn a_contact_keeps_all_that_was_said_of_it() {
    let (mut device, _) = two_devices(&[promise(1, "Call back", Some(900))]);
    let entry = device.record().entries.remove(0);
    assert_eq!(entry.known_channel(), Some(Channel::Call));
    assert_eq!((entry.direction, entry.mood), (Some(Direction::In), Some(Mood::Annoyed)));
    let made = entry.promise.expect("a promise");
    assert_eq!(
        (made.text.as_str(), made.due, made.kept),
        ("Call back", Some(Timestamp(900)), None)
    );
    assert_eq!(entry.author, Some(vec![1]));
    assert!(!device.edit(&[promise(1, "Something else", None)]));

    let call = NewEntry::new(Channel::Call, "", Timestamp(300));
    assert!(device.edit(&[Edit::AddContact { id: item(2), entry: call }]));
    assert_eq!(device.record().entries[0].text, "");
    let known = facts(&device);
    assert_eq!(known.last_entry.as_deref(), Some("Call"));
    assert_eq!(known.channels, [("call".to_owned(), Timestamp(300))]);
    device.edit(&[Edit::Remove { kind: ItemKind::Entry, id: item(2) }]);
    assert_eq!(facts(&device).channels, [("call".to_owned(), Timestamp(101))]);
}

#[test]
fn a_promise_is_kept_and_opened_again_and_open_wins() {
    let (mut alice, mut bob) = two_devices(&[promise(1, "Call back", None)]);
    for round in 0..3 {
        assert!(alice.edit(&[kept(1, Some(500))]));
        assert!(!alice.edit(&[kept(1, Some(600))]));
        meet(&mut alice, &mut bob);
        assert!(is_kept(&bob));
        // Bob opens it and ticks it off again, while Alice opens it.
        bob.edit(&[kept(1, None)]);
        bob.edit(&[kept(1, Some(700 + round))]);
        alice.edit(&[kept(1, None)]);
        meet(&mut alice, &mut bob);
        assert!(!is_kept(&alice));
        assert_eq!(facts(&alice).promises.len(), 1);
    }
}

#[test]
fn facts_list_open_promises_the_earliest_due_first() {
    let (mut device, _) = two_devices(&[]);
    device.edit(&[
        promise(1, "no date", None),
        promise(2, "late", Some(5)),
        promise(3, "kept", Some(1)),
    ]);
    device.edit(&[promise(4, &"long ".repeat(40), Some(9)), kept(3, Some(2))]);
    let promises = facts(&device).promises;
    let texts: Vec<_> =
        promises.iter().map(|it| it.text.chars().take(6).collect::<String>()).collect();
    assert_eq!(texts, ["late", "long l", "no dat"]);
    assert_eq!(promises[1].text.chars().count(), 81);
    assert_eq!(promises[0].entry, item(2));
    let many: Vec<_> = (10..30).map(|id| promise(id, "one of many", None)).collect();
    device.edit(&many);
    assert_eq!(facts(&device).promises.len(), 8);
}

#[test]
fn a_note_is_no_contact() {
    let (mut device, _) = two_devices(&[Edit::note(item(1), "Likes the window", Timestamp(500))]);
    assert_eq!(facts(&device).last_contact, None);
    assert!(device.record().last_contact().is_none());
    device.edit(&[promise(2, "Call back", None)]);
    assert_eq!(facts(&device).last_contact, Some(Timestamp(102)));
    assert_eq!(facts(&device).last_entry.as_deref(), Some("Likes the window"));
    assert_eq!(device.record().last_contact().map(|entry| entry.id), Some(item(2)));
}
