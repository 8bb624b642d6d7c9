use std::sync::Arc;

use leptos::prelude::*;
use shared::view::Direction;

use super::Listing;
use super::columns::{NAME, Shown};
use super::resize::edge;
use crate::ui::{Checkbox, Checked, Icon};

/// The column heads; those that are buttons sort.
#[component]
pub fn Head(#[prop(into)] columns: Signal<Arc<Vec<Shown>>>) -> impl IntoView {
    let listing = Listing::expect();
    let all = Signal::derive(move || match listing.selected_here() {
        0 => Checked::No,
        some if some < listing.len() => Checked::Some,
        _ => Checked::Yes,
    });
    view! {
        <div class="row-head label" role="row" aria-rowindex="1">
            <div class="row-check" role="columnheader">
                <Checkbox
                    name="Select all"
                    checked=all
                    stop=false
                    on_press=move |_| match all.get_untracked() {
                        Checked::No => listing.select_all(),
                        _ => listing.select_none(),
                    }
                />
            </div>
            <SortHead
                key=NAME.to_owned()
                words="Name".to_owned()
                begins_with=Direction::Ascending
                class="head-name"
                columns
            />
            <For
                each=move || columns.get().to_vec()
                key=|column| (column.key(), column.label())
                let(column)
            >
                {drawn(&column, columns)}
            </For>
        </div>
    }
}

fn drawn(column: &Shown, columns: Signal<Arc<Vec<Shown>>>) -> AnyView {
    let class = if column.is_figure() { "head-figure" } else { "" };
    if !column.sorts() {
        return view! {
            <div role="columnheader" class=class>
                <span class="head-words">{column.label()}</span>
                {edge(column.key(), column.label(), columns)}
            </div>
        }
        .into_any();
    }
    let (key, words, begins_with) = (column.key(), column.label(), column.begins_with());
    view! { <SortHead key words begins_with class columns /> }.into_any()
}

#[component]
fn SortHead(
    key: String,
    words: String,
    begins_with: Direction,
    class: &'static str,
    columns: Signal<Arc<Vec<Shown>>>,
) -> impl IntoView {
    let edge = edge(key.clone(), words.clone(), columns);
    let listing = Listing::expect();
    let name = key.clone();
    let sorted = Memo::new(move |_| {
        let sort = listing.sort()?;
        match sort.strip_prefix('-') {
            Some(key) => (key == name).then_some(Direction::Descending),
            None => (sort == name).then_some(Direction::Ascending),
        }
    });
    view! {
        <div
            role="columnheader"
            class=class
            aria-sort=move || match sorted.get() {
                Some(Direction::Ascending) => "ascending",
                Some(Direction::Descending) => "descending",
                None => "none",
            }
        >
            <button type="button" on:click=move |_| listing.sort_by(&key, begins_with)>
                <span class="head-words">{words}</span>
                {move || {
                    sorted
                        .get()
                        .map(|direction| match direction {
                            Direction::Ascending => Icon::ArrowUp.at(14),
                            Direction::Descending => Icon::ArrowDown.at(14),
                        })
                }}
            </button>
            {edge}
        </div>
    }
}
