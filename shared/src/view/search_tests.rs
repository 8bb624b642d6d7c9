use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;
use crate::view::Facts;

fn people(all: Vec<Facts>) -> People {
    let mut people = People::new();
    for (number, mut facts) in all.into_iter().enumerate() {
        facts.updated = Timestamp(number as i64);
        people.set(DocumentId([number as u8; 16]), &facts.encode()).expect("readable");
    }
    people
}

fn named(name: &str) -> Facts {
    Facts { name: name.into(), ..Facts::default() }
}

/// The names found, best first.
fn found(people: &People, query: &str) -> Vec<String> {
    let hits = search(people, query, None);
    assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
    hits.iter().map(|hit| people.get(hit.id).expect("there").name.clone()).collect()
}

#[test]
fn names_come_before_what_people_are_known_by_and_that_before_notes() {
    let people = people(vec![
        Facts { notes: "asked for anna".into(), ..named("Notes") },
        Facts { emails: vec!["anna@x.example".into()], ..named("Reach") },
        Facts { tags: vec!["Anna’s guests".into()], ..named("Known by") },
        named("Joanna Price"),
        named("Marie Anna Weber"),
        named("Anna Kowalczyk"),
        named("Anna Zając"),
        Facts { gone: true, ..named("Anna in the bin") },
    ]);
    let expected = [
        "Anna Zając",
        "Anna Kowalczyk",
        "Marie Anna Weber",
        "Joanna Price",
        "Known by",
        "Reach",
        "Notes",
    ];
    assert_eq!(found(&people, "anna"), expected);
    assert_eq!(search(&people, "anna", Some(2)).len(), 2);
    assert_eq!(found(&people, " \t"), [""; 0]);
}

#[test]
fn who_is_in_the_bin_is_found_there_and_nowhere_else() {
    let people = people(vec![
        Facts { gone: true, ..named("Anna Kowalczyk") },
        Facts { gone: true, notes: "asked for anna".into(), ..named("Notes") },
        Facts { gone: true, ..named("Hanna Nowak") },
        named("Anna Weber"),
    ]);
    assert_eq!(found(&people, "anna"), ["Anna Weber"]);
    let in_bin: Vec<_> = search_bin(&people, "anna k", 5).iter().map(|hit| hit.id.0[0]).collect();
    assert_eq!(in_bin, [0]);
    let best = &search_bin(&people, "anna", 1)[0];
    assert_eq!((best.id.0[0], best.highlights.first()), (0, Some(&(0..4))));
    assert_eq!(search_bin(&people, "anna", 9).len(), 3);
    // Similar is not enough.
    assert_eq!(search_bin(&people, "nowka", 5), []);
}

#[test]
fn words_may_come_in_any_order_and_without_accents() {
    let people = people(vec![named("Łukasz Wiśniewski"), named("Łukasz Weber"), named("Ola Wis")]);
    assert_eq!(found(&people, "wis luk"), ["Łukasz Wiśniewski"]);
    assert_eq!(found(&people, "ŁUKASZ WIŚ"), ["Łukasz Wiśniewski"]);
}

#[test]
fn every_script_is_found() {
    let all = [
        "محمد العلي",
        "נועה לוי",
        "Наталья Ёлкина",
        "Νίκος Παπαδόπουλος",
        "王小明",
        "田中 雪",
        "김민준",
        "สมชาย ใจดี",
    ];
    let people = people(all.into_iter().map(named).collect());
    for (query, expected) in [
        ("العلي", all[0]),
        ("לוי", all[1]),
        ("елкина", all[2]),
        ("ΝΙΚΟΣ", all[3]),
        ("小明", all[4]),
        ("雪", all[5]),
        ("김민", all[6]),
        ("ใจดี", all[7]),
    ] {
        assert_eq!(found(&people, query), [expected], "{query}");
    }
}

#[test]
fn a_number_is_found_in_any_spelling() {
    for stored in
        ["+48 601 555 118", "0048601555118", "601-555-118", "0601 555118", "(0601) 555.118"]
    {
        let people = people(vec![Facts { phones: vec![stored.into()], ..named("Marta") }]);
        for query in [
            "+48 601 555 118",
            "0048 601 555 118",
            "601555118",
            "0601 555 118",
            "555 118",
            "5118",
            "marta 555118",
            "0601/555",
            "٥٥٥١١٨",
        ] {
            assert_eq!(found(&people, query), ["Marta"], "{query} in {stored}");
        }
        for query in ["602", "+49 601 555 119", "12"] {
            assert!(found(&people, query).is_empty(), "{query} in {stored}");
        }
    }
}

#[test]
fn a_slip_still_finds_who_was_meant_and_chance_does_not() {
    let people = people(vec![named("Aleksandra Kowalczyk"), named("Bob"), named("Kim Lee")]);
    assert_eq!(found(&people, "kowalzyk"), ["Aleksandra Kowalczyk"]);
    assert_eq!(found(&people, "alksandra"), ["Aleksandra Kowalczyk"]);
    assert!(found(&people, "aky").is_empty());
    assert!(found(&people, "kzz").is_empty());
}

#[test]
fn what_answers_is_marked_in_the_name_as_it_is_written() {
    let marks = |name: &str, query: &str| {
        let people = people(vec![named(name)]);
        let hit = search(&people, query, None).remove(0);
        hit.highlights.into_iter().map(|range| name[range].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(marks("Marta Kowalczyk", "ko mar"), ["Mar", "Ko"]);
    assert_eq!(marks("Łukasz  Wiśniewski", "wis"), ["Wiś"]);
    assert_eq!(marks("Zoe\u{308} Strauß", "zoe strauss"), ["Zoe\u{308}", "Strauß"]);
    assert_eq!(marks("Joanna", "ann"), ["ann"]);
    assert_eq!(marks("Anna Anders", "an"), ["An", "An"]);
}

#[test]
fn a_number_is_found_with_and_without_its_country_code() {
    let finds = |stored: &str, query: &str| {
        let people = people(vec![Facts { phones: vec![stored.into()], ..named("Marta") }]);
        found(&people, query) == ["Marta"]
    };
    let (at_home, abroad) = ("0171 2345678", "+49 171 2345678");
    for (stored, query) in [
        (at_home, abroad),
        (abroad, at_home),
        (at_home, "+49 (0)171 2345678"),
        ("+49 (0)171 2345678", at_home),
        ("+49 (0)171 2345678", "0049 171 234"),
        // While it is typed.
        (at_home, "+49 171 234"),
        (abroad, "0171 234"),
        ("087 123 4567", "+353 87 123 4567"),
        ("+353 (0)87 123 4567", "087 123 4567"),
        ("(202) 555-0123", "+1 202 555-0123"),
        ("171 2345678", "0049171234567"),
    ] {
        assert!(finds(stored, query), "{query} in {stored}");
    }
    for (stored, query) in [
        // Another country, which is stated.
        ("+43 171 2345678", abroad),
        // Five digits behind a country code say too little.
        (at_home, "+49 171 23"),
        // The middle of a number is not its beginning.
        ("0301 171 234", "+49 171 234"),
        (at_home, "+49 172 2345678"),
    ] {
        assert!(!finds(stored, query), "{query} in {stored}");
    }
}

#[test]
fn two_letters_that_changed_places_are_one_slip() {
    let people = people(vec![
        named("Aleksandra Kowalczyk"),
        named("Kim Lee"),
        named("Łukasz"),
        named("Йося"),
    ]);
    for (query, expected) in [
        ("kowlaczyk", "Aleksandra Kowalczyk"),
        ("kowalcyz", "Aleksandra Kowalczyk"),
        ("laeks", "Aleksandra Kowalczyk"),
        ("ulkasz", "Łukasz"),
        ("kmi", "Kim Lee"),
        ("kim ele", "Kim Lee"),
        ("оися", "Йося"),
    ] {
        assert_eq!(found(&people, query), [expected], "{query}");
    }
    // Too short for a beginning; two slips; letters that are not neighbours.
    for query in ["lae", "kwolacyzk", "kolawczyk"] {
        assert!(found(&people, query).is_empty(), "{query}");
    }
}

#[test]
fn among_equals_who_was_changed_last_comes_first() {
    let mut people = people(vec![named("Anna Weber"), named("Anna Zając"), named("Anna Kim")]);
    assert_eq!(found(&people, "anna"), ["Anna Kim", "Anna Zając", "Anna Weber"]);
    assert_eq!(found(&people, "anan"), ["Anna Kim", "Anna Zając", "Anna Weber"]);
    let again = Facts { updated: Timestamp(9), ..named("Anna Zając") };
    people.set(DocumentId([1; 16]), &again.encode()).expect("readable");
    assert_eq!(found(&people, "anna"), ["Anna Zając", "Anna Kim", "Anna Weber"]);
}

proptest! {
    #[test]
    fn a_glance_rules_out_nobody_who_answers(
        texts in prop::collection::vec("[aAbäÄ’.&0 -]{0,5}", 1..6),
        phones in prop::collection::vec("[+0-2 ]{0,6}", 0..3),
        query in "[aAbä’.&0+ -]{1,4}",
        kind in prop::sample::select(vec![Kind::Person, Kind::Organisation, Kind::Member]),
        gone: bool,
    ) {
        let mut texts = texts.into_iter();
        let facts = Facts {
            name: texts.next().unwrap_or_default(),
            company: texts.next(),
            tags: texts.next().into_iter().collect(),
            emails: texts.next().into_iter().collect(),
            notes: crate::view::fold(&texts.next().unwrap_or_default()),
            phones,
            kind,
            gone,
            ..Facts::default()
        };
        let people = people(vec![facts]);
        if let Some(query) = Query::new(&query) {
            let answer = |row: &Row| query.rank(row).is_some();
            let asked = people.contacts().filter(|row| answer(row)).count();
            let seen = people.at_a_glance(|glance| query.may_be(glance));
            prop_assert_eq!(seen.filter(|row| answer(row)).count(), asked);
        }
    }
}
