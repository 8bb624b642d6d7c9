//! A segment made ready: texts folded, days resolved.

use super::condition::{
    Condition, DateField, DateTest, NumberField, NumberTest, OccasionField, TextField,
};
use super::text::Wanted;
use super::{Filter, Segment};
use crate::doc::fold_tag;
use crate::model::Birthday;
use crate::time::Timestamp;
use crate::view::Facts;
use crate::view::calendar::Today;
use crate::view::fold::is_plain;

/// A segment on a day.
#[derive(Debug, Clone)]
pub struct Matcher {
    node: Node,
    valid_until: Option<Timestamp>,
}

/// A filter without [`Filter::Not`]: the opposite stands in the tests, where what is not known
/// means nobody either way.
#[derive(Debug, Clone)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Is(Test),
    IsNot(Test),
    Nobody,
}

#[derive(Debug, Clone)]
enum Test {
    Text(TextField, Wanted),
    /// By [`fold_tag`].
    Tag(String),
    Never(DateField),
    /// From the first instant to before the last.
    During(DateField, Timestamp, Timestamp),
    Occasion(OccasionField, Days),
    Number(NumberField, NumberTest),
}

impl Segment {
    /// Makes the segment ready for rows.
    pub fn compile(&self, today: Today) -> Matcher {
        let changes = self.filter.asks_for_today();
        Matcher {
            node: Node::new(&self.filter, true, today),
            valid_until: changes.then(|| today.midnight()),
        }
    }
}

impl Matcher {
    /// Whether somebody is meant. Nobody in the bin is, and nothing of a kind that is not known.
    pub fn matches(&self, facts: &Facts) -> bool {
        !facts.gone && !facts.of_another_kind && self.node.holds(facts)
    }

    /// When answers can change though no record did: at the next midnight. `None` where they
    /// cannot.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.valid_until
    }
}

impl Filter {
    /// Whether the answer depends on what day it is.
    fn asks_for_today(&self) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().any(Self::asks_for_today),
            Self::Not(filter) => filter.asks_for_today(),
            Self::Is(condition) => matches!(
                condition,
                Condition::Occasion { .. }
                    | Condition::Date { test: DateTest::Within(_) | DateTest::Before(_), .. }
            ),
            Self::Unknown(_) => false,
        }
    }
}

impl Node {
    /// The filter, or its opposite where not `wanted`.
    fn new(filter: &Filter, wanted: bool, today: Today) -> Self {
        let nodes = |filters: &[Filter]| {
            let mut nodes: Vec<Self> =
                filters.iter().map(|filter| Self::new(filter, wanted, today)).collect();
            // The group's answer is often known before the dear questions are asked.
            nodes.sort_by_key(Self::price);
            nodes
        };
        match (filter, wanted) {
            (Filter::All(filters), true) | (Filter::Any(filters), false) => {
                Self::All(nodes(filters))
            }
            (Filter::Any(filters), true) | (Filter::All(filters), false) => {
                Self::Any(nodes(filters))
            }
            (Filter::Not(filter), _) => Self::new(filter, !wanted, today),
            (Filter::Is(condition), _) => {
                let off = matches!(condition, Condition::Tag { on: false, .. });
                let test = Test::new(condition, today);
                if wanted == off { Self::IsNot(test) } else { Self::Is(test) }
            }
            (Filter::Unknown(_), _) => Self::Nobody,
        }
    }

    fn price(&self) -> u32 {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().map(Self::price).sum(),
            Self::Is(test) | Self::IsNot(test) => test.price(),
            Self::Nobody => 0,
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::All(nodes) => nodes.iter().all(|node| node.holds(facts)),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(facts)),
            Self::Is(test) => test.holds(facts),
            Self::IsNot(test) => !test.holds(facts),
            Self::Nobody => false,
        }
    }
}

impl Test {
    fn new(condition: &Condition, today: Today) -> Self {
        match condition {
            Condition::Text { field, test } => Self::Text(*field, Wanted::new(*field, test)),
            Condition::Tag { name, .. } => Self::Tag(fold_tag(name)),
            Condition::Date { field, test } => Self::of_date(field, *test, today),
            Condition::Occasion { field, days } => {
                Self::Occasion(field.clone(), Days::within(*days, today))
            }
            Condition::Number { field, test } => Self::Number(field.clone(), *test),
        }
    }

    fn of_date(field: &DateField, test: DateTest, today: Today) -> Self {
        let (always, never) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        let ago = |days: u16| today.start_of(today.day().plus(-i32::from(days)));
        let (from, until) = match test {
            DateTest::Never => return Self::Never(field.clone()),
            DateTest::Within(days) => (ago(days), never),
            DateTest::Before(days) => (always, ago(days)),
            DateTest::Between { first, last } => {
                (today.start_of(first), today.start_of(last.plus(1)))
            }
        };
        Self::During(field.clone(), from, until)
    }

    fn price(&self) -> u32 {
        match self {
            Self::Number(..) | Self::Never(_) | Self::During(..) => 1,
            Self::Occasion(..) | Self::Tag(_) => 10,
            Self::Text(TextField::Notes | TextField::Phone, _) => 100,
            Self::Text(..) => 20,
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::Text(field, wanted) => wanted.holds(*field, facts),
            Self::Tag(folded) => facts.tags.iter().any(|tag| is_tag(tag, folded)),
            Self::Never(field) => instant(field, facts).is_none(),
            Self::During(field, from, until) => {
                instant(field, facts).is_some_and(|at| *from <= at && at < *until)
            }
            Self::Occasion(OccasionField::Birthday, days) => {
                facts.birthday.as_deref().is_some_and(|date| days.hold(date))
            }
            Self::Number(field, test) => {
                let number = number(field, facts);
                match test {
                    NumberTest::Is(bound) => number == *bound,
                    NumberTest::AtLeast(bound) => number >= *bound,
                    NumberTest::AtMost(bound) => number <= *bound,
                }
            }
        }
    }
}

fn is_tag(tag: &str, folded: &str) -> bool {
    // Plain texts differ in case only, and need no copy.
    if is_plain(tag) { tag.eq_ignore_ascii_case(folded) } else { fold_tag(tag) == folded }
}

/// When it happened, if ever. Facts that do not know when a record was made say 1970.
fn instant(field: &DateField, facts: &Facts) -> Option<Timestamp> {
    match field {
        DateField::Created => Some(facts.created).filter(|at| at.0 != 0),
        DateField::Changed => Some(facts.updated).filter(|at| at.0 != 0),
        DateField::LastContact => facts.last_contact,
    }
}

fn number(field: &NumberField, facts: &Facts) -> i64 {
    match field {
        NumberField::Disagreements => i64::try_from(facts.disagreements).unwrap_or(i64::MAX),
    }
}

/// Days of the year, as a bit for each of 12 × 32.
#[derive(Debug, Clone, Copy)]
struct Days([u32; 12]);

impl Days {
    /// From today to so many days ahead.
    fn within(days: u16, today: Today) -> Self {
        let mut set = [0u32; 12];
        for month in 1..=12 {
            for day in 1..=31 {
                let on = Birthday::new(None, month, day);
                if on.is_some_and(|on| today.days_until(on) <= days) {
                    set[usize::from(month) - 1] |= 1 << day;
                }
            }
        }
        Self(set)
    }

    /// Whether a date, as records hold it, is among them in any year.
    fn hold(&self, date: &str) -> bool {
        Birthday::parse(date)
            .is_some_and(|date| self.0[usize::from(date.month) - 1] >> date.day & 1 == 1)
    }
}
