//! Instants as files write them.

use crate::time::Timestamp;
use crate::view::Today;

/// A day and a time of it, in UTC, in the digits that files of every kind are made of.
struct Digits {
    year: i32,
    month: u8,
    day: u8,
    hours: i64,
    minutes: i64,
    seconds: i64,
    milliseconds: i64,
}

impl Digits {
    fn of(at: Timestamp) -> Self {
        let (year, month, day) = Today::new(at, 0).day().date();
        let of_day = at.0.rem_euclid(24 * 60 * 60 * 1000);
        let (hours, minutes) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (seconds, milliseconds) = (of_day / 1000 % 60, of_day % 1000);
        Self { year, month, day, hours, minutes, seconds, milliseconds }
    }
}

/// As JSON and RFC 3339 have it: `2026-11-22T19:48:26.125Z`.
pub fn iso(at: Timestamp) -> String {
    let Digits { year, month, day, hours, minutes, seconds, milliseconds } = Digits::of(at);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}Z")
}

/// As iCalendar and vCard have it: `20261122T194826Z`.
pub fn basic(at: Timestamp) -> String {
    let Digits { year, month, day, hours, minutes, seconds, .. } = Digits::of(at);
    format!("{year:04}{month:02}{day:02}T{hours:02}{minutes:02}{seconds:02}Z")
}

/// Reads what [`iso`] wrote: tests read files back.
#[cfg(test)]
pub fn read_iso(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let day = crate::view::Day::parse(date)?;
    let (clock, milliseconds) = time.split_once('.')?;
    let number = |text: &str, digits: usize| -> Option<i64> {
        (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let mut parts = clock.split(':').map(|part| number(part, 2));
    let mut part = || parts.next()?;
    let (hours, minutes, seconds) = (part()?, part()?, part()?);
    let of_day = ((hours * 60 + minutes) * 60 + seconds) * 1000 + number(milliseconds, 3)?;
    Some(Timestamp(i64::from(day.0) * 24 * 60 * 60 * 1000 + of_day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_back_to_the_millisecond() {
        let at = Timestamp(1_780_000_000_125);
        assert_eq!(iso(at), "2026-05-28T20:26:40.125Z");
        assert_eq!(basic(at), "20260528T202640Z");
        for at in [at, Timestamp(0), Timestamp(-1), Timestamp(4_102_444_799_999)] {
            assert_eq!(read_iso(&iso(at)), Some(at), "{at:?}");
        }
        for text in ["", "2026-05-28", "2026-05-28T20:26:40Z", "2026-13-28T20:26:40.125Z"] {
            assert_eq!(read_iso(text), None, "{text}");
        }
    }
}
