//! The order that a list is shown in: by any of its columns, either way.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use super::calendar::Today;
use super::fold::fold;
use super::people::{Order, People};
use super::row::Row;
use crate::id::{DocumentId, ItemId};
use crate::model::{Birthday, Currency, CustomValue, Kind};
use crate::time::Timestamp;

/// What a list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// What to call them.
    Name,
    /// Where they work.
    Company,
    /// What they usually have.
    UsualOrder,
    /// The name of the member who looks after them.
    Owner,
    /// When the record was made.
    Created,
    /// When the newest change was made.
    Changed,
    /// When they were last in touch.
    LastContact,
    /// In how many days their birthday comes round next.
    Birthday,
    /// How many purchases they made.
    Purchases,
    /// What they paid in a currency.
    Spent(Currency),
    /// When they last bought something.
    LastPurchase,
    /// A field of the workspace's own. Options stand in the order in which the field offers them.
    Custom(ItemId),
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A before Z, few before many, long ago before now.
    Ascending,
    /// The other way round.
    Descending,
}

/// An order of a list. Who has nothing in the column comes last either way, and among equals the
/// record made first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// What counts.
    pub by: Column,
    /// Which end comes first.
    pub direction: Direction,
}

impl Sort {
    /// A before Z, few before many, long ago before now.
    pub const fn ascending(by: Column) -> Self {
        Self { by, direction: Direction::Ascending }
    }

    /// The other way round.
    pub const fn descending(by: Column) -> Self {
        Self { by, direction: Direction::Descending }
    }

    /// The order that is kept while records change, if this is one.
    pub(super) fn kept(self) -> Option<Order> {
        match (self.by, self.direction) {
            (Column::Name, Direction::Ascending) => Some(Order::Name),
            (Column::Changed, Direction::Descending) => Some(Order::Recent),
            (Column::Created, Direction::Descending) => Some(Order::Created),
            (Column::LastContact, Direction::Descending) => Some(Order::LastContact),
            _ => None,
        }
    }

    /// The rows' ids in this order.
    pub(super) fn apply<'a>(
        self,
        rows: impl Iterator<Item = &'a Row>,
        people: &'a People,
        today: Today,
    ) -> Vec<DocumentId> {
        let keys = Keys::new(self.by, people, today);
        let mut sorted: Vec<(Option<Key>, DocumentId)> =
            rows.map(|row| (keys.of(row), row.id)).collect();
        sorted.sort_unstable_by(|(a, a_id), (b, b_id)| {
            self.compare(a.as_ref(), b.as_ref()).then_with(|| a_id.cmp(b_id))
        });
        sorted.into_iter().map(|(_, id)| id).collect()
    }

    fn compare(self, a: Option<&Key>, b: Option<&Key>) -> Ordering {
        match (a, b, self.direction) {
            (Some(a), Some(b), Direction::Ascending) => a.cmp(b),
            (Some(a), Some(b), Direction::Descending) => b.cmp(a),
            (a, b, _) => a.is_none().cmp(&b.is_none()),
        }
    }
}

impl Default for Sort {
    /// By name.
    fn default() -> Self {
        Self::ascending(Column::Name)
    }
}

/// What a row has in a column; texts are folded.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Number(i64),
    /// Amounts of one currency stand together.
    Amount(Currency, i64),
    Date(Option<u16>, u8, u8),
    Text(Cow<'a, str>),
}

/// What is looked up once for all rows.
struct Keys {
    by: Column,
    today: Today,
    /// The folded names of members.
    members: HashMap<DocumentId, String>,
    /// The places of a field's options.
    options: HashMap<ItemId, i64>,
}

impl Keys {
    fn new(by: Column, people: &People, today: Today) -> Self {
        let mut keys = Self { by, today, members: HashMap::new(), options: HashMap::new() };
        match by {
            Column::Owner => {
                let members = people.of_kind(Kind::Member);
                keys.members = members.map(|row| (row.id, row.name().to_owned())).collect();
            }
            Column::Custom(field) => {
                let options = people.definition(field).map(|field| &field.options[..]);
                let options = options.unwrap_or_default().iter().map(|option| option.id);
                keys.options = options.zip(0..).collect();
            }
            _ => {}
        }
        keys
    }

    fn of<'a>(&'a self, row: &'a Row) -> Option<Key<'a>> {
        let facts = &row.facts;
        let time = |at: Timestamp| Key::Number(at.0);
        match self.by {
            Column::Name => text(Cow::Borrowed(row.name())),
            Column::Company => text(fold(facts.company.as_deref()?).into()),
            Column::UsualOrder => text(fold(facts.usual_order.as_deref()?).into()),
            Column::Owner => text(Cow::Borrowed(self.members.get(&facts.owner?)?)),
            Column::Created => Some(time(facts.created)),
            Column::Changed => Some(time(facts.updated)),
            Column::LastContact => facts.last_contact.map(time),
            Column::Birthday => {
                let date = Birthday::parse(facts.birthday.as_deref()?)?;
                Some(Key::Number(self.today.days_until(date).into()))
            }
            Column::Purchases => Some(Key::Number(facts.purchases.as_ref()?.count.into())),
            Column::Spent(currency) => {
                let mut sums = facts.purchases.as_ref()?.sums.iter();
                Some(Key::Number(sums.find(|sum| sum.currency == currency)?.amount))
            }
            Column::LastPurchase => facts.purchases.as_ref().map(|bought| time(bought.last)),
            Column::Custom(field) => {
                let (_, value) = facts.custom.iter().find(|(id, _)| *id == field)?;
                self.of_value(value)
            }
        }
    }

    fn of_value(&self, value: &CustomValue) -> Option<Key<'static>> {
        let place = |option: &ItemId| self.options.get(option).copied();
        match value {
            CustomValue::Text(value) | CustomValue::Link(value) => text(fold(value).into()),
            CustomValue::Number(number) => Some(Key::Number(number.0)),
            CustomValue::Money(money) => Some(Key::Amount(money.currency, money.amount)),
            CustomValue::Date(date) => {
                let date = Birthday::parse(date)?;
                Some(Key::Date(date.year, date.month, date.day))
            }
            CustomValue::YesNo(yes) => Some(Key::Number((*yes).into())),
            CustomValue::Choice(option) => place(option).map(Key::Number),
            CustomValue::MultiChoice(options) => {
                options.iter().filter_map(place).min().map(Key::Number)
            }
        }
    }
}

fn text(text: Cow<'_, str>) -> Option<Key<'_>> {
    (!text.is_empty()).then_some(Key::Text(text))
}

#[cfg(test)]
#[path = "sort_tests.rs"]
mod tests;
