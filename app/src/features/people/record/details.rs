use leptos::prelude::*;
use shared::model::{About, Birthday, Field};

use super::address::Addresses;
use super::answers::{Decided, birthday_in_words};
use super::contact::{AddContact, Contacts};
use super::header::set_field;
use super::inline::Inline;
use super::page::Card;
use crate::ui::when;

/// Everything that is known, each to be changed where it stands.
#[component]
pub fn Details(card: Card) -> impl IntoView {
    let updated = Memo::new(move |_| card.open.with(|open| open.person.updated.0));
    view! {
        <section class="details" id="details" aria-label="Details">
            <h2>"Details"</h2>
            <div class="details-list">
                <SingleField card field=Field::Name />
                <SingleField card field=Field::Company />
                <Contacts card />
                <Addresses card />
                <SingleField card field=Field::UsualOrder />
                <SingleField card field=Field::Birthday />
                <SingleField card field=Field::Pinned />
                <ImportedFields card />
            </div>
            <AddContact card />
            <p class="second details-foot">
                {move || format!("Last changed {}", when::within(updated.get()))}
            </p>
        </section>
    }
}

/// One value that a person has once.
#[component]
fn SingleField(card: Card, field: Field) -> impl IntoView {
    let value = Memo::new(move |_| {
        card.open.with(|open| match field {
            // An imported person has the name in two parts; it is changed as one.
            Field::Name => open.person.display_name(),
            _ => open.person.field(field).unwrap_or_default().to_owned(),
        })
    });
    let shown = Memo::new(move |_| {
        value.with(|value| match field {
            Field::Birthday => birthday_in_words(value).unwrap_or_else(|| value.clone()),
            _ => value.clone(),
        })
    });
    let keep = move |text: String| {
        let text = match field {
            Field::Birthday => read_birthday(&text),
            _ => text,
        };
        card.edit(vec![set_field(field, text)]);
    };
    let example = match field {
        Field::Birthday => "9 March, or 9 March 1984",
        Field::Pinned => "Such as an allergy",
        _ => "",
    };
    view! {
        <Decided card about=About::Field(field)>
            <Inline
                label=field.label()
                value=shown
                draft=format!("{}.{}", card.id, field.label())
                on_keep=keep
                example
            />
        </Decided>
    }
}

/// What an import brought and nobody has to see, unless it is there.
#[component]
fn ImportedFields(card: Card) -> impl IntoView {
    let source = Memo::new(move |_| card.open.with(|open| open.person.source.clone()));
    view! {
        <Show when=move || source.with(Option::is_some)>
            <div class="inline">
                <span class="inline-label">"Came from"</span>
                <span class="inline-value inline-fixed">{move || source.get()}</span>
            </div>
        </Show>
    }
}

/// A birthday as people type it, in the form that records hold; what cannot be read is kept as is.
fn read_birthday(text: &str) -> String {
    let spoken = || {
        let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
        let day = words.next()?.trim_end_matches(['.']).parse().ok()?;
        let name = words.next()?.to_lowercase();
        let month = (1..=12).find(|&month| {
            let full = when::month_name(month).unwrap_or_default().to_lowercase();
            name.len() >= 3 && full.starts_with(name.trim_end_matches('.'))
        })?;
        let year = words.next().map(str::parse).transpose().ok()?;
        Birthday::new(year, month, day)
    };
    Birthday::parse_loose(text)
        .or_else(spoken)
        .map_or_else(|| text.to_owned(), |birthday| birthday.to_string())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::read_birthday;

    #[wasm_bindgen_test]
    fn a_birthday_is_read_as_people_type_it_and_never_lost() {
        let check = |typed: &str, kept: &str| assert_eq!(read_birthday(typed), kept);
        check("9 March 1984", "1984-03-09");
        check("9 mar", "--03-09");
        check("9. March", "--03-09");
        check("1984-03-09", "1984-03-09");
        check("9.3.1984", "1984-03-09");
        check("around Easter", "around Easter");
        check("31 Feb", "31 Feb");
    }
}
