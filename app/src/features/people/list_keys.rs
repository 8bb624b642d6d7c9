//! What keys do in the list.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Listing;
use crate::preferences::Preferences;
use crate::shell::is_typing;

/// The list's keys act on the whole page, outside of fields.
pub fn listen(listing: Listing, list_ref: NodeRef<html::Div>) {
    let preferences = Preferences::expect();
    let navigate = use_navigate();
    let listener = window_event_listener(ev::keydown, move |event| {
        let with_control = event.ctrl_key() || event.meta_key();
        if event.default_prevented() || is_typing() {
            return;
        }
        if with_control && event.key().eq_ignore_ascii_case("a") {
            event.prevent_default();
            return listing.select_all();
        }
        if with_control {
            return;
        }
        let letters = preferences.letter_keys.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if event.shift_key() => listing.extend(1),
            "ArrowUp" if event.shift_key() => listing.extend(-1),
            "ArrowDown" => listing.step(1),
            "ArrowUp" => listing.step(-1),
            "x" if letters => match listing.cursor.get_untracked() {
                Some(id) => listing.toggle(id),
                None => return,
            },
            "j" if letters => listing.step(1),
            "k" if letters => listing.step(-1),
            "PageDown" => listing.step(10),
            "PageUp" => listing.step(-10),
            "Home" => listing.step(isize::MIN),
            "End" => listing.step(isize::MAX),
            "Enter" if on_the_list() => open_cursor(listing, &navigate),
            "Escape" if listing.selected.with_untracked(|selected| !selected.is_empty()) => {
                listing.select_none();
            }
            "Escape" if !listing.query.with_untracked(String::is_empty) => {
                listing.query.set(String::new());
            }
            _ => return,
        }
        event.prevent_default();
        if let Some(list) = list_ref.get_untracked() {
            let _ = list.focus();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether Enter is meant for the list, and not for a button or link that has the focus. A heading
/// has it after a page has opened.
fn on_the_list() -> bool {
    let active = document().active_element();
    active.is_none_or(|active| !active.matches("a, button").unwrap_or(false))
}

fn open_cursor(listing: Listing, navigate: &(impl Fn(&str, NavigateOptions) + Clone)) {
    if let Some(id) = listing.cursor.get_untracked() {
        navigate(&format!("/people/{id}"), NavigateOptions::default());
    }
}

/// In the search field the arrows move through what is found, and Enter opens it.
pub fn search_key(
    listing: Listing,
    list_ref: NodeRef<html::Div>,
    navigate: &(impl Fn(&str, NavigateOptions) + Clone),
    event: &ev::KeyboardEvent,
) {
    match event.key().as_str() {
        "ArrowDown" => listing.step(1),
        "ArrowUp" => listing.step(-1),
        "Escape" => {
            listing.query.set(String::new());
            if let Some(list) = list_ref.get_untracked() {
                let _ = list.focus();
            }
        }
        "Enter" if !event.is_composing() => {
            if listing.cursor.with_untracked(Option::is_none) {
                listing.step(0);
            }
            open_cursor(listing, navigate);
        }
        _ => return,
    }
    event.prevent_default();
}
