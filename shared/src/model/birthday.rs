//! A date of birth, which people often tell without the year.

use std::fmt;

/// A day, and the year where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birthday {
    /// The year, 1 to 9999.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Birthday {
    /// A day that the calendar has.
    pub fn new(year: Option<u16>, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_none_or(|year| {
            year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
        });
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        let year_fits = year.is_none_or(|year| (1..=9999).contains(&year));
        (year_fits && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD` and `--MM-DD`, as a record holds them.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = match text.strip_prefix("--") {
            Some(rest) => (None, rest),
            None => {
                let (year, rest) = text.split_once('-')?;
                if year.len() != 4 {
                    return None;
                }
                (Some(digits(year)?), rest)
            }
        };
        let (month, day) = rest.split_once('-')?;
        if month.len() != 2 || day.len() != 2 {
            return None;
        }
        Self::new(year, digits(month)?.try_into().ok()?, digits(day)?.try_into().ok()?)
    }

    /// Reads a date as people and files write it: besides the record's own form `1972/5/18`,
    /// `19720518`, `18.5.1972`, `18/05/1972`, `18 May 1972`, also with a time behind. `None` where
    /// day and month could be swapped (`04/05/1972`): a guess would be wrong half the time. Points
    /// are never ambiguous: whoever writes them puts the day first.
    pub fn parse_loose(text: &str) -> Option<Self> {
        Self::parse_in(text, None)
    }

    /// Reads a date as [`Birthday::parse_loose`] does, and where it could be two days takes the one
    /// of an order that is known from elsewhere. Then years of two digits are read too: 30 and more
    /// as of the 1900s.
    pub fn parse_in(text: &str, order: Option<DateOrder>) -> Option<Self> {
        let text = text.trim();
        if let Some(birthday) = Self::parse(text) {
            return Some(birthday);
        }
        if let Some(rest) = text.strip_prefix("--") {
            let (month, day) = rest.split_at_checked(2)?;
            return Self::new(None, digits(month)?.try_into().ok()?, digits(day)?.try_into().ok()?);
        }
        let date = without_time(text);
        if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from_numbers(&date[..4], &date[4..6], &date[6..])
                .or_else(|| Self::from_numbers(&date[4..], &date[2..4], &date[..2]));
        }
        let parts: Vec<&str> =
            date.split(['.', '/', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
        let year = |text: &str| match text.len() {
            4 => digits(text),
            2 if order.is_some() => digits(text).map(|y| if y < 30 { 2000 + y } else { 1900 + y }),
            _ => None,
        };
        let [first, second, third] = parts[..] else {
            let [first, second] = parts[..] else { return None };
            return Self::without_year(first, second, order);
        };
        if let Some((month, day, last)) = [(second, first, third), (first, second, third)]
            .into_iter()
            .find_map(|(month, day, last)| Some((month_named(month)?, day, last)))
        {
            let day = day.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
            let (day, last) = if day.len() == 4 { (last, day) } else { (day, last) };
            return Self::new(Some(year(last)?), month, digits(day)?.try_into().ok()?);
        }
        if first.len() == 4 || order == Some(DateOrder::YearFirst) && third.len() < 4 {
            let year = year(first)?.to_string();
            return Self::from_numbers(&year, second, third);
        }
        let third = year(third)?.to_string();
        let day_first = Self::from_numbers(&third, second, first);
        let month_first = Self::from_numbers(&third, first, second);
        if date.contains('.') {
            return day_first;
        }
        one_of(day_first, month_first, order)
    }

    /// `12/31`, `31.12.`, `31 December`.
    fn without_year(first: &str, second: &str, order: Option<DateOrder>) -> Option<Self> {
        let day = |month: u8, day: &str| Self::new(None, month, digits(day)?.try_into().ok()?);
        if let Some(month) = month_named(first) {
            return day(month, second);
        }
        if let Some(month) = month_named(second) {
            return day(month, first);
        }
        if first.len() > 2 || second.len() > 2 {
            return None;
        }
        let numbers = |month: &str, date: &str| day(digits(month)?.try_into().ok()?, date);
        one_of(numbers(second, first), numbers(first, second), order)
    }

    fn from_numbers(year: &str, month: &str, day: &str) -> Option<Self> {
        let [year, month, day] = [digits(year)?, digits(month)?, digits(day)?];
        Self::new(Some(year), month.try_into().ok()?, day.try_into().ok()?)
    }
}

/// Which part of a date stands first where all are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 18/05/1972.
    DayFirst,
    /// 05/18/1972.
    MonthFirst,
    /// 72/05/18.
    YearFirst,
}

impl DateOrder {
    /// The order of dates that are written alike: the one that most of them can only have; `None`
    /// where all could be read both ways.
    pub fn of<'a>(dates: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut day_first, mut month_first, mut year_first) = (0, 0, 0);
        for date in dates {
            let date = without_time(date.trim());
            let parts: Vec<&str> = date.split(['/', '-', '.', ' ']).take(3).collect();
            let numbers: Vec<u16> = parts.iter().filter_map(|part| digits(part)).collect();
            if parts.first().is_none_or(|part| part.len() > 2) {
                continue;
            }
            match numbers[..] {
                [year, _, _] if year > 31 => year_first += 1,
                [13..=31, 1..=12, ..] => day_first += 1,
                [1..=12, 13..=31, ..] => month_first += 1,
                _ => {}
            }
        }
        if year_first > day_first + month_first {
            Some(Self::YearFirst)
        } else if day_first == month_first {
            None
        } else if month_first > day_first {
            Some(Self::MonthFirst)
        } else {
            Some(Self::DayFirst)
        }
    }
}

/// Of a date read with the day first and with the month first the one that is meant.
fn one_of(
    day_first: Option<Birthday>,
    month_first: Option<Birthday>,
    order: Option<DateOrder>,
) -> Option<Birthday> {
    match (day_first, month_first, order) {
        (Some(one), Some(other), None) => (one == other).then_some(one),
        (Some(_), Some(other), Some(DateOrder::MonthFirst)) => Some(other),
        (one, other, _) => one.or(other),
    }
}

/// A date without the time that stands behind it.
fn without_time(text: &str) -> &str {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let is_time = |rest: &str| rest.contains(':') || rest.len() > 4 && !rest.contains(' ');
    match text.find(['T', ' ']) {
        Some(at) if at >= 6 && is_time(&text[at + 1..]) => &text[..at],
        _ => text,
    }
}

/// The month of a name in English, German, French, Spanish or Dutch, by its beginning.
fn month_named(text: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "jan ene",
        "feb fev fév",
        "mar mär maa mrz",
        "apr avr abr",
        "may mai mei",
        "jun juin",
        "jul juil",
        "aug ago aoû aou",
        "sep",
        "oct okt",
        "nov",
        "dec dez déc dic",
    ];
    if !text.starts_with(char::is_alphabetic) {
        return None;
    }
    let name = text.to_lowercase();
    let month =
        MONTHS.iter().position(|names| names.split(' ').any(|start| name.starts_with(start)))?;
    u8::try_from(month).ok().map(|month| month + 1)
}

fn digits(text: &str) -> Option<u16> {
    // `parse` alone would take a sign.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// As a record holds it.
impl fmt::Display for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}-{:02}-{:02}", self.month, self.day),
            None => write!(f, "--{:02}-{:02}", self.month, self.day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_read_back_with_and_without_a_year() {
        for text in ["1972-05-18", "--02-29", "2000-02-29"] {
            assert_eq!(Birthday::parse(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        for text in ["1900-02-29", "1972-13-01", "1972-5-18", "--02-30", "", "é", "+972-05-18"] {
            assert_eq!(Birthday::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_whose_day_and_month_could_be_swapped_is_not_guessed() {
        let check = |text, expected: Option<&str>| {
            let read = Birthday::parse_loose(text).map(|day| day.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("18/05/1972", Some("1972-05-18"));
        check("05/18/1972", Some("1972-05-18"));
        check("04/05/1972", None);
        check("05/05/1972", Some("1972-05-05"));
        check("4.5.1972", Some("1972-05-04"));
        check("19720518", Some("1972-05-18"));
        check("1972/5/18", Some("1972-05-18"));
        check("1972-05-18T00:00:00Z", Some("1972-05-18"));
        check("--05-18", Some("--05-18"));
        check("--0518", Some("--05-18"));
        check("18 May 1972", Some("1972-05-18"));
        check("May 18, 1972", Some("1972-05-18"));
        check("18th May 1972", Some("1972-05-18"));
        check("18-mai-1972", Some("1972-05-18"));
        check("18051972", Some("1972-05-18"));
        check("18.5.", Some("--05-18"));
        check("05/18", Some("--05-18"));
        check("04/05", None);
        check("18 May 72", None);
        check("99/99/1972", None);
    }

    #[test]
    fn an_order_that_is_known_settles_what_could_be_two_days() {
        let order = DateOrder::of(["04/05/1972", "05/18/1972"].into_iter());
        assert_eq!(order, Some(DateOrder::MonthFirst));
        assert_eq!(DateOrder::of(["04/05/1972"].into_iter()), None);
        let check = |text, order, expected: &str| {
            let read = Birthday::parse_in(text, Some(order)).map(|day| day.to_string());
            assert_eq!(read.as_deref(), Some(expected), "{text}");
        };
        check("04/05/1972", DateOrder::MonthFirst, "1972-04-05");
        check("04/05/1972", DateOrder::DayFirst, "1972-05-04");
        check("18/05/1972", DateOrder::MonthFirst, "1972-05-18");
        check("4/5/72", DateOrder::MonthFirst, "1972-04-05");
        check("72-05-18", DateOrder::YearFirst, "1972-05-18");
        check("04/12", DateOrder::MonthFirst, "--04-12");
    }
}
