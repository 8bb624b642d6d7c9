//! What happens to a person's cells between one row and the next.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::person::{Person, World};
use super::words::{HEARD_AS, KEYS, SEEN_AS, SHORT};

/// Makes one to `most` slips, at most two in one cell.
pub fn spoil(person: &mut Person, world: &World, most: usize, random: &mut ChaCha8Rng) {
    let slips = random.random_range(1..=most.max(1));
    let mut in_cell = [0u8; 13];
    for _ in 0..slips {
        match random.random_range(0..100) {
            0..=2 => std::mem::swap(&mut person.given, &mut person.family),
            3..=4 => std::mem::swap(&mut person.street, &mut person.line2),
            5..=6 => world.house(person, random),
            7 => person.family = world.family(random),
            8..=9 => World::mail(person, random),
            10..=12 => swap_day_and_month(&mut person.birth),
            13..=15 => shorten(&mut person.given),
            16 => person.given = world.given(random),
            place => {
                let cell = place % 13;
                if in_cell[cell] < 2 {
                    in_cell[cell] += 1;
                    slip(person.fields()[cell], random);
                }
            }
        }
    }
}

/// Leaves out cells at random; never both names.
pub fn lose(person: &mut Person, share: f64, random: &mut ChaCha8Rng) {
    for cell in person.fields() {
        if random.random_bool(share) {
            cell.clear();
        }
    }
}

fn swap_day_and_month(birth: &mut String) {
    if birth.len() == 8 && birth.is_ascii() {
        *birth = format!("{}{}{}", &birth[..4], &birth[6..], &birth[4..6]);
    }
}

fn shorten(given: &mut String) {
    if let Some((_, short)) = SHORT.iter().find(|(long, _)| long == given) {
        *given = (*short).to_owned();
    }
}

/// One slip of the pen in a cell.
fn slip(cell: &mut String, random: &mut ChaCha8Rng) {
    if cell.is_empty() {
        return;
    }
    let letters: Vec<char> = cell.chars().collect();
    let at = random.random_range(0..letters.len());
    let mut spoilt = letters.clone();
    match random.random_range(0..20) {
        0..=3 => spoilt[at] = neighbour(letters[at], random),
        4..=6 => {
            spoilt.remove(at);
        }
        7..=9 => spoilt.insert(at, neighbour(letters[at], random)),
        10..=12 if at + 1 < letters.len() => spoilt.swap(at, at + 1),
        13 if letters.len() > 4 && at > 0 => spoilt.insert(at, ' '),
        14 => spoilt.retain(|letter| *letter != ' '),
        15 => return replace(cell, &SEEN_AS, random),
        16..=17 => return replace(cell, &HEARD_AS, random),
        18 => spoilt.clear(),
        _ => spoilt[at] = letters[random.random_range(0..letters.len())],
    }
    *cell = spoilt.into_iter().collect();
}

fn neighbour(letter: char, random: &mut ChaCha8Rng) -> char {
    if letter.is_ascii_digit() {
        return char::from(b'0' + random.random_range(0..10u8));
    }
    let row = KEYS.iter().find_map(|row| Some((row, row.find(letter)?)));
    let Some((row, at)) = row else { return letter };
    let at = if random.random_bool(0.5) { at + 1 } else { at.saturating_sub(1) };
    row.chars().nth(at.min(row.len() - 1)).unwrap_or(letter)
}

fn replace(cell: &mut String, table: &[(&str, &str)], random: &mut ChaCha8Rng) {
    let fitting: Vec<_> = table.iter().filter(|(from, _)| cell.contains(from)).collect();
    if let Some((from, to)) = fitting.choose(random) {
        *cell = cell.replacen(from, to, 1);
    }
}
