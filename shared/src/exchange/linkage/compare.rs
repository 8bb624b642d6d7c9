//! Two rows, field by field.

use super::field::{Kind, Records, Value, letter_bit};
use super::level::{Level, Pattern};
use super::role::Role;
use super::similar::{jaro_winkler, slips};

/// How far two rows agree in each field.
pub fn compare(records: &Records, a: usize, b: usize) -> Pattern {
    let mut pattern = Pattern::NOTHING;
    for field in 0..records.fields.len() {
        pattern.set(field, field_level(records, field, a, b));
    }
    find_names_elsewhere(records, a, b, &mut pattern);
    find_places_elsewhere(records, a, b, &mut pattern);
    pattern
}

/// The highest level of any two values of a field.
fn field_level(records: &Records, field: usize, a: usize, b: usize) -> Option<Level> {
    let kind = records.fields[field].kind;
    let mut best = None;
    for one in records.ids(a, field) {
        for other in records.ids(b, field) {
            let level = if one == other {
                Level::Exact
            } else {
                level(kind, records.value(field, one), records.value(field, other))
            };
            best = best.max(Some(level));
        }
    }
    best
}

/// How far two values agree that are not the same text.
pub fn level(kind: Kind, one: &Value, other: &Value) -> Level {
    if one.text == other.text {
        return Level::Exact;
    }
    match kind {
        Kind::Given => given(one, other),
        Kind::Family | Kind::Text => text(one, other),
        Kind::Code if least_slips(one, other) > 2 && one.text.len().min(other.text.len()) < 5 => {
            Level::Different
        }
        Kind::Code => code(&one.text, &other.text),
        Kind::Date => date(&one.text, &other.text),
        Kind::Phone => phone(&one.text, &other.text),
        Kind::Email if least_slips(one, other) > 7 => Level::Different,
        Kind::Email => email(one, other),
    }
}

fn given(one: &Value, other: &Value) -> Level {
    if one.groups & other.groups != 0 {
        return Level::Close;
    }
    let level = text(one, other);
    let starts = one.text.starts_with(&*other.text) || other.text.starts_with(&*one.text);
    if starts { level.max(Level::Alike) } else { level }
}

/// Jaro and Winkler's similarity from which on texts are close, and alike.
const CLOSE: f64 = 0.93;
const ALIKE: f64 = 0.85;

fn text(one: &Value, other: &Value) -> Level {
    let is_near = least_slips(one, other) <= 12;
    let words = if is_near && (one.text.contains(' ') || other.text.contains(' ')) {
        words(&one.text, &other.text)
    } else {
        Level::Different
    };
    if words == Level::Close || most_alike(one, other) < ALIKE {
        return words;
    }
    let (one, other) = (&*one.text, &*other.text);
    let longest = one.len().max(other.len());
    let similarity = jaro_winkler(one, other);
    if similarity < 0.75 {
        return words;
    }
    let apart = slips(one, other);
    let allowed = if longest >= 9 { 2 } else { 1 };
    if longest >= 3 && apart <= allowed || similarity >= CLOSE {
        Level::Close
    } else if similarity >= ALIKE || apart * 4 <= longest {
        Level::Alike
    } else {
        words
    }
}

/// The fewest slips that can lie between two values: each changes at most two of the letters that
/// stand in it.
fn least_slips(one: &Value, other: &Value) -> u32 {
    (one.letters ^ other.letters).count_ones().div_ceil(2)
}

/// The most that Jaro and Winkler's similarity can be, by the letters of both.
fn most_alike(one: &Value, other: &Value) -> f64 {
    let shared = |value: &Value, letters: u64| {
        value.text.chars().filter(|letter| letter_bit(*letter) & letters != 0).count() as f64
    };
    let both = shared(one, other.letters).min(shared(other, one.letters));
    let length = |value: &Value| value.text.len().max(1) as f64;
    let jaro = (both / length(one) + both / length(other) + 1.0) / 3.0;
    // Text of other scripts has more bytes than letters.
    if one.text.is_ascii() && other.text.is_ascii() { jaro + 0.4 * (1.0 - jaro) } else { 1.0 }
}

/// Texts of the same words: in another order or without blanks they are close, and alike where one
/// has all words of the other.
fn words(one: &str, other: &str) -> Level {
    let letters = |text: &str| text.bytes().filter(|byte| *byte != b' ').count();
    if letters(one) == letters(other) {
        let solid = |text: &str| text.replace(' ', "");
        if solid(one) == solid(other) {
            return Level::Close;
        }
        let sorted = |text: &'_ str| {
            let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            words.sort_unstable();
            words
        };
        if sorted(one) == sorted(other) {
            return Level::Close;
        }
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut words = short.split(' ').filter(|word| word.len() > 2).peekable();
    let has = |word: &str| long.split(' ').any(|other| other == word);
    if words.peek().is_some() && words.all(has) { Level::Alike } else { Level::Different }
}

fn code(one: &str, other: &str) -> Level {
    let shortest = one.len().min(other.len());
    if one.len().abs_diff(other.len()) > 2 {
        return Level::Different;
    }
    let apart = slips(one, other);
    // The front half of a postcode is a town.
    let half =
        shortest >= 5 && one.as_bytes()[..shortest / 2 + 1] == other.as_bytes()[..shortest / 2 + 1];
    match apart {
        0 => Level::Exact,
        1 if shortest >= 3 => Level::Close,
        1 => Level::Alike,
        2 if shortest >= 5 => Level::Alike,
        _ if half => Level::Alike,
        _ => Level::Different,
    }
}

fn date(one: &str, other: &str) -> Level {
    let parts = |text: &'_ str| -> Option<[String; 3]> {
        let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_date.then(|| [text[..4].to_owned(), text[4..6].to_owned(), text[6..].to_owned()])
    };
    let apart = slips(one, other);
    let (Some(one), Some(other)) = (parts(one), parts(other)) else {
        return match apart {
            0 | 1 => Level::Close,
            2 => Level::Alike,
            _ => Level::Different,
        };
    };
    let same = |part: usize| one[part] == other[part];
    let is_without_year = one[0] == "0000" || other[0] == "0000";
    let is_year_only = |date: &[String; 3]| date[1] == "01" && date[2] == "01";
    let is_swapped = same(0) && one[1] == other[2] && one[2] == other[1];
    let two_parts = same(1) && (same(0) || same(2)) || same(0) && same(2);
    if apart <= 1 || is_swapped || is_without_year && same(1) && same(2) {
        Level::Close
    } else if two_parts || apart == 2 || same(0) && (is_year_only(&one) || is_year_only(&other)) {
        Level::Alike
    } else {
        Level::Different
    }
}

fn phone(one: &str, other: &str) -> Level {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    // One of them without country or area code.
    if short.len() >= 7 && long.ends_with(short) {
        return Level::Exact;
    }
    let tail = long.len().saturating_sub(short.len());
    match slips(short, &long[tail..]) {
        1 if short.len() >= 6 => Level::Close,
        2 if short.len() >= 7 => Level::Alike,
        _ => Level::Different,
    }
}

/// Emails are close with up to two slips, and alike with one name at two places. People of one name have
/// similar emails ("joshua5@…", "joshua701@…"), so being similar counts for little.
fn email(one: &Value, other: &Value) -> Level {
    if most_alike(one, other) < 0.85 {
        return Level::Different;
    }
    let longest = one.text.len().max(other.text.len());
    if one.text.len().abs_diff(other.text.len()) > longest / 5 + 3 {
        return same_name_elsewhere(&one.text, &other.text);
    }
    let apart = slips(&one.text, &other.text);
    if apart <= 2 && longest >= 8 {
        return Level::Close;
    }
    let (Some((name, domain)), Some((other_name, other_domain))) =
        (one.text.split_once('@'), other.text.split_once('@'))
    else {
        return if apart * 5 <= longest { Level::Alike } else { Level::Different };
    };
    if name == other_name && name.len() >= 5 {
        return Level::Alike;
    }
    let (names, domains) = (slips(name, other_name), slips(domain, other_domain));
    let is_alike = apart * 5 <= longest && names <= 3 && domains <= 3;
    if is_alike { Level::Alike } else { Level::Different }
}

/// One name at two places, whatever the places are called.
fn same_name_elsewhere(one: &str, other: &str) -> Level {
    let name = |text: &'_ str| text.split('@').next().unwrap_or_default().to_owned();
    let (one, other) = (name(one), name(other));
    if one == other && one.len() >= 5 { Level::Alike } else { Level::Different }
}

/// Given and family name swapped, or one of them in the other's column.
fn find_names_elsewhere(records: &Records, a: usize, b: usize, pattern: &mut Pattern) {
    let (Some(given), Some(family)) = (records.given, records.family) else { return };
    let straight = [pattern.level(given), pattern.level(family)];
    if straight.iter().any(|level| *level >= Some(Level::Close)) {
        return;
    }
    let value = |row: usize, field: usize| records.get(row, field);
    let crossed = |one: Option<&Value>, other: Option<&Value>| -> Option<Level> {
        Some(level(Kind::Family, one?, other?))
    };
    let there = crossed(value(a, given), value(b, family));
    let back = crossed(value(a, family), value(b, given));
    let is_found = |level: Option<Level>| level >= Some(Level::Close);
    match (there, back) {
        (Some(_), Some(_)) if is_found(there) && is_found(back) => {
            pattern.set(given, Some(Level::Elsewhere));
            pattern.set(family, None);
        }
        (Some(Level::Exact), None) => pattern.set(family, Some(Level::Elsewhere)),
        (None, Some(Level::Exact)) => pattern.set(family, Some(Level::Elsewhere)),
        _ => {}
    }
}

/// A part of an address in another part's column.
fn find_places_elsewhere(records: &Records, a: usize, b: usize, pattern: &mut Pattern) {
    let is_line = |field: &usize| {
        let role = records.fields[*field].role;
        matches!(role, Role::Street | Role::Street2 | Role::Suburb | Role::City)
    };
    let lines = || (0..records.fields.len()).filter(is_line);
    for field in lines() {
        if pattern.level(field) != Some(Level::Different) {
            continue;
        }
        let (Some(one), Some(other)) = (records.get(a, field), records.get(b, field)) else {
            continue;
        };
        let stands_in = |value: &Value, row: usize| {
            lines().filter(|line| *line != field).any(|line| {
                records
                    .get(row, line)
                    .is_some_and(|there| there.letters == value.letters && there.text == value.text)
            })
        };
        if stands_in(one, b) || stands_in(other, a) {
            pattern.set(field, Some(Level::Elsewhere));
        }
    }
}
