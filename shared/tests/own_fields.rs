//! Fields that a workspace defines for itself, each of the eight kinds, from the edit to the list:
//! what is set is found, sorted, filtered and exported.

use shared::doc::RecordDocument;
use shared::edit::{Edit, Field, encode, put_choice, put_definition};
use shared::exchange::csv::export;
use shared::id::{ActorId, DocumentId, ItemId};
use shared::model::{CustomKind, Kind};
use shared::sync::document::{Authoring, Document};
use shared::time::Timestamp;
use shared::view::segment::{Condition, CustomTest, DateTest, Filter, NumberTest, TextTest};
use shared::view::{
    Among, Column, Day, ListQuery, People, Segment, Sort, Today, definitions, list, search,
};

const CATALOG: DocumentId = DocumentId([200; 16]);
const BEANS: ItemId = ItemId([101; 16]);
const TEA: ItemId = ItemId([102; 16]);

fn record(id: DocumentId, edits: Vec<Edit>) -> (DocumentId, Vec<u8>) {
    let mut document = RecordDocument::new(id);
    let authoring =
        Authoring { actor: ActorId([1; 16]), author: Some(vec![1]), at: Timestamp(1_000) };
    document.author(&encode(&edits), &authoring).expect("edits that fit");
    (id, document.facts())
}

fn field(kind: CustomKind) -> ItemId {
    let place = CustomKind::ALL.iter().position(|one| *one == kind).expect("a kind");
    ItemId([u8::try_from(place).expect("eight") + 1; 16])
}

/// A workspace with a field of every kind, for people and for organisations: Ada and her Bakery
/// have `first` in it, Bob has `second`, and Nobody has nothing.
fn workspace(kind: CustomKind, first: &[Edit], second: &[Edit]) -> People {
    let mut catalog = vec![Edit::Make { kind: Kind::Catalog }];
    for kind in CustomKind::ALL {
        let applies = [Kind::Person, Kind::Organisation];
        catalog.extend(put_definition(field(kind), kind.label(), kind, None, &applies));
    }
    for several in [CustomKind::Choice, CustomKind::MultiChoice] {
        if several == kind {
            catalog.extend(put_choice(BEANS, field(kind), "Coffee beans"));
            catalog.extend(put_choice(TEA, field(kind), "Tea"));
        }
    }
    let person = |number: u8, name: &str, edits: &[Edit]| {
        let begin = [Edit::Create, Edit::set(Field::Name, name)];
        record(DocumentId([number; 16]), [&begin, edits].concat())
    };
    let bakery = [Edit::Make { kind: Kind::Organisation }, Edit::set(Field::Name, "Bakery")];
    let all = [
        record(CATALOG, catalog),
        person(1, "Ada", first),
        person(2, "Bob", second),
        person(3, "Nobody", &[]),
        record(DocumentId([4; 16]), [&bakery, first].concat()),
    ];
    let (people, unreadable) =
        People::from_facts(all.iter().map(|(id, facts)| (*id, facts.as_slice())));
    assert!(unreadable.is_empty());
    people
}

struct Case {
    kind: CustomKind,
    first: Vec<Edit>,
    second: Vec<Edit>,
    /// What finds the first and not the second.
    query: &'static str,
    /// What holds for the first and not for the second.
    test: CustomTest,
    /// What a table says of the first.
    cell: &'static str,
}

fn cases() -> Vec<Case> {
    let set = |kind, value: &str| {
        vec![Edit::SetCustom { field: field(kind), kind, value: Some(value.to_owned()) }]
    };
    let typed = |kind, first, second, query, test| Case {
        kind,
        first: set(kind, first),
        second: set(kind, second),
        query,
        test,
        cell: first,
    };
    let pick =
        |option| vec![Edit::Pick { field: field(CustomKind::MultiChoice), option, on: true }];
    let euros = "EUR".parse().expect("a code");
    let day = |text| Day::parse(text).expect("a day");
    vec![
        typed(
            CustomKind::Text,
            "Aisle seat",
            "Window",
            "aisle",
            CustomTest::Text(TextTest::Contains("SEAT".into())),
        ),
        typed(
            CustomKind::Number,
            "12.5",
            "40",
            "12.5",
            CustomTest::Number(NumberTest::AtMost(12_500_000)),
        ),
        typed(
            CustomKind::Money,
            "80.25 EUR",
            "99.00 EUR",
            "80.25",
            CustomTest::Money(euros, NumberTest::Is(8025)),
        ),
        typed(
            CustomKind::Date,
            "2024-02-29",
            "2025-03-01",
            "2024-02",
            CustomTest::Date(DateTest::Between {
                first: day("2024-02-01"),
                last: day("2024-02-29"),
            }),
        ),
        // A no stands before a yes.
        Case {
            query: "yes or no",
            test: CustomTest::YesNo(true),
            ..typed(CustomKind::YesNo, "yes", "no", "", CustomTest::Filled)
        },
        Case {
            first: set(CustomKind::Choice, &BEANS.to_key()),
            second: set(CustomKind::Choice, &TEA.to_key()),
            cell: "Coffee beans",
            ..typed(CustomKind::Choice, "", "", "beans", CustomTest::Choice(BEANS))
        },
        Case {
            kind: CustomKind::MultiChoice,
            first: [pick(BEANS), pick(TEA)].concat(),
            second: pick(TEA),
            query: "coffee",
            test: CustomTest::Choice(BEANS),
            cell: "Coffee beans; Tea",
        },
        typed(
            CustomKind::Link,
            "https://ada.example/menu",
            "https://bob.example",
            "ada.example",
            CustomTest::Text(TextTest::Begins("https://ada".into())),
        ),
    ]
}

fn today() -> Today {
    Today::new(Timestamp(20_000 * 24 * 60 * 60 * 1000), 0)
}

fn numbers(ids: impl IntoIterator<Item = DocumentId>) -> Vec<u8> {
    let mut numbers: Vec<u8> = ids.into_iter().map(|id| id.0[0]).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn a_field_of_every_kind_is_found_by_the_search() {
    assert_eq!(cases().len(), CustomKind::ALL.len());
    for case in cases() {
        let people = workspace(case.kind, &case.first, &case.second);
        let hits = search(&people, case.query, None);
        assert_eq!(numbers(hits.iter().map(|hit| hit.id)), [1, 4], "{:?}", case.kind);
    }
}

#[test]
fn a_field_of_every_kind_is_a_condition_for_people_and_for_organisations() {
    for case in cases() {
        let people = workspace(case.kind, &case.first, &case.second);
        let members = |kind, test: &CustomTest| {
            let is = Condition::Custom { field: field(case.kind), test: test.clone() };
            let segment = Segment::over(kind, Filter::Is(is)).expect("within bounds");
            let segment = Segment::decode(&segment.encode()).expect("readable");
            let words = segment.words(&people).to_lowercase();
            assert!(words.contains(&case.kind.label().to_lowercase()), "{words}");
            numbers(people.matching(&segment.compile(today())))
        };
        assert_eq!(members(Kind::Person, &case.test), [1], "{:?}", case.kind);
        assert_eq!(members(Kind::Organisation, &case.test), [4], "{:?}", case.kind);
        assert_eq!(members(Kind::Person, &CustomTest::Filled), [1, 2], "{:?}", case.kind);
        assert_eq!(members(Kind::Person, &CustomTest::Empty), [3], "{:?}", case.kind);
        assert_eq!(members(Kind::Organisation, &CustomTest::Empty), [0; 0], "{:?}", case.kind);
    }
}

#[test]
fn a_column_of_every_kind_sorts_both_ways_and_who_has_nothing_comes_last() {
    for case in cases() {
        let people = workspace(case.kind, &case.first, &case.second);
        let sorted = |sort| {
            let query = ListQuery { among: Among::Everyone, text: "", sort: Some(sort) };
            let all = list(&people, query, today());
            all.into_iter().map(|id| id.0[0]).collect::<Vec<_>>()
        };
        let column = Column::Custom(field(case.kind));
        let first = if case.kind == CustomKind::YesNo { [2, 1, 3] } else { [1, 2, 3] };
        assert_eq!(sorted(Sort::ascending(column)), first, "{:?}", case.kind);
        assert_eq!(sorted(Sort::descending(column)), [first[1], first[0], 3], "{:?}", case.kind);
    }
}

#[test]
fn a_field_of_every_kind_is_a_column_of_an_export() {
    for case in cases() {
        let people = workspace(case.kind, &case.first, &case.second);
        let fields = definitions(&people);
        let of = |number: u8| people.get(DocumentId([number; 16])).expect("there");
        let table = export([of(1), of(3)].into_iter(), &fields);
        let lines: Vec<&str> = table.lines().collect();
        for kind in CustomKind::ALL {
            assert!(lines[0].contains(&format!("\"{}\"", kind.label())), "{}", lines[0]);
        }
        let cell = format!("\"{}\"", case.cell);
        assert!(lines[1].contains(&cell), "{:?}: {}", case.kind, lines[1]);
        assert!(!lines[2].contains(&cell), "{:?}: {}", case.kind, lines[2]);
        let cells = |line: &str| line.matches("\",\"").count();
        assert_eq!(cells(lines[0]), cells(lines[2]));
    }
}
