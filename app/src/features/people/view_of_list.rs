//! How the list is shown: its columns, the height of its rows, its order.

use leptos::prelude::*;
use shared::view::Direction;

use super::Listing;
use super::columns::{NAME, Shown, in_words};
use super::listing::shown_columns;
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Checkbox, Checked, Dialog, Icon, Segmented, focus_one_of};

/// Opens the choice of columns.
#[component]
pub fn ColumnsButton(listing: Listing) -> impl IntoView {
    let open = listing.dialogs.columns;
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
    }
}

/// The choice of columns, and of how high rows are.
#[component]
pub fn ColumnsDialog(listing: Listing, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog title="Columns and rows" open>
            <Choice listing />
        </Dialog>
    }
}

#[component]
fn Choice(listing: Listing) -> impl IntoView {
    let replica: Replica = expect_context();
    let preferences = Preferences::expect();
    let both = Memo::new(move |_| shown_columns(listing, replica, preferences));
    // The chosen ones in their order, then the others; and how many are chosen.
    let lines = Memo::new(move |_| {
        both.with(|(shown, offered)| {
            let others = offered.iter().filter(|column| !shown.contains(column));
            let all = shown.iter().chain(others);
            all.map(|column| (column.key(), column.label())).collect::<Vec<_>>()
        })
    });
    let index = move |key: &str| {
        both.with(|(shown, _)| shown.iter().position(|column| column.key() == key))
    };
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
    let earlier = move |key: &str| {
        keep(&|keys| {
            if let Some(at) = keys.iter().position(|known| known == key).filter(|at| *at > 0) {
                keys.swap(at - 1, at);
            }
        });
    };
    let as_at_first = move |()| {
        let place = listing.place.get_untracked().key();
        preferences.columns.update(|columns| _ = columns.remove(&place));
        preferences.widths.update(|widths| _ = widths.remove(&place));
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
            <For each=move || lines.get() key=Clone::clone let((key, label))>
                {
                    let at = {
                        let key = key.clone();
                        Memo::new(move |_| index(&key))
                    };
                    let checked = Signal::derive(move || match at.get() {
                        Some(_) => Checked::Yes,
                        None => Checked::No,
                    });
                    let moved = key.clone();
                    let name = StoredValue::new(label.clone());
                    // A line that moves in the page loses the focus.
                    let forward = Callback::new(move |()| {
                        earlier(&moved);
                        let place = at.get_untracked().unwrap_or(0);
                        focus_one_of(".columns-list .button", place.max(1) - 1, ".columns-list");
                    });
                    let toggled = move |_: bool| {
                        toggle(&key);
                        let place = lines.with_untracked(|all| all.iter().position(|it| it.0 == key));
                        focus_one_of(".columns-list .checkbox", place.unwrap_or(0), ".columns-list");
                    };
                    view! {
                        <li class="columns-line">
                            <Checkbox name=label.clone() checked on_press=toggled />
                            <span class="columns-name" aria-hidden="true">
                                {label}
                            </span>
                            <Show when=move || at.get().is_some_and(|at| at > 0)>
                                <Button
                                    kind=ButtonKind::Quiet
                                    small=true
                                    icon=Icon::ArrowUp
                                    name=format!("Move {} forward", name.get_value())
                                    on_press=forward
                                />
                            </Show>
                        </li>
                    }
                }
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
        Memo::new(move |_| replica.with_people(|people| Shown::offered(listing.kind(), people)));
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
