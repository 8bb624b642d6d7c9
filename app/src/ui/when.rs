//! Instants in words, by this device's clock and time zone.

use js_sys::Date;
use wasm_bindgen::JsValue;

const DAY_MS: f64 = 86_400_000.0;
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_IN_FULL: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn date(milliseconds: i64) -> Date {
    Date::new(&JsValue::from_f64(milliseconds as f64))
}

/// Whole days between the calendar days of two instants; negative when `then` is later.
fn days_apart(then: &Date, now: &Date) -> i64 {
    let midnight = |date: &Date| {
        Date::new_with_year_month_day(
            date.get_full_year(),
            date.get_month() as i32,
            date.get_date() as i32,
        )
        .get_time()
    };
    // Rounded: a day with a clock change has 23 or 25 hours.
    ((midnight(now) - midnight(then)) / DAY_MS).round() as i64
}

fn day_and_month(date: &Date) -> String {
    format!("{} {}", date.get_date(), MONTHS[date.get_month() as usize % 12])
}

fn in_words(date: &Date, now: &Date) -> String {
    match days_apart(date, now) {
        0 => "Today".into(),
        1 => "Yesterday".into(),
        2..=6 => {
            format!("{} {}", WEEKDAYS[date.get_day() as usize % 7], day_and_month(date))
        }
        _ if date.get_full_year() == now.get_full_year() => day_and_month(date),
        _ => format!("{} {}", day_and_month(date), date.get_full_year()),
    }
}

/// The time of day: “8:31”.
pub fn time(milliseconds: i64) -> String {
    let date = date(milliseconds);
    format!("{}:{:02}", date.get_hours(), date.get_minutes())
}

/// The day, and today the time too: “Today 10:42”, “Yesterday”, “Thu 20 Nov”, “8 Nov”, “8 Nov 2024”.
pub fn day(milliseconds: i64) -> String {
    let (date, now) = (date(milliseconds), Date::new_0());
    match days_apart(&date, &now) {
        0 => format!("Today {}", time(milliseconds)),
        _ => in_words(&date, &now),
    }
}

/// As short as it can be said, for a phone's row: “10:42”, “Thu”, “8 Nov”, “Nov 2024”.
pub fn short(milliseconds: i64) -> String {
    let (date, now) = (date(milliseconds), Date::new_0());
    match days_apart(&date, &now) {
        0 => time(milliseconds),
        1..=6 => WEEKDAYS[date.get_day() as usize % 7].into(),
        _ if date.get_full_year() == now.get_full_year() => day_and_month(&date),
        _ => format!("{} {}", MONTHS[date.get_month() as usize % 12], date.get_full_year()),
    }
}

/// Day and time: “Today 8:31”, “Thu 20 Nov 16:24”.
pub fn moment(milliseconds: i64) -> String {
    let (date, now) = (date(milliseconds), Date::new_0());
    format!("{} {}", in_words(&date, &now), time(milliseconds))
}

/// [`moment`] in the middle of a sentence: “today 8:31”.
pub fn within(milliseconds: i64) -> String {
    lowered(moment(milliseconds))
}

fn lowered(words: String) -> String {
    match words.strip_prefix("Today").or_else(|| words.strip_prefix("Yesterday")) {
        Some(_) => words[..1].to_lowercase() + &words[1..],
        None => words,
    }
}

/// [`day`] in the middle of a sentence: “today 10:42”, “Thu 20 Nov”.
pub fn day_within(milliseconds: i64) -> String {
    lowered(day(milliseconds))
}

/// The last minute of a day: what is due then is due on that day, at any time.
const END_OF_DAY: u16 = 23 * 60 + 59;

/// When something is due on a day, at a minute after midnight or at any time.
pub fn due_at(year: i32, month: u8, day: u8, minute: Option<u16>) -> i64 {
    let minute = minute.unwrap_or(END_OF_DAY);
    let date = Date::new_with_year_month_day_hr_min(
        year.unsigned_abs(),
        i32::from(month) - 1,
        day.into(),
        (minute / 60).into(),
        (minute % 60).into(),
    );
    date.get_time() as i64
}

/// A day as the browser's own fields hold it: “2026-11-28”.
pub fn iso_day(milliseconds: i64) -> String {
    let date = date(milliseconds);
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// Year, month and day of what [`iso_day`] gives; `None` for anything else.
pub fn read_iso_day(text: &str) -> Option<(i32, u8, u8)> {
    let mut parts = text.trim().splitn(3, '-');
    let year = parts.next()?.parse().ok().filter(|year| (1..10_000).contains(year))?;
    let month = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some((year, month, day))
}

/// When something was that happened on a day: at this time of day today, else at noon. Nothing said
/// is today.
pub fn of_iso_day(text: &str, now: i64) -> Option<i64> {
    if text.trim().is_empty() || text.trim() == iso_day(now) {
        return Some(now);
    }
    let (year, month, day) = read_iso_day(text)?;
    Some(due_at(year, month, day, Some(12 * 60)))
}

/// By when something is due, in the middle of a sentence: “today”, “tomorrow 9:00”, “Sat 29 Nov”.
pub fn due(milliseconds: i64) -> String {
    let (date, now) = (date(milliseconds), Date::new_0());
    let day = match days_apart(&date, &now) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        -1 => "tomorrow".to_owned(),
        -300..300 => {
            format!("{} {}", WEEKDAYS[date.get_day() as usize % 7], day_and_month(&date))
        }
        _ => format!("{} {}", day_and_month(&date), date.get_full_year()),
    };
    if date.get_hours() * 60 + date.get_minutes() == u32::from(END_OF_DAY) {
        return day;
    }
    format!("{day} {}", time(milliseconds))
}

/// How many minutes this device's clock is ahead of UTC.
pub fn offset_minutes() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}

/// Month and year: “March 2022”.
pub fn month(milliseconds: i64) -> String {
    let date = date(milliseconds);
    format!("{} {}", MONTHS_IN_FULL[date.get_month() as usize % 12], date.get_full_year())
}

/// A day as paper says it, for whoever reads it later: “22 November 2026”.
pub fn on_paper(milliseconds: i64) -> String {
    format!("{} {}", date(milliseconds).get_date(), month(milliseconds))
}

/// A month by its number from 1, in full.
pub fn month_name(month: u8) -> Option<&'static str> {
    MONTHS_IN_FULL.get(usize::from(month).checked_sub(1)?).copied()
}
