//! Birthdays, named days and open promises as a calendar (iCalendar, RFC 5545).

use super::instant::basic;
use super::lines::Lines;
use super::{Known, Leaving};
use crate::model::Birthday;
use crate::view::Today;

/// An occasion of which the year is not known begins in this one, which has a 29 February.
const SOME_YEAR: u16 = 2000;

/// The first bytes of a calendar.
pub fn begin(known: &Known) -> Vec<u8> {
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//Regulars//Export 1//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    lines.text("X-WR-CALNAME", &known.workspace);
    lines.into_bytes()
}

/// The last bytes.
pub fn end() -> Vec<u8> {
    b"END:VCALENDAR\r\n".to_vec()
}

/// What of a record has a place in a calendar. `today` says on which day a promise is due.
pub fn record(leaving: &Leaving<'_>, known: &Known, today: Today) -> Vec<u8> {
    let record = leaving.record;
    let mut lines = Lines::default();
    if record.of_another_kind || !record.kind.is_contact() || record.gone {
        return Vec::new();
    }
    let name = record.display_name();
    let name = if name.is_empty() { "Somebody without a name" } else { &name };
    if let Some(day) = record.birthday.as_deref().and_then(Birthday::parse) {
        let uid = format!("{}-birthday", leaving.id);
        yearly(&uid, &format!("Birthday of {name}"), day, known, &mut lines);
    }
    for (id, date) in &record.dates {
        let Some(day) = Birthday::parse(&date.date) else { continue };
        let label = date.label.as_deref().unwrap_or("A day to remember");
        let uid = format!("{}-{}", leaving.id, id.to_key());
        yearly(&uid, &format!("{label} of {name}"), day, known, &mut lines);
    }
    for entry in &record.entries {
        let Some(promise) = entry.promise.as_ref().filter(|it| it.kept.is_none()) else { continue };
        lines.raw("BEGIN", "VTODO");
        stamp(&format!("{}-{}", leaving.id, entry.id.to_key()), known, &mut lines);
        lines.text("SUMMARY", &format!("{}, for {name}", promise.text));
        if !entry.text.is_empty() {
            lines.text("DESCRIPTION", &entry.text);
        }
        if let Some(due) = promise.due {
            let (year, month, day) = today.day_of(due).date();
            lines.raw("DUE;VALUE=DATE", &format!("{year:04}{month:02}{day:02}"));
        }
        lines.raw("STATUS", "NEEDS-ACTION");
        lines.raw("END", "VTODO");
    }
    lines.into_bytes()
}

fn stamp(uid: &str, known: &Known, lines: &mut Lines) {
    lines.raw("UID", &format!("{uid}@regulars"));
    lines.raw("DTSTAMP", &basic(known.made));
}

fn yearly(uid: &str, summary: &str, day: Birthday, known: &Known, lines: &mut Lines) {
    let Birthday { year, month, day } = day;
    lines.raw("BEGIN", "VEVENT");
    stamp(uid, known, lines);
    lines.text("SUMMARY", summary);
    let year = year.unwrap_or(SOME_YEAR);
    lines.raw("DTSTART;VALUE=DATE", &format!("{year:04}{month:02}{day:02}"));
    lines.raw(
        "RRULE",
        match (month, day) {
            // In years without a 29th it is on the 28th, as everywhere in Regulars.
            (2, 29) => "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
            _ => "FREQ=YEARLY",
        },
    );
    lines.raw("TRANSP", "TRANSPARENT");
    lines.raw("END", "VEVENT");
}
