//! What unites by itself when two cards become one: shown, never asked.

use shared::model::purchase::standing;
use shared::model::{Channel, ConsentChannel, Field, Record, Sums};

use super::choices::Both;
use crate::replica::Replica;
use crate::shell::{birthday_in_words, grouped, money, said_in_words};
use crate::ui::when;

/// A line of the comparison: what each card says, and what they say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is about.
    pub label: String,
    /// What each says; nothing where it is not known.
    pub each: [Option<String>; 2],
    /// What they say together.
    pub together: String,
    /// Why, where that is not plain.
    pub because: Option<&'static str>,
}

impl Line {
    /// Whether both say the same.
    pub fn is_same(&self) -> bool {
        self.each[0].is_some() && self.each[0] == self.each[1]
    }
}

/// All lines about which at least one of the cards says something.
pub fn lines(replica: Replica, both: &Both) -> Vec<Line> {
    let [one, other] = [0, 1].map(|side| &both.each[side].person);
    let all = &both.together.person;
    let line = |label: &str, read: &dyn Fn(&Record) -> Option<String>| {
        let each = [read(one), read(other)];
        let together = read(all)?;
        Some(Line { label: label.to_owned(), each, together, because: None })
    };
    let mut lines = Vec::new();
    // Single values that are asked about stand above.
    let asked: Vec<_> = both.asked().map(|it| it.about).collect();
    for field in [
        Field::Name,
        Field::UsualOrder,
        Field::Company,
        Field::Birthday,
        Field::Language,
        Field::Website,
        Field::Owner,
        Field::Description,
    ] {
        let read = |record: &Record| {
            let text = match field {
                Field::Name => Some(record.display_name()).filter(|name| !name.is_empty())?,
                field => record.field(field)?.to_owned(),
            };
            Some(match field {
                Field::Birthday => birthday_in_words(&text).unwrap_or(text),
                Field::Owner => {
                    let said = shared::model::Said::Text(text);
                    said_in_words(replica, &shared::model::Subject::Field(field), &said)?
                }
                _ => text,
            })
        };
        if !asked.contains(&shared::model::About::Field(field)) {
            lines.extend(line(field.label(), &read));
        }
    }
    lines.extend(line("Pinned note", &|record| record.pinned.clone()));
    let texts = |all: Vec<&str>| (!all.is_empty()).then(|| all.join(", "));
    lines.extend(line("Emails", &|record| {
        texts(record.emails.iter().map(|(_, it)| it.address.as_str()).collect())
    }));
    lines.extend(line("Phones", &|record| {
        texts(record.phones.iter().map(|(_, it)| it.number.as_str()).collect())
    }));
    lines.extend(line("Addresses", &|record| {
        let lines: Vec<String> = record.addresses.iter().map(|(_, it)| it.line()).collect();
        texts(lines.iter().map(String::as_str).collect())
    }));
    lines.extend(line("Good to know", &|record| {
        texts(record.preferences.iter().map(|(_, it)| it.text.as_str()).collect())
    }));
    lines.extend(line("Tags", &|record| texts(record.tags.iter().map(String::as_str).collect())));
    lines.extend(consent(one, other, all));
    lines.extend(line("Bought", &bought));
    lines.extend(line("Timeline", &|record| match record.entries.len() {
        0 => None,
        1 => Some("1 entry".to_owned()),
        count => Some(format!("{} entries", grouped(count))),
    }));
    lines
}

fn bought(record: &Record) -> Option<String> {
    let standing = standing(&record.purchases, &record.reversals);
    let mut sums: Sums = standing.iter().map(|(purchase, _)| purchase.total).collect();
    standing.iter().for_each(|(_, refunded)| sums.subtract(*refunded));
    let sums = sums.all().into_iter().map(money).collect::<Vec<_>>().join(", ");
    match standing.len() {
        0 => None,
        1 => Some(format!("1 time, {sums}")),
        times => Some(format!("{} times, {sums}", grouped(times))),
    }
}

fn consent(one: &Record, other: &Record, all: &Record) -> Option<Line> {
    let read = |record: &Record| {
        let known = ConsentChannel::ALL.into_iter().filter_map(|it| record.consent(it));
        let known: Vec<_> = known.collect();
        let newest = known.iter().map(|statement| statement.at).max()?;
        let yes = known.iter().filter(|it| it.given).map(|it| it.channel.label());
        let yes = yes.collect::<Vec<_>>().join(", ");
        let said = when::within(newest.0);
        Some(if yes.is_empty() {
            format!("No, said {said}")
        } else {
            format!("Yes: {yes}, said {said}")
        })
    };
    let each = [read(one), read(other)];
    let because = (each[0] != each[1]).then_some("The latest word on each counts");
    Some(Line { label: "May we message?".into(), together: read(all)?, each, because })
}

/// When they were last in touch, for the head of a card.
pub fn last_contact(record: &Record) -> Option<String> {
    let entry = record.last_contact()?;
    let channel = entry.known_channel().map_or("Contact", Channel::label);
    Some(format!("{channel} {}", when::within(entry.at.0)))
}
