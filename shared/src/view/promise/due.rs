//! Days and hours as people write them.

use std::ops::Range;

use super::Word;
use crate::view::calendar::{Day, Today};

/// By when something is promised, in the time of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub day: Day,
    /// Minutes after midnight; `None` where any time of the day will do.
    pub minute: Option<u16>,
}

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const PREPOSITIONS: [&str; 6] = ["by", "on", "until", "till", "before", "for"];

/// The first day in a clause, with the words that say it, a preposition included.
pub fn find(words: &[Word], today: Today) -> Option<(Range<usize>, Due)> {
    (0..words.len()).find_map(|start| {
        let has_preposition = PREPOSITIONS.contains(&words[start].lower.as_str());
        let at = start + usize::from(has_preposition);
        let (day, used) = day(words.get(at..)?, has_preposition, today.day())?;
        let mut end = at + used;
        let minute = time(&words[end..]);
        if let Some((_, used)) = minute {
            end += used;
        }
        Some((start..end, Due { day, minute: minute.map(|(minute, _)| minute) }))
    })
}

/// A day that the words begin with, and how many of them say it.
fn day(words: &[Word], has_preposition: bool, today: Day) -> Option<(Day, usize)> {
    let lower = |index: usize| words.get(index).map(|word| word.lower.as_str());
    let first = lower(0)?;
    match first {
        "today" => return Some((today, 1)),
        "tomorrow" => return Some((today.plus(1), 1)),
        "in" => {
            let count = count(lower(1)?)?;
            let days = match lower(2)? {
                "day" | "days" => count,
                "week" | "weeks" => count * 7,
                _ => return None,
            };
            return Some((today.plus(days), 3));
        }
        "next" => {
            let weekday = weekday(lower(1)?, true)?;
            let monday = today.plus(7 - weekday_of(today));
            return Some((monday.plus(weekday), 2));
        }
        _ => {}
    }
    if let Some(day) = Day::parse(first) {
        return Some((day, 1));
    }
    // "Sat by the window" is no day: short ones need a capital and no verb's place, or a preposition.
    let is_meant = has_preposition || words[0].text.starts_with(char::is_uppercase);
    if let Some(weekday) = weekday(first, is_meant) {
        let next = today.plus((weekday - weekday_of(today) + 6).rem_euclid(7) + 1);
        if let Some((date, used)) = date(&words[1..], today) {
            return Some((date, used + 1));
        }
        let named = lower(1).and_then(|number| number.parse::<u8>().ok());
        let dated = named.and_then(|named| {
            let weeks = if named > 20 { 5 } else { 1 };
            (0..weeks).map(|week| next.plus(7 * week)).find(|day| day.date().2 == named)
        });
        return Some(dated.map_or((next, 1), |day| (day, 2)));
    }
    date(words, today)
}

/// "25 Nov", "Nov 25", "25th November": the next one.
fn date(words: &[Word], today: Day) -> Option<(Day, usize)> {
    let (first, second) = (&words.first()?.lower, &words.get(1)?.lower);
    let (day, month) = match (of_month(first), month(second)) {
        (Some(day), Some(month)) => (day, month),
        _ => (of_month(second)?, month(first)?),
    };
    let year = u16::try_from(today.date().0).ok()?;
    let days = [year, year + 1].into_iter().filter_map(|year| Day::new(year, month, day));
    days.into_iter().find(|day| *day >= today).map(|day| (day, 2))
}

/// A time of day that the words begin with: "9", "at 9:30", "9am", "14:00", "noon".
fn time(words: &[Word]) -> Option<(u16, usize)> {
    let has_at = matches!(words.first()?.lower.as_str(), "at" | "around");
    let at = usize::from(has_at);
    let mut word = words.get(at)?.lower.as_str();
    if word == "noon" {
        return Some((12 * 60, at + 1));
    }
    let mut used = at + 1;
    let mut half = None;
    for (suffix, shift) in [("am", 0), ("pm", 12)] {
        if let Some(number) = word.strip_suffix(suffix) {
            (word, half) = (number, Some(shift));
        } else if words.get(at + 1).is_some_and(|next| next.lower == suffix) && half.is_none() {
            (used, half) = (at + 2, Some(shift));
        }
    }
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "0"));
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(shift) if (1..=12).contains(&hour) => hour % 12 + shift,
        Some(_) => return None,
        // A shop that says 3 does not mean the night.
        None if (1..=6).contains(&hour) => hour + 12,
        None => hour,
    };
    (hour < 24 && minute < 60).then(|| (hour * 60 + minute, used))
}

/// Monday is 0.
fn weekday_of(day: Day) -> i32 {
    (day.0 + 3).rem_euclid(7)
}

fn weekday(word: &str, is_meant: bool) -> Option<i32> {
    let is_short =
        |full: &&str| is_meant && (3..=5).contains(&word.len()) && full.starts_with(word);
    let found = WEEKDAYS.iter().position(|full| *full == word || is_short(full))?;
    i32::try_from(found).ok()
}

fn month(word: &str) -> Option<u8> {
    let found = MONTHS.iter().position(|full| word.len() >= 3 && full.starts_with(word))?;
    u8::try_from(found + 1).ok()
}

fn of_month(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let day = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
    ["", "st", "nd", "rd", "th"].contains(&suffix).then_some(day)
}

fn count(word: &str) -> Option<i32> {
    match word {
        "a" | "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        _ => word.parse().ok().filter(|count| (1..=366).contains(count)),
    }
}
