//! What became of the record itself, in words.

use shared::id::ItemId;
use shared::model::{ConsentChannel, CustomKind, CustomValue, Field, Part, Said, Subject};

use super::answers::birthday_in_words;
use super::page::Card;
use super::words::money;
use crate::ui::when;

/// What a screen calls a subject; the workspace's own fields by the names that it gave them.
pub fn label_of(card: Card, subject: &Subject) -> String {
    match subject {
        Subject::Custom(field, _) | Subject::Pick(field, _) => {
            card.replica().with_people(|people| {
                let name = people.definition(*field).map(|definition| definition.name.clone());
                name.unwrap_or_else(|| subject.label().to_owned())
            })
        }
        Subject::Tag(name) => format!("Tag {name}"),
        Subject::Bin => "The bin".into(),
        Subject::Item(_, Part::RelationOther) => "Relationship".into(),
        _ => subject.label().to_owned(),
    }
}

/// What a record says of a subject; `None` where there is nothing to say.
pub fn said_in_words(card: Card, subject: &Subject, said: &Said) -> Option<String> {
    match (subject, said) {
        (_, Said::Nothing) => None,
        (Subject::Tag(name), Said::Here) => Some(format!("Tag {name} put on")),
        (Subject::Tag(name), Said::Gone) => Some(format!("Tag {name} taken off")),
        (Subject::Bin, Said::Gone) => Some("Put in the bin".into()),
        (Subject::Bin, _) => Some("Taken out of the bin".into()),
        (Subject::Presence(kind, _), Said::Gone) => Some(format!("{} taken away", kind.label())),
        (Subject::Presence(kind, _), Said::Here) => Some(format!("{} brought back", kind.label())),
        (
            Subject::Field(Field::Owner) | Subject::Item(_, Part::RelationOther),
            Said::Text(text),
        ) => {
            let id = text.parse().ok()?;
            card.replica().with_people(|people| people.get(id).map(|facts| facts.name.clone()))
        }
        (Subject::Field(Field::Photo), Said::Text(_)) => Some("A photo".into()),
        (Subject::Consent(_), Said::Text(name)) => {
            Some(ConsentChannel::of_name(name).map_or(name.as_str(), |it| it.label()).to_owned())
        }
        (Subject::Custom(field, kind), Said::Text(text)) => {
            Some(custom_in_words(card, *field, *kind, text))
        }
        (Subject::Pick(field, option), said) => {
            let name = card.replica().with_people(|people| {
                let definition = people.definition(*field)?;
                let option = definition.options.iter().find(|choice| choice.id == *option)?;
                Some(option.name.clone())
            })?;
            Some(if *said == Said::Here { name } else { format!("not {name}") })
        }
        (_, Said::Text(text)) => Some(birthday_in_words(text).unwrap_or_else(|| text.clone())),
        (_, Said::Number(number)) => Some(number.to_string()),
        (_, Said::Time(at)) => Some(when::moment(at.0)),
        (subject, Said::Here) => Some(format!("{} written down", subject.label())),
        (subject, Said::Gone) => Some(format!("{} taken away", subject.label())),
    }
}

fn custom_in_words(card: Card, field: ItemId, kind: CustomKind, text: &str) -> String {
    match kind.read(text) {
        Some(CustomValue::Money(amount)) => money(amount),
        Some(CustomValue::Date(date)) => birthday_in_words(&date).unwrap_or(date),
        Some(CustomValue::Choice(option)) => card.replica().with_people(|people| {
            let choices = people.definition(field).map(|definition| &definition.options);
            let named = choices.and_then(|all| all.iter().find(|choice| choice.id == option));
            named.map(|choice| choice.name.clone()).unwrap_or_default()
        }),
        _ => text.to_owned(),
    }
}
