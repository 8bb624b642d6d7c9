use std::sync::Arc;

use leptos::prelude::*;
use shared::model::Currency;
use shared::view::People;

use super::Listing;
use super::cell::Cell;
use super::columns::Shown;
use super::found::Found;
use crate::shell::colour;
use crate::ui::{
    Avatar, AvatarSize, Checkbox, Checked, Chip, Highlight, Hold, Icon, Tone, row_id, when,
};

/// What a list shows of everyone.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The columns beside the name.
    pub columns: Arc<Vec<Shown>>,
    /// The currency in which most people paid, where a column asks for it.
    pub currency: Option<Currency>,
    /// Whether rows are drawn for a finger.
    pub phone: bool,
}

/// All that a row shows. Two equal lines are drawn once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Line {
    found: Found,
    index: usize,
    here: bool,
    selected: bool,
    phone: bool,
    name: String,
    company: String,
    cells: Vec<Cell>,
    disagreements: usize,
}

impl Line {
    /// The line of somebody at `index`; `here` when the keyboard is on it.
    pub fn of(
        people: &People,
        found: &Found,
        index: usize,
        here: bool,
        selected: bool,
        form: &Form,
    ) -> Option<Self> {
        let facts = people.get(found.id)?;
        let cells = match form.phone {
            false => {
                let cell = |column| Cell::of(column, facts, people, form.currency);
                form.columns.iter().map(cell).collect()
            }
            true => vec![
                Cell::Text(facts.usual_order.clone().unwrap_or_default()),
                Cell::Day(facts.last_contact.map(|at| when::short(at.0)).unwrap_or_default()),
            ],
        };
        let has_column = !form.phone && form.columns.contains(&Shown::Company);
        let company = facts.company.clone().filter(|_| !has_column);
        Some(Self {
            found: found.clone(),
            index,
            here,
            selected,
            phone: form.phone,
            name: facts.name.clone(),
            company: company.unwrap_or_default(),
            cells,
            disagreements: facts.disagreements,
        })
    }
}

/// One person or organisation in the list.
#[component]
pub fn Row(line: Line) -> impl IntoView {
    let phone = line.phone;
    let listing = Listing::expect();
    let id = line.found.id;
    let hold = Hold::new(move || listing.toggle(id));
    // On a phone, once somebody is selected a tap selects too.
    let selects = move || phone && listing.selected.with_untracked(|selected| !selected.is_empty());
    let size = if phone { AvatarSize::Phone } else { AvatarSize::Row };
    view! {
        <div
            class="row"
            class:row-here=line.here
            class:row-selected=line.selected
            on:pointerdown=move |event| hold.begin(&event)
            on:pointermove=move |event| hold.moved(&event)
            on:pointerup=move |_| hold.end()
            on:pointercancel=move |_| hold.end()
            on:contextmenu=move |event| hold.menu(&event)
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
                <Avatar name=line.name.clone() colour=colour(id) size />
                <span class="row-names">
                    <a class="row-link" href=format!("/people/{id}") tabindex="-1">
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
            {line.cells.into_iter().map(Cell::draw).collect_view()}
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
