//! Fields that a workspace defines for itself, and their values.

use minicbor::{Decode, Encode};

use super::{Birthday, Decimal, Kind, Money};
use crate::id::ItemId;

/// What a field of one's own holds. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum CustomKind {
    /// Any text.
    #[default]
    #[n(0)]
    Text,
    /// A [`Decimal`].
    #[n(1)]
    Number,
    /// A [`Money`].
    #[n(2)]
    Money,
    /// A [`Birthday`]: a day with or without a year.
    #[n(3)]
    Date,
    /// `yes` or `no`.
    #[n(4)]
    YesNo,
    /// One of the options, by its id.
    #[n(5)]
    Choice,
    /// Any of the options.
    #[n(6)]
    MultiChoice,
    /// An address on the web.
    #[n(7)]
    Link,
}

impl CustomKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Number,
        Self::Money,
        Self::Date,
        Self::YesNo,
        Self::Choice,
        Self::MultiChoice,
        Self::Link,
    ];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Money => "money",
            Self::Date => "date",
            Self::YesNo => "yes_no",
            Self::Choice => "choice",
            Self::MultiChoice => "multi_choice",
            Self::Link => "link",
        }
    }

    /// Reads what [`Self::name`] gives; `None` for a kind of a newer version.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Money => "Amount of money",
            Self::Date => "Date",
            Self::YesNo => "Yes or no",
            Self::Choice => "One of a list",
            Self::MultiChoice => "Several of a list",
            Self::Link => "Link",
        }
    }

    /// Reads the text of a value; see [`CustomValue::text`]. `None` where it is no value of this
    /// kind, and always for [`Self::MultiChoice`], whose picks are stored one by one.
    pub fn read(self, text: &str) -> Option<CustomValue> {
        let text = text.trim();
        match self {
            _ if text.is_empty() => None,
            Self::Text => Some(CustomValue::Text(text.to_owned())),
            Self::Number => Decimal::parse(text).map(CustomValue::Number),
            Self::Money => text.parse().ok().map(CustomValue::Money),
            Self::Date => Birthday::parse(text).map(|date| CustomValue::Date(date.to_string())),
            Self::YesNo => match text {
                "yes" => Some(CustomValue::YesNo(true)),
                "no" => Some(CustomValue::YesNo(false)),
                _ => None,
            },
            Self::Choice => ItemId::from_key(text).map(CustomValue::Choice),
            Self::MultiChoice => None,
            Self::Link => Some(CustomValue::Link(text.to_owned())),
        }
    }
}

/// The value of a field of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum CustomValue {
    /// Any text; also what stands in a field of another kind and cannot be read as such.
    #[n(0)]
    Text(#[n(0)] String),
    /// A number.
    #[n(1)]
    Number(#[n(0)] Decimal),
    /// An amount.
    #[n(2)]
    Money(#[n(0)] Money),
    /// A day as [`Birthday`] writes it.
    #[n(3)]
    Date(#[n(0)] String),
    /// Yes or no.
    #[n(4)]
    YesNo(#[n(0)] bool),
    /// The picked option.
    #[n(5)]
    Choice(#[n(0)] ItemId),
    /// The picked options, by id; at least one.
    #[n(6)]
    MultiChoice(#[n(0)] Vec<ItemId>),
    /// An address on the web.
    #[n(7)]
    Link(#[n(0)] String),
}

impl CustomValue {
    /// As a record stores it, and [`CustomKind::read`] reads it. Options stand by their ids.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Date(text) | Self::Link(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Money(money) => money.to_string(),
            Self::YesNo(true) => "yes".to_owned(),
            Self::YesNo(false) => "no".to_owned(),
            Self::Choice(option) => option.to_key(),
            Self::MultiChoice(options) => {
                options.iter().map(|option| option.to_key()).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

impl Definition {
    /// A value of the field as people read it: options by their names, in the order in which they
    /// were picked, with `; ` between them.
    pub fn words(&self, value: &CustomValue) -> String {
        let option = |id: &ItemId| {
            let option = self.options.iter().find(|option| option.id == *id);
            option.map(|option| option.name.clone())
        };
        match value {
            CustomValue::Choice(picked) => option(picked).unwrap_or_default(),
            CustomValue::MultiChoice(picked) => {
                picked.iter().filter_map(option).collect::<Vec<_>>().join("; ")
            }
            value => value.text(),
        }
    }

    /// Whether records of a kind have the field: people where nothing else was said.
    pub fn applies_to(&self, kind: Kind) -> bool {
        match &self.applies[..] {
            [] => kind == Kind::Person,
            kinds => kinds.contains(&kind),
        }
    }
}

/// One of a list that a field offers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Choice {
    /// Its id: values name it, so that it can be renamed.
    #[n(0)]
    pub id: ItemId,
    /// What it says.
    #[n(1)]
    pub name: String,
    /// Whether it was taken out: it is offered no more, and values that name it still read.
    #[n(2)]
    pub gone: bool,
}

/// A field that the workspace defined. Its id is what values are stored under; a field of another
/// kind is another field.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Definition {
    /// Its id.
    #[n(0)]
    pub id: ItemId,
    /// What screens call it.
    #[n(1)]
    pub name: String,
    /// What it holds.
    #[n(2)]
    pub kind: CustomKind,
    /// What it offers, where it is a choice, in order.
    #[n(3)]
    pub options: Vec<Choice>,
    /// Under what heading it stands.
    #[n(4)]
    pub group: Option<String>,
    /// Its place: the lowest is first, of equals the one made first.
    #[n(5)]
    pub rank: i64,
    /// Whose records have it: people where nothing else was said.
    #[n(6)]
    pub applies: Vec<Kind>,
    /// Whether it was taken out. Values are kept, and are there again when it comes back.
    #[n(7)]
    pub gone: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_back_from_its_text() {
        let option = ItemId([3; 16]);
        for (kind, text) in [
            (CustomKind::Text, "Two words"),
            (CustomKind::Number, "-12.5"),
            (CustomKind::Money, "12.50 EUR"),
            (CustomKind::Date, "2024-02-29"),
            (CustomKind::Date, "--02-29"),
            (CustomKind::YesNo, "yes"),
            (CustomKind::YesNo, "no"),
            (CustomKind::Choice, &option.to_key()),
            (CustomKind::Link, "https://regulars.example"),
        ] {
            assert_eq!(kind.read(text).map(|value| value.text()).as_deref(), Some(text));
        }
        for (kind, text) in [
            (CustomKind::Text, "  "),
            (CustomKind::Number, "many"),
            (CustomKind::Money, "12"),
            (CustomKind::Date, "tomorrow"),
            (CustomKind::YesNo, "maybe"),
            (CustomKind::Choice, "1"),
            (CustomKind::MultiChoice, &option.to_key()),
        ] {
            assert_eq!(kind.read(text), None, "{kind:?} {text}");
        }
    }
}
