//! Changes of a record's details, told by sittings.

use crate::model::{Field, HistoryChange, HistoryLine, ItemKind, Part, Subject};
use crate::time::Timestamp;

/// Changes further apart than this are told apart, in milliseconds.
const APART: u64 = 30 * 60 * 1000;

/// Changes that one author made at about one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// When the last of them was made.
    pub at: Timestamp,
    /// When the first of them was made: while a sitting goes on, this stays.
    pub first: Timestamp,
    /// Who made them.
    pub author: Option<Vec<u8>>,
    /// Whether the record was made by them.
    pub made: bool,
    /// What they did, each subject once: what stood there before all, and since.
    pub lines: Vec<HistoryLine>,
}

/// The changes of the record itself, newest first: what the timeline tells by entries and purchases
/// is left out.
pub fn sittings(history: &[HistoryChange]) -> Vec<Sitting> {
    let mut sittings: Vec<Sitting> = Vec::new();
    for change in history {
        let made = change.lines.iter().any(|line| line.subject == Subject::Record);
        let lines: Vec<&HistoryLine> =
            change.lines.iter().filter(|line| is_detail(&line.subject)).collect();
        if lines.is_empty() && !made {
            continue;
        }
        let (author, at) = (&change.origin.author, change.origin.at);
        let goes_on = sittings.last().is_some_and(|sitting| {
            !sitting.made && sitting.author == *author && sitting.first.0.abs_diff(at.0) < APART
        });
        if !goes_on {
            let author = author.clone();
            sittings.push(Sitting { at, author, made: false, lines: Vec::new(), first: at });
        }
        let sitting = sittings.last_mut().expect("one was there or was pushed");
        sitting.first = at;
        sitting.made |= made;
        for line in lines {
            // From the newest to the oldest: the first seen says what is now, the last what was.
            match sitting.lines.iter_mut().find(|known| known.subject == line.subject) {
                Some(known) => known.before = line.before.clone(),
                None => sitting.lines.push(line.clone()),
            }
        }
    }
    sittings.retain_mut(|sitting| {
        sitting.lines.retain(|line| line.before != line.after);
        sitting.made || !sitting.lines.is_empty()
    });
    sittings
}

fn is_detail(subject: &Subject) -> bool {
    match subject {
        Subject::Field(field) => !matches!(field, Field::Filter | Field::Author),
        // How an item is meant says nothing without the item.
        Subject::Item(_, part) => !matches!(part, Part::PreferenceSense | Part::RelationKind),
        Subject::Presence(kind, _) => *kind != ItemKind::Entry,
        Subject::Bin
        | Subject::Consent(_)
        | Subject::Custom(..)
        | Subject::Merge(_)
        | Subject::Pick(..)
        | Subject::Tag(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crdt::Origin;
    use crate::id::{ActorId, ChangeHash, ItemId};
    use crate::model::Said;

    const MINUTE: i64 = 60 * 1000;

    fn change(author: u8, minutes: i64, lines: &[(Subject, &str, &str)]) -> HistoryChange {
        let said = |text: &str| match text {
            "" => Said::Nothing,
            text => Said::Text(text.into()),
        };
        let hash = ChangeHash([0; 32]);
        let origin = Origin {
            author: Some(vec![author]),
            actor: ActorId([author; 16]),
            at: Timestamp(minutes * MINUTE),
            hash,
        };
        let line = |(subject, before, after): &(Subject, &str, &str)| HistoryLine {
            subject: subject.clone(),
            before: said(before),
            after: said(after),
            stands: true,
        };
        let lines = lines.iter().map(line).collect();
        HistoryChange { hash, origin, group: None, undoes: None, lines }
    }

    fn check(history: &[HistoryChange], expected: &[(u8, bool, usize)]) {
        let told: Vec<_> = sittings(history)
            .iter()
            .map(|it| (it.author.as_ref().map_or(0, |it| it[0]), it.made, it.lines.len()))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_one_author_changed_at_about_one_time_is_one_sitting() {
        let (name, order) = (Subject::Field(Field::Name), Subject::Field(Field::UsualOrder));
        let newest_first = [
            change(1, 100, &[(order.clone(), "a", "b")]),
            change(1, 61, &[(order.clone(), "", "a")]),
            change(1, 60, &[(name.clone(), "x", "y")]),
            change(2, 59, &[(name.clone(), "", "x")]),
            change(2, 58, &[(Subject::Record, "", "y")]),
        ];
        check(&newest_first, &[(1, false, 1), (1, false, 2), (2, true, 1)]);
    }

    #[test]
    fn a_subject_is_told_once_and_not_where_it_went_back() {
        let order = Subject::Field(Field::UsualOrder);
        let there = change(1, 1, &[(order.clone(), "a", "b")]);
        let on = change(1, 2, &[(order.clone(), "b", "c")]);
        let told = sittings(&[on, there.clone()]);
        assert_eq!(told[0].lines[0].before, Said::Text("a".into()));
        assert_eq!(told[0].lines[0].after, Said::Text("c".into()));
        let back = change(1, 2, &[(order, "b", "a")]);
        check(&[back, there], &[]);
    }

    #[test]
    fn what_the_timeline_tells_itself_is_left_out() {
        let id = ItemId([1; 16]);
        let told = [Subject::Entry(id), Subject::Promise(id), Subject::Purchase(id)];
        let lines: Vec<_> = told.into_iter().map(|subject| (subject, "", "x")).collect();
        check(&[change(1, 1, &lines)], &[]);
    }
}
