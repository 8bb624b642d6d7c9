//! What is in the bin, and for how long its list shows it.

use super::facts::Facts;
use super::people::People;
use crate::id::DocumentId;
use crate::model::Kind;
use crate::time::Timestamp;

/// For how many days the bin's list shows what was put there.
pub const DAYS: i64 = 30;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Something in the bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InBin {
    /// The record.
    pub id: DocumentId,
    /// Since when, as whoever put it there says.
    pub since: Timestamp,
    /// For how many more days the list shows it, at least 1.
    pub days_left: i64,
}

/// The bin at one time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bin {
    /// What is in its list, what was put there last first.
    pub list: Vec<InBin>,
    /// How many were put there longer ago. They are as they were, and can be restored.
    pub older: usize,
}

/// People, organisations and segments in the bin.
pub fn bin(people: &People, now: Timestamp) -> Bin {
    let mut bin = Bin::default();
    let gone = people.all().filter(|(_, facts)| facts.gone && !facts.of_another_kind);
    for (id, facts) in gone.filter(|(_, it)| it.kind.is_contact() || it.kind == Kind::Segment) {
        let since = since(facts);
        match bin_days_left(since, now) {
            0 => bin.older += 1,
            days_left => bin.list.push(InBin { id, since, days_left }),
        }
    }
    bin.list.sort_unstable_by_key(|one| (std::cmp::Reverse(one.since), one.id));
    bin
}

/// How many people and organisations the bin lists: for a number that is shown all the time.
pub fn bin_len(people: &People, now: Timestamp) -> usize {
    people.binned().filter(|row| bin_days_left(since(&row.facts), now) > 0).count()
}

/// For how many more days the bin's list shows what is there since `since`; the last, begun one
/// counts whole, and 0 is after it. A clock that was ahead makes it no longer than all days.
pub fn bin_days_left(since: Timestamp, now: Timestamp) -> i64 {
    let gone = now.0.saturating_sub(since.0).max(0);
    (DAYS - gone / DAY).max(0)
}

/// Facts of an earlier version do not say it: until they are computed again, the last change does.
fn since(facts: &Facts) -> Timestamp {
    facts.gone_since.unwrap_or(facts.updated)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(100 * DAY);

    fn people(gone: &[(u8, Kind, i64)]) -> People {
        let mut people = People::new();
        for (number, kind, since) in gone {
            let gone_since = Some(Timestamp(*since));
            let facts = Facts { gone: true, gone_since, kind: *kind, ..Facts::default() };
            people.set(DocumentId([*number; 16]), &facts.encode()).expect("sound facts");
        }
        people
    }

    #[test]
    fn the_list_is_of_thirty_days_and_what_is_older_is_counted() {
        let days = |days: i64| NOW.0 - days * DAY;
        let people = people(&[
            (1, Kind::Person, days(29)),
            (2, Kind::Organisation, days(1)),
            (3, Kind::Segment, days(31)),
            (4, Kind::Person, days(30)),
            (5, Kind::Catalog, days(1)),
            (6, Kind::Segment, days(2)),
        ]);
        let Bin { list, older } = bin(&people, NOW);
        let list: Vec<_> = list.iter().map(|it| (it.id.0[0], it.since.0, it.days_left)).collect();
        assert_eq!(list, [(2, days(1), 29), (6, days(2), 28), (1, days(29), 1)]);
        assert_eq!(older, 2);
        assert_eq!(bin_len(&people, NOW), 2);
    }

    #[test]
    fn a_begun_day_is_left_and_clocks_ahead_give_no_more_than_all() {
        let check = |ago: i64, left: i64| {
            assert_eq!(bin_days_left(Timestamp(NOW.0 - ago), NOW), left, "{ago} ms ago");
        };
        check(0, 30);
        check(DAY - 1, 30);
        check(DAY, 29);
        check(30 * DAY - 1, 1);
        check(30 * DAY, 0);
        check(-90 * DAY, 30);
        assert_eq!(bin_days_left(Timestamp(i64::MIN), Timestamp(i64::MAX)), 0);
    }

    #[test]
    fn facts_of_an_earlier_version_stand_in_with_their_last_change() {
        let facts = Facts { gone: true, updated: Timestamp(NOW.0 - 3 * DAY), ..Facts::default() };
        let mut people = People::new();
        people.set(DocumentId([1; 16]), &facts.encode()).expect("sound facts");
        assert_eq!(bin(&people, NOW).list[0].days_left, 27);
    }
}
