use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::Direction;
use shared::view::segment::Filter;

use super::columns::{self, Shown, Widths};
use super::dialogs::Dialogs;
use super::found::{self, Asked, Saved, find, saved};
use super::place::{Place, noun};
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
    /// What is asked for over it.
    pub dialogs: Dialogs,
    go: WriteSignal<Place>,
    /// Filters that were changed and not saved.
    changed: RwSignal<HashMap<Place, Filter>>,
    /// The order in which what was found is asked for; the best first where it is not.
    search_sort: RwSignal<Option<String>>,
    sorts: RwSignal<BTreeMap<String, String>>,
    saved: Memo<Saved>,
    kind: Memo<Kind>,
    filter: Memo<Option<Filter>>,
    sort: Memo<Option<String>>,
    found: Memo<Arc<Vec<DocumentId>>>,
    position: Memo<Option<usize>>,
    selected_here: Memo<usize>,
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
        let kind = Memo::new(move |_| saved.with(|saved| found::kind(place.get(), saved)));
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
            let of = |place: Place| sorts.with(|sorts| sorts.get(&place.key()).cloned());
            let sort = of(place).or_else(|| of(Place::of_all(kind.get())));
            Some(sort.unwrap_or_else(|| usual_sort(kind.get()).into()))
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
        let selected: RwSignal<Arc<HashSet<DocumentId>>> = RwSignal::new(Arc::default());
        let selected_here = Memo::new(move |_| {
            selected.with(|selected| match selected.is_empty() {
                true => 0,
                false => {
                    found.with(|found| found.iter().filter(|id| selected.contains(id)).count())
                }
            })
        });
        let listing = Self {
            query,
            cursor,
            scroll,
            selected,
            place,
            dialogs: Dialogs::default(),
            go,
            changed,
            search_sort,
            sorts,
            saved,
            kind,
            filter,
            sort,
            found,
            position,
            selected_here,
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

    /// Whether the list is of people or of organisations.
    pub fn kind(&self) -> Kind {
        self.kind.get()
    }

    /// So many of what is in the list.
    pub fn noun(&self, count: usize) -> &'static str {
        noun(self.kind.get(), count)
    }

    /// What the list is called.
    pub fn title(&self) -> String {
        match (self.place(), self.saved()) {
            (Place::Organisations, _) => "Organisations".into(),
            (_, Saved::Segment { name, .. }) if !name.is_empty() => name,
            (Place::Segment(_), _) => "Segment".into(),
            (Place::Everyone, _) => "People".into(),
        }
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
        self.selected_here.get()
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
fn usual_sort(kind: Kind) -> &'static str {
    if kind == Kind::Organisation { columns::NAME } else { "-changed" }
}

/// What this device remembers of a list under its name; of a segment that has nothing of its own,
/// what it remembers of the list of everything of its kind.
fn of_list<T: Clone + Send + Sync + 'static>(
    listing: Listing,
    kept: RwSignal<BTreeMap<String, T>>,
) -> Option<T> {
    let of = |place: Place| kept.with(|kept| kept.get(&place.key()).cloned());
    of(listing.place()).or_else(|| of(Place::of_all(listing.kind())))
}

/// The columns that the list shows where there is room for all, and those that it could show.
pub fn shown_columns(
    listing: Listing,
    replica: Replica,
    preferences: Preferences,
) -> (Vec<Shown>, Vec<Shown>) {
    let kind = listing.kind();
    let offered = replica.with_people(|people| Shown::offered(kind, people));
    let keys = of_list(listing, preferences.columns).unwrap_or_else(|| Shown::usual(kind));
    let by_key = |key: &String| offered.iter().find(|column| column.key() == *key).cloned();
    (keys.iter().filter_map(by_key).collect(), offered)
}

/// How wide somebody made columns of the list.
pub fn widths(listing: Listing, preferences: Preferences) -> Widths {
    of_list(listing, preferences.widths).unwrap_or_default()
}
