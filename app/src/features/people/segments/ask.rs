//! What a condition asks, and what has to be typed or picked for it.

use shared::model::{ConsentChannel, CustomKind, Definition};
use shared::view::People;
use shared::view::segment::{DateField, NumberField, OccasionField, TextField};

use super::offered::owners;

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
