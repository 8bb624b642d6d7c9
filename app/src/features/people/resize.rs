//! The edge between two column heads: by it a column becomes wider or narrower.

use std::sync::Arc;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Listing;
use super::columns::{NARROWEST, Shown, WIDEST, Widths, fitting, tracks};
use super::listing::widths;
use super::table::room;
use crate::preferences::Preferences;
use crate::ui::use_viewport;

/// What a key moves an edge by, in pixels; with Shift.
const STEP: f64 = 8.0;
const LONG_STEP: f64 = 48.0;

/// What an edge acts on.
#[derive(Clone, Copy)]
struct Column {
    key: StoredValue<String>,
    columns: Signal<Arc<Vec<Shown>>>,
    edge: NodeRef<html::Div>,
    listing: Listing,
    preferences: Preferences,
    window: Signal<f64>,
}

impl Column {
    fn widths(&self) -> Widths {
        widths(self.listing, self.preferences)
    }

    /// How wide it is drawn.
    fn drawn(&self) -> Option<f64> {
        let head = self.edge.get_untracked()?.parent_element()?;
        Some(head.get_bounding_client_rect().width())
    }

    /// Makes it so wide, within bounds, and as far as every other column keeps its room.
    fn set(&self, width: f64) {
        let mut widths = untrack(|| self.widths());
        let width = width.clamp(NARROWEST, WIDEST).round();
        widths.insert(self.key.get_value(), width);
        let columns = self.columns.get_untracked();
        let fit = fitting(&columns, &widths, room(self.window.get_untracked()));
        if fit < columns.len() && self.drawn().is_some_and(|drawn| width > drawn) {
            return;
        }
        let place = self.listing.place.get_untracked().key();
        self.preferences.widths.update(|all| _ = all.insert(place, widths));
    }

    /// As wide as the widest of what is drawn in it wants to be. The browser knows that once the
    /// column's track takes what its content asks for; each row has tracks of its own.
    fn fit(&self) {
        let Some(head) = self.edge.get_untracked().and_then(|edge| edge.parent_element()) else {
            return;
        };
        let Ok(Some(table)) = head.closest(".people-table") else { return };
        let table: web_sys::HtmlElement = table.unchecked_into();
        let columns = self.columns.get_untracked();
        let key = self.key.get_value();
        let index = columns.iter().position(|column| column.key() == key).map_or(1, |at| at + 2);
        let widths = untrack(|| self.widths());
        let style = table.style();
        let set = |fitted| style.set_property("--columns", &tracks(&columns, &widths, fitted));
        let _ = set(Some(key.as_str()));
        let mut widest: f64 = 0.0;
        if let Ok(rows) = table.query_selector_all(".row, .row-head") {
            for row in (0..rows.length()).filter_map(|at| rows.get(at)) {
                let row: web_sys::Element = row.unchecked_into();
                let cell = u32::try_from(index).ok().and_then(|index| row.children().item(index));
                widest =
                    widest.max(cell.map_or(0.0, |cell| cell.get_bounding_client_rect().width()));
            }
        }
        let _ = set(None);
        self.set(widest.ceil());
    }
}

/// The edge at the right of a column's head: dragged, moved by the arrows, fitted by a double
/// click or Enter.
pub fn edge(key: String, label: String, columns: Signal<Arc<Vec<Shown>>>) -> AnyView {
    let column = Column {
        key: StoredValue::new(key),
        columns,
        edge: NodeRef::new(),
        listing: Listing::expect(),
        preferences: Preferences::expect(),
        window: use_viewport().width,
    };
    // Where the pointer went down, and how wide the column was then.
    let held = StoredValue::new(None::<(f64, f64)>);
    let stands = RwSignal::new(None::<f64>);
    let given = Memo::new(move |_| column.key.with_value(|key| column.widths().get(key).copied()));
    // Of a column that nobody made wider or narrower only the page knows; it is asked when the edge
    // gets the focus.
    let now = move || given.get().or(stands.get()).unwrap_or(NARROWEST).to_string();
    let down = move |event: PointerEvent| {
        let Some(width) = column.drawn().filter(|_| event.button() == 0) else { return };
        held.set_value(Some((f64::from(event.client_x()), width)));
        if let Some(edge) = column.edge.get_untracked() {
            // Refused for a pointer that is gone already: then it does not move either.
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: PointerEvent| {
        let Some((from, width)) = held.get_value() else { return };
        let by = f64::from(event.client_x()) - from;
        if by != 0.0 {
            column.set(width + by);
        }
    };
    let press = move |event: KeyboardEvent| {
        let step = if event.shift_key() { LONG_STEP } else { STEP };
        let width = column.drawn().unwrap_or(NARROWEST);
        match event.key().as_str() {
            "ArrowLeft" => column.set(width - step),
            "ArrowRight" => column.set(width + step),
            "Home" => column.set(NARROWEST),
            "Enter" => column.fit(),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div
            class="head-edge"
            node_ref=column.edge
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=format!("Width of {label}")
            aria-valuemin=NARROWEST.to_string()
            aria-valuemax=WIDEST.to_string()
            aria-valuenow=now
            on:focus=move |_| stands.set(column.drawn().map(f64::round))
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| held.set_value(None)
            on:pointercancel=move |_| held.set_value(None)
            on:dblclick=move |_| column.fit()
            on:keydown=press
        ></div>
    }
    .into_any()
}
