//! From what was typed to a condition.

use shared::id::{DocumentId, ItemId};
use shared::model::{Currency, CustomKind, Decimal, Definition, Money};
use shared::view::Day;
use shared::view::segment::{
    Condition, ConsentState, CustomTest, DateTest, Filter, NumberField, NumberTest, PromiseState,
    TextTest,
};

use super::ask::{How, What};

impl What {
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
    use shared::model::Kind;
    use shared::view::segment::DateField;
    use shared::view::segment::TextField;
    use shared::view::{People, Segment};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::super::ask::Needs;
    use super::super::offered::offered;
    use super::*;

    #[wasm_bindgen_test]
    fn everything_that_is_offered_can_be_asked_and_saved() {
        let people = People::new();
        let kinds = [Kind::Person, Kind::Organisation];
        for (words, what) in
            kinds.iter().flat_map(|kind| offered(*kind, &people)).flat_map(|it| it.1)
        {
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

    #[wasm_bindgen_test]
    fn what_is_missing_is_said() {
        let people = People::new();
        assert!(What::Tag.asked(How::Is, "  ", "").is_err());
        assert!(What::Date(DateField::LastContact).asked(How::Before, "soon", "").is_err());
        let spent = What::Number(NumberField::Spent("EUR".parse().expect("a code")));
        let asked = spent.asked(How::AtLeast, "12.5", "").expect("a condition");
        assert_eq!(asked.words(Kind::Person, &people), "Spent at least 12.50 EUR");
        let not = What::Text(TextField::Company).asked(How::ContainsNot, "Bank", "");
        assert_eq!(
            not.expect("a condition").words(Kind::Person, &people),
            "Company does not contain “Bank”"
        );
    }
}
