use leptos::prelude::*;
use shared::edit::{Edit, Field};
use shared::model::purchase::standing;
use shared::model::{Kind, Record};
use shared::time::Timestamp;

use super::others::Others;
use super::page::{Card, put_in_bin};
use super::portrait::{head_portrait, photo_answers};
use crate::features::people::Listing;
use crate::shell::{Editing, WorkBadge, dialled, grouped};
use crate::ui::{
    Button, ButtonKind, Chip, Icon, LinkButton, line_keys, once_pressed, use_viewport, when,
};

/// The line above a card: back, neighbours, the bin.
#[component]
pub fn RecordBar(#[prop(optional)] card: Option<Card>) -> impl IntoView {
    let listing = Listing::expect();
    let phone = use_viewport().phone;
    let place = move || {
        let position = listing.position()? + 1;
        Some(format!("{} of {}", grouped(position), grouped(listing.len())))
    };
    view! {
        <header class="record-bar">
            <a
                class="page-head-back"
                href=move || listing.place().path()
                aria-label=move || format!("Back to {}", listing.title())
            >
                {Icon::ArrowLeft.at(18)}
                <span class="record-bar-words">{move || listing.title()}</span>
            </a>
            <span class="record-place second">{place}</span>
            <Neighbour listing steps=-1 icon=Icon::ChevronUp name="Previous person" />
            <Neighbour listing steps=1 icon=Icon::ChevronDown name="Next person" />
            <span class="record-bar-space"></span>
            <Show when=move || card.is_some() && !phone.get()>
                {use_context::<Others>().map(Others::row)}
            </Show>
            <WorkBadge />
            {card
                .map(|card| {
                    view! {
                        <LinkButton
                            kind=ButtonKind::Quiet
                            href=format!("/people/{}/history", card.id)
                            icon=Icon::History
                            name="History"
                        />
                    }
                })}
            {card
                .map(|card| {
                    let gone = Memo::new(move |_| card.open.with(|open| open.person.gone));
                    view! {
                        <Show when=move || !gone.get()>
                            <span class="edits">
                                <Button
                                    kind=ButtonKind::Quiet
                                    icon=Icon::Bin
                                    name="Put in the bin"
                                    on_press=move |()| put_in_bin(card)
                                />
                            </span>
                        </Show>
                    }
                })}
        </header>
    }
}

#[component]
fn Neighbour(listing: Listing, steps: isize, icon: Icon, name: &'static str) -> impl IntoView {
    let href = move || listing.neighbour(steps).map(|id| format!("/people/{id}"));
    view! {
        <a
            class="record-neighbour"
            href=href
            aria-label=name
            title=name
            aria-disabled=move || href().is_none().then_some("true")
            role=move || href().is_none().then_some("link")
        >
            {icon.at(18)}
        </a>
    }
}

/// Who it is, and how to reach them.
#[component]
pub fn Header(card: Card) -> impl IntoView {
    let phone = use_viewport().phone;
    let open = card.open;
    let name = Memo::new(move |_| open.with(|open| open.person.display_name()));
    let company = Memo::new(move |_| {
        open.with(|open| match open.person.kind {
            Kind::Organisation => {
                Some(open.person.industry.clone().unwrap_or("Organisation".into()))
            }
            _ => open.person.company.clone(),
        })
    });
    let since = Memo::new(move |_| open.with(|open| customer_since(&open.person).0));
    let pinned = Memo::new(move |_| open.with(|open| open.person.pinned.clone()));
    let gone = Memo::new(move |_| open.with(|open| open.person.gone));
    view! {
        <div class="record-head">
            <Editing>{head_portrait(card)}</Editing>
            <div class="record-who">
                <h1>
                    {move || Some(name.get()).filter(|name| !name.is_empty()).unwrap_or_else(|| "No name yet".into())}
                </h1>
                <div class="record-about">
                    {move || match company.get() {
                        Some(company) => {
                            view! {
                                <span>
                                    <strong>{company}</strong>
                                    {format!(", here since {}", when::month(since.get()))}
                                </span>
                            }
                                .into_any()
                        }
                        None => format!("Here since {}", when::month(since.get())).into_any(),
                    }} <Tags card />
                </div>
            </div>
            <Show when=move || !phone.get() && !gone.get()>
                <Reach card />
            </Show>
        </div>
        {photo_answers(card)}
        {move || {
            pinned
                .get()
                .map(|pinned| {
                    view! {
                        <p class="pinned">
                            {Icon::Pin.at(18)} <span class="pinned-words">{pinned}</span>
                        </p>
                    }
                })
        }}
    }
}

/// Since when they come: the first purchase, or when the card was made, whichever was first.
pub fn customer_since(record: &Record) -> Timestamp {
    let bought = standing(&record.purchases, &record.reversals);
    bought.first().map_or(record.created, |(purchase, _)| purchase.at.min(record.created))
}

/// Links that call and write, as far as a number or an address is known.
#[component]
pub fn Reach(card: Card) -> impl IntoView {
    let ways = Memo::new(move |_| reach(card));
    view! {
        <div class="record-actions">
            {move || {
                let (call, write) = ways.get();
                view! {
                    {write
                        .map(|(href, icon, words)| {
                            view! {
                                <LinkButton href icon>
                                    {words}
                                </LinkButton>
                            }
                        })}
                    <span class="edits">
                        <Button icon=Icon::Bag key="s" on_press=move |()| card.selling.set(true)>
                            "Sale"
                        </Button>
                    </span>
                    {call
                        .map(|href| {
                            view! {
                                <LinkButton href kind=ButtonKind::First icon=Icon::Phone>
                                    "Call"
                                </LinkButton>
                            }
                        })}
                }
            }}
        </div>
    }
}

type Write = (String, Icon, &'static str);

/// The address that calls, and the one that writes: an email, else a text message.
pub fn reach(card: Card) -> (Option<String>, Option<Write>) {
    card.open.with(|open| {
        let person = &open.person;
        let number = person.phones.first().map(|(_, phone)| dialled(&phone.number));
        let email = person.emails.first().map(|(_, email)| email.address.trim().to_owned());
        let write = match (&email, &number) {
            (Some(email), _) => Some((format!("mailto:{email}"), Icon::Mail, "Email")),
            (None, Some(number)) => Some((format!("sms:{number}"), Icon::Message, "Message")),
            (None, None) => None,
        };
        (number.map(|number| format!("tel:{number}")), write)
    })
}

#[component]
fn Tags(card: Card) -> impl IntoView {
    let tags = Memo::new(move |_| card.open.with(|open| open.person.tags.clone()));
    let adding = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let input_ref = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input_ref.get() {
            let _ = input.focus();
        }
    });
    let keep = move || {
        let name = typed.get_untracked().trim().to_owned();
        if !name.is_empty() {
            card.edit(vec![Edit::tag(name)]);
        }
        typed.set(String::new());
    };
    let left = once_pressed(move || {
        if adding.try_get_untracked() == Some(true) {
            keep();
            adding.set(false);
        }
    });
    let keys = line_keys(keep, move || {
        typed.set(String::new());
        adding.set(false);
    });
    view! {
        <For each=move || tags.get() key=Clone::clone let:tag>
            <Chip
                words=tag.clone()
                on_remove=move |()| take_off(card, tag.clone())
            />
        </For>
        <Show
            when=move || adding.get()
            fallback=move || {
                view! {
                    <button
                        type="button"
                        class="tag-add"
                        aria-label="Add a tag"
                        title="Add a tag"
                        on:click=move |_| adding.set(true)
                    >
                        {Icon::Plus.at(16)}
                        {move || tags.with(Vec::is_empty).then_some("Tag")}
                    </button>
                }
            }
        >
            <input
                class="tag-input"
                node_ref=input_ref
                aria-label="New tag"
                placeholder="New tag"
                autocomplete="off"
                bind:value=typed
                on:keydown=keys
                on:blur=move |_| left()
            />
        </Show>
    }
}

/// The edit of a single field, or what clears it.
pub fn set_field(field: Field, text: String) -> Edit {
    Edit::SetField { field, value: Some(text).filter(|text| !text.is_empty()) }
}

/// Takes a tag off, and offers to put it on again.
fn take_off(card: Card, tag: String) {
    let words = format!("Tag {tag} taken off");
    card.edit_and_say(vec![Edit::SetTag { name: tag, on: false }], Icon::Cross, words);
}
