//! Who is in which segment, kept while records change.

use std::collections::{BTreeMap, HashSet};

use super::{Matcher, Segment};
use crate::id::DocumentId;
use crate::time::Timestamp;
use crate::view::calendar::Today;
use crate::view::{Facts, People};

/// The members of segments. A changed record costs one question for each segment, however many
/// people there are.
#[derive(Debug, Clone)]
pub struct SegmentIndex {
    today: Today,
    kept: BTreeMap<DocumentId, Kept>,
}

#[derive(Debug, Clone)]
struct Kept {
    segment: Segment,
    matcher: Matcher,
    members: HashSet<DocumentId>,
}

impl SegmentIndex {
    /// No segments yet.
    pub fn new(today: Today) -> Self {
        Self { today, kept: BTreeMap::new() }
    }

    /// Adds a segment, or takes in its new filter: everyone is asked once, if it is new.
    pub fn put_segment(&mut self, id: DocumentId, segment: Segment, people: &People) {
        if self.kept.get(&id).is_some_and(|kept| kept.segment == segment) {
            return;
        }
        self.kept.insert(id, Kept::new(segment, self.today, people));
    }

    /// Forgets a segment.
    pub fn remove_segment(&mut self, id: DocumentId) {
        self.kept.remove(&id);
    }

    /// Takes in a record that is new or has changed.
    pub fn set(&mut self, id: DocumentId, facts: &Facts) {
        for kept in self.kept.values_mut() {
            if kept.matcher.matches(facts) {
                kept.members.insert(id);
            } else {
                kept.members.remove(&id);
            }
        }
    }

    /// Forgets a record, as after erasing.
    pub fn remove(&mut self, id: DocumentId) {
        for kept in self.kept.values_mut() {
            kept.members.remove(&id);
        }
    }

    /// How many are in a segment; `None` where there is no such segment.
    pub fn count(&self, segment: DocumentId) -> Option<usize> {
        self.kept.get(&segment).map(|kept| kept.members.len())
    }

    /// Whether somebody is in a segment.
    pub fn contains(&self, segment: DocumentId, id: DocumentId) -> bool {
        self.kept.get(&segment).is_some_and(|kept| kept.members.contains(&id))
    }

    /// Who is in a segment, in no order.
    pub fn members(&self, segment: DocumentId) -> impl Iterator<Item = DocumentId> + '_ {
        self.kept.get(&segment).into_iter().flat_map(|kept| kept.members.iter().copied())
    }

    /// The segments that somebody is in.
    pub fn segments_of(&self, id: DocumentId) -> impl Iterator<Item = DocumentId> + '_ {
        let kept = self.kept.iter().filter(move |(_, kept)| kept.members.contains(&id));
        kept.map(|(segment, _)| *segment)
    }

    /// A segment made ready for the index's day.
    pub fn matcher(&self, segment: DocumentId) -> Option<&Matcher> {
        self.kept.get(&segment).map(|kept| &kept.matcher)
    }

    /// When [`Self::renew`] is due, as far as any segment asks what day it is.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.kept.values().filter_map(|kept| kept.matcher.valid_until()).min()
    }

    /// Goes over to another day or place: asks everyone again about what depends on it. Says
    /// whether anything changed.
    pub fn renew(&mut self, today: Today, people: &People) -> bool {
        let elsewhere = !today.is_where(self.today);
        let moved = elsewhere || today.day() != self.today.day();
        self.today = today;
        let mut changed = false;
        for kept in self.kept.values_mut() {
            // Days between two dates are the same every day, but not everywhere.
            if !moved || !elsewhere && kept.matcher.valid_until().is_none() {
                continue;
            }
            let renewed = Kept::new(kept.segment.clone(), today, people);
            changed |= renewed.members != kept.members;
            *kept = renewed;
        }
        changed
    }
}

impl Kept {
    fn new(segment: Segment, today: Today, people: &People) -> Self {
        let matcher = segment.compile(today);
        let members = people.matching(&matcher).collect();
        Self { segment, matcher, members }
    }
}
