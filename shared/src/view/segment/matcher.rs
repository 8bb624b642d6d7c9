//! A segment made ready: texts folded, days resolved.

use super::condition::{
    Condition, ConsentState, DateField, NumberField, NumberTest, OccasionField, PromiseState,
    TextField,
};
use super::custom::WantedValue;
use super::text::Wanted;
use super::{Filter, Segment};
use crate::doc::fold_tag;
use crate::id::{DocumentId, ItemId};
use crate::model::{Birthday, ConsentChannel, Kind};
use crate::sorting::sort_by_key;
use crate::time::Timestamp;
use crate::view::Facts;
use crate::view::calendar::{Days, Today};
use crate::view::fold::{fold, is_plain};
use crate::view::row::{Pairs, Row};

/// A segment on a day.
#[derive(Debug, Clone)]
pub struct Matcher {
    kind: Kind,
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
    /// By [`fold_tag`]; and the pairs of the folded name.
    Tag(String, Box<Pairs>),
    Never(DateField),
    /// From the first instant to before the last.
    During(DateField, Timestamp, Timestamp),
    Birthday(Days),
    /// The name is folded; none is any.
    NamedDate(Option<String>, Days),
    Number(NumberField, NumberTest),
    Consent(ConsentChannel, ConsentState),
    Owner(Option<DocumentId>),
    Custom(ItemId, WantedValue),
    Promise,
    /// Due before the instant.
    LatePromise(Timestamp),
}

impl Segment {
    /// Makes the segment ready for rows.
    pub fn compile(&self, today: Today) -> Matcher {
        let changes = self.filter.asks_for_today();
        Matcher {
            kind: self.kind,
            node: Node::new(&self.filter, true, today),
            valid_until: changes.then(|| today.midnight()),
        }
    }
}

impl Matcher {
    /// Whether people are meant or organisations.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether a record is meant. Only those of the segment's kind are, and nothing in the bin.
    pub fn matches(&self, facts: &Facts) -> bool {
        self.may_mean(facts) && self.node.holds(facts, None)
    }

    fn may_mean(&self, facts: &Facts) -> bool {
        facts.kind == self.kind && facts.kind.is_contact() && !facts.of_another_kind && !facts.gone
    }

    /// As [`Self::matches`], faster.
    pub(in crate::view) fn matches_row(&self, row: &Row) -> bool {
        self.may_mean(&row.facts) && self.node.holds(&row.facts, Some(row))
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
            Self::Is(condition) => match condition {
                Condition::Date { test, .. } => test.asks_for_today(),
                Condition::Custom { test, .. } => test.asks_for_today(),
                Condition::Promise { state } => *state == PromiseState::Late,
                Condition::Occasion { .. } => true,
                Condition::Text { .. }
                | Condition::Tag { .. }
                | Condition::Number { .. }
                | Condition::Consent { .. }
                | Condition::Owner { .. } => false,
            },
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
            sort_by_key(&mut nodes, Self::price);
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

    fn holds(&self, facts: &Facts, row: Option<&Row>) -> bool {
        match self {
            Self::All(nodes) => nodes.iter().all(|node| node.holds(facts, row)),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(facts, row)),
            Self::Is(test) => test.holds(facts, row),
            Self::IsNot(test) => !test.holds(facts, row),
            Self::Nobody => false,
        }
    }
}

impl Test {
    fn new(condition: &Condition, today: Today) -> Self {
        match condition {
            Condition::Text { field, test } => Self::Text(*field, Wanted::new(*field, test)),
            Condition::Tag { name, .. } => {
                Self::Tag(fold_tag(name), Box::new(Pairs::of(&fold(name))))
            }
            Condition::Date { field, test } => match test.days(today.day()) {
                None => Self::Never(field.clone()),
                Some((first, last)) => {
                    Self::During(field.clone(), today.start_of(first), today.start_of(last.plus(1)))
                }
            },
            Condition::Occasion { field, days } => {
                let days = Days::within(*days, today);
                match field {
                    OccasionField::Birthday => Self::Birthday(days),
                    OccasionField::Named(name) => Self::NamedDate(name.as_deref().map(fold), days),
                }
            }
            Condition::Number { field, test } => Self::Number(*field, *test),
            Condition::Consent { channel, state } => Self::Consent(*channel, *state),
            Condition::Owner { member } => Self::Owner(*member),
            Condition::Custom { field, test } => {
                Self::Custom(*field, WantedValue::new(test, today))
            }
            Condition::Promise { state: PromiseState::Open } => Self::Promise,
            Condition::Promise { state: PromiseState::Late } => {
                Self::LatePromise(today.start_of(today.day()))
            }
        }
    }

    /// Roughly how long an answer takes, to ask what is cheap first.
    fn price(&self) -> u32 {
        match self {
            Self::Never(_) | Self::During(..) | Self::Number(..) | Self::Consent(..) => 1,
            Self::Owner(_) | Self::Promise | Self::LatePromise(_) => 1,
            Self::Birthday(_) | Self::NamedDate(..) | Self::Tag(..) | Self::Custom(..) => 10,
            Self::Text(TextField::Notes | TextField::Phone, _) => 100,
            Self::Text(..) => 20,
        }
    }

    fn holds(&self, facts: &Facts, row: Option<&Row>) -> bool {
        match self {
            Self::Text(field, wanted) => wanted.holds(*field, facts, row),
            Self::Tag(folded, pairs) => {
                row.is_none_or(|row| row.pairs.may_hold(pairs))
                    && facts.tags.iter().any(|tag| is_tag(tag, folded))
            }
            Self::Never(field) => instant(field, facts).is_none(),
            Self::During(field, from, until) => {
                instant(field, facts).is_some_and(|at| *from <= at && at < *until)
            }
            Self::Birthday(days) => facts.birthday.as_deref().is_some_and(|date| is_on(date, days)),
            Self::NamedDate(name, days) => facts.dates.iter().any(|date| {
                let label = date.label.as_deref().map(fold);
                (name.is_none() || *name == label) && is_on(&date.date, days)
            }),
            Self::Number(field, test) => test.holds(number(*field, facts)),
            Self::Consent(channel, state) => {
                let said = facts.consent.iter().find(|said| said.channel == *channel);
                *state
                    == match said {
                        None => ConsentState::NeverAsked,
                        Some(said) if said.given => ConsentState::Given,
                        Some(_) => ConsentState::Withdrawn,
                    }
            }
            Self::Owner(member) => facts.owner == *member,
            Self::Custom(field, wanted) => {
                let value = facts.custom.iter().find(|(id, _)| id == field);
                wanted.holds(value.map(|(_, value)| value))
            }
            Self::Promise => !facts.promises.is_empty(),
            Self::LatePromise(before) => {
                facts.promises.iter().any(|promise| promise.due.is_some_and(|due| due < *before))
            }
        }
    }
}

fn is_on(date: &str, days: &Days) -> bool {
    Birthday::parse(date).is_some_and(|date| days.hold(date))
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
        DateField::ContactBy(channel) => {
            facts.channels.iter().find(|(name, _)| name == channel).map(|(_, at)| *at)
        }
        DateField::FirstPurchase => facts.purchases.as_ref().map(|bought| bought.first),
        DateField::LastPurchase => facts.purchases.as_ref().map(|bought| bought.last),
    }
}

fn number(field: NumberField, facts: &Facts) -> i64 {
    let bought = facts.purchases.as_ref();
    match field {
        NumberField::Disagreements => i64::try_from(facts.disagreements).unwrap_or(i64::MAX),
        NumberField::Purchases => bought.map_or(0, |bought| bought.count.into()),
        NumberField::Spent(currency) => bought
            .and_then(|bought| bought.sums.iter().find(|sum| sum.currency == currency))
            .map_or(0, |sum| sum.amount),
    }
}
