use std::collections::BTreeSet;

use super::*;
use crate::crdt::{ROOT, ScalarValue, Transactable};
use crate::edit::{Edit, encode, put_date, put_email, put_phone, put_taste};
use crate::id::{ActorId, ItemId};
use crate::model::{About, Channel, CustomKind, Field, ItemKind, Kind, NewEntry, Part, Sense};
use crate::time::Timestamp;

mod clocks;
mod custom;
mod every_edit;
mod fixtures;
mod items;
mod photo;
mod properties;
pub(super) mod statements;
mod timeline;
mod versions;

pub(super) use properties::an_edit;
pub(crate) use properties::{cases, edit_lists};

pub(crate) const ID: DocumentId = DocumentId([9; 16]);

pub(crate) fn item(number: u8) -> ItemId {
    ItemId([number; 16])
}

/// A device that writes in one record.
pub(crate) struct Device {
    pub(crate) document: RecordDocument,
    pub(super) actor: u8,
    clock: i64,
    pub(crate) changes: Vec<Change>,
}

impl Device {
    pub(crate) fn new(actor: u8) -> Self {
        Self { document: RecordDocument::new(ID), actor, clock: 1000, changes: Vec::new() }
    }

    pub(crate) fn edit(&mut self, edits: &[Edit]) -> bool {
        self.clock += 1;
        let authoring = Authoring {
            actor: ActorId([self.actor; 16]),
            author: Some(vec![self.actor]),
            at: Timestamp(self.clock),
        };
        let change = self.document.author(&encode(edits), &authoring).expect("an edit that fits");
        let wrote = change.is_some();
        self.changes.extend(change);
        wrote
    }

    /// Writes a key as another version might.
    fn put(&mut self, key: &str, value: impl Into<ScalarValue>) {
        let authoring =
            Authoring { actor: ActorId([99; 16]), author: None, at: Timestamp(self.clock) };
        let written = self.document.crdt.change(&authoring, |tx| {
            tx.put(ROOT, key, value).map_err(|error| EditError(error.to_string()))
        });
        self.changes.extend(written.expect("written"));
    }

    pub(crate) fn hear(&mut self, other: &Self) {
        for change in &other.changes {
            self.document.apply(&change.bytes).expect("joins");
        }
    }

    pub(crate) fn record(&self) -> Record {
        self.document.record()
    }
}

/// Two devices that share a record to which `first` has been done.
pub(crate) fn two_devices(first: &[Edit]) -> (Device, Device) {
    let (mut alice, mut bob) = (Device::new(1), Device::new(2));
    alice.edit(&[&[Edit::Create], first].concat());
    bob.hear(&alice);
    (alice, bob)
}

/// After both heard of each other they must be of one mind, whoever heard first.
pub(crate) fn meet(alice: &mut Device, bob: &mut Device) {
    alice.hear(bob);
    bob.hear(alice);
    assert_eq!(alice.document.heads(), bob.document.heads());
    assert_eq!(alice.record(), bob.record());
    assert_eq!(alice.document.facts(), bob.document.facts());
    assert_eq!(alice.document.disagreements(), bob.document.disagreements());
}

/// Two different values that a text can have.
fn two_values(about: About) -> [String; 2] {
    let texts = match about {
        About::Item(_, Part::RelationKind) => ["friend", "family"],
        About::Item(_, Part::PreferenceSense) => ["like", "dislike"],
        About::Item(_, Part::DefinitionKind) => ["number", "date"],
        About::Item(_, Part::DefinitionApplies) => ["member", "organisation"],
        About::Item(_, Part::RelationOther) => {
            return [1, 2].map(|number| DocumentId([number; 16]).to_string());
        }
        About::Item(_, Part::ChoiceField) | About::Custom(_, CustomKind::Choice) => {
            return [1, 2].map(|number| item(number).to_key());
        }
        About::Custom(_, CustomKind::Number) => ["1", "2.5"],
        About::Custom(_, CustomKind::Money) => ["1.00 EUR", "2.00 EUR"],
        About::Custom(_, CustomKind::Date) => ["--02-29", "2020-01-31"],
        About::Custom(_, CustomKind::YesNo) => ["yes", "no"],
        _ => ["one", "two"],
    };
    texts.map(str::to_owned)
}

/// Whether a record shows a text as it was written, and not what it means.
fn is_shown_as_written(about: About) -> bool {
    !matches!(about, About::Item(_, Part::RelationLabel))
        && !matches!(about, About::Item(_, part) if part.kind() == ItemKind::Definition)
        && !matches!(about, About::Item(_, part) if part.kind() == ItemKind::Choice)
        && two_values(about)[0] == "one"
}

/// The kinds of fields of one's own that have one value.
fn single_custom_kinds() -> impl Iterator<Item = CustomKind> {
    CustomKind::ALL.into_iter().filter(|kind| *kind != CustomKind::MultiChoice)
}

fn facts(device: &Device) -> Facts {
    Facts::decode(&device.document.facts()).expect("readable")
}

fn every_text() -> Vec<About> {
    let fields = Field::ALL.into_iter().map(About::Field);
    let parts = Part::ALL.into_iter().map(|part| About::Item(item(7), part));
    fields
        .chain(parts)
        .chain(single_custom_kinds().map(|kind| About::Custom(item(8), kind)))
        .collect()
}

#[test]
fn every_text_set_for_the_first_time_on_two_devices_at_once_shows_both_values() {
    for about in every_text() {
        let (mut alice, mut bob) = two_devices(&[]);
        let [one, two] = two_values(about);
        alice.edit(&[about.set(Some(one.clone()))]);
        bob.edit(&[about.set(Some(two.clone()))]);
        meet(&mut alice, &mut bob);
        let disagreements = alice.document.disagreements();
        assert_eq!(disagreements.len(), 1, "{about:?}");
        assert_eq!(disagreements[0].about, about);
        let values: BTreeSet<_> =
            disagreements[0].answers.iter().filter_map(|answer| answer.value.as_deref()).collect();
        assert_eq!(values, BTreeSet::from([&*one, &*two]), "{about:?}");
        let authors: BTreeSet<_> =
            disagreements[0].answers.iter().map(|answer| answer.origin.author.clone()).collect();
        assert_eq!(authors, BTreeSet::from([Some(vec![1]), Some(vec![2])]));
        // The first answer is the one that the rest of the screen shows.
        let shown = format!("{:?}", alice.record());
        let first = disagreements[0].answers[0].value.as_deref().expect("a value");
        assert!(shown.contains(first) || !is_shown_as_written(about), "{about:?}");

        let choice = disagreements[0].choose(&disagreements[0].answers[1]);
        assert!(bob.edit(&[choice]), "{about:?}");
        meet(&mut alice, &mut bob);
        assert!(alice.document.disagreements().is_empty(), "{about:?}");
    }
}

#[test]
fn entries_tags_and_items_made_on_two_devices_at_once_all_stand() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[Edit::note(item(1), "from alice", Timestamp(5)), Edit::tag("VIP")]);
    alice.edit(&put_email(item(3), "a@x.example", None));
    bob.edit(&[Edit::note(item(2), "from bob", Timestamp(6)), Edit::tag("Beans")]);
    bob.edit(&put_email(item(4), "b@x.example", None));
    meet(&mut alice, &mut bob);
    let record = bob.record();
    let texts: Vec<_> = record.entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts, ["from bob", "from alice"]);
    assert_eq!(record.entries[0].author, Some(vec![2]));
    assert_eq!(record.tags, ["Beans", "VIP"]);
    assert_eq!(record.emails.len(), 2);
    assert!(bob.document.disagreements().is_empty());
}

#[test]
fn two_texts_under_one_entry_id_are_both_shown() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[Edit::note(item(1), "allergic to nuts", Timestamp(5))]);
    bob.edit(&[Edit::note(item(1), "likes it hot", Timestamp(5))]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.record().entries.len(), 2);
}

#[test]
fn equal_values_are_no_disagreement() {
    for about in every_text() {
        let (mut alice, mut bob) = two_devices(&[]);
        alice.edit(&[about.set(Some("same".into()))]);
        bob.edit(&[about.set(Some(" same ".into()))]);
        meet(&mut alice, &mut bob);
        assert!(alice.document.disagreements().is_empty());
        assert!(!alice.edit(&[about.set(Some("same".into()))]), "{about:?}");
    }
}

#[test]
fn an_edit_beats_a_removal_that_did_not_know_of_it() {
    let (mut alice, mut bob) = two_devices(&put_phone(item(1), "555", None));
    let number = |number: &str| About::Item(item(1), Part::PhoneNumber).set(Some(number.into()));
    for round in 0..3 {
        alice.edit(&[number(&format!("556-{round}"))]);
        bob.edit(&[Edit::Remove { kind: ItemKind::Phone, id: item(1) }]);
        meet(&mut alice, &mut bob);
        assert_eq!(alice.record().phones[0].1.number, format!("556-{round}"));
    }
    bob.edit(&[Edit::Remove { kind: ItemKind::Phone, id: item(1) }]);
    meet(&mut alice, &mut bob);
    assert!(alice.record().phones.is_empty());
    alice.edit(&[Edit::Restore { kind: ItemKind::Phone, id: item(1) }]);
    assert_eq!(alice.record().phones[0].1.number, "556-2");
}

#[test]
fn adding_a_tag_beats_taking_it_off_at_the_same_time() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[Edit::tag("VIP")]);
    alice.edit(&[Edit::SetTag { name: "vip".into(), on: false }]);
    bob.edit(&[Edit::tag(" Vip ")]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.record().tags.len(), 1);
    alice.edit(&[Edit::SetTag { name: "VIP".into(), on: false }]);
    meet(&mut alice, &mut bob);
    assert!(bob.record().tags.is_empty());
}

#[test]
fn taking_somebody_out_of_the_bin_beats_putting_them_in_again_unknowingly() {
    let (mut alice, mut bob) = two_devices(&[Edit::SetGone { gone: true }]);
    alice.edit(&[Edit::SetGone { gone: false }]);
    assert!(!bob.edit(&[Edit::SetGone { gone: true }]));
    meet(&mut alice, &mut bob);
    assert!(!bob.record().gone);
}

#[test]
fn keeping_both_numbers_makes_two() {
    let (mut alice, mut bob) = two_devices(&put_phone(item(1), "555", None));
    let number = |number: &str| About::Item(item(1), Part::PhoneNumber).set(Some(number.into()));
    alice.edit(&[number("118")]);
    bob.edit(&[number("181")]);
    meet(&mut alice, &mut bob);
    let disagreement = alice.document.disagreements().remove(0);
    assert!(alice.edit(&disagreement.keep_both(&alice.record(), &mut || item(2))));
    meet(&mut alice, &mut bob);
    let phones = bob.record().phones;
    let numbers: BTreeSet<_> = phones.iter().map(|(_, phone)| phone.number.as_str()).collect();
    assert_eq!(numbers, BTreeSet::from(["118", "181"]));
    assert!(bob.document.disagreements().is_empty());
}

#[test]
fn keeping_both_keeps_the_label_and_the_sense() {
    let work = Some("Work".to_owned());
    let first = [
        put_phone(item(1), "555", work.clone()),
        put_taste(item(2), Sense::Dislike, "milk"),
        put_date(item(3), work, "--03-09"),
    ];
    let (mut alice, mut bob) = two_devices(&first.concat());
    let parts = [Part::PhoneNumber, Part::PreferenceText, Part::DateDay];
    for (device, texts) in
        [(&mut alice, ["1", "nuts", "--03-10"]), (&mut bob, ["2", "soy", "--03-11"])]
    {
        for ((number, part), text) in (1..).zip(parts).zip(texts) {
            device.edit(&[About::Item(item(number), part).set(Some(text.to_owned()))]);
        }
    }
    meet(&mut alice, &mut bob);
    let mut next = 10;
    for disagreement in alice.document.disagreements() {
        let edits = disagreement.keep_both(&alice.record(), &mut || {
            next += 1;
            item(next)
        });
        assert!(alice.edit(&edits), "{:?}", disagreement.about);
    }
    let record = alice.record();
    assert!(alice.document.disagreements().is_empty());
    assert_eq!(record.phones.len(), 2);
    assert!(record.phones.iter().all(|(_, it)| it.label.as_deref() == Some("Work")));
    assert_eq!(record.preferences.len(), 2);
    assert!(record.preferences.iter().all(|(_, it)| it.sense == Sense::Dislike));
    assert!(record.dates.len() == 2 && record.dates.iter().all(|(_, it)| it.label.is_some()));
}

#[test]
fn what_changes_nothing_writes_nothing() {
    let (mut alice, _) = two_devices(&[Edit::set(Field::Name, "Marta"), Edit::tag("VIP")]);
    for edit in [
        Edit::Create,
        Edit::set(Field::Name, " Marta "),
        Edit::SetField { field: Field::Company, value: None },
        Edit::set(Field::Company, "  "),
        Edit::tag("vip"),
        Edit::tag("  "),
        Edit::SetTag { name: "Beans".into(), on: false },
        Edit::SetGone { gone: false },
        Edit::Remove { kind: ItemKind::Email, id: item(1) },
        Edit::Restore { kind: ItemKind::Email, id: item(1) },
        Edit::note(item(1), " \n", Timestamp(1)),
        Edit::AddContact { id: item(1), entry: NewEntry::new(Channel::Note, " ", Timestamp(1)) },
        Edit::SetKept { entry: item(1), at: Some(Timestamp(1)) },
        Edit::SetKept { entry: item(1), at: None },
        Edit::SetCustom { field: item(1), kind: CustomKind::Text, value: None },
        Edit::SetCustom { field: item(1), kind: CustomKind::MultiChoice, value: Some("x".into()) },
        Edit::Pick { field: item(1), option: item(2), on: false },
    ] {
        assert!(!alice.edit(std::slice::from_ref(&edit)), "{edit:?}");
    }
    assert!(alice.edit(&[Edit::SetField { field: Field::Name, value: None }]));
    assert_eq!(alice.record().name, None);
}

#[test]
fn a_record_begins_with_its_own_first_change_only() {
    let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: Timestamp(1) };
    let mut document = RecordDocument::new(ID);
    let name = encode(&[Edit::set(Field::Name, "Marta")]);
    assert!(document.author(&name, &authoring).is_err());
    assert!(document.is_empty());
    let create = encode(&[Edit::Create, Edit::set(Field::Name, "Marta")]);
    let first = document.author(&create, &authoring).expect("fits").expect("writes");
    assert!(first.info.deps.is_empty());

    let mut another = RecordDocument::new(DocumentId([8; 16]));
    assert!(another.apply(&first.bytes).is_err());
    assert!(another.is_empty());
    let second = another.author(&create, &authoring).expect("fits").expect("writes");
    assert!(document.apply(&second.bytes).is_err());
    assert_eq!(document.apply(&first.bytes), Ok(()));
    assert_eq!(document.heads(), [first.info.hash]);
    assert!(
        document
            .author(&encode(&[Edit::set(Field::Name, "x".repeat(EDIT_BYTES))]), &authoring)
            .is_err()
    );
}

#[test]
fn unknown_keys_and_wrong_types_are_kept_and_passed_over() {
    let (mut alice, mut bob) = two_devices(&[Edit::set(Field::Name, "Marta")]);
    let email = schema::item(ItemKind::Email, item(1), "address");
    alice.put("shoe_size", 44);
    alice.put("company", 7);
    alice.put("pinned", vec![1, 2]);
    alice.put("deal/1/2/3", "x");
    alice.put("email/not-an-id/address", "x");
    alice.put(&format!("{email}/future"), "x");
    alice.put("gone", "maybe");
    alice.put("created", "yesterday");
    bob.edit(&[Edit::set(Field::Name, "Marta K")]);
    meet(&mut alice, &mut bob);
    let record = bob.record();
    assert_eq!(record.display_name(), "Marta K");
    assert_eq!((record.company.as_deref(), record.pinned, record.gone), (Some("7"), None, false));
    assert_eq!(bob.document.crdt.answers("shoe_size").len(), 1);
}

#[test]
fn a_record_says_of_which_kind_it_is() {
    for kind in Kind::ALL {
        let mut device = Device::new(1);
        assert!(device.edit(&[Edit::Make { kind }, Edit::set(Field::Name, "Acme")]));
        assert!(!device.edit(&[Edit::Make { kind: Kind::Person }, Edit::Create]));
        assert_eq!((device.record().kind, device.record().of_another_kind), (kind, false));
        let facts = Facts::decode(&device.document.facts()).expect("readable");
        assert_eq!((facts.kind, facts.of_another_kind), (kind, false));
    }
    let mut device = Device::new(1);
    device.edit(&[Edit::Create]);
    device.put("kind", "spaceship");
    let facts = Facts::decode(&device.document.facts()).expect("readable");
    assert!(facts.of_another_kind && device.record().of_another_kind);
}
