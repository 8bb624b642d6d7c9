//! What became of a record, change by change.

use super::log::{Change, Log};
use super::{schema, subject};
use crate::crdt::OpId;
use crate::id::ChangeHash;
use crate::model::{FormerValue, HistoryChange, HistoryLine, ItemKind, Said, Subject};
use crate::time::Timestamp;

/// Every change, newest first.
pub fn history(log: &Log) -> Vec<HistoryChange> {
    log.changes.iter().rev().map(|change| told(log, change)).collect()
}

/// The changes that `heads` do not know of, newest first.
pub fn since(log: &Log, heads: &[ChangeHash]) -> Vec<HistoryChange> {
    let is_head = |index: &usize| heads.contains(&log.changes[*index].origin.hash);
    let known = log.known_to((0..log.changes.len()).filter(is_head));
    let changes = log.changes.iter().zip(known).filter(|(_, known)| !known).rev();
    changes.map(|(change, _)| told(log, change)).collect()
}

/// The changes that were made later than `time`, by their writers' clocks, newest first.
pub fn after(log: &Log, time: Timestamp) -> Vec<HistoryChange> {
    let changes = log.changes.iter().rev().filter(|change| change.origin.at > time);
    changes.map(|change| told(log, change)).collect()
}

/// Everything that a subject ever said, newest first: by the order in which one wins over another,
/// so that the first is what the record shows.
pub fn of_subject(log: &Log, wanted: &Subject) -> Vec<FormerValue> {
    let mut values: Vec<(OpId, FormerValue)> = Vec::new();
    for change in &log.changes {
        for (name, line) in lines(log, change) {
            if line.subject == *wanted {
                let (origin, group) = (change.origin.clone(), change.message.group);
                values.push((name, FormerValue { line, origin, group }));
            }
        }
    }
    values.sort_by_key(|(name, _)| *name);
    values.into_iter().rev().map(|(_, value)| value).collect()
}

fn told(log: &Log, change: &Change) -> HistoryChange {
    HistoryChange {
        hash: change.origin.hash,
        origin: change.origin.clone(),
        group: change.message.group,
        undoes: change.message.undoes,
        lines: lines(log, change).into_iter().map(|(_, line)| line).collect(),
    }
}

/// What a change did, with the last write of each.
fn lines(log: &Log, change: &Change) -> Vec<(OpId, HistoryLine)> {
    let mut lines: Vec<(OpId, HistoryLine)> = Vec::new();
    for op in change.ops.clone().filter(|op| tells(&log.ops[*op].key)) {
        let key = &log.ops[op].key;
        let subject = subject::subject(log, key);
        let is_new = log.ops[op].over.is_empty() && !subject::is_flag(key);
        let before =
            if is_new { Said::Nothing } else { subject::said(log, key, &log.ops[op].over) };
        let after = match subject {
            Subject::Tag(_) if !subject::is_flag(key) => Said::Here,
            _ => subject::said(log, key, &[op]),
        };
        let (name, stands) = (log.ops[op].name, log.ops[op].stands);
        match lines.iter_mut().find(|(_, line)| line.subject == subject) {
            Some((last, line)) => {
                (*last, line.after, line.stands) = (name, after, stands);
            }
            None => lines.push((name, HistoryLine { subject, before, after, stands })),
        }
    }
    // What was here already is said anew with every edit of an item.
    lines.retain(|(_, line)| line.after != Said::Here || line.before != Said::Here);
    lines
}

/// Of what is written together, one key speaks for all.
fn tells(key: &str) -> bool {
    match key {
        schema::KIND | schema::ID => false,
        _ => !schema::split(key).is_some_and(|(noun, _, last)| {
            let is_entry = noun == schema::noun(ItemKind::Entry);
            is_entry && schema::ENTRY.contains(&last) && last != schema::TEXT
                || noun == schema::CONSENT && ![schema::CHANNEL, schema::GONE].contains(&last)
        }),
    }
}
