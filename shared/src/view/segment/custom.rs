//! What a segment can ask about a field of the workspace's own.

use minicbor::{Decode, Encode};

use super::condition::{DateTest, NumberTest, TextField, TextTest};
use super::text::Wanted;
use crate::id::ItemId;
use crate::model::{Birthday, Currency, CustomValue};
use crate::view::calendar::{Day, Days, Today};

/// What a field of one's own holds. A test of another kind of field than the value's holds for
/// nobody. The numbers are stored: they never change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum CustomTest {
    /// Nothing.
    #[n(0)]
    Empty,
    /// Anything.
    #[n(1)]
    Filled,
    /// A text, or a link.
    #[n(2)]
    Text(#[n(0)] TextTest),
    /// A number, in millionths as [`crate::model::Decimal`] has it.
    #[n(3)]
    Number(#[n(0)] NumberTest),
    /// An amount, in the currency's minor unit.
    #[n(4)]
    Money(#[n(0)] Currency, #[n(1)] NumberTest),
    /// A day of a stated year.
    #[n(5)]
    Date(#[n(0)] DateTest),
    /// A day that comes round within so many days, whatever its year; 0 is today.
    #[n(6)]
    Occasion(#[n(0)] u16),
    /// Yes, or no.
    #[n(7)]
    YesNo(#[n(0)] bool),
    /// This option, alone or among others.
    #[n(8)]
    Choice(#[n(0)] ItemId),
}

impl CustomTest {
    /// Whether the answer depends on what day it is.
    pub(super) fn asks_for_today(&self) -> bool {
        match self {
            Self::Date(test) => test.asks_for_today(),
            Self::Occasion(_) => true,
            _ => false,
        }
    }
}

/// A [`CustomTest`] made ready.
#[derive(Debug, Clone)]
pub enum WantedValue {
    Filled(bool),
    Text(Wanted),
    Number(NumberTest),
    Money(Currency, NumberTest),
    /// From the first day to the last.
    Dates(Day, Day),
    Occasion(Days),
    YesNo(bool),
    Choice(ItemId),
}

impl WantedValue {
    /// Makes a test ready.
    pub fn new(test: &CustomTest, today: Today) -> Self {
        match test {
            CustomTest::Empty | CustomTest::Text(TextTest::Empty) => Self::Filled(false),
            CustomTest::Filled | CustomTest::Text(TextTest::Filled) => Self::Filled(true),
            CustomTest::Text(test) => Self::Text(Wanted::new(TextField::Name, test)),
            CustomTest::Number(test) => Self::Number(*test),
            CustomTest::Money(currency, test) => Self::Money(*currency, *test),
            CustomTest::Date(test) => match test.days(today.day()) {
                // A date that somebody wrote into the future has not been yet.
                Some((first, _)) if matches!(test, DateTest::Within(_)) => {
                    Self::Dates(first, today.day())
                }
                Some((first, last)) => Self::Dates(first, last),
                None => Self::Filled(false),
            },
            CustomTest::Occasion(days) => Self::Occasion(Days::within(*days, today)),
            CustomTest::YesNo(yes) => Self::YesNo(*yes),
            CustomTest::Choice(option) => Self::Choice(*option),
        }
    }

    /// Whether the value answers the test.
    pub fn holds(&self, value: Option<&CustomValue>) -> bool {
        match (self, value) {
            (Self::Filled(filled), value) => value.is_some() == *filled,
            (Self::Text(wanted), Some(CustomValue::Text(text) | CustomValue::Link(text))) => {
                wanted.is_in([text])
            }
            (Self::Number(test), Some(CustomValue::Number(number))) => test.holds(number.0),
            (Self::Money(currency, test), Some(CustomValue::Money(money))) => {
                money.currency == *currency && test.holds(money.amount)
            }
            (Self::Dates(first, last), Some(CustomValue::Date(date))) => {
                Day::parse(date).is_some_and(|day| *first <= day && day <= *last)
            }
            (Self::Occasion(days), Some(CustomValue::Date(date))) => {
                Birthday::parse(date).is_some_and(|date| days.hold(date))
            }
            (Self::YesNo(wanted), Some(CustomValue::YesNo(yes))) => yes == wanted,
            (Self::Choice(wanted), Some(CustomValue::Choice(option))) => option == wanted,
            (Self::Choice(wanted), Some(CustomValue::MultiChoice(options))) => {
                options.contains(wanted)
            }
            _ => false,
        }
    }
}
