//! Taking back what one group of changes wrote, key by key, and nothing that anybody else wrote.
//!
//! A key goes back if everything that stands there is the group's. What an undo wrote counts as what
//! it put back: after the undo of a later group, an earlier one can be undone too, and what was
//! redone can be undone again.
//!
//! What goes back is what was visible just before the group; where several answers stood there, the
//! one that was shown, so that an undo does not bring a disagreement back. Nothing is deleted:
//! - a text that was not there before is cleared;
//! - a flag goes back as a flag: "here" is said by a new value, as every edit says it;
//! - what the group made as a whole (an item, an entry, a tag, the record) is taken out as a whole,
//!   and only if nobody else has written in it and not taken it back again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::log::Log;
use super::{schema, subject};
use crate::crdt::{Origin, ScalarValue};
use crate::id::GroupId;
use crate::model::{LeftAlone, PutBack, Said, Subject, UndoPlan};

/// What to write under a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Back {
    /// This value.
    Value(ScalarValue),
    /// That what the key speaks of is here.
    Here,
    /// That it is taken out.
    Gone,
}

impl Back {
    /// About how many bytes it takes to write.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Value(ScalarValue::Str(text)) => text.len(),
            Self::Value(ScalarValue::Bytes(bytes)) => bytes.len(),
            _ => 8,
        }
    }
}

/// An undo of one group in one record.
#[derive(Debug, Default)]
pub struct Undoing {
    /// What is to be written, by key.
    pub writes: Vec<(String, Back)>,
    /// The same for people.
    pub plan: UndoPlan,
}

impl Undoing {
    /// Looks for what can go back. A group that is not known here, or that is undone already, gives
    /// nothing.
    pub fn of(log: &Log, group: GroupId) -> Self {
        let mut undo = Undo { restored: restored(log), log, group, undoing: Self::default() };
        undo.run();
        // Where all that anybody could see stays, nothing is written.
        if undo.undoing.plan.back.is_empty() && !undo.undoing.plan.left.is_empty() {
            undo.undoing.writes.clear();
        }
        undo.undoing
    }
}

/// For each write that an undo made, the writes whose values it put back; and for each with which a
/// group came back to where it had begun, those with which it had begun.
type Restored = Vec<Option<Vec<usize>>>;

fn restored(log: &Log) -> Restored {
    let mut restored: Restored = vec![None; log.ops.len()];
    for (index, op) in log.ops.iter().enumerate() {
        if let Some(group) = log.changes[op.change].message.undoes {
            restored[index] = Some(before(log, &restored, &op.over, group));
        } else if let Some(group) = log.group_of(index)
            && op.over.iter().any(|below| log.group_of(*below) == Some(group))
        {
            let earlier = before(log, &restored, &[index], group);
            let said = subject::said(log, &op.key, &[index]);
            if said != Said::Here && said == subject::said(log, &op.key, &earlier) {
                restored[index] = Some(earlier);
            }
        }
    }
    restored
}

/// What a write, and the writes whose values it put back, say about a group.
#[derive(Clone, Copy)]
struct Whose {
    /// Some of it is the group's.
    of_group: bool,
    /// Some of it is somebody else's.
    of_others: bool,
    /// Some of it took the group back.
    undone: bool,
}

fn whose(log: &Log, restored: &Restored, op: usize, group: GroupId) -> Whose {
    let mut whose = Whose { of_group: false, of_others: false, undone: false };
    let (mut open, mut seen) = (vec![op], HashSet::new());
    while let Some(op) = open.pop() {
        if !seen.insert(op) {
            continue;
        }
        whose.undone |= log.change_of(op).message.undoes == Some(group);
        if log.group_of(op) == Some(group) {
            whose.of_group = true;
        } else if let Some(earlier) = &restored[op] {
            open.extend(earlier);
        } else {
            whose.of_others = true;
        }
    }
    whose
}

/// What stood before the group, where `ops` stand now.
fn before(log: &Log, restored: &Restored, ops: &[usize], group: GroupId) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let (mut open, mut seen) = (ops.to_vec(), HashSet::new());
    while let Some(op) = open.pop() {
        if !seen.insert(op) {
            continue;
        }
        if log.group_of(op) == Some(group) {
            open.extend(&log.ops[op].over);
            continue;
        }
        let whose = whose(log, restored, op, group);
        match &restored[op] {
            Some(earlier) if whose.of_group && !whose.of_others => open.extend(earlier),
            _ => _ = found.insert(op),
        }
    }
    found.into_iter().collect()
}

/// The keys of a whole, all keys for the record. A tag's name may hold a slash, so that the keys of
/// one tag can begin with another's.
fn parts_of<'a>(log: &'a Log, whole: &'a str) -> impl Iterator<Item = (&'a str, &'a [usize])> {
    let is_part = move |key: &str| whole.is_empty() || subject::whole(key) == Some(whole);
    log.keys(whole).filter(move |(key, _)| is_part(key))
}

struct Undo<'a> {
    log: &'a Log,
    restored: Restored,
    group: GroupId,
    undoing: Undoing,
}

impl Undo<'_> {
    fn run(&mut self) {
        let log = self.log;
        // The group's first write in each whole, or under each key that is no part of one.
        let mut wholes: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
        for (index, op) in log.ops.iter().enumerate() {
            if log.group_of(index) == Some(self.group) {
                let whole = subject::whole(&op.key).unwrap_or(&op.key);
                wholes.entry(whole).or_insert((index, BTreeSet::new())).1.insert(&op.key);
            }
        }
        if wholes.contains_key(schema::ID) {
            return self.take_out("");
        }
        for (whole, (first, keys)) in wholes {
            if whole.ends_with('/') && self.made(whole, first) {
                self.take_out(whole);
            } else {
                keys.into_iter().for_each(|key| self.put_back(key));
            }
        }
    }

    fn whose(&self, op: usize) -> Whose {
        whose(self.log, &self.restored, op, self.group)
    }

    /// Whether nothing of a whole was there before the group's `first` write in it.
    fn made(&self, whole: &str, first: usize) -> bool {
        let change = self.log.ops[first].change;
        let known = self.log.known_to([change]);
        let mut ops = parts_of(self.log, whole).flat_map(|(_, ops)| ops);
        ops.all(|op| self.log.ops[*op].change == change || !known[self.log.ops[*op].change])
    }

    /// Takes out what the group made, if nobody else has written in it.
    fn take_out(&mut self, whole: &str) {
        let log = self.log;
        let flag = format!("{whole}{}", schema::GONE);
        if self.is_gone(&flag) {
            return;
        }
        let mut left = Vec::new();
        for (key, _) in parts_of(log, whole) {
            // In a record, what is taken out again is nothing that anybody would miss.
            let part = subject::whole(key).filter(|part| *part != whole);
            if part.is_some_and(|part| self.is_gone(&format!("{part}{}", schema::GONE))) {
                continue;
            }
            let by = self.others(&log.standing(key));
            if !by.is_empty() {
                left.push((key, by));
            }
        }
        if left.is_empty() {
            self.back(subject::subject(log, &flag), Said::Here, Said::Gone);
            self.undoing.writes.push((flag, Back::Gone));
        }
        for (key, by) in left {
            self.leave(key, by);
        }
    }

    fn is_gone(&self, flag: &str) -> bool {
        subject::is_gone(self.log, &self.log.standing(flag))
    }

    /// Puts a key back, if the group's values stand there and no others.
    fn put_back(&mut self, key: &str) {
        let log = self.log;
        let ops = log.standing(key);
        let now: Vec<Whose> = ops.iter().map(|op| self.whose(*op)).collect();
        let of_others = now.iter().any(|whose| whose.of_others);
        if of_others && !now.iter().all(|whose| whose.undone) {
            return self.leave(key, self.others(&ops));
        }
        if of_others || !now.iter().any(|whose| whose.of_group) {
            return;
        }
        let earlier = before(log, &self.restored, &ops, self.group);
        let (now, then) = (subject::said(log, key, &ops), subject::said(log, key, &earlier));
        let back = match then {
            Said::Here => Back::Here,
            Said::Gone => Back::Gone,
            _ => Back::Value(subject::value(log, key, &earlier)),
        };
        if now != then {
            self.back(subject::subject(log, key), now, then);
        }
        self.undoing.writes.push((key.to_owned(), back));
    }

    /// Who wrote those of `ops` that are neither the group's nor undone again.
    fn others(&self, ops: &[usize]) -> Vec<Origin> {
        let others = ops.iter().filter(|op| {
            let whose = self.whose(**op);
            whose.of_others && !whose.undone
        });
        others.map(|op| self.log.change_of(*op).origin.clone()).collect()
    }

    fn back(&mut self, subject: Subject, now: Said, then: Said) {
        self.undoing.plan.back.push(PutBack { subject, now, then });
    }

    fn leave(&mut self, key: &str, by: Vec<Origin>) {
        let subject = subject::subject(self.log, key);
        match self.undoing.plan.left.iter_mut().find(|left| left.subject == subject) {
            Some(left) => {
                let new = by.into_iter().filter(|origin| !left.by.contains(origin));
                let new: Vec<Origin> = new.collect();
                left.by.extend(new);
            }
            None => self.undoing.plan.left.push(LeftAlone { subject, by }),
        }
    }
}
