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
    /// `19720518`, `18.5.1972`, `18/05/1972`, also with a time behind. `None` where day and month
    /// could be swapped (`04/05/1972`): a guess would be wrong half the time. Points are
    /// never ambiguous: whoever writes them puts the day first.
    pub fn parse_loose(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(birthday) = Self::parse(text) {
            return Some(birthday);
        }
        let date = text.split(['T', ' ']).next().filter(|date| date.len() > 5).unwrap_or(text);
        if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from_numbers(&date[..4], &date[4..6], &date[6..]);
        }
        let separator = ['.', '/', '-'].into_iter().find(|separator| date.contains(*separator))?;
        let parts: Vec<&str> = date.split(separator).map(str::trim).collect();
        let [first, second, third] = parts[..] else { return None };
        if first.len() == 4 {
            return Self::from_numbers(first, second, third);
        }
        if third.len() != 4 {
            return None;
        }
        let day_first = Self::from_numbers(third, second, first);
        let month_first = Self::from_numbers(third, first, second);
        match (day_first, month_first) {
            (Some(day_first), Some(month_first)) if separator != '.' => {
                (day_first == month_first).then_some(day_first)
            }
            (Some(birthday), _) => Some(birthday),
            (None, month_first) => month_first.filter(|_| separator != '.'),
        }
    }

    fn from_numbers(year: &str, month: &str, day: &str) -> Option<Self> {
        let [year, month, day] = [digits(year)?, digits(month)?, digits(day)?];
        Self::new(Some(year), month.try_into().ok()?, day.try_into().ok()?)
    }
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
        check("18 May 72", None);
        check("99/99/1972", None);
    }
}
