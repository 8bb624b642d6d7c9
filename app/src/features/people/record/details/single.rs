use leptos::prelude::*;
use shared::model::{About, Birthday, Field};

use super::super::answers::Decided;
use super::super::header::set_field;
use super::super::page::Card;
use super::add::Adding;
use super::inline::Inline;
use crate::shell::birthday_in_words;
use crate::ui::when;

/// One value that a record has once.
#[component]
pub fn SingleField(
    card: Card,
    field: Field,
    /// Begin with the field open.
    #[prop(optional)]
    editing: bool,
    /// Runs when the field is left without a change.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> impl IntoView {
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
            Field::Birthday => read_date(&text),
            _ => text,
        };
        card.edit(vec![set_field(field, text)]);
    };
    let example = match field {
        Field::Birthday => "9 March, or 9 March 1984",
        Field::Pinned => "Such as an allergy",
        Field::Website => "www.example.org",
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
                editing
                on_leave=move |()| {
                    if let Some(on_leave) = on_leave {
                        on_leave.run(());
                    }
                }
            />
        </Decided>
    }
}

/// A value that stands there once it is known, or while somebody adds it.
#[component]
pub fn MaybeField(card: Card, field: Field, adding: RwSignal<Option<Adding>>) -> impl IntoView {
    let is_known = Memo::new(move |_| {
        card.open.with(|open| {
            open.person.field(field).is_some()
                || open.disagreements.iter().any(|it| it.about == About::Field(field))
        })
    });
    let is_added = Memo::new(move |_| adding.get() == Some(Adding::Field(field)));
    let leave = move |()| {
        if adding.get_untracked() == Some(Adding::Field(field)) {
            adding.set(None);
        }
    };
    view! {
        <Show when=move || is_known.get() || is_added.get()>
            <SingleField card field editing=is_added.get_untracked() on_leave=leave />
        </Show>
    }
}

/// A day as people type it, in the form that records hold; what cannot be read is kept as is.
pub fn read_date(text: &str) -> String {
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

    use super::read_date;

    #[wasm_bindgen_test]
    fn a_birthday_is_read_as_people_type_it_and_never_lost() {
        let check = |typed: &str, kept: &str| assert_eq!(read_date(typed), kept);
        check("9 March 1984", "1984-03-09");
        check("9 mar", "--03-09");
        check("9. March", "--03-09");
        check("1984-03-09", "1984-03-09");
        check("9.3.1984", "1984-03-09");
        check("around Easter", "around Easter");
        check("31 Feb", "31 Feb");
    }
}
