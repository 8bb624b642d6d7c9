//! The answers of segments by simple means: no preparing, no short cuts, three-valued throughout.

use crate::doc::fold_tag;
use crate::model::{Birthday, CustomValue, Kind, PhoneNumber};
use crate::time::Timestamp;
use crate::view::segment::*;
use crate::view::{Day, Facts, Today, fold};

/// Whether the filter over a kind of records means somebody.
pub fn means(kind: Kind, filter: &Filter, facts: &Facts, today: Today) -> bool {
    facts.kind == kind
        && !facts.gone
        && !facts.of_another_kind
        && answer(filter, facts, today) == Some(true)
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
                DateField::ContactBy(channel) => {
                    let of = facts.channels.iter().filter(|(name, _)| name == channel);
                    of.map(|(_, at)| *at).next()
                }
                DateField::FirstPurchase => facts.purchases.as_ref().map(|bought| bought.first),
                DateField::LastPurchase => facts.purchases.as_ref().map(|bought| bought.last),
                _ => None,
            };
            date(at.map(|at| today.day_of(at)), *test, today.day())
        }
        Condition::Occasion { field, days } => {
            let dates: Vec<&str> = match field {
                OccasionField::Birthday => facts.birthday.as_deref().into_iter().collect(),
                OccasionField::Named(name) => {
                    let of = facts.dates.iter().filter(|date| match (name, &date.label) {
                        (None, _) => true,
                        (Some(name), Some(label)) => fold(name) == fold(label),
                        (Some(_), None) => false,
                    });
                    of.map(|date| date.date.as_str()).collect()
                }
            };
            dates.into_iter().any(|date| comes_round(date, today, *days))
        }
        Condition::Number { field, test } => {
            let number = match field {
                NumberField::Disagreements => facts.disagreements as i64,
                NumberField::Purchases => {
                    facts.purchases.as_ref().map_or(0, |bought| i64::from(bought.count))
                }
                NumberField::Spent(currency) => {
                    let sums = facts.purchases.iter().flat_map(|bought| &bought.sums);
                    sums.filter(|sum| sum.currency == *currency).map(|sum| sum.amount).sum()
                }
            };
            is_within(number, *test)
        }
        Condition::Consent { channel, state } => {
            let said: Vec<bool> = facts
                .consent
                .iter()
                .filter(|said| said.channel == *channel)
                .map(|said| said.given)
                .collect();
            match state {
                ConsentState::Given => said == [true],
                ConsentState::Withdrawn => said == [false],
                ConsentState::NeverAsked => said.is_empty(),
            }
        }
        Condition::Owner { member } => facts.owner == *member,
        Condition::Custom { field, test } => {
            let values: Vec<&CustomValue> =
                facts.custom.iter().filter(|(id, _)| id == field).map(|(_, value)| value).collect();
            match values[..] {
                [] => matches!(
                    test,
                    CustomTest::Empty
                        | CustomTest::Text(TextTest::Empty)
                        | CustomTest::Date(DateTest::Never)
                ),
                [value, ..] => value_holds(value, test, today),
            }
        }
        Condition::Promise { state } => facts.promises.iter().any(|promise| match state {
            PromiseState::Open => true,
            PromiseState::Late => promise.due.is_some_and(|due| today.day_of(due) < today.day()),
        }),
    }
}

fn value_holds(value: &CustomValue, test: &CustomTest, today: Today) -> bool {
    match (test, value) {
        (CustomTest::Filled | CustomTest::Text(TextTest::Filled), _) => true,
        (CustomTest::Text(test), CustomValue::Text(value) | CustomValue::Link(value)) => {
            text(std::slice::from_ref(value), TextField::Name, test)
        }
        (CustomTest::Number(test), CustomValue::Number(number)) => is_within(number.0, *test),
        (CustomTest::Money(currency, test), CustomValue::Money(money)) => {
            money.currency == *currency && is_within(money.amount, *test)
        }
        (CustomTest::Date(test), CustomValue::Date(value)) => {
            let Some(on) = Day::parse(value) else { return false };
            let is_to_come = on > today.day() && matches!(test, DateTest::Within(_));
            *test != DateTest::Never && !is_to_come && date(Some(on), *test, today.day())
        }
        (CustomTest::Occasion(days), CustomValue::Date(value)) => comes_round(value, today, *days),
        (CustomTest::YesNo(wanted), CustomValue::YesNo(yes)) => wanted == yes,
        (CustomTest::Choice(wanted), CustomValue::Choice(option)) => wanted == option,
        (CustomTest::Choice(wanted), CustomValue::MultiChoice(options)) => options.contains(wanted),
        _ => false,
    }
}

fn is_within(number: i64, test: NumberTest) -> bool {
    match test {
        NumberTest::Is(bound) => number == bound,
        NumberTest::AtLeast(bound) => number >= bound,
        NumberTest::AtMost(bound) => number <= bound,
    }
}

fn comes_round(date: &str, today: Today, days: u16) -> bool {
    let date = Birthday::parse(date);
    date.is_some_and(|date| (0..=days).any(|days| is_on(date, today, days)))
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
        TextField::Language => facts.language.clone().into_iter().collect(),
        TextField::Source => facts.source.clone().into_iter().collect(),
        TextField::Like => facts.likes.clone(),
        TextField::Dislike => facts.dislikes.clone(),
    };
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

fn text(texts: &[String], field: TextField, test: &TextTest) -> bool {
    let has_digits = |text: &str| !PhoneNumber::read(text).digits.is_empty();
    let is_number = match test {
        TextTest::Is(text) | TextTest::Contains(text) | TextTest::Begins(text) => has_digits(text),
        TextTest::Empty | TextTest::Filled => true,
    };
    if field == TextField::Phone && is_number {
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
        (DateTest::Ahead(days), Some(on)) => (0..=i32::from(days)).contains(&(on.0 - today.0)),
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
