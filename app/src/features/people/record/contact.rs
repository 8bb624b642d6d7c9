use leptos::prelude::*;
use shared::edit::{Edit, put_email, put_phone, put_preference};
use shared::id::ItemId;
use shared::model::{About, ItemKind, Part};

use super::address::NewAddress;
use super::answers::Decided;
use super::inline::Inline;
use super::page::Card;
use crate::features::people::new_person::looks_like_email;
use crate::ui::{Button, ButtonKind, Icon};

/// Phones, emails and small facts, as many as there are.
#[component]
pub fn Contacts(card: Card) -> impl IntoView {
    view! {
        <Items card part=Part::PhoneNumber />
        <Items card part=Part::EmailAddress />
        <Items card part=Part::PreferenceText />
    }
}

/// The items of one kind: their ids, labels and texts.
fn items(card: Card, part: Part) -> Vec<(ItemId, Option<String>, String)> {
    card.open.with(|open| {
        let person = &open.person;
        match part {
            Part::PhoneNumber => person
                .phones
                .iter()
                .map(|(id, phone)| (*id, phone.label.clone(), phone.number.clone()))
                .collect(),
            Part::EmailAddress => person
                .emails
                .iter()
                .map(|(id, email)| (*id, email.label.clone(), email.address.clone()))
                .collect(),
            _ => person
                .preferences
                .iter()
                .map(|(id, preference)| (*id, preference.label.clone(), preference.text.clone()))
                .collect(),
        }
    })
}

fn keyboard(part: Part) -> &'static str {
    match part {
        Part::PhoneNumber => "tel",
        Part::EmailAddress => "email",
        _ => "text",
    }
}

fn unfinished_email(text: &str) -> Option<&'static str> {
    (!text.is_empty() && !looks_like_email(text)).then_some("Looks unfinished. Kept anyway.")
}

#[component]
fn Items(card: Card, part: Part) -> impl IntoView {
    let all = Memo::new(move |_| items(card, part));
    let ids = Memo::new(move |_| {
        all.with(|all| all.iter().map(|(id, label, _)| (*id, label.clone())).collect::<Vec<_>>())
    });
    let check = (part == Part::EmailAddress).then_some(unfinished_email as fn(&str) -> _);
    view! {
        <For each=move || ids.get() key=Clone::clone let((id, label))>
            {
                let label = StoredValue::new(capitalised(label, part.label()));
                let value = Signal::derive(move || {
                    all.with(|all| {
                        let item = all.iter().find(|(other, ..)| *other == id);
                        item.map(|(.., text)| text.clone()).unwrap_or_default()
                    })
                });
                view! {
                    <Decided card about=About::Item(id, part)>
                        <Inline
                            label=label.get_value()
                            value
                            draft=format!("{}.{}", card.id, id)
                            kind=keyboard(part)
                            on_keep=move |text: String| change(card, id, part, text)
                            on_remove=move |()| remove_item(card, part.kind(), id, part.label())
                            check=check.unwrap_or(|_| None)
                        />
                    </Decided>
                }
            }
        </For>
    }
}

/// A label as it stands before a value: the item's own, else what its kind is called.
fn capitalised(label: Option<String>, otherwise: &str) -> String {
    let label = label.filter(|label| !label.trim().is_empty()).unwrap_or_else(|| otherwise.into());
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn change(card: Card, id: ItemId, part: Part, text: String) {
    card.edit(if text.is_empty() {
        vec![Edit::Remove { kind: part.kind(), id }]
    } else {
        vec![Edit::SetItem { id, part, value: Some(text) }]
    });
}

/// Takes an item away, and offers to bring it back.
pub fn remove_item(card: Card, kind: ItemKind, id: ItemId, what: &str) {
    card.edit_and_say(vec![Edit::Remove { kind, id }], Icon::Bin, format!("{what} taken away"));
}

/// The buttons that add one more, and the field that is being filled.
#[component]
pub fn AddContact(card: Card) -> impl IntoView {
    let adding = RwSignal::new(None::<ItemKind>);
    let keep = move |part: Part, text: String| {
        if text.is_empty() {
            return;
        }
        let id = card.replica().new_item();
        card.edit(match part {
            Part::PhoneNumber => put_phone(id, text, None),
            Part::EmailAddress => put_email(id, text, None),
            _ => put_preference(id, None, text),
        });
    };
    let new_item = move |part: Part| {
        view! {
            <Inline
                label=part.label()
                value=Signal::stored(String::new())
                draft=format!("{}.new.{}", card.id, part.label())
                kind=keyboard(part)
                editing=true
                on_keep=move |text| keep(part, text)
                on_leave=move |()| adding.set(None)
            />
        }
    };
    let add = move |kind: ItemKind, words: &'static str| {
        view! {
            <Button
                kind=ButtonKind::Quiet
                small=true
                icon=Icon::Plus
                on_press=move |()| adding.set(Some(kind))
            >
                {words}
            </Button>
        }
    };
    view! {
        {move || match adding.get() {
            None => ().into_any(),
            Some(ItemKind::Phone) => new_item(Part::PhoneNumber).into_any(),
            Some(ItemKind::Email) => new_item(Part::EmailAddress).into_any(),
            Some(ItemKind::Address) => {
                view! { <NewAddress card on_leave=move |()| adding.set(None) /> }.into_any()
            }
            Some(_) => new_item(Part::PreferenceText).into_any(),
        }}
        <div class="details-add">
            {add(ItemKind::Phone, "Phone")} {add(ItemKind::Email, "Email")}
            {add(ItemKind::Address, "Address")} {add(ItemKind::Preference, "Good to know")}
        </div>
    }
}
