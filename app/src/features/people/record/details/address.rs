use leptos::prelude::*;
use shared::edit::Edit;
use shared::id::ItemId;
use shared::model::{About, Address, ItemKind, Part};

use super::super::answers::Decided;
use super::super::page::Card;
use super::items::remove_item;
use crate::preferences::{Draft, DraftForm};
use crate::ui::{Button, ButtonKind, Field, Icon};

const PARTS: [Part; 7] = [
    Part::Street,
    Part::Suburb,
    Part::City,
    Part::Postcode,
    Part::State,
    Part::Country,
    Part::AddressLabel,
];

fn part_of(address: &Address, part: Part) -> &str {
    match part {
        Part::Street => &address.street,
        Part::Suburb => &address.suburb,
        Part::City => &address.city,
        Part::Postcode => &address.postcode,
        Part::State => &address.state,
        Part::Country => &address.country,
        _ => &address.label,
    }
    .as_deref()
    .unwrap_or_default()
}

/// Every address in one line; pressed, its parts.
#[component]
pub fn Addresses(card: Card) -> impl IntoView {
    let all = Memo::new(move |_| card.open.with(|open| open.person.addresses.clone()));
    let ids = move || all.with(|all| all.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    view! {
        <For each=ids key=|id| *id let:id>
            {
                let address = Memo::new(move |_| {
                    all.with(|all| {
                        let found = all.iter().find(|(other, _)| *other == id);
                        found.map(|(_, address)| address.clone()).unwrap_or_default()
                    })
                });
                view! { <OneAddress card id address /> }
            }
        </For>
    }
}

#[component]
fn OneAddress(card: Card, id: ItemId, address: Memo<Address>) -> impl IntoView {
    let editing = RwSignal::new(Draft::open(draft_of(card, Some(id))).found_from.is_some());
    let name = move || format!("Address: {}. Change", address.with(Address::line));
    view! {
        <Show
            when=move || editing.get()
            fallback=move || {
                view! {
                    <div class="inline">
                        <span class="inline-label" aria-hidden="true">
                            {move || {
                                address
                                    .with(|address| address.label.clone())
                                    .unwrap_or_else(|| "Address".into())
                            }}
                        </span>
                        <div class="inline-value">
                            <button
                                type="button"
                                class="inline-button"
                                aria-label=name
                                on:click=move |_| editing.set(true)
                            >
                                {move || address.with(Address::line)}
                            </button>
                        </div>
                        <button
                            type="button"
                            class="inline-remove"
                            aria-label="Take this address away"
                            title="Take this address away"
                            on:click=move |_| {
                                remove_item(card, ItemKind::Address, id, "Address");
                            }
                        >
                            {Icon::Cross.at(14)}
                        </button>
                    </div>
                }
            }
        >
            <AddressForm card id address=address.get_untracked() on_leave=move |()| editing.set(false) />
        </Show>
        {PARTS
            .map(|part| {
                view! { <Decided card about=About::Item(id, part) /> }
            })
            .collect_view()}
    }
}

/// A form for an address that is not there yet.
#[component]
pub fn NewAddress(card: Card, #[prop(into)] on_leave: Callback<()>) -> impl IntoView {
    let id = card.replica().new_item();
    view! { <AddressForm card id address=Address::default() is_new=true on_leave /> }
}

/// What the draft of an address is called; `None` for one that is not there yet.
fn draft_of(card: Card, id: Option<ItemId>) -> String {
    let id = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    format!("address.{}.{id}", card.id)
}

/// The parts of an address. Only those that were changed are written.
#[component]
fn AddressForm(
    card: Card,
    id: ItemId,
    address: Address,
    /// Whether it is not there yet; of these there is one draft.
    #[prop(optional)]
    is_new: bool,
    #[prop(into)] on_leave: Callback<()>,
) -> impl IntoView {
    let before = PARTS.map(|part| part_of(&address, part).to_owned());
    let draft = DraftForm::open(draft_of(card, (!is_new).then_some(id)), &before);
    let fields = draft.fields.clone();
    let typed = draft.fields.clone();
    let draft = StoredValue::new(draft);
    let leave = move || {
        draft.with_value(DraftForm::clear);
        on_leave.run(());
    };
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let edits: Vec<Edit> = PARTS
            .into_iter()
            .zip(&before)
            .zip(&typed)
            .filter_map(|((part, before), typed)| {
                let typed = typed.get_untracked().trim().to_owned();
                (typed != *before).then(|| Edit::SetItem {
                    id,
                    part,
                    value: Some(typed).filter(|typed| !typed.is_empty()),
                })
            })
            .collect();
        if !edits.is_empty() {
            card.edit(edits);
        }
        leave();
    };
    view! {
        <form class="address-form" on:submit=keep aria-label="Address">
            {PARTS
                .into_iter()
                .zip(fields)
                .enumerate()
                .map(|(index, (part, typed))| {
                    view! { <Field label=part.label() value=typed autofocus=index == 0 /> }
                })
                .collect_view()}
            {move || {
                let hint = draft.with_value(DraftForm::hint);
                hint.map(|hint| view! { <span class="field-hint">{hint}</span> })
            }}
            <div class="actions">
                <Button small=true submit=true>
                    "Save"
                </Button>
                <Button small=true kind=ButtonKind::Quiet on_press=move |()| leave()>
                    "Leave it"
                </Button>
            </div>
        </form>
    }
}
