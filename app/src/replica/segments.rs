//! The workspace's segments and who is in them, kept while records change.

use std::collections::BTreeMap;

use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::{Facts, People, Segment, SegmentIndex, Today};

/// A segment, for a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SegmentSummary {
    /// Its record.
    pub id: DocumentId,
    /// What it is called.
    pub name: String,
    /// How many people are in it; `None` where this version cannot read its filter.
    pub count: Option<usize>,
}

/// Every segment that is not in the bin.
pub(super) struct Segments {
    index: SegmentIndex,
    names: BTreeMap<DocumentId, String>,
}

impl Segments {
    /// None yet.
    pub fn new(today: Today) -> Self {
        Self { index: SegmentIndex::new(today), names: BTreeMap::new() }
    }

    /// Those among `people`, each asked about everyone once.
    pub fn of(people: &People, today: Today) -> Self {
        let mut segments = Self::new(today);
        for (id, facts) in people.all_of(Kind::Segment) {
            segments.take_in(id, facts, people);
        }
        segments
    }

    /// Takes in a record that is new or has changed.
    pub fn set(&mut self, id: DocumentId, people: &People) {
        // What is part of another card is counted there.
        let shown = people.get(id).filter(|_| people.card_of(id) == id);
        let Some(facts) = shown else {
            self.index.remove(id);
            return self.forget(id);
        };
        self.take_in(id, facts, people);
        self.index.set(id, facts);
    }

    /// Goes over to another day.
    pub fn renew(&mut self, today: Today, people: &People) {
        self.index.renew(today, people);
    }

    /// All of them, the one made first in front.
    pub fn all(&self) -> Vec<SegmentSummary> {
        let all = self.names.iter();
        all.map(|(id, name)| SegmentSummary {
            id: *id,
            name: name.clone(),
            count: self.index.count(*id),
        })
        .collect()
    }

    fn take_in(&mut self, id: DocumentId, facts: &Facts, people: &People) {
        if facts.kind != Kind::Segment || facts.of_another_kind {
            return;
        }
        if facts.gone {
            return self.forget(id);
        }
        self.names.insert(id, facts.name.clone());
        match facts.segment.as_deref().map(Segment::decode) {
            Some(Ok(segment)) => self.index.put_segment(id, segment, people),
            _ => self.index.remove_segment(id),
        }
    }

    fn forget(&mut self, id: DocumentId) {
        self.names.remove(&id);
        self.index.remove_segment(id);
    }
}
