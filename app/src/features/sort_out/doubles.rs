//! Cards that are probably about one person, as they were found in this tab.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::view::People;

use crate::replica::Replica;

/// Two cards.
pub type PairOfCards = (DocumentId, DocumentId);

/// Two cards that are probably about one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Double {
    /// The cards, the one made first in front.
    pub cards: PairOfCards,
    /// How probable it is, from 0 to 1.
    pub probability: f64,
    /// Why, in a few words each, the weightiest first.
    pub because: Vec<String>,
}

/// How far looking for them has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looking {
    /// Nobody has looked yet.
    NotYet,
    /// On its way through so many cards.
    Through(usize),
    /// Done.
    Done,
}

/// What was found, for as long as the tab lives.
#[derive(Clone, Copy)]
pub struct Doubles {
    /// How far it is.
    pub looking: RwSignal<Looking>,
    /// All that was found, the surest first; see [`Doubles::open`].
    pub found: RwSignal<Arc<Vec<Double>>>,
    later: RwSignal<HashSet<PairOfCards>>,
}

impl Doubles {
    /// Gives it to every component below.
    pub fn provide() {
        provide_context(Self {
            looking: RwSignal::new(Looking::NotYet),
            found: RwSignal::default(),
            later: RwSignal::default(),
        });
    }

    /// What waits for a decision: what is one card by now, or known to be two people, is not among
    /// it. Those put off stand last.
    pub fn open(&self, replica: Replica) -> Vec<Double> {
        let open = self.found.with(|found| {
            replica.with_people(|people| {
                let mut seen = HashSet::new();
                let open = found.iter().filter_map(|double| {
                    let (one, other) = double.cards;
                    let cards = (people.card_of(one), people.card_of(other));
                    let is_open = is_open(people, cards) && seen.insert(cards);
                    is_open.then(|| Double { cards, ..double.clone() })
                });
                open.collect::<Vec<_>>()
            })
        });
        let (late, mut open): (Vec<_>, Vec<_>) =
            self.later.with(|later| open.into_iter().partition(|it| later.contains(&it.cards)));
        open.extend(late);
        open
    }

    /// Puts a pair off, for as long as the tab lives.
    pub fn put_off(&self, cards: PairOfCards) {
        self.later.update(|later| _ = later.insert(cards));
    }
}

/// Whether two cards are there and nobody has decided about them.
fn is_open(people: &People, (one, other): PairOfCards) -> bool {
    let there = |id| people.get(id).is_some_and(|facts| !facts.gone);
    let members = |id| people.members(id);
    let apart = || {
        members(one).iter().any(|id| {
            people.own(*id).is_some_and(|facts| {
                facts.apart.iter().any(|other_id| members(other).contains(other_id))
            })
        })
    };
    one != other && there(one) && there(other) && !apart()
}
