//! Old and new code edit one record together, and no field is lost (QUALITY.md row 18).
//!
//! `record-3.cbor` holds everything that this version writes, `record-2.cbor` all that one before
//! it did. `record-2-by-1.cbor` is what the
//! first version's own code, kept from then, wrote in that record: one device of it had heard of
//! the record's beginning only, another of everything.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use proptest::prelude::*;

use super::every_edit::{SHAPES, before, readable, samples, shape};
use super::fixtures::{RECORD_2, RECORD_3, bytes_of, read};
use super::properties::cases;
use super::*;
use crate::edit::decode;

const RECORD_2_BY_1: &[u8] = include_bytes!("../../../tests/fixtures/record-2-by-1.cbor");

/// A record to which two people have, without knowing of each other, done everything that one can
/// do; a newer version wrote in it as well.
fn everything() -> (Vec<Change>, Vec<Vec<Edit>>) {
    let (mut alice, mut bob) = two_devices(&before());
    let mut edits = vec![[&[Edit::Create], &before()[..]].concat()];
    for (device, who) in [(&mut alice, "alice"), (&mut bob, "bob")] {
        for edit in SHAPES.iter().flat_map(|shape| samples(*shape, who)) {
            if matches!(edit, Edit::SetGone { gone: true }) {
                continue;
            }
            device.edit(std::slice::from_ref(&edit));
            edits.push(vec![edit]);
        }
    }
    alice.put("shoe_size", 44);
    alice.put("deal/1/stage", "won");
    ([alice.changes, bob.changes].concat(), edits)
}

/// Where [`the_newest_fixture_has_everything_that_this_version_writes`] asks for a fixture, this
/// gives it: `cargo test -p shared --lib -- --ignored --nocapture fixture_of_this_version | grep
/// ^82 | xxd -r -p > shared/tests/fixtures/record-3.cbor`. Once a version is out its fixture stays,
/// and the next gets a number of its own.
#[test]
#[ignore = "prints a file"]
fn prints_the_fixture_of_this_version() {
    let (changes, edits) = everything();
    let changes: Vec<ByteVec> = changes.into_iter().map(|change| change.bytes.into()).collect();
    let edits: Vec<ByteVec> = edits.iter().map(|edits| encode(edits).into()).collect();
    let bytes = minicbor::to_vec((changes, edits)).expect("memory");
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("\n{hex}");
}

/// The keys of a record with their ids left out.
fn patterns(device: &Device) -> BTreeSet<String> {
    let keys = device.document.crdt.scalars().map(|(key, ..)| match schema::split(&key) {
        Some((schema::CUSTOM, _, last)) if item_of(last) => "custom/*/*".into(),
        Some((noun, _, last)) => format!("{noun}/*/{last}"),
        None => key,
    });
    keys.collect()
}

fn item_of(text: &str) -> bool {
    ItemId::from_key(text).is_some()
}

#[test]
fn the_newest_fixture_has_everything_that_this_version_writes() {
    let (kept, edits) = read(RECORD_3);
    let mut fresh = Device::new(7);
    for change in everything().0 {
        fresh.document.apply(&change.bytes).expect("joins");
    }
    let missing: Vec<_> = patterns(&fresh).difference(&patterns(&kept)).cloned().collect();
    assert!(missing.is_empty(), "write the fixture of this version: {missing:?}");
    let shapes: Vec<_> = edits.iter().flatten().map(shape).collect();
    assert!(SHAPES.iter().all(|shape| shapes.contains(shape)), "write the fixture of this version");
}

#[test]
fn a_record_of_this_version_reads_as_what_was_done_to_it() {
    let (device, edits) = read(RECORD_3);
    let shown = readable(&device);
    let texts = edits.iter().flatten().map(|edit| format!("{edit:?}"));
    let texts: BTreeSet<String> = texts
        .flat_map(|told| told.split('"').map(str::to_owned).collect::<Vec<_>>())
        .filter(|text| text.ends_with(" of alice") || text.ends_with(" of bob"))
        .collect();
    assert!(texts.len() >= 18, "{texts:?}");
    // What a text of a relation or a definition means is shown, and not how it is written.
    let hidden: Vec<_> = texts.iter().filter(|text| !shown.contains(*text)).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
}

type Values = BTreeMap<String, Vec<ScalarValue>>;

/// Every value that stands under every key.
fn values(device: &Device) -> Values {
    let keys = device.document.crdt.scalars().map(|(key, ..)| {
        let answers = device.document.crdt.answers(&key);
        (key, answers.into_iter().map(|(value, _)| value).collect())
    });
    keys.collect()
}

/// Values that stood before and do not stand after, under keys that none of `writers` wrote.
fn lost(before: &Values, after: &Device, writers: &BTreeSet<String>) -> Vec<String> {
    let after = values(after);
    let gone = before.iter().filter(|(key, values)| {
        let still = after.get(*key).map_or(&[][..], Vec::as_slice);
        !writers.contains(*key) && !values.iter().all(|value| still.contains(value))
    });
    gone.map(|(key, _)| key.clone()).collect()
}

/// The keys that changes write.
fn written(device: &Device, changes: &[Vec<u8>]) -> BTreeSet<String> {
    let hashes: Vec<_> =
        changes.iter().map(|bytes| crate::crdt::inspect(bytes).expect("a change").hash).collect();
    let log = device.document.crdt.log().into_iter();
    let theirs = log.filter(|change| hashes.contains(&change.origin.hash));
    theirs.flat_map(|change| change.writes).map(|write| write.key).collect()
}

fn hear_old(device: &mut Device) -> Vec<Vec<u8>> {
    let changes = bytes_of(RECORD_2_BY_1);
    changes.iter().for_each(|bytes| device.document.apply(bytes).expect("joins"));
    changes
}

#[test]
fn what_the_first_version_does_to_a_record_of_this_one_loses_nothing() {
    let (mut device, _) = read(RECORD_2);
    let before = values(&device);
    let changes = hear_old(&mut device);
    assert!(changes.len() >= 20);
    let theirs = written(&device, &changes);
    assert!(theirs.len() >= 20, "{theirs:?}");
    assert_eq!(lost(&before, &device, &theirs), Vec::<String>::new());
    let unknown = ["shoe_size", "deal/1/stage"].map(|key| device.document.crdt.answers(key).len());
    assert_eq!(unknown, [1, 1]);
    // What it wrote, beside what stood there when it did not know, is all readable.
    let shown = readable(&device);
    for text in ["name by an old beginner", "note by an old beginner", "note by an old knower"] {
        assert!(shown.contains(text), "{text}");
    }
    let name = device
        .document
        .disagreements()
        .into_iter()
        .find(|it| it.about == About::Field(Field::Pinned));
    assert!(name.is_some_and(|it| it.answers.len() >= 3));
}

#[test]
fn edits_that_waited_in_the_first_version_are_carried_out_on_a_record_of_this_one() {
    let (_, edits): (Vec<ByteVec>, Vec<ByteVec>) =
        minicbor::decode(RECORD_2_BY_1).expect("a fixture");
    let (mut device, _) = read(RECORD_2);
    let keys = values(&device).len();
    for edits in edits {
        device.edit(&decode(&edits).expect("known edits"));
    }
    assert!(values(&device).len() >= keys);
    assert!(readable(&device).contains("name by an old beginner"));
}

#[test]
fn a_version_that_rewrote_what_it_knows_would_be_caught() {
    let (mut device, _) = read(RECORD_2);
    let before = values(&device);
    device.put("shoe_size", ScalarValue::Null);
    assert_eq!(lost(&before, &device, &BTreeSet::new()), ["shoe_size"]);
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn this_version_and_the_first_edit_one_record_at_once(
        mine in edit_lists(), later in edit_lists(), theirs_first: bool
    ) {
        let (mut alice, _) = read(RECORD_2);
        let (mut bob, _) = read(RECORD_2);
        let before = values(&alice);
        mine.iter().for_each(|edits| _ = alice.edit(edits));
        if theirs_first {
            hear_old(&mut bob);
            bob.hear(&alice);
        } else {
            bob.hear(&alice);
            hear_old(&mut bob);
        }
        let old = hear_old(&mut alice);
        prop_assert_eq!(alice.record(), bob.record());
        let mine = alice.changes.iter().map(|change| change.bytes.clone());
        let all: Vec<_> = mine.chain(old).collect();
        let writers = written(&alice, &all);
        prop_assert_eq!(lost(&before, &alice, &writers), Vec::<String>::new());
        // And on top of what the old one wrote.
        let before = values(&alice);
        let known = alice.changes.len();
        later.iter().for_each(|edits| _ = alice.edit(edits));
        let fresh: Vec<_> = alice.changes[known..].iter().map(|change| change.bytes.clone()).collect();
        prop_assert_eq!(lost(&before, &alice, &written(&alice, &fresh)), Vec::<String>::new());
    }
}
