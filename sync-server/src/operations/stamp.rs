//! A moment, as it stands in the name of a file.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment to the second, in UTC: `20261122T161300Z`. Later ones sort later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Seconds since 1970.
    pub seconds: u64,
}

impl Stamp {
    /// By this machine's clock.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { seconds: since.as_secs() }
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u64> =
            text.bytes().map(|byte| u64::from(byte.wrapping_sub(b'0'))).collect();
        if digits.len() != 16 || text.as_bytes()[8] != b'T' || text.as_bytes()[15] != b'Z' {
            return None;
        }
        let number = |from: usize, to: usize| {
            digits[from..to]
                .iter()
                .try_fold(0u64, |sum, digit| (*digit < 10).then_some(sum * 10 + digit))
        };
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        let time = number(9, 11)? * 3600 + number(11, 13)? * 60 + number(13, 15)?;
        let stamp = Self { seconds: days_until(year, month, day)? * 86_400 + time };
        // Not the 31st of February.
        (stamp.to_string() == text).then_some(stamp)
    }
}

/// Days from 1970 to a date, by Howard Hinnant's `days_from_civil`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn days_until(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, time) = (self.seconds / 86_400 + 719_468, self.seconds % 86_400);
        // `civil_from_days` of the same source.
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        write!(f, "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_people_read_them_and_read_again() {
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (1_795_363_980, "20261122T161300Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            assert_eq!(Stamp { seconds }.to_string(), text);
            assert_eq!(Stamp::parse(text), Some(Stamp { seconds }));
        }
        for day in 0..60_000 {
            let stamp = Stamp { seconds: day * 86_400 + 3_661 };
            assert_eq!(Stamp::parse(&stamp.to_string()), Some(stamp));
        }
        for wrong in
            ["", "20260231T000000Z", "20261322T000000Z", "2026-11-22T16:13Z", "x0261122T161300Z"]
        {
            assert_eq!(Stamp::parse(wrong), None, "{wrong}");
        }
    }
}
