use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::view::Direction;
use shared::view::segment::Filter;

use super::columns::{self, Shown};
use super::found::{Asked, Saved, find, saved};
use super::place::Place;
use crate::preferences::Preferences;
use crate::replica::Replica;

/// The list of people as it was left: of whom, what is searched for, in which order, where the
/// keyboard is. It outlives its page, so that a card knows its neighbours and going back changes
/// nothing.
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
    /// Of whom the list is.
    pub place: ReadSignal<Place>,
    go: WriteSignal<Place>,
    /// Filters that were changed and not saved.
    changed: RwSignal<HashMap<Place, Filter>>,
    /// The order in which what was found is asked for; the best first where it is not.
    search_sort: RwSignal<Option<String>>,
    sorts: RwSignal<BTreeMap<String, String>>,
    saved: Memo<Saved>,
    filter: Memo<Option<Filter>>,
    sort: Memo<Option<String>>,
    found: Memo<Arc<Vec<DocumentId>>>,
    position: Memo<Option<usize>>,
}

impl Listing {
    /// Gives the list to every component below.
    pub fn provide(replica: Replica) -> Self {
        let query = RwSignal::new(String::new());
        let cursor = RwSignal::new(None);
        let scroll = RwSignal::new(0.0);
        let (place, go) = signal(Place::default());
        let changed = RwSignal::new(HashMap::new());
        let search_sort = RwSignal::new(None);
        let saved = Memo::new(move |_| saved(replica, place.get()));
        let filter = Memo::new(move |_| {
            let changed = changed.with(|all| all.get(&place.get()).cloned());
            changed.or_else(|| match saved.get() {
                Saved::Segment { filter, .. } => filter.ok(),
                Saved::Everyone | Saved::Missing => None,
            })
        });
        let sorts = Preferences::expect().sorts;
        let sort = Memo::new(move |_| {
            if query.with(|query| !query.trim().is_empty()) {
                return search_sort.get();
            }
            let place = place.get();
            let otherwise = match place {
                Place::Segment(_) => sorts.with(|sorts| sorts.get(&Place::Everyone.key()).cloned()),
                Place::Everyone | Place::Organisations => None,
            };
            let own = sorts.with(|sorts| sorts.get(&place.key()).cloned());
            Some(own.or(otherwise).unwrap_or_else(|| usual_sort(place).into()))
        });
        let found = Memo::new(move |_| {
            let of = Asked { place: place.get(), saved: saved.get(), filter: filter.get() };
            Arc::new(find(replica, &of, &query.get(), sort.get()))
        });
        let position = Memo::new(move |_| {
            let cursor = cursor.get()?;
            found.with(|found| found.iter().position(|found| *found == cursor))
        });
        // The best answer is selected while somebody types.
        Effect::watch(
            move || query.get(),
            move |query, _, _| {
                scroll.set(0.0);
                if query.is_empty() {
                    search_sort.set(None);
                }
                let best = found.with_untracked(|found| found.first().copied());
                cursor.set(best.filter(|_| !query.is_empty()));
            },
            false,
        );
        let selected = RwSignal::new(Arc::default());
        let listing = Self {
            query,
            cursor,
            scroll,
            selected,
            place,
            go,
            changed,
            search_sort,
            sorts,
            saved,
            filter,
            sort,
            found,
            position,
        };
        provide_context(listing);
        listing
    }

    /// The list that [`Listing::provide`] gave.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Of whom the list is.
    pub fn place(&self) -> Place {
        self.place.get()
    }

    /// Makes it a list of others, from its top.
    pub fn go(&self, place: Place) {
        if self.place.get_untracked() == place {
            return;
        }
        self.go.set(place);
        self.query.set(String::new());
        self.cursor.set(None);
        self.scroll.set(0.0);
        self.select_none();
    }

    /// What is saved where the list is.
    pub fn saved(&self) -> Saved {
        self.saved.get()
    }

    /// Who is meant, whether saved or not.
    pub fn filter(&self) -> Option<Filter> {
        self.filter.get()
    }

    /// Whether the filter is another than the saved one.
    pub fn is_changed(&self) -> bool {
        let place = self.place.get();
        self.changed.with(|changed| changed.contains_key(&place))
    }

    /// Shows who is meant by another filter, without saving it; `None` goes back to the saved one.
    pub fn set_filter(&self, filter: Option<Filter>) {
        let place = self.place.get_untracked();
        let is_saved = match (self.saved.get_untracked(), &filter) {
            (Saved::Segment { filter: Ok(saved), .. }, Some(filter)) => saved == *filter,
            (Saved::Everyone, Some(Filter::All(parts))) => parts.is_empty(),
            (_, filter) => filter.is_none(),
        };
        self.scroll.set(0.0);
        // Who was selected among others is not selected among these.
        self.select_none();
        self.changed.update(|changed| match filter.filter(|_| !is_saved) {
            Some(filter) => _ = changed.insert(place, filter),
            None => _ = changed.remove(&place),
        });
    }

    /// Whether somebody searches.
    pub fn is_searched(&self) -> bool {
        self.query.with(|query| !query.trim().is_empty())
    }

    /// The order as this device remembers it; `None` for the best found first.
    pub fn sort(&self) -> Option<String> {
        self.sort.get()
    }

    /// Sorts by a column: by its other end, where it is sorted by it already.
    pub fn sort_by(&self, key: &str, begins_with: Direction) {
        let backwards = format!("-{key}");
        let sorted = self.sort.get_untracked();
        let forwards = match sorted.as_deref() {
            Some(sorted) if sorted == key => false,
            Some(sorted) if sorted == backwards => true,
            _ => begins_with == Direction::Ascending,
        };
        let next = if forwards { key.to_owned() } else { backwards };
        self.scroll.set(0.0);
        if self.query.with_untracked(|query| !query.trim().is_empty()) {
            return self.search_sort.set(Some(next));
        }
        let place = self.place.get_untracked().key();
        self.sorts.update(|sorts| _ = sorts.insert(place, next));
    }

    /// Everyone in the list, in its order.
    pub fn found(&self) -> Arc<Vec<DocumentId>> {
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
            self.cursor.set(found.get(next).copied());
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
            let Some(to) = found.iter().position(|found| *found == id) else { return };
            let from = from.unwrap_or(to);
            let between = &found[from.min(to)..=from.max(to)];
            self.selected.update(|selected| {
                Arc::make_mut(selected).extend(between);
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
        let all = self.found.with_untracked(|found| found.iter().copied().collect());
        self.selected.set(Arc::new(all));
    }

    /// How many of those in the list are selected; more may be, who are not shown.
    pub fn selected_here(&self) -> usize {
        self.selected.with(|selected| match selected.is_empty() {
            true => 0,
            false => {
                self.found.with(|found| found.iter().filter(|id| selected.contains(id)).count())
            }
        })
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
        self.found.with(|found| found.get(there).copied())
    }
}

/// Recent people first; organisations by name.
fn usual_sort(place: Place) -> &'static str {
    match place {
        Place::Everyone | Place::Segment(_) => "-changed",
        Place::Organisations => columns::NAME,
    }
}

/// The columns that the list shows where there is room for all, and those that it could show.
pub fn shown_columns(
    place: Place,
    replica: Replica,
    preferences: Preferences,
) -> (Vec<Shown>, Vec<Shown>) {
    let offered = replica.with_people(|people| Shown::offered(place, people));
    let of = |place: Place| preferences.columns.with(|columns| columns.get(&place.key()).cloned());
    let otherwise = || match place {
        Place::Segment(_) => of(Place::Everyone),
        Place::Everyone | Place::Organisations => None,
    };
    let keys = of(place).or_else(otherwise).unwrap_or_else(|| Shown::usual(place));
    let by_key = |key: &String| offered.iter().find(|column| column.key() == *key).cloned();
    (keys.iter().filter_map(by_key).collect(), offered)
}
