//! The questions that the form for a condition can put, and what each needs to be asked.

use shared::id::{DocumentId, ItemId};
use shared::model::{
    Channel, ConsentChannel, Currency, CustomKind, Decimal, Definition, Kind, Money,
};
use shared::view::segment::{
    Condition, ConsentState, CustomTest, DateField, DateTest, Filter, NumberField, NumberTest,
    OccasionField, PromiseState, TextField, TextTest,
};
use shared::view::{Day, People, definitions};

/// What is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Text(TextField),
    Tag,
    Date(DateField),
    Occasion(OccasionField),
    Number(NumberField),
    Consent(ConsentChannel),
    Owner,
    Promise,
    Custom(Definition),
}

/// What is asked about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Contains,
    ContainsNot,
    Is,
    IsNot,
    Begins,
    Filled,
    Empty,
    Within,
    Before,
    Ahead,
    Between,
    Never,
    AtLeast,
    AtMost,
    Exactly,
    Yes,
    No,
    NeverAsked,
    Open,
    Late,
}

/// What has to be typed or picked for a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Needs {
    Nothing,
    Text,
    /// A number of days.
    Days,
    Number,
    /// A first and a last day.
    Days2,
    /// One of these: a value and its words.
    Pick(Vec<(String, String)>),
}

/// Everything that can be asked about, by heading.
pub fn offered(people: &People) -> Vec<(&'static str, Vec<(String, What)>)> {
    let named = |words: &str, what| (words.to_owned(), what);
    let texts = [
        ("Name", TextField::Name),
        ("Company", TextField::Company),
        ("Usual order", TextField::UsualOrder),
        ("Pinned note", TextField::Pinned),
        ("Notes", TextField::Notes),
        ("Likes", TextField::Like),
        ("Dislikes", TextField::Dislike),
        ("Language", TextField::Language),
        ("Source", TextField::Source),
    ];
    let texts = texts.map(|(words, field)| named(words, What::Text(field)));
    let mut who = vec![named("Tag", What::Tag)];
    who.extend(texts);
    who.push(named("Looked after by", What::Owner));
    let reach = [
        ("Email", TextField::Email),
        ("Phone number", TextField::Phone),
        ("Address", TextField::Address),
    ];
    let mut reach: Vec<_> =
        reach.map(|(words, field)| named(words, What::Text(field))).into_iter().collect();
    reach.extend(
        ConsentChannel::ALL.map(|channel| {
            (format!("May we message? {}", channel.label()), What::Consent(channel))
        }),
    );
    let mut contact = vec![named("Last contact", What::Date(DateField::LastContact))];
    let talks = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Note);
    contact.extend(talks.map(|channel| {
        let field = DateField::ContactBy(channel.name().to_owned());
        (format!("Last contact: {}", channel.label()), What::Date(field))
    }));
    contact.push(named("Promise", What::Promise));
    let mut bought = vec![
        named("Purchases", What::Number(NumberField::Purchases)),
        named("First bought", What::Date(DateField::FirstPurchase)),
        named("Last bought", What::Date(DateField::LastPurchase)),
    ];
    bought.extend(currencies(people).into_iter().map(|currency| {
        (format!("Spent, {currency}"), What::Number(NumberField::Spent(currency)))
    }));
    let days = vec![
        named("Birthday", What::Occasion(OccasionField::Birthday)),
        named("Any special day", What::Occasion(OccasionField::Named(None))),
        named("Here since", What::Date(DateField::Created)),
        named("Changed", What::Date(DateField::Changed)),
        named("Values with 2 answers", What::Number(NumberField::Disagreements)),
    ];
    let own = definitions(people).into_iter().filter(|field| {
        !field.gone && (field.applies.is_empty() || field.applies.contains(&Kind::Person))
    });
    let own: Vec<_> = own.map(|field| (field.name.clone(), What::Custom(field))).collect();
    let mut groups = vec![
        ("Who they are", who),
        ("Reaching them", reach),
        ("In touch", contact),
        ("What they bought", bought),
        ("Days and the record", days),
    ];
    if !own.is_empty() {
        groups.push(("Your own fields", own));
    }
    groups
}

fn currencies(people: &People) -> Vec<Currency> {
    let sums = people.all().flat_map(|(_, facts)| &facts.purchases).flat_map(|it| &it.sums);
    let mut currencies: Vec<Currency> = sums.map(|sum| sum.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies
}

impl What {
    /// What can be asked about it, the most frequent first.
    pub fn hows(&self) -> &'static [How] {
        use How::{
            Ahead, AtLeast, AtMost, Before, Begins, Between, Contains, ContainsNot, Empty, Exactly,
            Filled, Is, IsNot, Late, Never, NeverAsked, No, Open, Within, Yes,
        };
        const TEXT: &[How] = &[Contains, ContainsNot, Is, IsNot, Begins, Empty, Filled];
        const FILLED_FIRST: &[How] = &[Empty, Filled, Contains, ContainsNot, Is, Begins];
        const DATE: &[How] = &[Within, Before, Between, Never];
        const OWN_DATE: &[How] = &[Within, Before, Ahead, Between, Empty, Filled];
        const NUMBER: &[How] = &[AtLeast, AtMost, Exactly];
        const OWN_NUMBER: &[How] = &[AtLeast, AtMost, Exactly, Empty, Filled];
        match self {
            Self::Text(TextField::Email | TextField::Phone | TextField::Address) => FILLED_FIRST,
            Self::Text(_) => TEXT,
            Self::Tag | Self::Owner => &[Is, IsNot],
            Self::Date(DateField::Created | DateField::Changed) => &[Within, Before, Between],
            Self::Date(_) => DATE,
            Self::Occasion(_) => &[Ahead],
            Self::Number(_) => NUMBER,
            Self::Consent(_) => &[Yes, No, NeverAsked],
            Self::Promise => &[Open, Late],
            Self::Custom(field) => match field.kind {
                CustomKind::Text | CustomKind::Link => TEXT,
                CustomKind::Number | CustomKind::Money => OWN_NUMBER,
                CustomKind::Date => OWN_DATE,
                CustomKind::YesNo => &[Yes, No, Empty],
                CustomKind::Choice | CustomKind::MultiChoice => &[Is, IsNot, Empty, Filled],
            },
        }
    }

    /// What has to be typed or picked.
    pub fn needs(&self, how: How, people: &People) -> Needs {
        match (self, how) {
            (Self::Owner, _) => Needs::Pick(owners(people)),
            (Self::Custom(field), How::Is | How::IsNot) if !field.options.is_empty() => {
                let options = field.options.iter().filter(|option| !option.gone);
                let words = options.map(|option| (option.id.to_key(), option.name.clone()));
                Needs::Pick(words.collect())
            }
            _ => match how {
                How::Contains | How::ContainsNot | How::Is | How::IsNot | How::Begins => {
                    Needs::Text
                }
                How::Within | How::Before | How::Ahead => Needs::Days,
                How::Between => Needs::Days2,
                How::AtLeast | How::AtMost | How::Exactly => Needs::Number,
                How::Filled
                | How::Empty
                | How::Never
                | How::Yes
                | How::No
                | How::NeverAsked
                | How::Open
                | How::Late => Needs::Nothing,
            },
        }
    }

    /// The condition, from what was typed or picked.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn asked(&self, how: How, first: &str, second: &str) -> Result<Filter, &'static str> {
        let condition = match self {
            Self::Text(field) => {
                let test = text(how, first)?;
                Condition::Text { field: *field, test }
            }
            Self::Tag => Condition::Tag { name: some_text(first)?, on: how != How::IsNot },
            Self::Date(field) => {
                Condition::Date { field: field.clone(), test: date(how, first, second)? }
            }
            Self::Occasion(field) => {
                Condition::Occasion { field: field.clone(), days: days(first)? }
            }
            Self::Number(field) => {
                let number = match field {
                    NumberField::Spent(currency) => money(first, *currency)?,
                    _ => first.trim().parse().map_err(|_| "Say how many, as a whole number.")?,
                };
                Condition::Number { field: *field, test: bound(how, number) }
            }
            Self::Consent(channel) => {
                let state = match how {
                    How::Yes => ConsentState::Given,
                    How::No => ConsentState::Withdrawn,
                    _ => ConsentState::NeverAsked,
                };
                Condition::Consent { channel: *channel, state }
            }
            Self::Owner => Condition::Owner { member: first.parse::<DocumentId>().ok() },
            Self::Promise => {
                let state = if how == How::Late { PromiseState::Late } else { PromiseState::Open };
                Condition::Promise { state }
            }
            Self::Custom(field) => {
                Condition::Custom { field: field.id, test: custom(field, how, first, second)? }
            }
        };
        let is_said_by_opposite = match self {
            Self::Tag => false,
            _ => matches!(how, How::ContainsNot | How::IsNot),
        };
        let filter = Filter::Is(condition);
        Ok(if is_said_by_opposite { Filter::Not(Box::new(filter)) } else { filter })
    }
}

impl How {
    /// What the form calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::ContainsNot => "does not contain",
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Begins => "begins with",
            Self::Filled => "is filled in",
            Self::Empty => "is empty",
            Self::Within => "in the last … days",
            Self::Before => "more than … days ago",
            Self::Ahead => "in the next … days",
            Self::Between => "between two days",
            Self::Never => "never",
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Exactly => "exactly",
            Self::Yes => "yes",
            Self::No => "no",
            Self::NeverAsked => "never asked",
            Self::Open => "open",
            Self::Late => "late",
        }
    }
}

fn owners(people: &People) -> Vec<(String, String)> {
    let members = people.all().filter(|(_, facts)| facts.kind == Kind::Member && !facts.gone);
    let mut members: Vec<_> =
        members.map(|(id, facts)| (id.to_string(), facts.name.clone())).collect();
    members.sort_by(|(_, a), (_, b)| a.cmp(b));
    std::iter::once((String::new(), "Nobody".to_owned())).chain(members).collect()
}

fn some_text(typed: &str) -> Result<String, &'static str> {
    let text = typed.trim();
    if text.is_empty() { Err("Say what is looked for.") } else { Ok(text.to_owned()) }
}

fn text(how: How, typed: &str) -> Result<TextTest, &'static str> {
    Ok(match how {
        How::Empty => TextTest::Empty,
        How::Filled => TextTest::Filled,
        How::Is | How::IsNot => TextTest::Is(some_text(typed)?),
        How::Begins => TextTest::Begins(some_text(typed)?),
        _ => TextTest::Contains(some_text(typed)?),
    })
}

fn days(typed: &str) -> Result<u16, &'static str> {
    typed.trim().parse().map_err(|_| "Say how many days, as a whole number.")
}

fn date(how: How, first: &str, second: &str) -> Result<DateTest, &'static str> {
    Ok(match how {
        How::Within => DateTest::Within(days(first)?),
        How::Before => DateTest::Before(days(first)?),
        How::Ahead => DateTest::Ahead(days(first)?),
        How::Between => {
            let day = |typed: &str| Day::parse(typed.trim()).ok_or("Choose both days.");
            let (a, b) = (day(first)?, day(second)?);
            DateTest::Between { first: a.min(b), last: a.max(b) }
        }
        _ => DateTest::Never,
    })
}

fn bound(how: How, number: i64) -> NumberTest {
    match how {
        How::AtLeast => NumberTest::AtLeast(number),
        How::AtMost => NumberTest::AtMost(number),
        _ => NumberTest::Is(number),
    }
}

fn money(typed: &str, currency: Currency) -> Result<i64, &'static str> {
    let money: Result<Money, _> = format!("{} {currency}", typed.trim()).parse();
    money.map(|money| money.amount).map_err(|_| "Say how much, as in 120 or 12.50.")
}

fn custom(
    field: &Definition,
    how: How,
    first: &str,
    second: &str,
) -> Result<CustomTest, &'static str> {
    Ok(match (how, field.kind) {
        (How::Empty, _) => CustomTest::Empty,
        (How::Filled, _) => CustomTest::Filled,
        (How::Yes | How::No, _) => CustomTest::YesNo(how == How::Yes),
        (_, CustomKind::Number) => {
            let number = Decimal::parse(first).ok_or("Say how many, as in 3 or 0.5.")?;
            CustomTest::Number(bound(how, number.0))
        }
        (_, CustomKind::Money) => {
            let money: Result<Money, _> = first.trim().parse();
            let money = money.map_err(|_| "Say how much and in what currency, as in 12.50 EUR.")?;
            CustomTest::Money(money.currency, bound(how, money.amount))
        }
        (_, CustomKind::Date) => CustomTest::Date(date(how, first, second)?),
        (_, CustomKind::Choice | CustomKind::MultiChoice) => {
            CustomTest::Choice(ItemId::from_key(first).ok_or("Choose one of the list.")?)
        }
        _ => CustomTest::Text(text(how, first)?),
    })
}

#[cfg(test)]
mod tests {
    use shared::view::Segment;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn everything_that_is_offered_can_be_asked_and_saved() {
        let people = People::new();
        for (_, group) in offered(&people) {
            for (words, what) in group {
                for how in what.hows() {
                    let (first, second) = match what.needs(*how, &people) {
                        Needs::Nothing => ("", ""),
                        Needs::Text => ("beans", ""),
                        Needs::Days | Needs::Number => ("12", ""),
                        Needs::Days2 => ("2026-05-01", "2026-04-01"),
                        Needs::Pick(_) => ("", ""),
                    };
                    let filter = what.asked(*how, first, second);
                    let filter = filter.unwrap_or_else(|error| panic!("{words} {how:?}: {error}"));
                    let segment = Segment::new(filter).expect("within bounds");
                    assert_eq!(Segment::decode(&segment.encode()), Ok(segment));
                }
            }
        }
    }

    #[wasm_bindgen_test]
    fn what_is_missing_is_said() {
        let people = People::new();
        assert!(What::Tag.asked(How::Is, "  ", "").is_err());
        assert!(What::Date(DateField::LastContact).asked(How::Before, "soon", "").is_err());
        let spent = What::Number(NumberField::Spent("EUR".parse().expect("a code")));
        let asked = spent.asked(How::AtLeast, "12.5", "").expect("a condition");
        assert_eq!(asked.words(&people), "Spent at least 12.50 EUR");
        let not = What::Text(TextField::Company).asked(How::ContainsNot, "Bank", "");
        assert_eq!(not.expect("a condition").words(&people), "Company does not contain “Bank”");
    }
}
