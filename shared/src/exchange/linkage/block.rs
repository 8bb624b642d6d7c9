//! Which pairs are worth comparing: those that share one of many keys, and neighbours in several
//! orders. Everything else would take the square of the rows.

use std::hash::{Hash, Hasher};

use super::field::{Records, Value, narrow};
use super::normal::sound;
use super::role::Role;
use super::turns::TURN;

/// In lists up to this long every pair is compared.
const COMPARE_ALL: usize = 700;
/// Of a key that more rows share, only neighbours are compared.
const BLOCK: usize = 40;
/// How many rows to either side are neighbours.
const WINDOW: usize = 8;

/// Pairs that are worth comparing, each once, the earlier row first.
pub struct Candidates(Vec<u64>);

impl Candidates {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.0.iter().map(|pair| ((pair >> 32) as u32, *pair as u32))
    }
}

/// So many rows' keys are found in a turn.
const ROWS: usize = 32;

/// Finds the pairs.
pub async fn candidates(records: &Records, pause: &mut impl AsyncFnMut()) -> Candidates {
    let rows = records.rows;
    let mut pairs = Vec::new();
    if rows <= COMPARE_ALL {
        for a in 0..rows {
            pairs.extend((a + 1..rows).map(|b| packed(a, b)));
        }
        return Candidates(pairs);
    }
    let mut keyed: Vec<(u64, u32)> = Vec::new();
    for row in 0..rows {
        keyed.extend(keys(records, row).into_iter().map(|key| (key, narrow(row))));
        if row % ROWS == 0 {
            pause().await;
        }
    }
    keyed.sort_unstable();
    keyed.dedup();
    pause().await;
    let orders = orders(records, pause).await;
    for (place, block) in keyed.chunk_by(|one, other| one.0 == other.0).enumerate() {
        if place % TURN == 0 {
            pause().await;
        }
        if block.len() < 2 {
            continue;
        }
        if block.len() <= BLOCK {
            for (at, (_, a)) in block.iter().enumerate() {
                pairs.extend(block[at + 1..].iter().map(|(_, b)| packed(*a as usize, *b as usize)));
            }
            continue;
        }
        for order in &orders {
            let mut sorted: Vec<u32> = block.iter().map(|(_, row)| *row).collect();
            sorted.sort_unstable_by_key(|row| order[*row as usize]);
            neighbours(&sorted, &mut pairs);
        }
    }
    drop(keyed);
    for order in &orders {
        let mut sorted: Vec<u32> = (0..narrow(rows)).collect();
        sorted.sort_unstable_by_key(|row| order[*row as usize]);
        neighbours(&sorted, &mut pairs);
        pause().await;
    }
    pairs.sort_unstable();
    pairs.dedup();
    Candidates(pairs)
}

fn packed(a: usize, b: usize) -> u64 {
    let (a, b) = (a.min(b) as u64, a.max(b) as u64);
    a << 32 | b
}

fn neighbours(sorted: &[u32], pairs: &mut Vec<u64>) {
    for (at, a) in sorted.iter().enumerate() {
        let end = sorted.len().min(at + 1 + WINDOW);
        pairs.extend(sorted[at + 1..end].iter().map(|b| packed(*a as usize, *b as usize)));
    }
}

/// For each of several orders the rank of every row: the sorted neighbourhood method (Hernández and
/// Stolfo, 1995).
async fn orders(records: &Records, pause: &mut impl AsyncFnMut()) -> Vec<Vec<u32>> {
    let text = |row: usize, field: Option<usize>| {
        field.and_then(|field| records.get(row, field)).map_or("", |value| &value.text)
    };
    let [given, family] = [records.given, records.family];
    let birth = records.field(Role::Birth);
    let street = records.field(Role::Street);
    let email = records.field(Role::Email);
    let orders: [[Option<usize>; 3]; 5] = [
        [family, given, birth],
        [given, birth, family],
        [birth, family, street],
        [street, given, family],
        [email, family, birth],
    ];
    let ranked = |order: [Option<usize>; 3]| {
        order[0]?;
        let mut rows: Vec<u32> = (0..narrow(records.rows)).collect();
        rows.sort_by_key(|row| order.map(|field| text(*row as usize, field)));
        let mut ranks = vec![0; records.rows];
        for (rank, row) in rows.into_iter().enumerate() {
            ranks[row as usize] = narrow(rank);
        }
        Some(ranks)
    };
    let mut all = Vec::new();
    for order in orders {
        all.extend(ranked(order));
        pause().await;
    }
    all
}

/// The keys under which a row is looked for: two rows of one person share at least one, whatever
/// one or two fields were spoilt.
pub fn keys(records: &Records, row: usize) -> Vec<u64> {
    let value = |field: Option<usize>| field.and_then(|field| records.get(row, field));
    let of_role = |role| value(records.field(role));
    let (given, family) = (value(records.given), value(records.family));
    let birth = of_role(Role::Birth).map(|birth| &*birth.text);
    let sounds = [given, family].map(|name| name.map(|name| u64::from(first_sound(name))));
    let start = |name: Option<&Value>| name.map(|name| prefix(&name.text, 3));
    let starts = [start(given), start(family)];
    let postcode = of_role(Role::Postcode).map(|code| hash(&code.text));
    let street = of_role(Role::Street).map(|street| u64::from(first_sound(street)));
    let number = of_role(Role::HouseNumber).map(|number| hash(&number.text));
    let place =
        of_role(Role::Suburb).or(of_role(Role::City)).map(|city| hash(&prefix(&city.text, 5)));
    let year = birth.and_then(|birth| birth.get(..4)).map(hash);
    let day = birth.and_then(|birth| birth.get(4..)).map(hash);
    let digits = birth.map(|birth| {
        let mut digits: Vec<u8> = birth.bytes().collect();
        digits.sort_unstable();
        hash(&digits)
    });
    let mut keys = Keys::default();
    let names: [Option<u64>; 2] = {
        let mut names = sounds;
        names.sort_unstable();
        names
    };
    keys.add(1, names);
    keys.add(2, [birth.map(hash)]);
    keys.add(3, [digits]);
    for (which, sound) in sounds.into_iter().enumerate() {
        // Given and family name have the same keys, so that swapped ones meet.
        keys.add(4, [sound, postcode]);
        keys.add(5, [sound, year]);
        keys.add(6, [sound, day]);
        keys.add(7, [sound, street]);
        keys.add(8, [sound, place]);
        keys.add(9, [starts[which].as_ref().map(hash), day]);
        keys.add(10, [sound, number]);
    }
    keys.add(11, [street, number]);
    keys.add(12, [postcode, number]);
    keys.add(13, [postcode, street]);
    keys.add(14, [place, number, year]);
    for (field, described) in records.fields.iter().enumerate() {
        for id in records.ids(row, field) {
            let text = &*records.value(field, id).text;
            let kind = 20 + field as u64;
            match described.role {
                Role::Email => {
                    keys.add(kind, [Some(hash(text))]);
                    let name = text.split('@').next().unwrap_or(text);
                    keys.add(kind, [(name.len() > 4).then(|| hash(&prefix(name, 6)))]);
                    let domain = text.split('@').nth(1);
                    keys.add(kind, [domain.map(hash), sounds[0]]);
                    keys.add(kind, [domain.map(hash), sounds[1]]);
                }
                Role::Phone => {
                    keys.add(kind, [Some(hash(&text[text.len().saturating_sub(7)..]))]);
                    keys.add(kind, [(text.len() > 7).then(|| hash(&text[..text.len() - 2]))]);
                }
                Role::Code => {
                    keys.add(kind, [Some(hash(text))]);
                    let is_long = text.len() >= 6 && text.is_ascii();
                    let halves = is_long.then(|| text.split_at(text.len() / 2));
                    keys.add(kind, [halves.map(|(half, _)| hash(half)), sounds[0]]);
                    keys.add(kind, [halves.map(|(_, half)| hash(half)), sounds[1]]);
                }
                Role::Text | Role::Company => {
                    keys.add(kind, [Some(hash(text))]);
                    keys.add(kind, [Some(hash(text)), sounds[0]]);
                    keys.add(kind, [Some(hash(text)), sounds[1]]);
                }
                _ => {}
            }
        }
    }
    keys.0
}

#[derive(Default)]
struct Keys(Vec<u64>);

impl Keys {
    /// Adds a key of parts; none where a part is missing.
    fn add<const N: usize>(&mut self, kind: u64, parts: [Option<u64>; N]) {
        if parts.iter().all(Option::is_some) {
            self.0.push(hash(&(kind, parts)));
        }
    }
}

fn first_sound(value: &Value) -> u32 {
    if value.text.contains(' ') {
        sound(value.text.split(' ').next().unwrap_or_default())
    } else {
        value.sound
    }
}

fn prefix(text: &str, letters: usize) -> String {
    text.chars().filter(|letter| *letter != ' ').take(letters).collect()
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
