//! The same answers by simple means: no preparing, no short cuts, three-valued throughout.

use super::*;
use crate::doc::fold_tag;
use crate::model::Birthday;
use crate::time::Timestamp;
use crate::view::phone::PhoneNumber;
use crate::view::{Day, Facts, Today, fold};

/// Whether the filter means somebody.
pub fn means(filter: &Filter, facts: &Facts, today: Today) -> bool {
    !facts.gone && !facts.of_another_kind && answer(filter, facts, today) == Some(true)
}

/// `None` is "nobody knows".
fn answer(filter: &Filter, facts: &Facts, today: Today) -> Option<bool> {
    let answers = |filters: &[Filter]| -> Vec<Option<bool>> {
        filters.iter().map(|filter| answer(filter, facts, today)).collect()
    };
    match filter {
        Filter::All(filters) => match answers(filters) {
            answers if answers.contains(&Some(false)) => Some(false),
            answers if answers.contains(&None) => None,
            _ => Some(true),
        },
        Filter::Any(filters) => match answers(filters) {
            answers if answers.contains(&Some(true)) => Some(true),
            answers if answers.contains(&None) => None,
            _ => Some(false),
        },
        Filter::Not(filter) => answer(filter, facts, today).map(|answer| !answer),
        Filter::Is(condition) => Some(holds(condition, facts, today)),
        Filter::Unknown(_) => None,
    }
}

fn holds(condition: &Condition, facts: &Facts, today: Today) -> bool {
    match condition {
        Condition::Text { field, test } => text(&texts(*field, facts), *field, test),
        Condition::Tag { name, on } => {
            facts.tags.iter().any(|tag| fold_tag(tag) == fold_tag(name)) == *on
        }
        Condition::Date { field, test } => {
            let at = match field {
                DateField::Created if facts.created != Timestamp(0) => Some(facts.created),
                DateField::Changed if facts.updated != Timestamp(0) => Some(facts.updated),
                DateField::LastContact => facts.last_contact,
                _ => None,
            };
            date(at.map(|at| today.day_of(at)), *test, today.day())
        }
        Condition::Occasion { field, days } => {
            let date = match field {
                OccasionField::Birthday => facts.birthday.as_deref(),
            };
            let date = date.and_then(Birthday::parse);
            date.is_some_and(|date| (0..=*days).any(|days| is_on(date, today, days)))
        }
        Condition::Number { field, test } => {
            let number = match field {
                NumberField::Disagreements => facts.disagreements as i64,
            };
            match *test {
                NumberTest::Is(bound) => number == bound,
                NumberTest::AtLeast(bound) => number >= bound,
                NumberTest::AtMost(bound) => number <= bound,
            }
        }
    }
}

fn texts(field: TextField, facts: &Facts) -> Vec<String> {
    let texts = match field {
        TextField::Name => vec![facts.name.clone()],
        TextField::GivenName => facts.given_name.clone().into_iter().collect(),
        TextField::FamilyName => facts.family_name.clone().into_iter().collect(),
        TextField::Company => facts.company.clone().into_iter().collect(),
        TextField::UsualOrder => facts.usual_order.clone().into_iter().collect(),
        TextField::Pinned => facts.pinned.clone().into_iter().collect(),
        TextField::Email => facts.emails.clone(),
        TextField::Phone => facts.phones.clone(),
        TextField::Address => facts.address.clone().into_iter().collect(),
        TextField::Birthday => facts.birthday.clone().into_iter().collect(),
        TextField::Notes => vec![facts.notes.clone()],
    };
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

fn text(texts: &[String], field: TextField, test: &TextTest) -> bool {
    if field == TextField::Phone {
        let mut numbers = texts.iter().map(|text| PhoneNumber::read(text));
        return match test {
            TextTest::Empty => texts.is_empty(),
            TextTest::Filled => !texts.is_empty(),
            TextTest::Is(wanted) => {
                numbers.any(|number| number.is_same(&PhoneNumber::read(wanted)))
            }
            TextTest::Contains(wanted) => {
                numbers.any(|number| number.digits.contains(&PhoneNumber::read(wanted).digits))
            }
            TextTest::Begins(wanted) => {
                numbers.any(|number| number.begins_with(&PhoneNumber::read(wanted)))
            }
        };
    }
    let mut folded = texts.iter().map(|text| match field {
        TextField::Notes => text.clone(),
        _ => fold(text),
    });
    match test {
        TextTest::Empty => texts.is_empty(),
        TextTest::Filled => !texts.is_empty(),
        TextTest::Is(wanted) => folded.any(|text| text == fold(wanted)),
        TextTest::Contains(wanted) => folded.any(|text| text.contains(&fold(wanted))),
        TextTest::Begins(wanted) => folded.any(|text| text.starts_with(&fold(wanted))),
    }
}

fn date(on: Option<Day>, test: DateTest, today: Day) -> bool {
    match (test, on) {
        (DateTest::Never, on) => on.is_none(),
        (_, None) => false,
        (DateTest::Within(days), Some(on)) => today.0 - on.0 <= i32::from(days),
        (DateTest::Before(days), Some(on)) => today.0 - on.0 > i32::from(days),
        (DateTest::Between { first, last }, Some(on)) => first <= on && on <= last,
    }
}

/// Whether the date's anniversary is so many days from today, looking at that day's calendar.
fn is_on(date: Birthday, today: Today, days: u16) -> bool {
    let day = today.day().plus(days.into());
    let (_, month, of_month) = day.date();
    let tomorrow_is_march = day.plus(1).date().1 == 3;
    (month, of_month) == (date.month, date.day)
        || (date.month, date.day) == (2, 29) && (month, of_month) == (2, 28) && tomorrow_is_march
}
