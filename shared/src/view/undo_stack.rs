//! What one tab can undo and redo with a key.

use std::collections::VecDeque;

use crate::id::{DocumentId, GroupId};

/// How many acts are remembered.
const REMEMBERED: usize = 100;

/// One act that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The group that its changes carry.
    pub group: GroupId,
    /// The records that it changed.
    pub records: Vec<DocumentId>,
    /// What it did, in words.
    pub words: String,
}

/// The acts of one tab. An undo is an act as well: the caller makes an id for its group, hands it
/// in, and writes the undo of the group that comes out into each of its records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoStack {
    done: VecDeque<Act>,
    undone: Vec<Act>,
}

impl UndoStack {
    /// Remembers an act that was just done; what was undone before can no longer be redone.
    pub fn push(&mut self, act: Act) {
        self.undone.clear();
        self.remember(act);
    }

    /// The act to undo, now that the undo is to be the group `by`; `None` where there is none left.
    pub fn undo(&mut self, by: GroupId) -> Option<Act> {
        let act = self.done.pop_back()?;
        self.undone.push(Act { group: by, ..act.clone() });
        Some(act)
    }

    /// The undo to undo, now that the redo is to be the group `by`; `None` where there is none left.
    pub fn redo(&mut self, by: GroupId) -> Option<Act> {
        let act = self.undone.pop()?;
        self.remember(Act { group: by, ..act.clone() });
        Some(act)
    }

    /// What an undo would take back.
    pub fn next_undo(&self) -> Option<&Act> {
        self.done.back()
    }

    /// What a redo would do again.
    pub fn next_redo(&self) -> Option<&Act> {
        self.undone.last()
    }

    fn remember(&mut self, act: Act) {
        if self.done.len() == REMEMBERED {
            self.done.pop_front();
        }
        self.done.push_back(act);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(number: u8) -> GroupId {
        GroupId([number; 16])
    }

    fn act(number: u8) -> Act {
        let records = vec![DocumentId([number; 16])];
        Act { group: group(number), records, words: format!("act {number}") }
    }

    #[test]
    fn the_last_act_is_undone_first_and_redone_last() {
        let mut stack = UndoStack::default();
        assert_eq!((stack.undo(group(9)), stack.redo(group(9))), (None, None));
        stack.push(act(1));
        stack.push(act(2));
        assert_eq!(stack.undo(group(12)), Some(act(2)));
        assert_eq!(stack.undo(group(11)), Some(act(1)));
        assert_eq!(stack.undo(group(10)), None);
        // A redo takes the undo back, and can itself be undone.
        assert_eq!(stack.redo(group(21)), Some(Act { group: group(11), ..act(1) }));
        assert_eq!(stack.next_undo().map(|act| act.group), Some(group(21)));
        assert_eq!(stack.next_redo().map(|act| act.group), Some(group(12)));
        assert_eq!(stack.undo(group(31)), Some(Act { group: group(21), ..act(1) }));
        assert_eq!(stack.next_redo().map(|act| act.words.as_str()), Some("act 1"));
    }

    #[test]
    fn what_was_undone_cannot_be_redone_after_something_new() {
        let mut stack = UndoStack::default();
        stack.push(act(1));
        stack.undo(group(11));
        stack.push(act(2));
        assert_eq!(stack.redo(group(12)), None);
        assert_eq!(stack.undo(group(13)), Some(act(2)));
        assert_eq!(stack.undo(group(14)), None);
    }

    #[test]
    fn only_the_last_hundred_acts_are_remembered() {
        let mut stack = UndoStack::default();
        (0..=REMEMBERED).for_each(|_| stack.push(act(1)));
        let undone = std::iter::from_fn(|| stack.undo(group(2))).count();
        assert_eq!(undone, REMEMBERED);
        let redone = std::iter::from_fn(|| stack.redo(group(3))).count();
        assert_eq!(redone, REMEMBERED);
    }
}
