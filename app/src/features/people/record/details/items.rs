//! Phones, emails, handles, days and small facts, as many as there are.

use leptos::prelude::*;
use shared::edit::Edit;
use shared::id::ItemId;
use shared::model::{About, ItemKind, Part, Sense};

use super::super::answers::Decided;
use super::super::page::Card;
use super::inline::Inline;
use super::label::ItemLabel;
use super::single::read_date;
use crate::features::people::new_person::looks_like_email;
use crate::shell::birthday_in_words;
use crate::ui::Icon;

/// One item, as a line shows it.
#[derive(Debug, Clone, PartialEq)]
struct Item {
    id: ItemId,
    /// What the line is called.
    label: String,
    /// Whether the label is the item's own, or the name of its kind.
    own_label: bool,
    text: String,
}

fn item(id: ItemId, label: Option<&String>, part: Part, text: &str) -> Item {
    let own = label.filter(|label| !label.trim().is_empty());
    let shown = own.map_or(part.label(), String::as_str);
    Item { id, label: capitalised(shown), own_label: own.is_some(), text: text.to_owned() }
}

fn items(card: Card, part: Part) -> Vec<Item> {
    card.open.with(|open| {
        let person = &open.person;
        match part {
            Part::PhoneNumber => {
                let all = person.phones.iter();
                all.map(|(id, it)| item(*id, it.label.as_ref(), part, &it.number)).collect()
            }
            Part::EmailAddress => {
                let all = person.emails.iter();
                all.map(|(id, it)| item(*id, it.label.as_ref(), part, &it.address)).collect()
            }
            Part::SocialHandle => {
                let all = person.socials.iter();
                all.map(|(id, it)| item(*id, it.network.as_ref(), part, &it.handle)).collect()
            }
            Part::DateDay => person
                .dates
                .iter()
                .map(|(id, it)| {
                    let day = birthday_in_words(&it.date).unwrap_or_else(|| it.date.clone());
                    item(*id, it.label.as_ref(), part, &day)
                })
                .collect(),
            _ => person
                .preferences
                .iter()
                .map(|(id, it)| {
                    let label = match it.sense {
                        Sense::Fact => it.label.clone(),
                        Sense::Like => Some("Likes".to_owned()),
                        Sense::Dislike => Some("Dislikes".to_owned()),
                    };
                    item(*id, label.as_ref(), part, &it.text)
                })
                .collect(),
        }
    })
}

/// The part that holds the label of an item, and what it is often called.
fn labels(part: Part) -> (Part, &'static [&'static str]) {
    match part {
        Part::PhoneNumber => (Part::PhoneLabel, &["Mobile", "Work", "Home", "Shop"]),
        Part::EmailAddress => (Part::EmailLabel, &["Work", "Home", "Invoices"]),
        Part::SocialHandle => {
            (Part::SocialNetwork, &["Instagram", "Facebook", "LinkedIn", "TikTok"])
        }
        Part::DateDay => (Part::DateLabel, &["Anniversary", "Name day", "First visit"]),
        _ => (Part::PreferenceLabel, &["Milk", "Family", "Contact", "Allergy"]),
    }
}

/// Which keyboard a phone shows.
pub fn keyboard(part: Part) -> &'static str {
    match part {
        Part::PhoneNumber => "tel",
        Part::EmailAddress => "email",
        _ => "text",
    }
}

fn unfinished_email(text: &str) -> Option<&'static str> {
    (!text.is_empty() && !looks_like_email(text)).then_some("Looks unfinished. Kept anyway.")
}

/// The items whose text is `part`.
#[component]
pub fn Items(card: Card, part: Part) -> impl IntoView {
    let all = Memo::new(move |_| items(card, part));
    let keys = Memo::new(move |_| {
        all.with(|all| all.iter().map(|it| (it.id, it.label.clone())).collect::<Vec<_>>())
    });
    let check = (part == Part::EmailAddress).then_some(unfinished_email as fn(&str) -> _);
    let (label_part, offers) = labels(part);
    let list = format!("labels-{label_part:?}");
    let offered = list.clone();
    view! {
        <datalist id=list>
            {offers.iter().map(|label| view! { <option value=*label></option> }).collect_view()}
        </datalist>
        <For each=move || keys.get() key=Clone::clone let((id, label))>
            {
                let label = StoredValue::new(label);
                let list = StoredValue::new(offered.clone());
                let value = Signal::derive(move || {
                    all.with(|all| {
                        let item = all.iter().find(|item| item.id == id);
                        item.map(|item| item.text.clone()).unwrap_or_default()
                    })
                });
                let own_label = Signal::derive(move || {
                    all.with(|all| all.iter().any(|item| item.id == id && item.own_label))
                });
                let is_fixed = Signal::derive(move || is_taste(card, id));
                let relabel = move |text: String| {
                    let value = Some(text).filter(|text| !text.is_empty());
                    card.edit(vec![Edit::SetItem { id, part: label_part, value }]);
                };
                view! {
                    <Decided card about=About::Item(id, part)>
                        <Inline
                            label=label.get_value()
                            label_view=move || {
                                let (label, list) = (label.get_value(), list.get_value());
                                if is_fixed.get_untracked() {
                                    return view! { <span class="inline-label">{label}</span> }
                                        .into_any();
                                }
                                view! { <ItemLabel label own_label list on_keep=relabel /> }
                                    .into_any()
                            }
                            value
                            draft=format!("{}.{}", card.id, id)
                            kind=keyboard(part)
                            on_keep=move |text: String| change(card, id, part, text)
                            on_remove=move |()| remove_item(card, part.kind(), id, part.label())
                            check=check.unwrap_or(|_| None)
                        />
                    </Decided>
                    <Decided card about=About::Item(id, label_part) />
                }
            }
        </For>
    }
}

/// Whether an item is a like or a dislike: its label is not its own to change.
fn is_taste(card: Card, id: ItemId) -> bool {
    card.open.with(|open| {
        let mut all = open.person.preferences.iter();
        all.any(|(other, it)| *other == id && it.sense != Sense::Fact)
    })
}

/// A label as it stands before a value.
fn capitalised(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn change(card: Card, id: ItemId, part: Part, text: String) {
    if text.is_empty() {
        return remove_item(card, part.kind(), id, part.label());
    }
    let text = if part == Part::DateDay { read_date(&text) } else { text };
    card.edit(vec![Edit::SetItem { id, part, value: Some(text) }]);
}

/// Takes an item away, and offers to bring it back.
pub fn remove_item(card: Card, kind: ItemKind, id: ItemId, what: &str) {
    card.edit_and_say(vec![Edit::Remove { kind, id }], Icon::Bin, format!("{what} taken away"));
}
