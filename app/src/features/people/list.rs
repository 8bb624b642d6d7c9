use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use shared::model::Kind;
use shared::view::People;

use super::Listing;
use super::first_start::FirstStart;
use super::found::Saved;
use super::list_keys::{listen, search_key};
use super::place::Place;
use super::samples::Samples;
use super::segments::{Bar, Unreadable};
use super::table::Table;
use super::view_of_list::{ColumnsButton, SortButton};
use crate::replica::{Phase, Replica};
use crate::shell::{Commands, SegmentChips, WorkBadge, grouped};
use crate::ui::{Button, ButtonKind, Icon, Panel, Part, SearchField, Tone, use_viewport};

/// The page at `/people`, at `/`, at `/segments/:id` and at `/organisations`.
#[component]
pub fn PeoplePage(
    /// The bar for who is selected: [`Bulk`](super::Bulk).
    bulk: &'static Part,
    /// What the list asks for: [`ListDialogs`](super::ListDialogs).
    dialogs: &'static Part,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let listing = Listing::expect();
    let address = use_location().pathname;
    // Before anything is drawn; and again while the page stays and its address changes.
    let go = move |path: &str| {
        if let Some(place) = Place::at(path) {
            listing.go(place);
        }
    };
    address.with_untracked(|path| go(path));
    Effect::watch(move || address.get(), move |path, _, _| go(path), false);
    let nobody = Memo::new(move |_| {
        listing.kind() != Kind::Organisation && replica.with_people(People::is_empty)
    });
    Effect::new(move |_| document().set_title(&format!("{} · Regulars", listing.title())));
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
                    <List bulk dialogs />
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
fn List(bulk: &'static Part, dialogs: &'static Part) -> impl IntoView {
    let replica: Replica = expect_context();
    let listing = Listing::expect();
    let commands = Commands::expect();
    let list_ref = NodeRef::<html::Div>::new();
    listen(listing, list_ref);
    let navigate = use_navigate();
    let new_organisation = listing.dialogs.new_organisation;

    let all = Memo::new(move |_| match listing.kind() {
        Kind::Organisation => replica.with_people(People::organisations),
        _ => replica.with_people(People::len),
    });
    let is_part = Memo::new(move |_| {
        listing.filter().is_some() || matches!(listing.place(), Place::Segment(_))
    });
    let how_many = move || {
        let (found, all) = (listing.len(), all.get());
        match (is_part.get(), listing.is_searched()) {
            (true, _) => format!("{} of {} {}", grouped(found), grouped(all), listing.noun(all)),
            (false, true) => format!("{} of {}", grouped(found), grouped(all)),
            (false, false) => grouped(all),
        }
    };
    let nothing_found = Memo::new(move |_| listing.len() == 0);
    let is_organisations = Memo::new(move |_| listing.kind() == Kind::Organisation);

    view! {
        <div class="page people">
            <header class="page-head">
                <div class="page-head-title">
                    <h1>{move || listing.title()}</h1>
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
                <Show
                    when=move || is_organisations.get()
                    fallback=move || {
                        view! {
                            <Button
                                kind=ButtonKind::First
                                icon=Icon::Plus
                                key="n"
                                on_press=move |()| commands.new_person.set(true)
                            >
                                "New person"
                            </Button>
                        }
                    }
                >
                    <Button
                        kind=ButtonKind::First
                        icon=Icon::Plus
                        on_press=move |()| new_organisation.set(true)
                    >
                        "New organisation"
                    </Button>
                </Show>
            </div>
            <SegmentChips />
            <div
                class="people-tools"
                class:people-tools-plain=move || !is_part.get() && !is_organisations.get()
            >
                <Bar listing />
                <Show when=move || is_organisations.get()>
                    <AddHere open=new_organisation />
                </Show>
                <ColumnsButton listing />
            </div>
            <div class="people-bar">
                <SortButton listing all />
            </div>
            <Show
                when=move || !nothing_found.get()
                fallback=move || view! { <Nobody listing new_organisation /> }
            >
                <Table listing list_ref />
            </Show>
            {bulk.view_when(Signal::derive(move || {
                listing.selected.with(|selected| !selected.is_empty())
            }))}
        </div>
        {dialogs.view_when(Signal::derive(move || listing.dialogs.is_any_open()))}
    }
}

/// Another organisation, where a phone has no room for it beside the title.
#[component]
fn AddHere(open: RwSignal<bool>) -> impl IntoView {
    let phone = use_viewport().phone;
    view! {
        <span class="edits">
            <Show when=move || phone.get()>
                <Button small=true icon=Icon::Plus on_press=move |()| open.set(true)>
                    "New organisation"
                </Button>
            </Show>
        </span>
    }
}

/// What stands in the list's place when nobody is in it.
#[component]
fn Nobody(listing: Listing, new_organisation: RwSignal<bool>) -> impl IntoView {
    move || {
        let inner = match (listing.place(), listing.saved()) {
            _ if listing.is_searched() => view! { <NothingFound listing /> }.into_any(),
            (_, Saved::Missing | Saved::Segment { filter: Err(_), .. }) => {
                view! { <Unreadable listing /> }.into_any()
            }
            (Place::Organisations, _) if listing.filter().is_none() => view! {
                <Panel
                    title="No organisations yet"
                    words="A business, a club, a household: what several people belong to."
                >
                    <Button icon=Icon::Plus on_press=move |()| new_organisation.set(true)>
                        "New organisation"
                    </Button>
                </Panel>
            }
            .into_any(),
            _ => view! {
                <Panel
                    title=if listing.kind() == Kind::Organisation {
                        "None for now"
                    } else {
                        "Nobody for now"
                    }
                    words="Whoever the conditions come to hold for appears here."
                />
            }
            .into_any(),
        };
        view! { <div class="people-empty">{inner}</div> }
    }
}

#[component]
fn NothingFound(listing: Listing) -> impl IntoView {
    let commands = Commands::expect();
    let add = move |()| {
        commands.new_begins_with.set(listing.query.with_untracked(|query| query.trim().to_owned()));
        commands.new_person.set(true);
    };
    let is_organisations = untrack(|| listing.kind()) == Kind::Organisation;
    let (title, everyone) = match is_organisations {
        true => ("None found", "Show all"),
        false => ("Nobody found", "Show everyone"),
    };
    view! {
        <Panel
            title
            words="The search looks at names, numbers, emails, companies, orders, tags, notes and your own fields."
        >
            <div class="actions">
                <Show when=move || !is_organisations>
                    <span class="edits">
                        <Button icon=Icon::Plus on_press=add>
                            {move || listing.query.with(|query| format!("Add “{}”", query.trim()))}
                        </Button>
                    </span>
                </Show>
                <Button
                    kind=ButtonKind::Quiet
                    on_press=move |()| listing.query.set(String::new())
                >
                    {everyone}
                </Button>
            </div>
        </Panel>
    }
}
