use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::search::Marks;
use web_sys::Element;

use super::Listing;
use super::columns::{Shown, currency, fitting, tracks};
use super::face::Faces;
use super::head::Head;
use super::listing::{shown_columns, widths};
use super::row::{Form, Line, RowElement, Stand, pressed};
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::ui::{Hold, RowPool, VirtualList, use_viewport};

/// The pixels that a window so wide has for the list, beside the navigation.
pub fn room(window: f64) -> f64 {
    window - if window >= 1024.0 { 240.0 } else { 64.0 }
}

/// The rows of the list, in the columns that were chosen and have room.
#[component]
pub fn Table(listing: Listing, list_ref: NodeRef<html::Div>) -> impl IntoView {
    let replica: Replica = expect_context();
    let preferences = Preferences::expect();
    let viewport = use_viewport();
    let chosen = Memo::new(move |_| shown_columns(listing, replica, preferences).0);
    let widths = Memo::new(move |_| widths(listing, preferences));
    let columns = Memo::new(move |_| {
        let window = viewport.width.get();
        let mut columns = chosen.get();
        columns.truncate(widths.with(|widths| fitting(&columns, widths, room(window))));
        Arc::new(columns)
    });
    // A memo, and not read by the style itself: an effect that reads columns first and widths then is
    // not run again where other widths leave the columns as they are.
    let tracks = Memo::new(move |_| {
        columns.with(|columns| widths.with(|widths| tracks(columns, widths, None)))
    });
    let form = Memo::new(move |_| {
        let columns = columns.get();
        let asks = columns.contains(&Shown::Spent);
        let currency = if asks { replica.with_people(currency) } else { None };
        Form { columns, currency, phone: viewport.phone.get() }
    });
    let (pool, pattern) = (RefCell::new(RowPool::new()), RowElement::pattern());
    let faces = Faces::new(replica);
    let draw = move |window: &Element, range: Range<usize>| {
        let found = listing.found();
        let here = listing.position();
        let selected = listing.selected.get();
        let form = form.get();
        replica.with_people(|people| {
            let marks = listing.query.with(|query| Marks::new(people, query));
            let mut pool = pool.borrow_mut();
            let rows = pool.fit(window, range, &|| RowElement::of(&pattern, &faces));
            for (index, row) in rows {
                let Some(id) = found.get(index).copied() else { continue };
                let (here, selected) = (here == Some(index), selected.contains(&id));
                let stand = Stand { id, index, here, selected };
                if let Some(line) = Line::of(people, stand, &marks, &form) {
                    row.show(line);
                }
            }
        });
    };
    let row_height = Memo::new(move |_| match viewport.phone.get() {
        true => 72.0,
        false => preferences.density.with(|density| match density.as_str() {
            "dense" => 32.0,
            "roomy" => 52.0,
            _ => 40.0,
        }),
    });
    let label = Signal::derive(move || match listing.kind() {
        Kind::Organisation => "Organisations",
        _ => "People",
    });
    let press = Press::new(listing, list_ref, viewport.phone);
    view! {
        <div
            class="people-table"
            on:pointerdown=move |event| press.begins(&event)
            on:pointermove=move |event| press.hold.moved(&event)
            on:pointerup=move |_| press.hold.end()
            on:pointercancel=move |_| press.hold.end()
            on:contextmenu=move |event| press.asks_for_menu(&event)
            on:click=move |event| press.ends(&event)
            class:people-table-dense=move || { row_height.get() < 40.0 }
            style=("--columns", move || tracks.get())
            style=("--row-height", move || format!("{}px", row_height.get() as u64))
        >
            <VirtualList
                label
                count=Signal::derive(move || listing.len())
                row_height
                head_height=Signal::derive(move || if viewport.phone.get() { 0.0 } else { 32.0 })
                cursor=Signal::derive(move || listing.position())
                scroll=listing.scroll
                draw=Box::new(draw)
                head=move || view! { <Head columns /> }
                list_ref
            />
        </div>
    }
}

/// Presses in the list. They are heard for all rows at once.
#[derive(Clone, Copy)]
struct Press {
    listing: Listing,
    list_ref: NodeRef<html::Div>,
    phone: Signal<bool>,
    /// Whose row is pressed.
    on: StoredValue<Option<DocumentId>>,
    hold: Hold,
}

impl Press {
    fn new(listing: Listing, list_ref: NodeRef<html::Div>, phone: Signal<bool>) -> Self {
        let on = StoredValue::new(None);
        let hold = Hold::new(move || {
            if let Some(id) = on.get_value() {
                listing.toggle(id);
            }
        });
        Self { listing, list_ref, phone, on, hold }
    }

    fn begins(&self, event: &ev::PointerEvent) {
        if let Some((id, _)) = pressed(event) {
            self.on.set_value(Some(id));
            self.hold.begin(event);
        }
    }

    fn asks_for_menu(&self, event: &ev::MouseEvent) {
        if pressed(event).is_some() {
            self.hold.menu(event);
        }
    }

    fn ends(&self, event: &ev::MouseEvent) {
        let Some((id, is_box)) = pressed(event) else { return };
        let listing = self.listing;
        // On a phone, once somebody is selected a tap selects too.
        let selects = || {
            self.phone.get_untracked()
                && listing.selected.with_untracked(|selected| !selected.is_empty())
        };
        if is_box {
            match event.shift_key() {
                true => listing.select_to(id),
                false => listing.toggle(id),
            }
            // The list is one stop for the keyboard, and its rows show others when it scrolls.
            if let Some(list) = self.list_ref.get_untracked() {
                let _ = list.focus();
            }
        } else if self.hold.held() {
            event.prevent_default();
        } else if selects() {
            event.prevent_default();
            listing.toggle(id);
        }
    }
}
