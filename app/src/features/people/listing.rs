use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::view::{Order, search};

use crate::preferences::Preferences;
use crate::replica::Replica;

/// One person in the list as it stands, with what the search found in the name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    /// The record.
    pub id: DocumentId,
    /// Byte ranges of the name to mark.
    pub marks: Vec<Range<usize>>,
}

/// The list of people as it was left: what is searched for, in which order, where the keyboard is.
/// It outlives its page, so that a card knows its neighbours and going back changes nothing.
#[derive(Clone, Copy)]
pub struct Listing {
    /// What is searched for.
    pub query: RwSignal<String>,
    /// The person that the keyboard is on.
    pub cursor: RwSignal<Option<DocumentId>>,
    /// How far the list is scrolled, in pixels.
    pub scroll: RwSignal<f64>,
    /// Who is selected. They stay so while the list is searched and sorted.
    pub selected: RwSignal<Arc<HashSet<DocumentId>>>,
    found: Memo<Arc<Vec<Found>>>,
    position: Memo<Option<usize>>,
}

impl Listing {
    /// Gives the list to every component below.
    pub fn provide(replica: Replica) -> Self {
        let query = RwSignal::new(String::new());
        let cursor = RwSignal::new(None);
        let scroll = RwSignal::new(0.0);
        let sort = Preferences::expect().sort;
        let found = Memo::new(move |_| Arc::new(find(replica, &query.get(), &sort.get())));
        let position = Memo::new(move |_| {
            let cursor = cursor.get()?;
            found.with(|found| found.iter().position(|found| found.id == cursor))
        });
        // The best answer is selected while somebody types.
        Effect::watch(
            move || query.get(),
            move |query, _, _| {
                scroll.set(0.0);
                let best = found.with_untracked(|found| found.first().map(|found| found.id));
                cursor.set(best.filter(|_| !query.is_empty()));
            },
            false,
        );
        let selected = RwSignal::new(Arc::default());
        let listing = Self { query, cursor, scroll, selected, found, position };
        provide_context(listing);
        listing
    }

    /// The list that [`Listing::provide`] gave.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Everyone in the list, in its order.
    pub fn found(&self) -> Arc<Vec<Found>> {
        self.found.get()
    }

    /// How many are in the list.
    pub fn len(&self) -> usize {
        self.found.with(|found| found.len())
    }

    /// Where in the list the cursor's person stands.
    pub fn position(&self) -> Option<usize> {
        self.position.get()
    }

    /// Moves the cursor by `steps`, and stays within the list.
    pub fn step(&self, steps: isize) {
        let here = self.position.get_untracked();
        self.found.with_untracked(|found| {
            let last = found.len().saturating_sub(1);
            let next = match here {
                Some(here) => here.saturating_add_signed(steps).min(last),
                None => 0,
            };
            self.cursor.set(found.get(next).map(|found| found.id));
        });
    }

    /// Selects a person, or no longer; the cursor goes there.
    pub fn toggle(&self, id: DocumentId) {
        self.cursor.set(Some(id));
        self.selected.update(|selected| {
            let selected = Arc::make_mut(selected);
            if !selected.remove(&id) {
                selected.insert(id);
            }
        });
    }

    /// Selects everyone from the cursor to `id`, which gets the cursor.
    pub fn select_to(&self, id: DocumentId) {
        let from = self.position.get_untracked();
        self.found.with_untracked(|found| {
            let Some(to) = found.iter().position(|found| found.id == id) else { return };
            let from = from.unwrap_or(to);
            let between = &found[from.min(to)..=from.max(to)];
            self.selected.update(|selected| {
                Arc::make_mut(selected).extend(between.iter().map(|found| found.id));
            });
        });
        self.cursor.set(Some(id));
    }

    /// Moves the cursor by `steps`, and selects what it passes.
    pub fn extend(&self, steps: isize) {
        let Some(id) = untrack(|| self.neighbour(steps)) else { return };
        self.select_to(id);
    }

    /// Selects everyone in the list.
    pub fn select_all(&self) {
        let all = self.found.with_untracked(|found| found.iter().map(|found| found.id).collect());
        self.selected.set(Arc::new(all));
    }

    /// Selects nobody.
    pub fn select_none(&self) {
        if !self.selected.with_untracked(|selected| selected.is_empty()) {
            self.selected.set(Arc::default());
        }
    }

    /// The person `steps` away from the cursor's, if the list reaches so far.
    pub fn neighbour(&self, steps: isize) -> Option<DocumentId> {
        let there = self.position.get()?.checked_add_signed(steps)?;
        self.found.with(|found| found.get(there).map(|found| found.id))
    }
}

fn find(replica: Replica, query: &str, sort: &str) -> Vec<Found> {
    replica.with_people(|people| {
        if query.trim().is_empty() {
            let order = match sort {
                "name" => Order::Name,
                "contact" => Order::LastContact,
                _ => Order::Recent,
            };
            return people.sorted(order).map(|id| Found { id, marks: Vec::new() }).collect();
        }
        search(people, query, None)
            .into_iter()
            .map(|hit| Found { id: hit.id, marks: hit.highlights })
            .collect()
    })
}
