//! The changes of a document, woven together: what each write stood over, and what stands now.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::ops::Range;

use super::message::Message;
use crate::crdt::{Crdt, Logged, OpId, Origin, ScalarValue};
use crate::id::{ChangeHash, GroupId};

/// One write of a key.
pub struct Op {
    /// The change that it is in, as an index.
    pub change: usize,
    /// Its name: the greatest of those that stand is shown.
    pub name: OpId,
    /// The key.
    pub key: String,
    /// What was written.
    pub value: Option<ScalarValue>,
    /// The writes over which it was written, as indices. They are lower than its own.
    pub over: Vec<usize>,
    /// Whether nothing was written over it.
    pub stands: bool,
}

/// One change.
pub struct Change {
    /// Who made it, and when.
    pub origin: Origin,
    /// The changes that it builds on, as indices. They are lower than its own.
    pub deps: Vec<usize>,
    /// What its message says.
    pub message: Message,
    /// Its writes, as indices.
    pub ops: Range<usize>,
}

/// All changes of a document, each after those that it builds on; among those that know nothing of
/// one another, by their writers' clocks. The same on every device.
#[derive(Default)]
pub struct Log {
    /// The changes.
    pub changes: Vec<Change>,
    /// Their writes.
    pub ops: Vec<Op>,
    keys: BTreeMap<String, Vec<usize>>,
}

impl Log {
    /// Reads a document.
    pub fn of(crdt: &Crdt) -> Self {
        let mut weaver = Weaver::default();
        in_order(crdt.log()).into_iter().for_each(|logged| weaver.take(logged));
        weaver.finish()
    }

    /// The change that a write is in.
    pub fn change_of(&self, op: usize) -> &Change {
        &self.changes[self.ops[op].change]
    }

    /// The act that a write belongs to.
    pub fn group_of(&self, op: usize) -> Option<GroupId> {
        self.change_of(op).message.group.map(|group| group.id)
    }

    /// The keys that begin with `prefix`, with every write of each, oldest first.
    pub fn keys<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [usize])> {
        let keys = self.keys.range(prefix.to_owned()..);
        keys.take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, ops)| (key.as_str(), ops.as_slice()))
    }

    /// The writes whose values a key has now.
    pub fn standing(&self, key: &str) -> Vec<usize> {
        let ops = self.keys.get(key).into_iter().flatten();
        ops.copied().filter(|op| self.ops[*op].stands).collect()
    }

    /// Of several writes that stand beside one another, the value that is shown.
    pub fn shown(&self, ops: &[usize]) -> Option<&ScalarValue> {
        let shown = ops.iter().map(|op| &self.ops[*op]).max_by_key(|op| op.name)?;
        shown.value.as_ref()
    }

    /// The changes on which any of `changes` builds, over whatever steps, and these themselves: one
    /// answer for each change of the log.
    pub fn known_to(&self, changes: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut known = vec![false; self.changes.len()];
        let mut open: Vec<usize> = changes.into_iter().collect();
        while let Some(change) = open.pop() {
            if !std::mem::replace(&mut known[change], true) {
                open.extend(&self.changes[change].deps);
            }
        }
        known
    }
}

/// Takes in changes, in their order.
///
/// Where somebody sets the answer that is shown again, the document only says that the others are
/// no more. Here this is a write like any other: of the same value, over all answers.
#[derive(Default)]
struct Weaver {
    log: Log,
    changes: HashMap<ChangeHash, usize>,
    names: HashMap<OpId, usize>,
    /// For each write, those over which the document has it written.
    over: Vec<Vec<usize>>,
    /// For each write that set a shown answer again, the write of that answer.
    again: BTreeMap<usize, usize>,
}

impl Weaver {
    fn take(&mut self, logged: Logged) {
        let change = self.log.changes.len();
        let deps = logged.deps.iter().filter_map(|dep| self.changes.get(dep).copied()).collect();
        self.changes.insert(logged.origin.hash, change);
        let first = self.log.ops.len();
        self.log.changes.push(Change {
            deps,
            message: Message::read(logged.message.as_deref()),
            origin: logged.origin,
            ops: first..first + logged.writes.len(),
        });
        for write in logged.writes {
            let index = self.log.ops.len();
            let over = write.over.iter().filter_map(|name| self.names.get(name).copied());
            let mut over: Vec<usize> = over.collect();
            self.names.insert(write.op, index);
            self.over.push(over.clone());
            let mut op = Op {
                change,
                name: write.op,
                key: write.key,
                value: write.value,
                over: Vec::new(),
                stands: true,
            };
            if write.settles
                && let Some(answer) = self.left_over(&op, &over)
            {
                self.again.insert(index, answer);
                over.push(answer);
                op.name = self.log.ops[answer].name;
                op.value = self.log.ops[answer].value.clone();
            }
            op.over = over.into_iter().flat_map(|below| self.known_as(below, change)).collect();
            self.log.keys.entry(op.key.clone()).or_default().push(index);
            self.log.ops.push(op);
        }
    }

    /// The answer that stands when those in `over` are taken away, as the writer of `op` sees it.
    fn left_over(&self, op: &Op, over: &[usize]) -> Option<usize> {
        let known = self.log.known_to([op.change]);
        let ops = self.log.keys.get(&op.key)?.iter();
        let ops: Vec<usize> =
            ops.copied().filter(|earlier| known[self.log.ops[*earlier].change]).collect();
        let is_below = |answer: &usize| {
            over.contains(answer) || ops.iter().any(|op| self.over[*op].contains(answer))
        };
        let answers = ops.iter().filter(|answer| !is_below(answer));
        answers.copied().find(|answer| !self.again.contains_key(answer))
    }

    /// The writes that stand for `below` in the eyes of whoever makes `change`: itself, or those
    /// that set it again.
    fn known_as(&self, below: usize, change: usize) -> Vec<usize> {
        let mut again = self.again.iter().filter(|(_, answer)| **answer == below).peekable();
        if again.peek().is_none() {
            return vec![below];
        }
        let known = self.log.known_to([change]);
        let again: Vec<usize> = again
            .map(|(op, _)| *op)
            .filter(|op| self.log.ops.get(*op).is_some_and(|op| known[op.change]))
            .collect();
        let is_below =
            |op: &usize| again.iter().any(|later| self.log.ops[*later].over.contains(op));
        let last: Vec<usize> = again.iter().copied().filter(|op| !is_below(op)).collect();
        if last.is_empty() { vec![below] } else { last }
    }

    fn finish(mut self) -> Log {
        let mut written_over = vec![false; self.log.ops.len()];
        self.over.iter().flatten().for_each(|below| written_over[*below] = true);
        // Who writes over an answer writes over every time that it was set again.
        for (op, answer) in &self.again {
            self.log.ops[*op].stands = !written_over[*answer];
        }
        let below: Vec<usize> = self.log.ops.iter().flat_map(|op| op.over.clone()).collect();
        for op in below {
            self.log.ops[op].stands = false;
        }
        self.log
    }
}

/// Sorts changes by what they build on, then by time and hash.
fn in_order(logged: Vec<Logged>) -> Vec<Logged> {
    let indices: HashMap<ChangeHash, usize> =
        logged.iter().enumerate().map(|(index, change)| (change.origin.hash, index)).collect();
    let mut waits_for = vec![0; logged.len()];
    let mut followers = vec![Vec::new(); logged.len()];
    for (index, change) in logged.iter().enumerate() {
        for dep in change.deps.iter().filter_map(|dep| indices.get(dep)) {
            waits_for[index] += 1;
            followers[*dep].push(index);
        }
    }
    let place = |index: usize| {
        let origin = &logged[index].origin;
        Reverse((origin.at, origin.hash, index))
    };
    let mut ready: BinaryHeap<_> =
        (0..logged.len()).filter(|index| waits_for[*index] == 0).map(place).collect();
    let mut order = Vec::with_capacity(logged.len());
    while let Some(Reverse((_, _, index))) = ready.pop() {
        order.push(index);
        for follower in &followers[index] {
            waits_for[*follower] -= 1;
            if waits_for[*follower] == 0 {
                ready.push(place(*follower));
            }
        }
    }
    let mut logged: Vec<Option<Logged>> = logged.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| logged[index].take()).collect()
}
