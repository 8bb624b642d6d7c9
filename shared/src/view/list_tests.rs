use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;
use crate::view::segment::{Condition, Filter, Segment};
use crate::view::{Column, Facts, Marks};

const TODAY: Timestamp = Timestamp(20_000 * 86_400_000);

fn id(number: u8) -> DocumentId {
    DocumentId([number; 16])
}

fn people(all: Vec<Facts>) -> People {
    let mut people = People::new();
    for (number, facts) in (1..).zip(all) {
        people.set(id(number), &facts.encode()).expect("readable");
    }
    people
}

fn named(name: &str) -> Facts {
    Facts { name: name.into(), ..Facts::default() }
}

fn regulars() -> Segment {
    let tag = Condition::Tag { name: "Regular".into(), on: true };
    Segment::new(Filter::Is(tag)).expect("within bounds")
}

fn numbers(people: &People, query: ListQuery) -> Vec<u8> {
    let listed = list(people, query, Today::new(TODAY, 0));
    listed.into_iter().map(|id| id.0[0]).collect()
}

#[test]
fn a_list_is_of_whom_is_meant_and_answers_in_the_order_asked_for() {
    let tags = || vec!["regular".to_owned()];
    let people = people(vec![
        Facts { tags: tags(), company: Some("Weber".into()), ..named("Marta Kowalczyk") },
        Facts { company: Some("Acme".into()), ..named("Marta Abel") },
        Facts { kind: Kind::Organisation, tags: tags(), ..named("Marta’s Bakery") },
        Facts { gone: true, tags: tags(), ..named("Marta in the bin") },
        Facts { kind: Kind::Segment, ..named("Martas") },
        Facts { tags: tags(), ..named("Ada") },
    ]);
    let segment = regulars().compile(Today::new(TODAY, 0));
    let everyone = ListQuery::default();
    assert_eq!(numbers(&people, everyone), [6, 2, 1]);
    let regulars = ListQuery { among: Among::Segment(&segment), ..everyone };
    assert_eq!(numbers(&people, regulars), [6, 1]);
    let by_company = Some(Sort::descending(Column::Company));
    assert_eq!(numbers(&people, ListQuery { sort: by_company, ..everyone }), [1, 2, 6]);
    let marta = ListQuery { text: " marta", ..everyone };
    assert_eq!(numbers(&people, ListQuery { sort: by_company, ..marta }), [1, 2]);
    assert_eq!(numbers(&people, ListQuery { text: "marta", ..regulars }), [1]);
    let organisations = ListQuery { among: Among::Organisations, ..everyone };
    assert_eq!(numbers(&people, organisations), [3]);
    assert_eq!(numbers(&people, ListQuery { text: "marta", ..organisations }), [3]);
    let filter = self::regulars().filter().clone();
    let bakeries = Segment::over(Kind::Organisation, filter).expect("within bounds");
    let bakeries = bakeries.compile(Today::new(TODAY, 0));
    let bakeries = ListQuery { among: Among::Segment(&bakeries), ..everyone };
    for query in [bakeries, ListQuery { text: "marta", ..bakeries }] {
        assert_eq!(numbers(&people, query), [3]);
    }
}

#[test]
fn a_row_is_marked_as_the_search_that_found_it_says() {
    let people = people(vec![
        named("Marta Kowalczyk"),
        named("Zoë Martens"),
        Facts { company: Some("Marta’s".into()), ..named("Ada") },
        named("Łukasz Wiśniewski"),
    ]);
    for query in ["marta", "mart", "kowaslki", "zoe mart", "wisn", "x", " "] {
        let marks = Marks::new(&people, query);
        let hits = crate::view::search(&people, query, None);
        let listed =
            list(&people, ListQuery { text: query, ..ListQuery::default() }, Today::new(TODAY, 0));
        for hit in &hits {
            assert_eq!(marks.of(&people, hit.id), hit.highlights, "{query}");
        }
        let ids: Vec<DocumentId> = hits.into_iter().map(|hit| hit.id).collect();
        assert!(query.trim().is_empty() || listed == ids, "{query}");
    }
    let nobody = DocumentId([99; 16]);
    assert!(Marks::new(&people, "marta").of(&people, nobody).is_empty());
}

#[test]
fn a_search_finds_organisations_too_and_says_that_they_are() {
    let people = people(vec![
        named("Weber, Martin"),
        Facts { kind: Kind::Organisation, ..named("Weber & Sons") },
        Facts { kind: Kind::Member, ..named("Weber") },
        Facts { kind: Kind::Organisation, gone: true, ..named("Weber Brothers") },
    ]);
    let hits = crate::view::search(&people, "weber", None);
    let kinds: Vec<Kind> = hits.iter().map(|hit| hit.kind).collect();
    assert_eq!(kinds, [Kind::Person, Kind::Organisation]);
}

proptest! {
    #[test]
    fn kept_orders_are_those_that_sorting_anew_gives(
        rows in prop::collection::vec(("[abÄ]{0,2}", 0i64..3, prop::option::of(0i64..3)), 0..20)
    ) {
        let facts = |(name, at, spoke): (String, i64, Option<i64>)| Facts {
            name,
            created: Timestamp(at),
            updated: Timestamp(at),
            last_contact: spoke.map(Timestamp),
            ..Facts::default()
        };
        let people = people(rows.into_iter().map(facts).collect());
        let today = Today::new(TODAY, 0);
        for by in [Column::Name, Column::Changed, Column::Created, Column::LastContact] {
            for sort in [Sort::ascending(by), Sort::descending(by)] {
                let query = ListQuery { sort: Some(sort), ..ListQuery::default() };
                let listed = list(&people, query, today);
                prop_assert_eq!(listed, sort.apply(people.contacts(), &people, today));
            }
        }
    }
}
