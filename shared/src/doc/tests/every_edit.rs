//! Every edit that there is (QUALITY.md row 26): made for the first time on two devices at once it
//! hides nothing, and beside every other edit it keeps what it says. A new edit, field or part does
//! not compile, or fails, until it is told here.

use std::collections::HashSet;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;
use crate::doc::undo_tests::{act, group, same_but_for_when, undo};
use crate::id::GroupId;
use crate::model::{Apart, ConsentChannel, Merge, Reversal, ReversalKind};

/// Names every variant of [`Edit`]: one that is missing does not compile.
macro_rules! shapes {
    ($($variant:ident),*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Shape { $($variant),* }

        pub const SHAPES: &[Shape] = &[$(Shape::$variant),*];

        pub fn shape(edit: &Edit) -> Shape {
            match edit { $(Edit::$variant { .. } => Shape::$variant),* }
        }
    };
}

shapes!(
    Create,
    SetField,
    SetItem,
    SetRank,
    Remove,
    Restore,
    SetTag,
    AddEntry,
    SetGone,
    Make,
    AddContact,
    SetKept,
    AddConsent,
    AddPurchase,
    AddReversal,
    SetCustom,
    Pick,
    AddMerge,
    SetMerged,
    AddApart,
    Group,
    Undo
);

/// What stands in a record before the edits here are made: something of each for them to act on.
pub fn before() -> Vec<Edit> {
    let promise = Some("bring the grinder".to_owned());
    let entry = NewEntry { promise, ..NewEntry::new(Channel::Call, "asked", Timestamp(1)) };
    let mut edits = put_email(item(11), "old@x.example", None);
    edits.extend(put_email(item(12), "out@x.example", None));
    edits.extend([
        Edit::Remove { kind: ItemKind::Email, id: item(12) },
        Edit::AddContact { id: item(13), entry },
        Edit::AddPurchase { id: item(14), purchase: statements::purchase(7, 1, &["Beans"]) },
        Edit::set(Field::Company, "Old & Co"),
        Edit::AddMerge { id: item(15), merge: merge(1) },
        act(9, &[])[0].clone(),
    ]);
    edits
}

/// That the record is one with another.
fn merge(other: u8) -> Merge {
    let other = DocumentId([other; 16]);
    Merge { other, preferred: other, act: group(9) }
}

/// Edits of one shape as `who` makes them, at least one for each way in which they write.
pub fn samples(shape: Shape, who: &str) -> Vec<Edit> {
    let (email, said) = (ItemKind::Email, |what: &str| format!("{what} of {who}"));
    let second = who == "bob";
    let own = if second { item(32) } else { item(31) };
    match shape {
        Shape::Create => vec![Edit::Create],
        Shape::Make => vec![Edit::Make { kind: Kind::Organisation }],
        Shape::SetField => Field::ALL.map(|field| Edit::set(field, said("field"))).to_vec(),
        Shape::SetItem => {
            let texts = Part::ALL.into_iter().map(|part| About::Item(item(21), part));
            texts.map(|about| about.set(Some(typed(about, who)))).collect()
        }
        Shape::SetRank => vec![Edit::SetRank { kind: email, id: item(11), rank: own.0[0].into() }],
        Shape::Remove => vec![Edit::Remove { kind: email, id: item(11) }],
        Shape::Restore => vec![Edit::Restore { kind: email, id: item(12) }],
        Shape::SetTag => vec![
            Edit::tag(said("tag")),
            Edit::tag("both"),
            Edit::SetTag { name: "both".into(), on: false },
        ],
        Shape::AddEntry => {
            [own, item(22)].map(|id| Edit::note(id, said("note"), Timestamp(2))).into()
        }
        Shape::SetGone => vec![Edit::SetGone { gone: true }, Edit::SetGone { gone: false }],
        Shape::AddContact => {
            let promise = Some(said("promise"));
            let entry =
                NewEntry { promise, ..NewEntry::new(Channel::Sms, said("sms"), Timestamp(3)) };
            [own, item(23)].map(|id| Edit::AddContact { id, entry: entry.clone() }).into()
        }
        Shape::SetKept => vec![
            Edit::SetKept { entry: item(13), at: Some(Timestamp(own.0[0].into())) },
            Edit::SetKept { entry: item(13), at: None },
        ],
        Shape::AddConsent => {
            let statement = statements::said(ConsentChannel::Email, !second, 4);
            let statement = crate::model::ConsentStatement { how: Some(said("how")), ..statement };
            [own, item(24)].map(|id| Edit::AddConsent { id, statement: statement.clone() }).into()
        }
        Shape::AddPurchase => {
            let purchase = statements::purchase(own.0[0].into(), 5, &[&*said("product")]);
            [own, item(25)].map(|id| Edit::AddPurchase { id, purchase: purchase.clone() }).into()
        }
        Shape::AddMerge => {
            [own, item(27)].map(|id| Edit::AddMerge { id, merge: merge(own.0[0]) }).into()
        }
        Shape::SetMerged => [false, true].map(|on| Edit::SetMerged { id: item(15), on }).into(),
        Shape::AddApart => {
            let apart = Apart { other: DocumentId(own.0) };
            [own, item(28)].map(|id| Edit::AddApart { id, apart }).into()
        }
        Shape::AddReversal => {
            let reversal = Reversal {
                purchase: item(14),
                kind: ReversalKind::Return,
                at: Timestamp(6),
                refund: Some(own.0[0].into()),
                why: Some(said("reason")),
                lines: Vec::new(),
            };
            [own, item(26)].map(|id| Edit::AddReversal { id, reversal: reversal.clone() }).into()
        }
        Shape::SetCustom => {
            let values = single_custom_kinds().map(|kind| About::Custom(item(27), kind));
            values.map(|about| about.set(Some(typed(about, who)))).collect()
        }
        Shape::Pick => {
            let pick = |option, on| Edit::Pick { field: item(28), option, on };
            vec![pick(own, true), pick(item(29), true), pick(item(29), false)]
        }
        Shape::Group => vec![Edit::Group { id: GroupId([own.0[0]; 16]), bulk: second }],
        Shape::Undo => vec![Edit::Undo { group: group(9) }],
    }
}

/// A text that names its writer, or, where only some texts are values, one of two.
fn typed(about: About, who: &str) -> String {
    match two_values(about) {
        [one, _] if one == "one" => format!("text of {who}"),
        [one, two] => {
            if who == "bob" {
                two
            } else {
                one
            }
        }
    }
}

/// The words in an edit that only its writer uses, with what marks a typed value.
fn words(edit: &Edit, who: &str) -> Vec<String> {
    let told = format!("{edit:?}");
    let texts = told.split('"').filter(|text| text.ends_with(&format!(" of {who}")));
    let mut words: Vec<_> = texts.map(str::to_owned).collect();
    if let Edit::SetItem { value: Some(value), .. } | Edit::SetCustom { value: Some(value), .. } =
        edit
    {
        words.push(value.clone());
    }
    if let Edit::AddMerge { merge: Merge { other, .. }, .. }
    | Edit::AddApart { apart: Apart { other }, .. } = edit
    {
        words.push(format!("{other:?}"));
    }
    words
}

/// Everything that somebody can read of a record: what it shows, and the answers of its marks.
pub fn readable(device: &Device) -> String {
    let answers = device.document.disagreements().into_iter().flat_map(|it| it.answers);
    let answers: Vec<_> = answers.filter_map(|answer| answer.value).collect();
    format!("{:?} {answers:?} {:?}", device.record(), facts(device).custom)
}

/// What a definition, an option or a relation shows of a text is what it means.
fn is_shown_by_its_meaning(edit: &Edit) -> bool {
    match edit {
        Edit::SetItem { id, part, .. } => !is_shown_as_written(About::Item(*id, *part)),
        Edit::SetCustom { field, kind, .. } => !is_shown_as_written(About::Custom(*field, *kind)),
        _ => false,
    }
}

#[test]
fn no_edit_made_for_the_first_time_on_two_devices_at_once_hides_a_value() {
    for shape in SHAPES {
        for (mine, theirs) in samples(*shape, "alice").iter().zip(&samples(*shape, "bob")) {
            let (mut alice, mut bob) = two_devices(&before());
            alice.edit(&act_of(mine, 1));
            bob.edit(&act_of(theirs, 2));
            meet(&mut alice, &mut bob);
            let shown = readable(&alice);
            for (edit, who) in [(mine, "alice"), (theirs, "bob")] {
                let answers = alice.document.disagreements();
                // Two values of one text are two answers, also where a screen says them otherwise.
                let both = answers.iter().any(|it| it.answers.len() == 2);
                for word in words(edit, who) {
                    let there = shown.contains(&word);
                    assert!(
                        there || is_shown_by_its_meaning(edit) && both,
                        "{edit:?}: {word}\n{shown}"
                    );
                }
            }
            let said = words(mine, "alice") != words(theirs, "bob");
            let has_answers = matches!(shape, Shape::SetField | Shape::SetItem | Shape::SetCustom);
            assert_eq!(!alice.document.disagreements().is_empty(), said && has_answers, "{mine:?}");
        }
    }
}

/// An edit as an act of its own, unless it says itself which act it belongs to.
fn act_of(edit: &Edit, number: u8) -> Vec<Edit> {
    match edit {
        Edit::Undo { .. } => vec![act(number, &[])[0].clone(), edit.clone()],
        Edit::Group { .. } => vec![edit.clone(), Edit::tag("of the group")],
        edit => act(number, std::slice::from_ref(edit)),
    }
}

/// A few of each shape: every one of them beside every other.
fn every_sample(who: &str) -> Vec<Edit> {
    let few = |shape: &Shape| samples(*shape, who).into_iter().take(3).collect::<Vec<_>>();
    SHAPES.iter().flat_map(few).collect()
}

#[test]
fn every_pair_of_edits_made_at_once_comes_to_the_same_keeps_both_and_is_undone_alone() {
    for mine in every_sample("alice") {
        for theirs in every_sample("bob") {
            let (mut alice, mut bob) = two_devices(&before());
            let mut carol = Device::new(3);
            carol.hear(&alice);
            alice.edit(&act_of(&mine, 1));
            bob.edit(&act_of(&theirs, 2));
            carol.hear(&bob);
            let (alone, alone_gone) = (readable(&bob), bob.record().gone);
            meet(&mut alice, &mut bob);
            carol.hear(&alice);
            assert_eq!(carol.record(), alice.record(), "{mine:?} {theirs:?}");
            let shown = readable(&alice);
            for word in words(&theirs, "bob") {
                let hidden = alone.contains(&word) && !shown.contains(&word);
                assert!(!hidden || is_shown_by_its_meaning(&theirs), "{mine:?} {theirs:?}: {word}");
            }
            // Nothing but that puts a record in the bin; the undone act here is its making.
            let gone = alice.record().gone;
            let puts = matches!(mine, Edit::SetGone { gone: true } | Edit::Undo { .. });
            assert!(!gone || alone_gone || puts, "{mine:?} {theirs:?}");
            let (before, answers) = (alice.record(), alice.document.disagreements());
            if matches!(mine, Edit::Group { .. } | Edit::Undo { .. }) {
                continue;
            }
            alice.edit(&undo(1, 3));
            alice.edit(&undo(3, 4));
            assert!(same_but_for_when(&before, &alice.record()), "{mine:?} {theirs:?}");
            // Bringing back what one said settles nothing that others said.
            assert!(alice.document.disagreements().len() <= answers.len());
            meet(&mut alice, &mut bob);
        }
    }
}

#[test]
fn every_edit_alone_is_undone_and_redone_and_says_it_twice_writes_once() {
    for edit in SHAPES.iter().flat_map(|shape| samples(*shape, "alice")) {
        if matches!(edit, Edit::Group { .. } | Edit::Undo { .. }) {
            continue;
        }
        let (mut alice, _) = two_devices(&before());
        let before = alice.record();
        alice.edit(&act_of(&edit, 1));
        let after = alice.record();
        assert!(!alice.edit(std::slice::from_ref(&edit)), "{edit:?} writes again");
        alice.edit(&undo(1, 2));
        assert!(same_but_for_when(&before, &alice.record()), "{edit:?}");
        alice.edit(&undo(2, 3));
        assert!(same_but_for_when(&after, &alice.record()), "{edit:?}");
    }
}

#[test]
fn the_properties_are_tried_with_every_edit() {
    // A record's making and an act's frame are put around what is drawn.
    let framing = [Shape::Create, Shape::Make, Shape::Group, Shape::Undo];
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut drawn: HashSet<Shape> = HashSet::new();
    for _ in 0..2_000 {
        drawn.insert(shape(&an_edit().new_tree(&mut runner).expect("an edit").current()));
    }
    for shape in SHAPES.iter().filter(|shape| !framing.contains(shape)) {
        assert!(drawn.contains(shape), "{shape:?}");
    }
}

#[test]
fn every_sample_is_of_the_shape_that_it_stands_for() {
    for wanted in SHAPES {
        let samples = samples(*wanted, "alice");
        assert!(!samples.is_empty());
        assert!(samples.iter().all(|edit| shape(edit) == *wanted), "{wanted:?}");
    }
}

/// Every value of an enum of numbers that can be read.
fn all_that_decode<T: for<'b> minicbor::Decode<'b, ()>>() -> Vec<T> {
    (0..=u8::MAX)
        .filter_map(|number| minicbor::decode(&minicbor::to_vec(number).expect("memory")).ok())
        .collect()
}

#[test]
fn the_lists_of_fields_parts_and_kinds_are_complete() {
    assert_eq!(all_that_decode::<Field>().len(), Field::ALL.len());
    assert_eq!(all_that_decode::<Part>().len(), Part::ALL.len());
    assert_eq!(all_that_decode::<ItemKind>().len(), ItemKind::ALL.len());
    assert_eq!(all_that_decode::<CustomKind>().len(), CustomKind::ALL.len());
}
