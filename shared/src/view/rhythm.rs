//! Who comes when: twelve weeks at a glance.

use super::calendar::Today;
use crate::model::purchase::standing;
use crate::model::{Channel, Record};
use crate::time::Timestamp;

/// How many weeks a rhythm has.
pub const WEEKS: usize = 12;

/// In which of the last twelve weeks something happened, the newest last. A week is seven days; the
/// last one ends today. What is still to come does not count.
pub fn rhythm(times: impl IntoIterator<Item = Timestamp>, today: Today) -> [bool; WEEKS] {
    let mut weeks = [false; WEEKS];
    for time in times {
        let days = i64::from(today.day().0) - i64::from(today.day_of(time).0);
        let ago = usize::try_from(days).ok().map(|days| days / 7);
        if let Some(ago) = ago.filter(|ago| *ago < WEEKS) {
            weeks[WEEKS - 1 - ago] = true;
        }
    }
    weeks
}

/// When somebody bought something or was in touch: purchases that stand, and entries that are more
/// than a note of ours.
pub fn visits(record: &Record) -> Vec<Timestamp> {
    let bought = standing(&record.purchases, &record.reversals);
    let bought = bought.into_iter().map(|(purchase, _)| purchase.at);
    let met = record.entries.iter().filter(|entry| entry.known_channel() != Some(Channel::Note));
    bought.chain(met.map(|entry| entry.at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn weeks(days_ago: &[i64]) -> String {
        let now = 1_000 * DAY + DAY / 2;
        let times = days_ago.iter().map(|days| Timestamp(now - days * DAY));
        let weeks = rhythm(times, Today::new(Timestamp(now), 0));
        weeks.map(|came| if came { '|' } else { '.' }).iter().collect()
    }

    #[test]
    fn a_week_is_marked_once_and_ends_today() {
        assert_eq!(weeks(&[]), "............");
        assert_eq!(weeks(&[0, 1, 6]), "...........|");
        assert_eq!(weeks(&[7, 20]), ".........||.");
        assert_eq!(weeks(&[83, 84, -1]), "|...........");
    }

    #[test]
    fn a_note_is_no_visit() {
        let entry = |channel: &str, at| Entry {
            id: crate::id::ItemId([0; 16]),
            channel: channel.into(),
            text: String::new(),
            at: Timestamp(at),
            direction: None,
            mood: None,
            promise: None,
            author: None,
        };
        let entries = vec![entry("call", 3), entry(Entry::NOTE, 2), entry("of a newer version", 1)];
        let record = Record { entries, ..Record::default() };
        assert_eq!(visits(&record), [Timestamp(3), Timestamp(1)]);
    }
}
