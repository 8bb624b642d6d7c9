//! Calendar days in a place's time, and occasions that come round every year.

use std::fmt;

use crate::model::Birthday;
use crate::time::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60 * 1000;

/// A calendar day, as days since 1 January 1970.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    minicbor::Encode,
    minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Day(#[n(0)] pub i32);

impl Day {
    /// A day that the calendar has; the year is 1 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        Birthday::new(Some(year), month, day).map(|_| Self::of_date(year.into(), month, day))
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let date = Birthday::parse(text)?;
        Self::new(date.year?, date.month, date.day)
    }

    /// Year, month from 1 and day from 1, in the Gregorian calendar: `civil_from_days` of Howard
    /// Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    pub fn date(self) -> (i32, u8, u8) {
        // Years begin in March here: the leap day is a year's last.
        let days = i64::from(self.0) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        (year as i32, month as u8, day as u8)
    }

    /// As files write it: `2026-11-08`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The day, so many days later; earlier where negative.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// `days_from_civil` of the same source as [`Self::date`].
    fn of_date(year: i32, month: u8, day: u8) -> Self {
        let (month, day) = (i32::from(month), i32::from(day));
        let year = year - i32::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// In words: "8 Nov 2026".
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{day} {} {year}", MONTHS[usize::from(month) - 1])
    }
}

/// The present, in a place's time: what "today" means to who asks. The place's distance from UTC
/// is taken for the same on all days, so that beside a change of the clock an hour of a day may
/// count for its neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    now: Timestamp,
    offset: i64,
}

impl Today {
    /// The day that `now` is in, where the clock is `offset_minutes` ahead of UTC: 60 in Berlin in
    /// winter, −300 in New York.
    pub fn new(now: Timestamp, offset_minutes: i32) -> Self {
        Self { now, offset: i64::from(offset_minutes) * MINUTE_MS }
    }

    /// Whether days begin at the same time as in `other`.
    pub fn is_where(self, other: Self) -> bool {
        self.offset == other.offset
    }

    /// The present day.
    pub fn day(self) -> Day {
        self.day_of(self.now)
    }

    /// The day that an instant is in.
    pub fn day_of(self, instant: Timestamp) -> Day {
        let days = instant.0.saturating_add(self.offset).div_euclid(DAY_MS);
        Day(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// When a day begins.
    pub fn start_of(self, day: Day) -> Timestamp {
        Timestamp(i64::from(day.0) * DAY_MS - self.offset)
    }

    /// When the present day is over.
    pub fn midnight(self) -> Timestamp {
        self.start_of(self.day().plus(1))
    }

    /// In how many days a yearly occasion comes round next: 0 for today, at most 366.
    pub fn days_until(self, occasion: Birthday) -> u16 {
        let today = self.day();
        let (year, ..) = today.date();
        let next = [year, year + 1].map(|year| yearly(year, occasion).0 - today.0);
        let days = next.into_iter().find(|days| *days >= 0).unwrap_or_default();
        u16::try_from(days).unwrap_or(u16::MAX)
    }
}

/// The day of an occasion in a year. What is on 29 February is on the 28th in years without one:
/// still in its month, and not a day late.
fn yearly(year: i32, occasion: Birthday) -> Day {
    let on = Day::of_date(year, occasion.month, occasion.day);
    if on.date().1 == occasion.month { on } else { on.plus(-1) }
}

/// Days of the year, as a bit for each of 12 × 31: a yearly occasion is looked up, not computed.
#[derive(Debug, Clone, Copy)]
pub struct Days([u32; 12]);

impl Days {
    /// Occasions that come round from today to so many days ahead.
    pub fn within(days: u16, today: Today) -> Self {
        let mut set = [0; 12];
        for month in 1..=12 {
            for day in 1..=31 {
                let on = Birthday::new(None, month, day);
                if on.is_some_and(|on| today.days_until(on) <= days) {
                    set[usize::from(month) - 1] |= 1 << day;
                }
            }
        }
        Self(set)
    }

    /// Whether an occasion is among them.
    pub fn hold(&self, occasion: Birthday) -> bool {
        self.0[usize::from(occasion.month) - 1] >> occasion.day & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(day: Day) -> Today {
        Today::new(Timestamp(i64::from(day.0) * DAY_MS + DAY_MS / 2), 0)
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let mut day = Day::parse("1899-12-31").expect("a day");
        for year in 1900..2300u16 {
            for month in 1..=12 {
                for of_month in 1..=31 {
                    let Some(next) = Day::new(year, month, of_month) else { continue };
                    assert_eq!(next, day.plus(1));
                    assert_eq!(next.date(), (year.into(), month, of_month));
                    day = next;
                }
            }
        }
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("--02-29"), None);
        assert_eq!(Day::parse("2026-11-08").expect("a day").to_string(), "8 Nov 2026");
    }

    #[test]
    fn a_day_begins_at_midnight_where_somebody_is() {
        // 2026-05-28 22:30 UTC.
        let instant = Timestamp(1_780_007_400_000);
        let check = |offset, expected: &str| {
            let today = Today::new(instant, offset);
            assert_eq!(Some(today.day()), Day::parse(expected), "{offset}");
            assert_eq!(today.day_of(today.start_of(today.day())), today.day());
            assert_eq!(today.day_of(Timestamp(today.midnight().0 - 1)), today.day());
            assert_eq!(today.day_of(today.midnight()), today.day().plus(1));
        };
        check(0, "2026-05-28");
        check(89, "2026-05-28");
        check(90, "2026-05-29");
        check(14 * 60, "2026-05-29");
        check(-12 * 60, "2026-05-28");
        check(-23 * 60, "2026-05-27");
    }

    #[test]
    fn an_occasion_comes_round_every_year_also_on_29_february() {
        let check = |today: &str, occasion: &str, expected| {
            let today = noon(Day::parse(today).expect("a day"));
            let occasion = Birthday::parse(occasion).expect("a date");
            assert_eq!(today.days_until(occasion), expected, "{occasion}");
        };
        check("2026-05-18", "1972-05-18", 0);
        check("2026-05-18", "--05-17", 364);
        check("2026-12-25", "1990-01-03", 9);
        check("2026-12-31", "--01-01", 1);
        check("2026-02-27", "2000-02-29", 1);
        check("2026-02-28", "--02-29", 0);
        check("2026-03-01", "--02-29", 364);
        check("2028-02-28", "--02-29", 1);
        check("2028-02-29", "--02-29", 0);
        check("2027-02-28", "--02-29", 0);
        check("2027-03-01", "--02-29", 365);
    }
}
