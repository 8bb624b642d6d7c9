use leptos::prelude::*;
use shared::view::People;

use super::Listing;
use super::listing::Found;
use crate::preferences::Preferences;
use crate::shell::colour;
use crate::ui::{
    Avatar, AvatarSize, Checkbox, Checked, Chip, Highlight, Hold, Icon, Tone, row_id, use_viewport,
    when,
};

/// All that a row shows. Two equal lines are drawn once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    found: Found,
    index: usize,
    here: bool,
    selected: bool,
    name: String,
    company: String,
    usual_order: String,
    updated: i64,
    contact: Option<i64>,
    tags: Vec<String>,
    disagreements: usize,
}

impl Line {
    /// The line of a person at `index`; `here` when the keyboard is on it.
    pub fn of(
        people: &People,
        found: &Found,
        index: usize,
        here: bool,
        selected: bool,
    ) -> Option<Self> {
        let facts = people.get(found.id)?;
        Some(Self {
            found: found.clone(),
            index,
            here,
            selected,
            name: facts.name.clone(),
            company: facts.company.clone().unwrap_or_default(),
            usual_order: facts.usual_order.clone().unwrap_or_default(),
            updated: facts.updated.0,
            contact: facts.last_contact.map(|at| at.0),
            tags: facts.tags.clone(),
            disagreements: facts.disagreements,
        })
    }
}

/// One person in the list.
#[component]
pub fn Row(line: Line) -> impl IntoView {
    let phone = use_viewport().phone;
    let name = line.name.clone();
    let avatar = move || {
        let size = if phone.get() { AvatarSize::Phone } else { AvatarSize::Row };
        view! { <Avatar name=name.clone() colour=colour(line.found.id) size /> }
    };
    let in_words = move |at: i64| if phone.get() { when::short(at) } else { when::day(at) };
    let contact = line.contact;
    let listing = Listing::expect();
    let id = line.found.id;
    let hold = Hold::new(move || listing.toggle(id));
    // On a phone, once somebody is selected a tap selects too.
    let selects = move || {
        phone.get_untracked() && listing.selected.with_untracked(|selected| !selected.is_empty())
    };
    view! {
        <div
            class="row"
            class:row-here=line.here
            class:row-selected=line.selected
            on:pointerdown=move |event| hold.begin(&event)
            on:pointermove=move |event| hold.moved(&event)
            on:pointerup=move |_| hold.end()
            on:pointercancel=move |_| hold.end()
            on:contextmenu=move |event| {
                if hold.held() {
                    event.prevent_default();
                }
            }
            on:click=move |event| {
                if hold.held() {
                    event.prevent_default();
                } else if selects() {
                    event.prevent_default();
                    listing.toggle(id);
                }
            }
            role="row"
            id=row_id(line.index)
            aria-rowindex=line.index + 2
            aria-selected=if line.selected { "true" } else { "false" }
        >
            <div class="row-check" role="gridcell">
                <Checkbox
                    name=format!("Select {}", line.name)
                    checked=Signal::stored(if line.selected { Checked::Yes } else { Checked::No })
                    stop=false
                    on_press=move |shift| {
                        if shift { listing.select_to(id) } else { listing.toggle(id) }
                    }
                />
            </div>
            <div class="row-person" role="gridcell">
                {avatar}
                <span class="row-names">
                    <a class="row-link" href=format!("/people/{}", line.found.id) tabindex="-1">
                        <Highlight text=line.name ranges=line.found.marks />
                    </a>
                    <span class="row-company">{line.company}</span>
                    {(line.disagreements > 0)
                        .then(|| {
                            view! {
                                <Chip
                                    tone=Tone::Care
                                    icon=Icon::Split
                                    words=answers(line.disagreements)
                                />
                            }
                        })}
                </span>
            </div>
            <div class="row-order" role="gridcell">
                {line.usual_order}
            </div>
            <div class="row-when row-contact" role="gridcell">
                {move || contact.map(in_words)}
            </div>
            <div class="row-when row-updated" role="gridcell">
                {move || in_words(line.updated)}
            </div>
            <div class="row-tags" role="gridcell">
                {line.tags.into_iter().map(|tag| view! { <Chip words=tag /> }).collect_view()}
            </div>
        </div>
    }
}

/// How many fields have more than one answer, in words for a mark.
pub fn answers(disagreements: usize) -> String {
    match disagreements {
        1 => "2 answers".into(),
        more => format!("{more} to decide"),
    }
}

/// The column heads; those that are buttons sort.
#[component]
pub fn Head(#[prop(into)] searching: Signal<bool>) -> impl IntoView {
    let listing = Listing::expect();
    let all = Signal::derive(move || {
        let selected = listing.selected.with(|selected| selected.len());
        match selected {
            0 => Checked::No,
            some if some < listing.len() => Checked::Some,
            _ => Checked::Yes,
        }
    });
    view! {
        <div class="row-head label" role="row" aria-rowindex="1">
            <div class="row-check" role="columnheader">
                <Checkbox
                    name="Select everyone"
                    checked=all
                    stop=false
                    on_press=move |_| match all.get_untracked() {
                        Checked::No => listing.select_all(),
                        _ => listing.select_none(),
                    }
                />
            </div>
            <SortHead searching by="name" words="Name" direction="ascending" icon=Icon::ArrowUp />
            <div role="columnheader">"Usual order"</div>
            <SortHead
                searching
                by="contact"
                words="Last contact"
                direction="descending"
                icon=Icon::ArrowDown
            />
            <SortHead
                searching
                by="recent"
                words="Changed"
                direction="descending"
                icon=Icon::ArrowDown
            />
            <div role="columnheader">"Tags"</div>
        </div>
    }
}

#[component]
fn SortHead(
    searching: Signal<bool>,
    by: &'static str,
    words: &'static str,
    direction: &'static str,
    icon: Icon,
) -> impl IntoView {
    let sort = Preferences::expect().sort;
    let scroll = Listing::expect().scroll;
    let sorted = Memo::new(move |_| !searching.get() && sort.with(|sort| sort == by));
    view! {
        <div
            role="columnheader"
            class=format!("head-{by}")
            aria-sort=move || if sorted.get() { direction } else { "none" }
        >
            <button
                type="button"
                on:click=move |_| {
                    sort.set(by.into());
                    scroll.set(0.0);
                }
            >
                {words}
                <Show when=move || sorted.get()>{icon.at(14)}</Show>
            </button>
        </div>
    }
}
