use proptest::prelude::*;

use super::tests::{Device, edit_lists, item, meet, statements, two_devices};
use super::*;
use crate::edit::{Edit, put_phone};
use crate::model::{
    Channel, ConsentChannel, CustomKind, Field, HistoryLine, ItemKind, Mood, NewEntry, Part, Said,
};

fn text(text: &str) -> Said {
    Said::Text(text.into())
}

fn told(line: &HistoryLine) -> (Subject, Said, Said) {
    (line.subject.clone(), line.before.clone(), line.after.clone())
}

#[test]
fn a_change_is_told_with_who_when_and_what_was_said_before() {
    let (mut alice, mut bob) = two_devices(&[Edit::set(Field::Company, "Beans")]);
    let group = Group { id: GroupId([7; 16]), bulk: false };
    let name = Subject::Field(Field::Company);
    bob.edit(&[
        Edit::Group { id: group.id, bulk: group.bulk },
        Edit::set(Field::Company, "Roasters"),
        Edit::tag("VIP"),
        Edit::note(item(1), "Likes it hot", Timestamp(5)),
    ]);
    meet(&mut alice, &mut bob);
    let history = alice.document.history();
    assert_eq!(history.len(), 2);
    let newest = &history[0];
    assert_eq!((newest.group, newest.undoes), (Some(group), None));
    assert_eq!((newest.origin.author.clone(), newest.origin.at), (Some(vec![2]), Timestamp(1001)));
    assert_eq!(alice.document.heads(), [newest.hash]);
    let lines: Vec<_> = newest.lines.iter().map(told).collect();
    assert_eq!(
        lines,
        [
            (name.clone(), text("Beans"), text("Roasters")),
            (Subject::Tag("VIP".into()), Said::Nothing, Said::Here),
            (Subject::Entry(item(1)), Said::Nothing, text("Likes it hot")),
        ]
    );
    let first: Vec<_> = history[1].lines.iter().map(told).collect();
    let created = Said::Time(Timestamp(1001));
    assert_eq!(
        first,
        [(Subject::Record, Said::Nothing, created), (name, Said::Nothing, text("Beans"))]
    );
}

#[test]
fn contacts_purchases_consent_and_fields_of_ones_own_are_told_once_each() {
    let (mut alice, _) = two_devices(&[]);
    let id = item(1);
    let entry = NewEntry {
        promise: Some("Call back".into()),
        mood: Some(Mood::Angry),
        ..NewEntry::new(Channel::Call, "Grinder is broken", Timestamp(5))
    };
    let statement = statements::said(ConsentChannel::Sms, true, 5);
    let number = Subject::Custom(item(2), CustomKind::Number);
    alice.edit(&[
        Edit::AddContact { id, entry },
        Edit::SetKept { entry: id, at: Some(Timestamp(6)) },
        Edit::AddConsent { id, statement },
        Edit::AddPurchase { id, purchase: statements::purchase(3, 5, &["Beans"]) },
        number.restore(&text("1,5")).expect("an edit"),
        Edit::Pick { field: item(2), option: item(3), on: true },
    ]);
    let lines: Vec<_> = alice.document.history()[0].lines.iter().map(told).collect();
    let expected = [
        (Subject::Entry(id), text("Grinder is broken")),
        (Subject::Promise(id), Said::Time(Timestamp(6))),
        (Subject::Consent(id), text("sms")),
        (Subject::Purchase(id), text("3.00 EUR")),
        (number, text("1.5")),
        (Subject::Pick(item(2), item(3)), Said::Here),
    ];
    let expected = expected.map(|(subject, after)| (subject, Said::Nothing, after));
    assert_eq!(lines, expected);
    for (subject, before, after) in lines {
        for edit in [subject.restore(&before), subject.restore(&after)].into_iter().flatten() {
            alice.edit(&[edit]);
        }
    }
    assert_eq!(alice.record().custom.len(), 2);
    assert_eq!(alice.record().entries.len(), 1);
}

#[test]
fn removals_and_returns_are_told_and_being_here_still_is_not() {
    let (mut alice, _) = two_devices(&put_phone(item(1), "555", None));
    let (kind, id) = (ItemKind::Phone, item(1));
    let number = Some("556".to_owned());
    alice.edit(&[Edit::SetItem { id, part: Part::PhoneNumber, value: number }]);
    alice.edit(&[Edit::Remove { kind, id }]);
    alice.edit(&[Edit::Restore { kind, id }]);
    alice.edit(&[Edit::SetRank { kind, id, rank: -1 }]);
    alice.edit(&[Edit::SetGone { gone: true }]);
    let mut lines = alice.document.history().into_iter().flat_map(|change| change.lines);
    let mut next = || told(&lines.next().expect("a line"));
    assert_eq!(next(), (Subject::Bin, Said::Here, Said::Gone));
    assert_eq!(next(), (Subject::Rank(kind, id), Said::Nothing, Said::Number(-1)));
    assert_eq!(next(), (Subject::Presence(kind, id), Said::Gone, Said::Here));
    assert_eq!(next(), (Subject::Presence(kind, id), Said::Here, Said::Gone));
    assert_eq!(next(), (Subject::Item(id, Part::PhoneNumber), text("555"), text("556")));
    assert_eq!(next(), (Subject::Record, Said::Nothing, Said::Time(Timestamp(1001))));
    assert_eq!(next(), (Subject::Item(id, Part::PhoneNumber), Said::Nothing, text("555")));
}

#[test]
fn every_value_that_a_field_ever_had_is_there_with_its_author() {
    let (mut alice, mut bob) = two_devices(&[Edit::set(Field::Name, "Marta")]);
    alice.edit(&[Edit::set(Field::Name, "Martha")]);
    bob.edit(&[Edit::set(Field::Name, "Marta K")]);
    meet(&mut alice, &mut bob);
    let values = alice.document.history_of(&Subject::Field(Field::Name));
    let stand: Vec<_> = values.iter().map(|value| value.line.stands).collect();
    assert_eq!(stand, [true, true, false]);
    assert_eq!(Some(values[0].line.after.clone()), alice.record().name.map(Said::Text));
    assert!(values[..2].iter().all(|value| value.line.before == text("Marta")));
    let authors: Vec<_> = values.iter().map(|value| value.origin.author.clone()).collect();
    assert!(authors.contains(&Some(vec![1])) && authors.contains(&Some(vec![2])));
    assert!(alice.document.history_of(&Subject::Field(Field::Pinned)).is_empty());
}

#[test]
fn what_changed_since_leaves_out_what_was_known() {
    let (mut alice, mut bob) = two_devices(&[Edit::set(Field::Name, "Marta")]);
    let first = alice.document.heads();
    alice.edit(&[Edit::tag("VIP")]);
    let seen = alice.document.heads();
    bob.edit(&[Edit::tag("Beans")]);
    meet(&mut alice, &mut bob);
    let since = |heads: &[ChangeHash]| alice.document.history_since(heads);
    assert_eq!((since(&first).len(), since(&seen).len(), since(&[]).len()), (2, 1, 3));
    assert_eq!(since(&seen)[0].lines[0].subject, Subject::Tag("Beans".into()));
    assert!(since(&alice.document.heads()).is_empty());
    assert_eq!(since(&[ChangeHash([0; 32])]).len(), 3);
    let after = |time| alice.document.history_after(Timestamp(time)).len();
    assert_eq!((after(0), after(1001), after(1002)), (3, 1, 0));
}

#[test]
fn an_earlier_value_is_restored_by_an_ordinary_edit() {
    let (mut alice, _) = two_devices(&put_phone(item(1), "555", None));
    alice.edit(&[Edit::set(Field::Name, "Marta"), Edit::tag("VIP")]);
    alice.edit(&[Edit::note(item(2), "Likes it hot", Timestamp(5))]);
    let before = alice.record();
    let (kind, id) = (ItemKind::Phone, item(1));
    for edit in [
        Edit::set(Field::Name, "Martha"),
        Edit::SetField { field: Field::Name, value: None },
        Edit::set(Field::Pinned, "Nuts"),
        Edit::SetItem { id, part: Part::PhoneNumber, value: Some("556".into()) },
        Edit::SetRank { kind, id, rank: 3 },
        Edit::Remove { kind, id },
        Edit::Remove { kind: ItemKind::Entry, id: item(2) },
        Edit::note(item(3), "Paid", Timestamp(6)),
        Edit::SetTag { name: "vip".into(), on: false },
        Edit::tag("Beans"),
        Edit::SetGone { gone: true },
    ] {
        assert!(alice.edit(std::slice::from_ref(&edit)), "{edit:?}");
        let after = alice.record();
        let line = alice.document.history().remove(0).lines.remove(0);
        assert!(alice.edit(&[line.restore_before().expect("an edit")]), "{edit:?}");
        assert_eq!(Record { updated: before.updated, ..alice.record() }, before, "{edit:?}");
        assert!(alice.edit(&[line.restore_after().expect("an edit")]), "{edit:?}");
        let again =
            Record { updated: after.updated, gone_since: after.gone_since, ..alice.record() };
        assert_eq!(again, after, "{edit:?}");
        assert!(alice.edit(&[line.restore_before().expect("an edit")]), "{edit:?}");
    }
    let made = alice.document.history().pop().expect("a first change").lines.remove(0);
    assert_eq!((made.subject.label(), made.restore_before()), ("Record", None));
}

#[test]
fn choosing_the_answer_that_is_shown_is_told_as_a_choice() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[Edit::set(Field::Name, "Marta")]);
    bob.edit(&[Edit::set(Field::Name, "Martha")]);
    meet(&mut alice, &mut bob);
    let shown = alice.record().name.expect("a name");
    assert!(alice.edit(&[Edit::set(Field::Name, shown.clone())]));
    let values = alice.document.history_of(&Subject::Field(Field::Name));
    assert_eq!(values.len(), 3);
    let stand: Vec<_> = values.iter().map(|value| value.line.stands).collect();
    assert_eq!(stand, [true, false, false]);
    let line = (Subject::Field(Field::Name), text(&shown), text(&shown));
    assert_eq!(told(&values[0].line), line);
    // Who wrote over the shown answer without knowing of the choice has written over all of it.
    bob.edit(&[Edit::set(Field::Name, "Maria")]);
    meet(&mut alice, &mut bob);
    let values = bob.document.history_of(&Subject::Field(Field::Name));
    let stand: Vec<_> = values.iter().filter(|value| value.line.stands).collect();
    assert_eq!((stand.len(), &stand[0].line.after), (1, &text("Maria")));
}

/// What a person's record reads must be the last that its history tells.
fn check_last_values(device: &Device) -> Result<(), TestCaseError> {
    let person = device.record();
    for field in Field::ALL {
        let values = device.document.history_of(&Subject::Field(field));
        let last = values.first().map_or(Said::Nothing, |value| value.line.after.clone());
        let reads = person.field(field).map_or(Said::Nothing, text);
        prop_assert_eq!(last, reads, "{:?}", field);
        prop_assert!(values.first().is_none_or(|value| value.line.stands));
    }
    for (id, phone) in &person.phones {
        let values = device.document.history_of(&Subject::Item(*id, Part::PhoneNumber));
        let last = values.first().map_or(Said::Nothing, |value| value.line.after.clone());
        let reads = if phone.number.is_empty() { Said::Nothing } else { text(&phone.number) };
        prop_assert_eq!(last, reads);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_last_value_of_a_history_is_what_the_record_reads(
        common in edit_lists(), left in edit_lists(), right in edit_lists()
    ) {
        let (mut alice, mut bob) = two_devices(&common.concat());
        left.iter().for_each(|edits| _ = alice.edit(edits));
        right.iter().for_each(|edits| _ = bob.edit(edits));
        check_last_values(&alice)?;
        meet(&mut alice, &mut bob);
        check_last_values(&alice)?;
        prop_assert_eq!(alice.document.history(), bob.document.history());
        let hashes: std::collections::BTreeSet<_> =
            alice.document.history().iter().map(|change| change.hash).collect();
        prop_assert!(alice.document.heads().iter().all(|head| hashes.contains(head)));
    }
}
