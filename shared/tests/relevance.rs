//! What people type, and who should be found: a fixed set. Who changes the search changes these
//! only where the new answer is the better one.

use shared::id::DocumentId;
use shared::model::Kind;
use shared::time::Timestamp;
use shared::view::{Facts, People, fold, search};

/// A stall's people, in the order in which they were changed, the longest ago first.
fn people() -> People {
    let named = |name: &str| Facts { name: name.into(), ..Facts::default() };
    let all = [
        Facts {
            company: Some("Weber & Sons".into()),
            phones: vec!["0711/555 0123".into()],
            ..named("Martin Kowalski")
        },
        Facts {
            tags: vec!["regular".into()],
            usual_order: Some("Oat flat white".into()),
            emails: vec!["marta@weber.example".into()],
            ..named("Marta Kowalczyk")
        },
        Facts {
            notes: fold("Friend of Marta.\nOat milk only, daughter plays football"),
            ..named("Hanna Weber")
        },
        Facts { address: Some("Weber Street 4, Leeds".into()), ..named("Omar Haddad") },
        Facts { phones: vec!["+49 711 5550199".into()], ..named("Zoë Price") },
        Facts { kind: Kind::Organisation, ..named("Price & Daughters") },
        Facts { kind: Kind::Organisation, tags: vec!["wholesale".into()], ..named("Weber Bakery") },
        named("Anna Weber"),
        named("Łukasz Wiśniewski"),
        Facts { phones: vec!["(202) 555-0147".into()], ..named("Anna Zając") },
        Facts { gone: true, ..named("Anna in the bin") },
        Facts { kind: Kind::Segment, ..named("Anna's friends") },
    ];
    let mut people = People::new();
    for (number, facts) in (0..).zip(all) {
        let facts = Facts { updated: Timestamp(number.into()), ..facts };
        people.set(DocumentId([number; 16]), &facts.encode()).expect("readable");
    }
    people
}

#[test]
fn who_is_meant_stands_first_and_nobody_else_before_them() {
    let people = people();
    // A query, and who is found: all of them where there are up to three, else the first three.
    let expected: &[(&str, &[&str])] = &[
        // Names: the beginning of the name before the beginning of a word.
        ("mart", &["Marta Kowalczyk", "Martin Kowalski", "Hanna Weber"]),
        ("zoe", &["Zoë Price"]),
        ("ZOË PRICE", &["Zoë Price"]),
        ("wisniewski lukasz", &["Łukasz Wiśniewski"]),
        ("kow mart", &["Marta Kowalczyk", "Martin Kowalski"]),
        // Among equals who was changed last.
        ("anna", &["Anna Zając", "Anna Weber", "Hanna Weber"]),
        // Organisations beside people; what somebody is called before what they are known by.
        ("weber", &["Weber Bakery", "Anna Weber", "Hanna Weber"]),
        ("price", &["Price & Daughters", "Zoë Price"]),
        ("weber bak", &["Weber Bakery"]),
        ("wholesale", &["Weber Bakery"]),
        // Companies, addresses, tags, orders, emails.
        ("weber sons", &["Martin Kowalski"]),
        ("weber street", &["Omar Haddad"]),
        ("regular", &["Marta Kowalczyk"]),
        ("flat white", &["Marta Kowalczyk"]),
        ("marta@weber", &["Marta Kowalczyk"]),
        // Notes come after the order.
        ("oat", &["Marta Kowalczyk", "Hanna Weber"]),
        ("oat milk", &["Hanna Weber"]),
        ("football", &["Hanna Weber"]),
        // Typos and swapped letters.
        ("kowalcyzk", &["Marta Kowalczyk"]),
        ("kowlaski", &["Martin Kowalski"]),
        ("hadad", &["Omar Haddad"]),
        ("zoe pirce", &["Zoë Price"]),
        ("luksz", &["Łukasz Wiśniewski"]),
        ("bakrey", &["Weber Bakery"]),
        // A number in any format.
        ("+49 711 555 0123", &["Martin Kowalski"]),
        ("07115550123", &["Martin Kowalski"]),
        ("0711 5550199", &["Zoë Price"]),
        ("0049-711-5550199", &["Zoë Price"]),
        ("+1 202 555 0147", &["Anna Zając"]),
        ("202.555.0147", &["Anna Zając"]),
        ("0147", &["Anna Zając"]),
        ("anna 0147", &["Anna Zając"]),
        // Chance finds nobody.
        ("xyz", &[]),
        ("+49 711 555 0124", &[]),
    ];
    for (query, names) in expected {
        let hits = search(&people, query, Some(3));
        let found: Vec<&str> =
            hits.iter().map(|hit| people.get(hit.id).expect("there").name.as_str()).collect();
        assert_eq!(found, *names, "{query}");
    }
}

#[test]
fn what_answers_is_marked_in_the_name() {
    let people = people();
    let expected: &[(&str, &[&str])] = &[
        ("mart", &["Mart"]),
        ("kow mart", &["Mart", "Kow"]),
        ("zoe", &["Zoë"]),
        ("wisniewski lukasz", &["Łukasz", "Wiśniewski"]),
        ("weber bak", &["Weber", "Bak"]),
        // It answers by what is not in the name.
        ("football", &[]),
        ("0147", &[]),
        // A slip marks nothing: what was typed does not stand there.
        ("hadad", &[]),
    ];
    for (query, marks) in expected {
        let hit = search(&people, query, None).into_iter().next().expect("somebody");
        let name = &people.get(hit.id).expect("there").name;
        let marked: Vec<&str> = hit.highlights.iter().map(|range| &name[range.clone()]).collect();
        assert_eq!(marked, *marks, "{query}");
    }
}
