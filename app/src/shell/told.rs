//! What a record says, and what became of it, in words.

use shared::id::ItemId;
use shared::model::{
    Birthday, ConsentChannel, CustomKind, CustomValue, Field, HistoryLine, Money, Part, Said,
    Subject,
};

use super::grouped;
use crate::replica::Replica;
use crate::ui::when;

/// What a line of the history did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// “Usual order”, “Tag VIP”.
    pub about: String,
    /// What it said before, where that is more than that it was there or not.
    pub before: Option<String>,
    /// What it says since; where it says nothing any more, that it was cleared.
    pub after: String,
}

/// A line of the history in words; `None` where there is nothing that anybody would tell.
pub fn told(replica: Replica, line: &HistoryLine) -> Option<Told> {
    let subject = &line.subject;
    let after = said_in_words(replica, subject, &line.after);
    let before = said_in_words(replica, subject, &line.before);
    if after.is_none() && before.is_none() {
        return None;
    }
    let is_photo = *subject == Subject::Field(Field::Photo);
    if is_photo && before.is_some() && after.is_some() {
        return Some(Told {
            about: label_of(replica, subject),
            before: Some("The photo before".into()),
            after: "A new photo".into(),
        });
    }
    let is_flag = matches!(line.after, Said::Here | Said::Gone)
        || matches!(subject, Subject::Bin | Subject::Tag(_));
    Some(Told {
        about: label_of(replica, subject),
        before: before.filter(|_| !is_flag),
        after: after.unwrap_or_else(|| "Cleared".into()),
    })
}

/// What a screen calls a subject; the workspace's own fields by the names that it gave them.
pub fn label_of(replica: Replica, subject: &Subject) -> String {
    match subject {
        Subject::Custom(field, _) | Subject::Pick(field, _) => replica.with_people(|people| {
            let name = people.definition(*field).map(|definition| definition.name.clone());
            name.unwrap_or_else(|| subject.label().to_owned())
        }),
        Subject::Tag(name) => format!("Tag {name}"),
        Subject::Bin => "The bin".into(),
        Subject::Item(_, Part::RelationOther) => "Relationship".into(),
        _ => subject.label().to_owned(),
    }
}

/// What a record says of a subject; `None` where there is nothing to say.
pub fn said_in_words(replica: Replica, subject: &Subject, said: &Said) -> Option<String> {
    match (subject, said) {
        (_, Said::Nothing) => None,
        (Subject::Field(Field::Photo), Said::Text(_)) => Some("A photo".into()),
        (Subject::Record, _) => Some("Made".into()),
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
            replica.with_people(|people| people.get(id).map(|facts| facts.name.clone()))
        }
        (Subject::Merge(_) | Subject::Apart(_), Said::Text(other)) => {
            let id = other.parse().ok()?;
            let name = replica.with_people(|people| people.own(id).map(|it| it.name.clone()))?;
            Some(match subject {
                Subject::Merge(_) => format!("One card with {name}"),
                _ => format!("Somebody else than {name}"),
            })
        }
        (Subject::Merge(_), Said::Gone) => Some("Two cards again".into()),
        (Subject::Merge(_), Said::Here) => Some("One card again".into()),
        (Subject::Consent(_), Said::Text(name)) => {
            Some(ConsentChannel::of_name(name).map_or(name.as_str(), |it| it.label()).to_owned())
        }
        (Subject::Purchase(_), Said::Text(text)) => {
            Some(text.parse().map_or_else(|_| text.clone(), money))
        }
        (Subject::Custom(field, kind), Said::Text(text)) => {
            Some(custom_in_words(replica, *field, *kind, text))
        }
        (Subject::Pick(field, option), said) => {
            let name = replica.with_people(|people| {
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

fn custom_in_words(replica: Replica, field: ItemId, kind: CustomKind, text: &str) -> String {
    match kind.read(text) {
        Some(CustomValue::Money(amount)) => money(amount),
        Some(CustomValue::Date(date)) => birthday_in_words(&date).unwrap_or(date),
        Some(CustomValue::Choice(option)) => replica.with_people(|people| {
            let choices = people.definition(field).map(|definition| &definition.options);
            let named = choices.and_then(|all| all.iter().find(|choice| choice.id == option));
            named.map(|choice| choice.name.clone()).unwrap_or_default()
        }),
        _ => text.to_owned(),
    }
}

/// A birthday as one says it: “9 March 1984”.
pub fn birthday_in_words(text: &str) -> Option<String> {
    Birthday::parse(text).map(day_in_words)
}

/// A day of a year, or of every year, as one says it.
pub fn day_in_words(date: Birthday) -> String {
    let month = when::month_name(date.month).unwrap_or_default();
    match date.year {
        Some(year) => format!("{} {month} {year}", date.day),
        None => format!("{} {month}", date.day),
    }
}

/// An amount as one says it: "€1,932.40", "CHF 12.00".
pub fn money(money: Money) -> String {
    let number = money.number();
    let (sign, number) = number.strip_prefix('-').map_or(("", number.as_str()), |it| ("−", it));
    let (whole, minor) = number.split_once('.').map_or((number, None), |(it, to)| (it, Some(to)));
    let whole = whole.parse::<usize>().map_or_else(|_| whole.to_owned(), grouped);
    let number = minor.map_or(whole.clone(), |minor| format!("{whole}.{minor}"));
    match money.currency.code() {
        "EUR" => format!("{sign}€{number}"),
        "GBP" => format!("{sign}£{number}"),
        "USD" => format!("{sign}${number}"),
        "JPY" => format!("{sign}¥{number}"),
        code => format!("{sign}{code} {number}"),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::money;

    #[wasm_bindgen_test]
    fn amounts_are_said_with_their_sign_in_front() {
        let said = |text: &str| money(text.parse().expect("an amount"));
        assert_eq!(said("1932.40 EUR"), "€1,932.40");
        assert_eq!(said("-0.50 USD"), "−$0.50");
        assert_eq!(said("1250 JPY"), "¥1,250");
        assert_eq!(said("12.00 CHF"), "CHF 12.00");
    }
}
