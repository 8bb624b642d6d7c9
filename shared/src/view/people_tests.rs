use proptest::prelude::*;

use super::*;
use crate::model::Kind;
use crate::time::Timestamp;

fn id(number: u8) -> DocumentId {
    DocumentId([number; 16])
}

fn facts(name: &str, time: i64, gone: bool) -> Facts {
    let time = Timestamp(time);
    Facts { name: name.into(), created: time, updated: time, gone, ..Facts::default() }
}

fn names(people: &People, ids: impl Iterator<Item = DocumentId>) -> Vec<String> {
    ids.map(|id| people.get(id).expect("listed").name.clone()).collect()
}

#[test]
fn the_list_is_sorted_without_regard_to_case_and_accents() {
    let mut people = People::new();
    let all = ["Zoë", "", "łukasz", "Marta", "Élodie", "eve"];
    for (number, name) in all.into_iter().enumerate() {
        let number = number as u8;
        people.set(id(number), &facts(name, number.into(), false).encode()).expect("readable");
    }
    let by_name = names(&people, people.by_name());
    assert_eq!(by_name, ["Élodie", "eve", "łukasz", "Marta", "Zoë", ""]);
    assert_eq!(names(&people, people.by_recent())[0], "eve");
    assert_eq!(people.position(Order::Name, id(0)), Some(4));
    assert_eq!(people.at(Order::Name, 4), Some(id(0)));
}

#[test]
fn who_is_in_the_bin_is_not_counted_and_not_lost() {
    let mut people = People::new();
    people.set(id(1), &facts("Marta", 1, false).encode()).expect("readable");
    people.set(id(1), &facts("Marta", 2, true).encode()).expect("readable");
    assert!(people.is_empty());
    assert_eq!(people.bin().collect::<Vec<_>>(), [id(1)]);
    assert!(people.get(id(1)).is_some_and(|facts| facts.gone));
    assert_eq!(people.position(Order::Name, id(1)), None);
    assert!(people.set(id(1), b"\xff").is_err());
    assert_eq!(people.bin().len(), 1);
    assert!(people.remove(id(1)) && !people.remove(id(1)));
}

#[test]
fn records_of_a_kind_that_is_not_known_yet_stay_out_of_the_list() {
    let mut people = People::new();
    let unknown = Facts { of_another_kind: true, ..facts("Acme", 1, false) };
    let organisation = Facts { kind: Kind::Organisation, ..facts("Acme", 1, false) };
    for other in [unknown, organisation] {
        people.set(id(1), &other.encode()).expect("readable");
        assert!(people.is_empty() && people.get(id(1)).is_some());
        people.set(id(1), &other.encode()).expect("readable");
        assert_eq!(people.outdated(), [id(1)]);
        assert!(people.remove(id(1)));
    }
}

#[test]
fn a_row_that_a_newer_version_wrote_is_to_be_computed_again() {
    let mut people = People::new();
    let ours = Facts { name: "Marta".into(), version: Facts::VERSION, ..Facts::default() };
    let newer = Facts { name: "Marta K".into(), version: Facts::VERSION + 1, ..Facts::default() };
    // What a newer version says under a number that this one reads otherwise.
    let unreadable = b"\xa1\x01\x07";
    let bytes = [ours.encode(), newer.encode()];
    assert_eq!(people.take_in([(id(1), &bytes[0][..]), (id(2), &bytes[0])]).outdated, []);
    let outdated = people.take_in([
        (id(1), &bytes[1][..]),
        (id(2), &unreadable[..]),
        (id(3), &unreadable[..]),
        (id(4), &bytes[0]),
    ]);
    assert_eq!(outdated.outdated, [id(1), id(2), id(3)]);
    // Until then one row says what can be read, the other what it said.
    assert_eq!(people.get(id(1)).map(|facts| facts.name.as_str()), Some("Marta K"));
    assert_eq!(people.get(id(2)).map(|facts| facts.name.as_str()), Some("Marta"));
    assert_eq!(people.get(id(3)), None);
    assert_eq!(people.take_in([(id(1), &bytes[0][..])]).outdated, []);
}

#[test]
fn the_records_of_a_bulk_edit_are_found_again_also_in_the_bin() {
    let group = |number| GroupId([number; 16]);
    let mut people = People::new();
    for (number, groups) in [(1, vec![1, 2]), (2, vec![2]), (3, vec![])] {
        let groups = groups.into_iter().map(group).collect();
        let facts = Facts { groups, gone: number == 2, ..Facts::default() };
        people.set(id(number), &facts.encode()).expect("readable");
    }
    let of = |number| people.changed_by(group(number)).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(of(2), [id(1), id(2)].into());
    assert_eq!(of(1), [id(1)].into());
    assert!(of(3).is_empty());
}

proptest! {
    #[test]
    fn updates_one_by_one_end_where_reading_all_at_once_does(
        steps in prop::collection::vec((0u8..12, "[abÄ]{0,2}", 0i64..4, any::<bool>(), 0u8..8), 0..60)
    ) {
        let mut people = People::new();
        let mut last = std::collections::BTreeMap::new();
        for (number, name, time, gone, remove) in steps {
            if remove == 1 {
                // From here on the orders are kept, and not made at the end.
                for sort in Order::ALL {
                    prop_assert_eq!(people.sorted(sort).len(), people.len());
                }
            }
            if remove == 0 {
                people.remove(id(number));
                last.remove(&number);
            } else {
                let (kind, disagreements) = match remove {
                    2 => (Kind::Organisation, 0),
                    3 => (Kind::Catalog, 0),
                    4 => (Kind::Person, 1),
                    _ => (Kind::Person, 0),
                };
                let tags = (time % 2 == 1).then(|| "Odd".to_owned()).into_iter().collect();
                let other = Facts { kind, disagreements, tags, ..facts(&name, time, gone) };
                let bytes = other.encode();
                people.set(id(number), &bytes).expect("readable");
                last.insert(number, bytes);
            }
        }
        let all = last.iter().map(|(number, bytes)| (id(*number), bytes.as_slice()));
        let (at_once, unreadable) = People::from_facts(all);
        prop_assert!(unreadable.is_empty());
        for sort in Order::ALL {
            let both = (people.sorted(sort).collect::<Vec<_>>(), at_once.sorted(sort).collect::<Vec<_>>());
            prop_assert_eq!(&both.0, &both.1);
            for (place, id) in both.0.into_iter().enumerate() {
                prop_assert_eq!(people.position(sort, id), Some(place));
            }
        }
        prop_assert_eq!(people.bin().collect::<Vec<_>>(), at_once.bin().collect::<Vec<_>>());
        let read = |people: &People, is: fn(&Facts) -> bool| {
            people.all().filter(|(_, facts)| is(facts)).map(|(id, _)| id).collect::<BTreeSet<_>>()
        };
        let undecided = |facts: &Facts| {
            facts.kind == Kind::Person && !facts.gone && facts.disagreements > 0
        };
        let is_organisation = |facts: &Facts| facts.kind == Kind::Organisation && !facts.gone;
        for people in [&people, &at_once] {
            let to_sort_out: BTreeSet<_> = people.to_sort_out().into_iter().collect();
            prop_assert_eq!(to_sort_out, read(people, undecided));
            let tags = people.tags();
            let tagged = read(people, |facts| facts.kind == Kind::Person && !facts.gone && !facts.tags.is_empty());
            prop_assert_eq!(tags.iter().map(|(_, count)| count).sum::<usize>(), tagged.len());
            prop_assert_eq!(people.tagged("Odd"), tagged.len());
            prop_assert_eq!(people.organisations(), read(people, is_organisation).len());
            let catalogs: BTreeSet<_> = people.of_kind(Kind::Catalog).map(|row| row.id).collect();
            prop_assert_eq!(catalogs, read(people, |facts| facts.kind == Kind::Catalog));
        }
    }
}
