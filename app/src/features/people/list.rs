use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::view::People;

use super::Listing;
use super::bulk::Bulk;
use super::first_start::FirstStart;
use super::row::{Head, Line, Row};
use super::samples::Samples;
use crate::preferences::Preferences;
use crate::replica::{Phase, Replica};
use crate::shell::{Commands, WorkBadge, grouped, is_typing};
use crate::ui::{Button, ButtonKind, Icon, Panel, SearchField, Tone, VirtualList, use_viewport};

/// The page at `/people`, and at `/`.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let replica: Replica = expect_context();
    let nobody = Memo::new(move |_| replica.with_people(People::is_empty));
    document().set_title("People · Regulars");
    view! {
        {move || match replica.phase().get() {
            Phase::Opening => {
                view! {
                    <div class="page-head">
                        <h1>"Regulars"</h1>
                    </div>
                    <p class="opening-words">
                        "The people who come back. Opening what is on this device."
                    </p>
                }
                    .into_any()
            }
            Phase::Failed(problem) => view! { <CouldNotLook problem /> }.into_any(),
            Phase::Ready if nobody.get() => view! { <FirstStart /> }.into_any(),
            Phase::Ready => view! {
                    <Samples />
                    <List />
                }.into_any(),
        }}
    }
}

#[component]
fn CouldNotLook(problem: String) -> impl IntoView {
    view! {
        <div class="page-head">
            <h1>"People"</h1>
        </div>
        <div class="people-empty">
            <Panel tone=Tone::Bad title="Cannot read this device" words=problem>
                <Button on_press=|()| {
                    let _ = window().location().reload();
                }>"Try again"</Button>
            </Panel>
        </div>
    }
}

#[component]
fn List() -> impl IntoView {
    let replica: Replica = expect_context();
    let listing = Listing::expect();
    let commands = Commands::expect();
    let preferences = Preferences::expect();
    let phone = use_viewport().phone;
    let list_ref = NodeRef::<html::Div>::new();
    listen(listing, list_ref);
    let navigate = use_navigate();

    let all = Memo::new(move |_| replica.with_people(People::len));
    let searching = Memo::new(move |_| listing.query.with(|query| !query.trim().is_empty()));
    let by_name = move || preferences.sort.with(|sort| sort == "name");
    let how_many = move || match searching.get() {
        true => format!("{} of {}", grouped(listing.len()), grouped(all.get())),
        false => grouped(all.get()),
    };
    let in_words = move || match (searching.get(), by_name()) {
        (true, _) => format!("{} found, best first", grouped(listing.len())),
        (false, true) => format!("{}, by name", grouped(all.get())),
        (false, false) => format!("{}, recent first", grouped(all.get())),
    };
    let nothing_found = Memo::new(move |_| listing.len() == 0);
    let rows = move |range: std::ops::Range<usize>| {
        let found = listing.found();
        let here = listing.position();
        let selected = listing.selected.get();
        replica.with_people(|people| {
            range
                .filter_map(|index| {
                    let found = found.get(index)?;
                    let is_selected = selected.contains(&found.id);
                    Line::of(people, found, index, here == Some(index), is_selected)
                })
                .collect::<Vec<_>>()
        })
    };

    view! {
        <div class="page people">
            <header class="page-head">
                <div class="page-head-title">
                    <h1>"People"</h1>
                    <span class="second people-count" role="status">
                        {how_many}
                    </span>
                </div>
                <WorkBadge />
            </header>
            <SearchField
                label="Name, number, order, tag"
                value=listing.query
                input_ref=commands.search
                on_key=move |event| search_key(listing, list_ref, &navigate, &event)
            />
            <div class="people-new">
                <Button
                    kind=ButtonKind::First
                    icon=Icon::Plus
                    key="n"
                    on_press=move |()| commands.new_person.set(true)
                >
                    "New person"
                </Button>
            </div>
            <div class="people-bar">
                <span>{in_words}</span>
                <Show when=move || !searching.get()>
                    <Button
                        kind=ButtonKind::Quiet
                        small=true
                        icon=Icon::Sort
                        on_press=move |()| {
                            let next = if by_name() { "recent" } else { "name" };
                            preferences.sort.set(next.into());
                            listing.scroll.set(0.0);
                        }
                    >
                        {move || if by_name() { "Recent first" } else { "By name" }}
                    </Button>
                </Show>
            </div>
            <Show
                when=move || !nothing_found.get()
                fallback=move || view! { <NothingFound listing /> }
            >
                <VirtualList
                    label="People"
                    count=Signal::derive(move || listing.len())
                    row_height=Signal::derive(move || if phone.get() { 72.0 } else { 40.0 })
                    head_height=Signal::derive(move || if phone.get() { 0.0 } else { 32.0 })
                    cursor=Signal::derive(move || listing.position())
                    scroll=listing.scroll
                    rows=rows
                    row=|line| view! { <Row line /> }
                    head=move || view! { <Head searching=searching /> }
                    list_ref
                />
            </Show>
            <Bulk listing />
        </div>
    }
}

#[component]
fn NothingFound(listing: Listing) -> impl IntoView {
    let commands = Commands::expect();
    let add = move |()| {
        commands.new_begins_with.set(listing.query.with_untracked(|query| query.trim().to_owned()));
        commands.new_person.set(true);
    };
    view! {
        <div class="people-empty">
            <Panel
                title="Nobody found"
                words="The search looks at names, numbers, emails, companies, orders, tags and notes."
            >
                <div class="actions">
                    <Button icon=Icon::Plus on_press=add>
                        {move || listing.query.with(|query| format!("Add “{}”", query.trim()))}
                    </Button>
                    <Button
                        kind=ButtonKind::Quiet
                        on_press=move |()| listing.query.set(String::new())
                    >
                        "Show everyone"
                    </Button>
                </div>
            </Panel>
        </div>
    }
}

/// The list's keys act on the whole page, outside of fields.
fn listen(listing: Listing, list_ref: NodeRef<html::Div>) {
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
fn search_key(
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
