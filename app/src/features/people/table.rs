use std::ops::Range;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::Listing;
use super::columns::{Shown, currency, fitting, tracks};
use super::head::Head;
use super::listing::shown_columns;
use super::place::Place;
use super::row::{Form, Line, Row};
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::ui::{VirtualList, use_viewport};

/// The pixels that the navigation takes of a window so wide.
fn navigation(window: f64) -> f64 {
    if window >= 1024.0 { 240.0 } else { 64.0 }
}

/// The rows of the list, in the columns that were chosen and have room.
#[component]
pub fn Table(listing: Listing, list_ref: NodeRef<html::Div>) -> impl IntoView {
    let replica: Replica = expect_context();
    let preferences = Preferences::expect();
    let viewport = use_viewport();
    let chosen = Memo::new(move |_| shown_columns(listing.place(), replica, preferences).0);
    let columns = Memo::new(move |_| {
        let window = viewport.width.get();
        let mut columns = chosen.get();
        columns.truncate(fitting(&columns, window - navigation(window)));
        Arc::new(columns)
    });
    let form = Memo::new(move |_| {
        let columns = columns.get();
        let asks = columns.contains(&Shown::Spent);
        let currency = if asks { replica.with_people(currency) } else { None };
        Form { columns, currency, phone: viewport.phone.get() }
    });
    let rows = move |range: Range<usize>| {
        let found = listing.found();
        let here = listing.position();
        let selected = listing.selected.get();
        let form = form.get();
        replica.with_people(|people| {
            range
                .filter_map(|index| {
                    let found = found.get(index)?;
                    let is_selected = selected.contains(&found.id);
                    Line::of(people, found, index, here == Some(index), is_selected, &form)
                })
                .collect::<Vec<_>>()
        })
    };
    let row_height = Memo::new(move |_| match viewport.phone.get() {
        true => 72.0,
        false => preferences.density.with(|density| match density.as_str() {
            "dense" => 32.0,
            "roomy" => 52.0,
            _ => 40.0,
        }),
    });
    let label = match listing.place.get_untracked() {
        Place::Organisations => "Organisations",
        Place::Everyone | Place::Segment(_) => "People",
    };
    view! {
        <div
            class="people-table"
            class:people-table-dense=move || { row_height.get() < 40.0 }
            style=("--columns", move || columns.with(|columns| tracks(columns)))
            style=("--row-height", move || format!("{}px", row_height.get()))
        >
            <VirtualList
                label
                count=Signal::derive(move || listing.len())
                row_height
                head_height=Signal::derive(move || if viewport.phone.get() { 0.0 } else { 32.0 })
                cursor=Signal::derive(move || listing.position())
                scroll=listing.scroll
                rows=rows
                row=|line| view! { <Row line /> }
                head=move || view! { <Head columns /> }
                list_ref
            />
        </div>
    }
}
