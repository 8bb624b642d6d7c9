use leptos::prelude::*;
use shared::edit::{put_date, put_email, put_phone, put_preference, put_social, put_taste};
use shared::model::{Field, Kind, Part, Sense};

use super::super::page::Card;
use super::address::NewAddress;
use super::inline::Inline;
use super::items::keyboard;
use super::relations::NewRelation;
use super::single::read_date;
use crate::ui::{Icon, Menu, MenuItem};

/// What is being added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adding {
    /// A phone, an email, a handle, a day, a small fact.
    Item(Part, Sense),
    /// An address.
    Address,
    /// How the record belongs together with another.
    Relation,
    /// A single value that is not known yet.
    Field(Field),
}

const FIELDS: [Field; 4] = [Field::Industry, Field::Website, Field::Language, Field::Description];

/// What can be added: how the menu names it, and what it is.
const OFFERS: [(&str, Adding); 9] = [
    ("Phone", Adding::Item(Part::PhoneNumber, Sense::Fact)),
    ("Email", Adding::Item(Part::EmailAddress, Sense::Fact)),
    ("Address", Adding::Address),
    ("Social handle", Adding::Item(Part::SocialHandle, Sense::Fact)),
    ("Good to know", Adding::Item(Part::PreferenceText, Sense::Fact)),
    ("Likes", Adding::Item(Part::PreferenceText, Sense::Like)),
    ("Dislikes", Adding::Item(Part::PreferenceText, Sense::Dislike)),
    ("Date", Adding::Item(Part::DateDay, Sense::Fact)),
    ("Relationship", Adding::Relation),
];

/// What the menu names the form for a sale.
const SALE: &str = "Sale";

/// The one menu for everything that can be added.
#[component]
pub fn Add(card: Card, adding: RwSignal<Option<Adding>>) -> impl IntoView {
    let items = Signal::derive(move || {
        let mut items: Vec<MenuItem> =
            OFFERS.iter().map(|(words, _)| MenuItem::new(words, *words)).collect();
        card.open.with(|open| {
            let missing = FIELDS.into_iter().filter(|field| {
                let fits = *field != Field::Industry || open.person.kind == Kind::Organisation;
                fits && open.person.field(*field).is_none()
            });
            items.extend(missing.map(|field| MenuItem::new(field.label(), field.label())));
        });
        items.push(MenuItem::new(SALE, "Sale"));
        items
    });
    let choose = move |name: &'static str| {
        if name == SALE {
            return card.selling.set(true);
        }
        let offer = OFFERS.iter().find(|(words, _)| *words == name).map(|(_, adding)| *adding);
        let field = || FIELDS.into_iter().find(|field| field.label() == name).map(Adding::Field);
        adding.set(offer.or_else(field));
    };
    view! {
        <Menu name="Add a detail" items on_choose=choose>
            {Icon::Plus.at(18)}
            "Add"
        </Menu>
    }
}

/// The field or form that is being filled.
#[component]
pub fn NewDetail(card: Card, adding: RwSignal<Option<Adding>>) -> impl IntoView {
    let leave = move |()| adding.set(None);
    move || match adding.get() {
        None | Some(Adding::Field(_)) => ().into_any(),
        Some(Adding::Address) => view! { <NewAddress card on_leave=leave /> }.into_any(),
        Some(Adding::Relation) => view! { <NewRelation card on_leave=leave /> }.into_any(),
        Some(Adding::Item(part, sense)) => {
            let label = match sense {
                Sense::Fact => part.label(),
                Sense::Like => "Likes",
                Sense::Dislike => "Dislikes",
            };
            let keep = move |text: String| {
                if text.is_empty() {
                    return;
                }
                let id = card.replica().new_item();
                card.edit(match (part, sense) {
                    (Part::PhoneNumber, _) => put_phone(id, text, None),
                    (Part::EmailAddress, _) => put_email(id, text, None),
                    (Part::SocialHandle, _) => put_social(id, None, text),
                    (Part::DateDay, _) => put_date(id, None, read_date(&text)),
                    (_, Sense::Fact) => put_preference(id, None, text),
                    (_, sense) => put_taste(id, sense, text),
                });
            };
            view! {
                <Inline
                    label
                    value=Signal::stored(String::new())
                    draft=format!("{}.new.{label}", card.id)
                    kind=keyboard(part)
                    example=if part == Part::DateDay { "9 March, or 9 March 2020" } else { "" }
                    editing=true
                    on_keep=keep
                    on_leave=leave
                />
            }
            .into_any()
        }
    }
}
