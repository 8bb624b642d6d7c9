//! Made-up people of many scripts, with the spellings and gaps that real lists have. The same seed
//! and index always give the same person.

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::names::{COMPANIES, NOTES, ORDERS, PHONES, SCRIPTS, TAGS};
use crate::edit::{Edit, Field, put_address, put_email, put_phone, put_preference};
use crate::id::ItemId;
use crate::model::Address;
use crate::time::Timestamp;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Before this, everything in these records happened: a day in 2026.
pub const NOW: Timestamp = Timestamp(1_780_000_000_000);

fn random(seed: u64, index: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(index);
    random
}

fn pick<'a>(random: &mut ChaCha8Rng, from: &[&'a str]) -> &'a str {
    from.choose(random).expect("the lists of names are not empty")
}

/// The edits that make a person: the first is [`Edit::Create`]. About three timeline entries, and
/// more than a hundred for one person in two hundred.
pub fn person(seed: u64, index: u64) -> Vec<Edit> {
    let random = &mut random(seed, index);
    let mut items = 0;
    let mut new_id = |random: &mut ChaCha8Rng| {
        items += 1;
        ItemId::new(NOW.0.unsigned_abs() + items, random.random())
    };
    let (given, family) = name(random);
    let mut edits = vec![Edit::Create, Edit::set(Field::Name, spell(random, given, family))];
    if random.random_bool(0.3) {
        edits.push(Edit::set(Field::Company, pick(random, &COMPANIES)));
    }
    if random.random_bool(0.7) {
        edits.push(Edit::set(Field::UsualOrder, pick(random, &ORDERS)));
    }
    if random.random_bool(0.03) {
        edits.push(Edit::set(Field::Pinned, "Severe nut allergy."));
    }
    if random.random_bool(0.4) {
        edits.push(Edit::set(Field::Birthday, birthday(random)));
    }
    for _ in 0..[0, 1, 1, 1, 2][random.random_range(0..5)] {
        edits.extend(put_phone(new_id(random), phone(random), None));
    }
    for _ in 0..[0, 1, 1, 2][random.random_range(0..4)] {
        let address = format!("person{index}.{}@example.org", random.random_range(10..100));
        edits.extend(put_email(new_id(random), address, None));
    }
    if random.random_bool(0.3) {
        let address = Address {
            street: Some(format!("{family} Street {}", random.random_range(1..200))),
            city: Some(
                pick(random, &["Gdańsk", "Málaga", "Leeds", "Köln", "서울", "Αθήνα"]).into(),
            ),
            postcode: Some(random.random_range(10_000..99_999).to_string()),
            ..Address::default()
        };
        edits.extend(put_address(new_id(random), address));
    }
    if random.random_bool(0.2) {
        let fact = "Daughter plays football";
        edits.extend(put_preference(new_id(random), Some("Family".into()), fact));
    }
    for _ in 0..random.random_range(0..3) {
        edits.push(Edit::tag(pick(random, &TAGS)));
    }
    let notes =
        if index % 200 == 7 { random.random_range(100..140) } else { random.random_range(0..7) };
    for _ in 0..notes {
        let at = Timestamp(NOW.0 - random.random_range(0..700 * DAY));
        edits.push(Edit::note(new_id(random), pick(random, &NOTES), at));
    }
    edits
}

/// The same person as regulars have them: what they wrote down in years is as long as in a stall
/// that is used every day. The median is five entries; one person in a thousand has five hundred.
pub fn regular(seed: u64, index: u64) -> Vec<Edit> {
    let mut edits = person(seed, index);
    edits.retain(|edit| !matches!(edit, Edit::AddEntry { .. }));
    let mut random = random(seed ^ u64::MAX, index);
    let visits = match index % 1000 {
        7 => 500,
        // A long tail: half of them have five or fewer.
        _ => (5.0 * random.random_range(0.5_f64..1.5).powi(4)).round() as usize,
    };
    for number in 0..visits {
        let id = ItemId::new(NOW.0.unsigned_abs() + 1000 + number as u64, random.random());
        let at = Timestamp(NOW.0 - random.random_range(0..700 * DAY));
        edits.push(Edit::note(id, pick(&mut random, &NOTES), at));
    }
    edits
}

/// A table of `people` rows as a sloppy program would write it, with a head line: gaps, blanks
/// around cells, quoted commas and line breaks, dates in several forms.
pub fn csv(seed: u64, people: u64) -> String {
    let mut text = String::from(
        "id,first_name,last_name,email,phone,street,suburb,postcode,birth_date,notes\r\n",
    );
    for index in 0..people {
        let random = &mut random(seed, index);
        let (given, family) = name(random);
        let blank = if random.random_bool(0.05) { "  " } else { "" };
        let email =
            if random.random_bool(0.8) { format!("p{index}@example.org") } else { String::new() };
        let phone = if random.random_bool(0.7) { phone(random) } else { String::new() };
        let birthday = if random.random_bool(0.5) { birthday(random) } else { String::new() };
        let street = format!("\"{family} street, {}\"", random.random_range(1..300));
        let note = match random.random_range(0..4) {
            0 => format!("\"{}\r\n\"\"{}\"\"\"", pick(random, &NOTES), pick(random, &ORDERS)),
            1 => format!("\"{}\"", pick(random, &NOTES)),
            _ => String::new(),
        };
        let postcode = random.random_range(1000..9999);
        text.push_str(&format!(
            "{index},{blank}{given}{blank},{family},{email},\"{phone}\",{street},fairlawn,{postcode},{birthday},{note}\r\n"
        ));
    }
    text
}

fn name(random: &mut ChaCha8Rng) -> (&'static str, &'static str) {
    // Half of them Latin; the rest evenly of all scripts.
    let latin = random.random_bool(0.5);
    let script =
        if latin { random.random_range(0..2) } else { random.random_range(0..SCRIPTS.len()) };
    let (given, family) = SCRIPTS[script];
    (pick(random, given), pick(random, family))
}

fn spell(random: &mut ChaCha8Rng, given: &str, family: &str) -> String {
    let name = format!("{given} {family}");
    match random.random_range(0..12) {
        0 => name.to_lowercase(),
        1 => name.to_uppercase(),
        2 => format!("{given}  {family}"),
        3 => given.to_owned(),
        4 => format!("{family}, {given}"),
        5 if random.random_bool(0.2) => format!("{name} ☕"),
        _ => name,
    }
}

fn phone(random: &mut ChaCha8Rng) -> String {
    let form = pick(random, &PHONES);
    let digit = |letter| match letter {
        '#' => char::from(b'0' + random.random_range(0..10u8)),
        other => other,
    };
    form.chars().map(digit).collect()
}

fn birthday(random: &mut ChaCha8Rng) -> String {
    let (month, day) = (random.random_range(1..13), random.random_range(1..29));
    match random.random_range(0..5) {
        0 => format!("--{month:02}-{day:02}"),
        _ => format!("{}-{month:02}-{day:02}", random.random_range(1940..2010)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::RecordDocument;
    use crate::edit::encode;
    use crate::exchange::csv::{Counts, Importer};
    use crate::id::{ActorId, DocumentId};
    use crate::sync::document::{Authoring, Document};

    #[test]
    fn the_same_seed_makes_the_same_people_and_all_can_be_written() {
        for index in 0..300 {
            let edits = person(1, index);
            assert_eq!(edits, person(1, index));
            let mut document = RecordDocument::new(DocumentId::new(1, index.into()));
            let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: NOW };
            document.author(&encode(&edits), &authoring).expect("fits").expect("writes");
            assert!(!document.record().display_name().is_empty());
        }
        assert_ne!(person(1, 1), person(2, 1));
    }

    #[test]
    fn regulars_have_five_entries_in_the_middle_and_some_five_hundred() {
        let entries = |index| {
            let edits = regular(1, index);
            let mut document = RecordDocument::new(DocumentId::new(1, index.into()));
            let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: NOW };
            document.author(&encode(&edits), &authoring).expect("fits").expect("writes");
            document.record().entries.len()
        };
        let mut all: Vec<usize> = (1000..1301).map(entries).collect();
        all.sort_unstable();
        assert!((4..=6).contains(&all[150]), "{}", all[150]);
        assert_eq!(all[300], 500);
    }

    #[test]
    fn every_row_of_a_made_up_table_comes_in() {
        let text = csv(3, 1000);
        let mut importer = Importer::new(text.as_bytes(), "made-up.csv").expect("readable");
        let mut next = 0;
        let mut new_id = || {
            next += 1;
            ItemId::new(1, next)
        };
        while !importer.next(100, &mut new_id, NOW).is_empty() {}
        assert_eq!(importer.counts(), Counts { people: 1000, problems: 0, blank: 0 });
    }
}
