use super::tests::{Device, ID, item, meet, statements, two_devices};
use super::*;
use crate::edit::{Edit, encode, put_email, put_phone};
use crate::id::ActorId;
use crate::model::{About, ConsentChannel, Field, ItemKind, Part, PutBack, Said};

/// A group of one record, told by a number.
pub(super) fn group(number: u8) -> GroupId {
    GroupId([number; 16])
}

/// Edits in a group.
pub(super) fn act(number: u8, edits: &[Edit]) -> Vec<Edit> {
    [&[Edit::Group { id: group(number), bulk: false }], edits].concat()
}

/// An undo of one group, as a group of its own.
pub(super) fn undo(undone: u8, by: u8) -> Vec<Edit> {
    Edit::undo(group(undone), Group { id: group(by), bulk: false })
}

pub(super) fn same_but_for_when(one: &Record, other: &Record) -> bool {
    // What a catalog took out is read on, as what values may still speak of.
    let here = |record: &Record| {
        let mut definitions = record.definitions.clone();
        definitions.retain(|definition| !definition.gone);
        for definition in &mut definitions {
            definition.options.retain(|option| !option.gone);
        }
        let (updated, gone_since) = (one.updated, one.gone_since);
        // What is taken out again is not shown.
        let revoked = Vec::new();
        Record { definitions, updated, gone_since, revoked, ..record.clone() }
    };
    here(one) == here(other)
}

fn named(device: &Device) -> String {
    device.record().name.unwrap_or_default()
}

#[test]
fn a_field_goes_back_to_what_it_was_and_forth_again() {
    let (mut alice, _) = two_devices(&[Edit::set(Field::Name, "Marta")]);
    alice.edit(&act(1, &[Edit::set(Field::Name, "Martha"), Edit::set(Field::Pinned, "Nuts")]));
    assert!(alice.edit(&undo(1, 2)));
    assert_eq!((named(&alice).as_str(), alice.record().pinned), ("Marta", None));
    assert!(alice.edit(&undo(2, 3)));
    assert_eq!(
        (named(&alice).as_str(), alice.record().pinned.as_deref()),
        ("Martha", Some("Nuts"))
    );
    let newest = alice.document.history().remove(0);
    assert_eq!(
        (newest.group.map(|group| group.id), newest.undoes),
        (Some(group(3)), Some(group(2)))
    );
}

#[test]
fn acts_are_undone_one_after_another_and_redone_in_turn() {
    let (mut alice, _) = two_devices(&[Edit::set(Field::Name, "zero")]);
    for (number, name) in [(1, "one"), (2, "two"), (3, "three")] {
        alice.edit(&act(number, &[Edit::set(Field::Name, name)]));
    }
    let mut step = |undone, by, expected| {
        assert!(alice.edit(&undo(undone, by)), "{undone}");
        assert_eq!(named(&alice), expected);
    };
    step(3, 13, "two");
    step(2, 12, "one");
    step(1, 11, "zero");
    step(11, 21, "one");
    step(12, 22, "two");
    step(22, 32, "one");
    step(21, 31, "zero");
    step(31, 41, "one");
    step(32, 42, "two");
    step(13, 23, "three");
    step(23, 33, "two");
}

#[test]
fn a_later_act_of_ones_own_stays_when_an_earlier_one_is_undone() {
    let (mut alice, _) = two_devices(&[Edit::set(Field::Name, "zero")]);
    alice.edit(&act(1, &[Edit::set(Field::Name, "one"), Edit::set(Field::Company, "Beans")]));
    alice.edit(&act(2, &[Edit::set(Field::Name, "two")]));
    let plan = alice.document.undo_plan(group(1));
    assert!(alice.edit(&undo(1, 3)));
    assert_eq!((named(&alice).as_str(), alice.record().company), ("two", None));
    let back = PutBack {
        subject: Subject::Field(Field::Company),
        now: Said::Text("Beans".into()),
        then: Said::Nothing,
    };
    assert_eq!(plan.back, [back]);
    assert_eq!(plan.left.len(), 1);
    assert_eq!(plan.left[0].subject, Subject::Field(Field::Name));
}

#[test]
fn an_act_that_came_to_nothing_does_not_stand_in_the_way_of_an_earlier_one() {
    let (mut alice, _) = two_devices(&put_phone(item(1), "555", None));
    let (kind, id) = (ItemKind::Phone, item(1));
    let (gone, here) = (Edit::SetGone { gone: true }, Edit::SetGone { gone: false });
    let (out, back) = (Edit::Remove { kind, id }, Edit::Restore { kind, id });
    let before = alice.record();
    let name = |name: &str| Edit::set(Field::Name, name);
    alice.edit(&act(1, &[gone.clone(), out.clone(), name("a")]));
    alice.edit(&act(2, &[here.clone(), gone, back.clone(), out.clone(), name("b"), name("a")]));
    alice.edit(&undo(2, 12));
    assert!(alice.edit(&undo(1, 11)));
    assert!(same_but_for_when(&before, &alice.record()));
    alice.edit(&act(3, std::slice::from_ref(&out)));
    alice.edit(&act(4, std::slice::from_ref(&back)));
    alice.edit(&act(5, &[out, back]));
    alice.edit(&undo(5, 15));
    assert!(alice.edit(&undo(4, 14)));
    assert!(alice.record().phones.is_empty());
}

#[test]
fn what_somebody_wrote_since_is_left_alone_and_named() {
    let (mut alice, mut bob) = two_devices(&put_phone(item(1), "555", None));
    let number = |number: &str| About::Item(item(1), Part::PhoneNumber).set(Some(number.into()));
    alice.edit(&act(1, &[number("556"), Edit::set(Field::Name, "Marta"), Edit::tag("VIP")]));
    meet(&mut alice, &mut bob);
    bob.edit(&[number("557")]);
    meet(&mut alice, &mut bob);
    let plan = alice.document.undo_plan(group(1));
    let back: Vec<_> = plan.back.iter().map(|line| line.subject.label()).collect();
    assert_eq!(back, ["Name", "VIP"]);
    assert_eq!(plan.left[0].subject.label(), "Phone");
    let by: Vec<_> = plan.left[0].by.iter().map(|origin| origin.author.clone()).collect();
    assert_eq!(by, [Some(vec![2])]);
    assert!(alice.edit(&undo(1, 2)));
    meet(&mut alice, &mut bob);
    let person = bob.record();
    assert_eq!((person.name, person.tags.len()), (None, 0));
    assert_eq!(person.phones[0].1.number, "557");
}

#[test]
fn what_is_undone_already_or_unknown_changes_nothing() {
    let (mut alice, mut bob) = two_devices(&put_phone(item(1), "555", None));
    let (kind, id) = (ItemKind::Phone, item(1));
    let acts = [
        Edit::set(Field::Name, "Marta"),
        Edit::Remove { kind, id },
        Edit::tag("VIP"),
        Edit::note(item(2), "Paid", Timestamp(5)),
        Edit::SetGone { gone: true },
    ];
    for (number, edit) in (1..).zip(acts) {
        assert!(!bob.edit(&undo(number, 50)), "{edit:?}");
        assert!(alice.edit(&act(number, std::slice::from_ref(&edit))), "{edit:?}");
        assert!(alice.edit(&undo(number, 100 + number)), "{edit:?}");
        assert_eq!(alice.document.undo_plan(group(number)), UndoPlan::default(), "{edit:?}");
        assert!(!alice.edit(&undo(number, 150 + number)), "{edit:?}");
        assert!(!alice.edit(&undo(number, number)), "{edit:?}");
    }
    assert!(!alice.edit(&undo(200, 201)));
    assert!(!Device::new(5).edit(&undo(1, 2)));
    meet(&mut alice, &mut bob);
}

#[test]
fn an_undo_stands_in_a_list_of_its_own() {
    let (mut alice, _) = two_devices(&[]);
    let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: Timestamp(1) };
    let mut more = undo(1, 2);
    more.push(Edit::set(Field::Name, "Marta"));
    assert!(alice.document.author(&encode(&more), &authoring).is_err());
    assert!(
        alice.document.author(&encode(&[undo(1, 2), undo(3, 4)].concat()), &authoring).is_err()
    );
    assert!(!alice.edit(&[Edit::Undo { group: group(1) }]));
    assert!(!alice.edit(&act(1, &[])));
}

#[test]
fn a_new_item_is_taken_out_as_a_whole_unless_somebody_wrote_in_it() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&act(1, &put_email(item(1), "a@x.example", Some("work".into()))));
    alice.edit(&act(2, &put_email(item(2), "b@x.example", Some("work".into()))));
    meet(&mut alice, &mut bob);
    let label = |id| About::Item(item(id), Part::EmailLabel).set(Some("home".into()));
    bob.edit(&[label(2)]);
    meet(&mut alice, &mut bob);
    assert!(alice.edit(&undo(1, 11)));
    assert!(!alice.edit(&undo(2, 12)));
    let emails = alice.record().emails;
    assert_eq!((emails.len(), emails[0].1.address.as_str()), (1, "b@x.example"));
    assert!(alice.edit(&undo(11, 21)));
    let email = &alice.record().emails[0].1;
    assert_eq!((email.address.as_str(), email.label.as_deref()), ("a@x.example", Some("work")));
    // Who edits what is taken out at the same time keeps it.
    meet(&mut alice, &mut bob);
    assert!(alice.edit(&undo(21, 31)));
    bob.edit(&[label(1)]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.record().emails.len(), 2);
}

#[test]
fn a_purchase_and_a_word_about_consent_are_taken_back_and_said_again() {
    let (mut alice, mut bob) = two_devices(&[]);
    let add = [
        Edit::AddPurchase { id: item(1), purchase: statements::purchase(3, 5, &["Beans"]) },
        Edit::AddConsent {
            id: item(2),
            statement: statements::said(ConsentChannel::Email, true, 5),
        },
    ];
    alice.edit(&act(1, &add));
    let after = alice.record();
    alice.edit(&undo(1, 2));
    meet(&mut alice, &mut bob);
    assert!(bob.record().purchases.is_empty() && bob.record().consents.is_empty());
    // As when a file is imported again.
    assert!(bob.edit(&add));
    meet(&mut alice, &mut bob);
    assert!(same_but_for_when(&after, &alice.record()));
    assert!(!bob.edit(&add));
}

#[test]
fn a_tag_whose_name_begins_another_is_undone_alone_and_can_be_put_on_again() {
    let mut alice = Device::new(1);
    alice.edit(&[Edit::Create, Edit::tag("food/vegan")]);
    alice.edit(&act(1, &[Edit::tag("food")]));
    assert_eq!(alice.record().tags, ["food", "food/vegan"]);
    assert!(alice.edit(&undo(1, 2)));
    assert_eq!(alice.record().tags, ["food/vegan"]);
    assert!(alice.edit(&[Edit::tag("food")]));
    assert_eq!(alice.record().tags, ["food", "food/vegan"]);
}

#[test]
fn a_new_record_goes_into_the_bin_unless_somebody_wrote_in_it() {
    let mut alice = Device::new(1);
    let made = [vec![Edit::Create, Edit::set(Field::Name, "Marta")], put_phone(item(1), "5", None)];
    alice.edit(&act(1, &made.concat()));
    let mut bob = Device::new(2);
    bob.hear(&alice);
    assert!(alice.edit(&undo(1, 2)));
    assert!(alice.record().gone);
    assert_eq!(named(&alice), "Marta");
    assert!(alice.edit(&undo(2, 3)));
    assert!(!alice.record().gone);
    // What was added and taken back again is nobody's loss.
    alice.edit(&act(4, &put_email(item(2), "a@x.example", None)));
    alice.edit(&act(5, &[Edit::set(Field::Name, "Martha")]));
    assert!(!alice.edit(&undo(1, 6)));
    alice.edit(&undo(5, 15));
    alice.edit(&undo(4, 14));
    assert!(alice.edit(&undo(1, 7)));
    assert!(alice.record().gone);
    assert!(alice.edit(&undo(7, 8)));
    meet(&mut alice, &mut bob);
    bob.edit(&[Edit::note(item(3), "Paid", Timestamp(5))]);
    meet(&mut alice, &mut bob);
    assert!(!alice.edit(&undo(1, 9)));
    assert_eq!(alice.document.undo_plan(group(1)).left[0].subject, Subject::Entry(item(3)));
}

#[test]
fn a_tag_that_two_people_put_on_stays_when_one_takes_it_back() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&act(1, &[Edit::tag("VIP")]));
    bob.edit(&[Edit::tag("vip")]);
    meet(&mut alice, &mut bob);
    assert!(!alice.edit(&undo(1, 2)));
    assert_eq!(alice.record().tags.len(), 1);
}

#[test]
fn of_several_answers_the_one_that_was_shown_is_put_back() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[Edit::set(Field::Name, "Marta")]);
    bob.edit(&[Edit::set(Field::Name, "Martha")]);
    meet(&mut alice, &mut bob);
    let shown = named(&alice);
    alice.edit(&act(1, &[Edit::set(Field::Name, "Maria")]));
    alice.edit(&undo(1, 2));
    assert_eq!(named(&alice), shown);
    assert!(alice.document.disagreements().is_empty());
}

#[test]
fn bulk_groups_are_found_in_the_facts_of_their_records() {
    let (mut alice, mut bob) = two_devices(&[]);
    let bulk = |number| Edit::Group { id: group(number), bulk: true };
    for number in 1..=3 {
        alice.edit(&[bulk(number), Edit::set(Field::Name, format!("{number}"))]);
        alice.edit(&act(100 + number, &[Edit::set(Field::Company, format!("{number}"))]));
    }
    bob.edit(&[bulk(4), Edit::tag("VIP")]);
    meet(&mut alice, &mut bob);
    alice.edit(&Edit::undo(group(4), Group { id: group(5), bulk: true }));
    meet(&mut alice, &mut bob);
    let facts = Facts::decode(&bob.document.facts()).expect("facts");
    assert_eq!(facts.groups.len(), 4);
    assert_eq!(facts.groups[0], group(5));
    assert!(facts.groups.contains(&group(3)) && facts.groups.iter().all(|id| id.0[0] < 100));
}

#[test]
fn a_group_survives_being_written_again_by_another_actor() {
    let (alice, mut bob) = two_devices(&[Edit::set(Field::Name, "Marta")]);
    // The same list of edits, as the outbox keeps it, written on what is left of the record.
    let kept = encode(&act(1, &[Edit::set(Field::Name, "Martha")]));
    let mut rebuilt = RecordDocument::new(ID);
    for change in &alice.changes {
        rebuilt.apply(&change.bytes).expect("joins");
    }
    let authoring = Authoring { actor: ActorId([9; 16]), author: None, at: Timestamp(9000) };
    let again = rebuilt.author(&kept, &authoring).expect("fits").expect("writes");
    bob.document.apply(&again.bytes).expect("joins");
    assert_eq!(bob.document.history()[0].group.map(|group| group.id), Some(group(1)));
    assert!(bob.edit(&undo(1, 2)));
    assert_eq!(named(&bob), "Marta");
}

#[test]
fn a_change_with_a_message_is_admitted_and_one_that_is_too_long_is_not() {
    use crate::sync::log::{MemoryLog, Verdict};
    use crate::wire::{PushedChange, Refusal};
    let mut alice = Device::new(1);
    alice.edit(&act(1, &[Edit::Create]));
    let push = |change: &Change| {
        let (bytes, hash) = (change.bytes.clone(), change.info.hash);
        crate::gate::inspect::<RecordDocument>(PushedChange { document: ID, hash, bytes })
    };
    let candidate = push(&alice.changes[0]).expect("sound");
    let mut log = MemoryLog::new(crate::id::LogId([1; 16]));
    assert_eq!(log.append(vec![candidate]).0, [Verdict::Accepted]);

    let authoring = Authoring { actor: ActorId([3; 16]), author: None, at: Timestamp(1) };
    let written = alice.document.crdt.change_with_message(
        &authoring,
        Some("x".repeat(crate::wire::limits::CHANGE_BYTES)),
        |tx| {
            use crate::crdt::{ROOT, Transactable};
            tx.put(ROOT, "name", "x").map_err(|error| EditError(error.to_string()))
        },
    );
    let long = written.expect("written").expect("a change");
    assert_eq!(push(&long).err(), Some(Refusal::TooLarge));
}

#[test]
fn an_undo_of_more_than_a_change_holds_is_made_in_turns() {
    use crate::wire::limits::CHANGE_BYTES;
    let long = |letter: &str| Some(letter.repeat(EDIT_BYTES - 100));
    let fields = [Field::Pinned, Field::Description, Field::UsualOrder, Field::Website];
    let set = |field, value| Edit::SetField { field, value };
    let (mut alice, _) = two_devices(&[Edit::set(Field::Name, "Marta")]);
    for (field, letter) in fields.iter().zip(["a", "b", "c", "d"]) {
        alice.edit(&[set(*field, long(letter))]);
    }
    let before = alice.record();
    alice.edit(&act(1, &fields.map(|field| set(field, None))));
    let cleared = alice.record();
    let made = alice.changes.len();
    let turns =
        |device: &mut Device, edits: Vec<Edit>| (0..10).take_while(|_| device.edit(&edits)).count();
    let count = turns(&mut alice, undo(1, 2));
    assert!((2..5).contains(&count), "{count}");
    assert!(same_but_for_when(&alice.record(), &before));
    assert!(alice.document.undo_plan(group(1)).back.is_empty());
    assert!(alice.changes[made..].iter().all(|change| change.bytes.len() < CHANGE_BYTES));
    turns(&mut alice, undo(2, 3));
    assert!(same_but_for_when(&alice.record(), &cleared));
}
