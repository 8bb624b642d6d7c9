//! How the list is shown: its columns, the height of its rows, its order.

use leptos::prelude::*;
use shared::view::Direction;

use super::Listing;
use super::columns::{NAME, Shown, in_words};
use super::listing::shown_columns;
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Checkbox, Checked, Dialog, Icon, Segmented};

/// Opens the choice of columns.
#[component]
pub fn ColumnsButton(listing: Listing) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <div class="people-view">
            <Button
                kind=ButtonKind::Quiet
                small=true
                icon=Icon::Columns
                on_press=move |()| open.set(true)
            >
                "Columns"
            </Button>
        </div>
        <Dialog title="Columns and rows" open>
            <Choice listing />
        </Dialog>
    }
}

#[component]
fn Choice(listing: Listing) -> impl IntoView {
    let replica: Replica = expect_context();
    let preferences = Preferences::expect();
    let both = Memo::new(move |_| shown_columns(listing.place(), replica, preferences));
    // The chosen ones in their order, then the others.
    let lines = Memo::new(move |_| {
        both.with(|(shown, offered)| {
            let count = shown.len();
            let others = offered.iter().filter(|column| !shown.contains(column));
            let all = shown.iter().chain(others).enumerate();
            all.map(|(index, column)| (column.key(), column.label(), index, count))
                .collect::<Vec<_>>()
        })
    });
    let keep = move |change: &dyn Fn(&mut Vec<String>)| {
        let mut keys: Vec<String> =
            both.with_untracked(|(shown, _)| shown.iter().map(Shown::key).collect());
        change(&mut keys);
        let place = listing.place.get_untracked().key();
        preferences.columns.update(|columns| _ = columns.insert(place, keys));
    };
    let toggle = move |key: &str| {
        keep(&|keys| match keys.iter().position(|known| known == key) {
            Some(at) => _ = keys.remove(at),
            None => keys.push(key.to_owned()),
        });
    };
    let earlier = move |index: usize| keep(&|keys| keys.swap(index - 1, index));
    let as_at_first = move |()| {
        let place = listing.place.get_untracked().key();
        preferences.columns.update(|columns| _ = columns.remove(&place));
    };
    view! {
        <div class="columns-rows">
            <span class="label">"Rows"</span>
            <Segmented
                label="Height of the rows"
                options=vec![("dense", "Dense"), ("normal", "Normal"), ("roomy", "Roomy")]
                chosen=preferences.density
                on_choose=move |chosen| preferences.density.set(chosen)
            />
        </div>
        <ul class="columns-list">
            <For each=move || lines.get() key=Clone::clone let((key, label, index, count))>
                <li class="columns-line">
                    <Checkbox
                        name=label.clone()
                        checked=Signal::stored(if index < count { Checked::Yes } else { Checked::No })
                        on_press={
                            let key = key.clone();
                            move |_| toggle(&key)
                        }
                    />
                    <span class="columns-name" aria-hidden="true">{label.clone()}</span>
                    {(index > 0 && index < count)
                        .then(|| {
                            view! {
                                <Button
                                    kind=ButtonKind::Quiet
                                    small=true
                                    icon=Icon::ArrowUp
                                    name=format!("Move {label} forward")
                                    on_press=move |()| earlier(index)
                                />
                            }
                        })}
                </li>
            </For>
        </ul>
        <p class="second">"What a window is too narrow for comes back in a wider one."</p>
        <div class="dialog-foot">
            <Button kind=ButtonKind::Quiet on_press=as_at_first>
                "As at first"
            </Button>
        </div>
    }
}

/// How many there are, in which order, and another order: on a phone, which has no heads.
#[component]
pub fn SortButton(
    listing: Listing,
    /// How many there are beyond the list.
    #[prop(into)]
    all: Signal<usize>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let open = RwSignal::new(false);
    let offered =
        Memo::new(move |_| replica.with_people(|people| Shown::offered(listing.place(), people)));
    let words = move || {
        let count = grouped(listing.len());
        match (listing.is_searched(), listing.sort()) {
            (true, None) => format!("{count} found, best first"),
            (true, Some(sort)) => format!("{count} found, {}", in_words(&sort, &offered.get())),
            (false, sort) => {
                let sort = in_words(&sort.unwrap_or_else(|| NAME.to_owned()), &offered.get());
                match listing.len() == all.get() {
                    true => format!("{count}, {sort}"),
                    false => format!("{count} of {}, {sort}", grouped(all.get())),
                }
            }
        }
    };
    view! {
        <span>{words}</span>
        <Button kind=ButtonKind::Quiet small=true icon=Icon::Sort on_press=move |()| open.set(true)>
            "Sort"
        </Button>
        <Dialog title="Sort by" open>
            <ul class="line-list">
                {std::iter::once((NAME.to_owned(), "Name".to_owned(), Direction::Ascending))
                    .chain(
                        offered
                            .get()
                            .into_iter()
                            .filter(Shown::sorts)
                            .map(|column| (column.key(), column.label(), column.begins_with())),
                    )
                    .map(|(key, words, begins_with)| view! { <SortLine listing open key words begins_with /> })
                    .collect_view()}
            </ul>
        </Dialog>
    }
}

#[component]
fn SortLine(
    listing: Listing,
    open: RwSignal<bool>,
    key: String,
    words: String,
    begins_with: Direction,
) -> impl IntoView {
    let sort = untrack(|| listing.sort()).unwrap_or_default();
    let icon = match sort.strip_prefix('-') {
        Some(sorted) => (sorted == key).then_some(Icon::ArrowDown),
        None => (sort == key).then_some(Icon::ArrowUp),
    };
    view! {
        <li>
            <button
                type="button"
                class="line segment-ready"
                aria-pressed=if icon.is_some() { "true" } else { "false" }
                on:click=move |_| {
                    listing.sort_by(&key, begins_with);
                    open.set(false);
                }
            >
                <span class="line-words">{words}</span>
                {icon.map(|icon| icon.at(18))}
            </button>
        </li>
    }
}
