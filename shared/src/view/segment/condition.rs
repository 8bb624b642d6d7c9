//! What a segment can ask about a record. The numbers are stored: they never change, and a new
//! version adds new ones.

use minicbor::{Decode, Encode};

use super::custom::CustomTest;
use crate::id::{DocumentId, ItemId};
use crate::model::{ConsentChannel, Currency};
use crate::view::calendar::Day;

/// One question that a record answers with yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Condition {
    /// What a text says. Of several, as of email addresses, one is enough.
    #[n(0)]
    Text {
        /// Which.
        #[n(0)]
        field: TextField,
        /// What it says.
        #[n(1)]
        test: TextTest,
    },
    /// Whether a tag is on. Tags that differ only in case are one.
    #[n(1)]
    Tag {
        /// The tag, as somebody writes it.
        #[n(0)]
        name: String,
        /// On, or off.
        #[n(1)]
        on: bool,
    },
    /// On which day something happened.
    #[n(2)]
    Date {
        /// What.
        #[n(0)]
        field: DateField,
        /// When.
        #[n(1)]
        test: DateTest,
    },
    /// Whether a yearly occasion comes round within so many days; 0 is today.
    #[n(3)]
    Occasion {
        /// Which.
        #[n(0)]
        field: OccasionField,
        /// Days from today.
        #[n(1)]
        days: u16,
    },
    /// How many, or how much.
    #[n(4)]
    Number {
        /// Of what.
        #[n(0)]
        field: NumberField,
        /// The bound.
        #[n(1)]
        test: NumberTest,
    },
    /// What they said when asked whether they may be written to or called.
    #[n(5)]
    Consent {
        /// By which way.
        #[n(0)]
        channel: ConsentChannel,
        /// What they said.
        #[n(1)]
        state: ConsentState,
    },
    /// Who looks after them.
    #[n(6)]
    Owner {
        /// The member's record; `None` is nobody.
        #[n(0)]
        member: Option<DocumentId>,
    },
    /// What a field of the workspace's own holds.
    #[n(7)]
    Custom {
        /// The field.
        #[n(0)]
        field: ItemId,
        /// What it holds.
        #[n(1)]
        test: CustomTest,
    },
    /// Whether something was promised and not kept yet.
    #[n(8)]
    Promise {
        /// Anything, or what is late.
        #[n(0)]
        state: PromiseState,
    },
}

/// What somebody said of a way to reach them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ConsentState {
    /// Yes.
    #[n(0)]
    Given,
    /// No, or no more.
    #[n(1)]
    Withdrawn,
    /// They were never asked.
    #[n(2)]
    NeverAsked,
}

/// How it stands with what was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum PromiseState {
    /// Not kept yet.
    #[n(0)]
    Open,
    /// Not kept yet, and its day is over.
    #[n(1)]
    Late,
}

/// A text of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum TextField {
    /// What to call them.
    #[n(0)]
    Name,
    /// The given name.
    #[n(1)]
    GivenName,
    /// The family name.
    #[n(2)]
    FamilyName,
    /// Where they work, or the business they run.
    #[n(3)]
    Company,
    /// What they usually have.
    #[n(4)]
    UsualOrder,
    /// What must be seen before anything else.
    #[n(5)]
    Pinned,
    /// An email address.
    #[n(6)]
    Email,
    /// A phone number, in any spelling.
    #[n(7)]
    Phone,
    /// The first address, in one line.
    #[n(8)]
    Address,
    /// The birthday, as the record has it.
    #[n(9)]
    Birthday,
    /// What was written in the timeline and as small facts, the newest of it.
    #[n(10)]
    Notes,
    /// The language that they speak.
    #[n(11)]
    Language,
    /// Where the record came from.
    #[n(12)]
    Source,
    /// Something that they like.
    #[n(13)]
    Like,
    /// Something that they dislike.
    #[n(14)]
    Dislike,
}

/// What a text says; letter case and accents do not count.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum TextTest {
    /// Exactly this.
    #[n(0)]
    Is(#[n(0)] String),
    /// This somewhere.
    #[n(1)]
    Contains(#[n(0)] String),
    /// This first.
    #[n(2)]
    Begins(#[n(0)] String),
    /// Nothing.
    #[n(3)]
    Empty,
    /// Anything.
    #[n(4)]
    Filled,
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum DateField {
    /// The record was made.
    #[n(0)]
    Created,
    /// The newest change was made.
    #[n(1)]
    Changed,
    /// The newest entry of the timeline.
    #[n(2)]
    LastContact,
    /// The newest entry of the timeline on a channel, by the channel's stored name.
    #[n(3)]
    ContactBy(#[n(0)] String),
    /// The first purchase.
    #[n(4)]
    FirstPurchase,
    /// The last purchase.
    #[n(5)]
    LastPurchase,
}

/// When something happened, in calendar days where somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum DateTest {
    /// At most so many days before today; 0 is today. What a clock that runs ahead wrote counts
    /// too.
    #[n(0)]
    Within(#[n(0)] u16),
    /// More than so many days before today. What never happened did not happen then.
    #[n(1)]
    Before(#[n(0)] u16),
    /// Never.
    #[n(2)]
    Never,
    /// From one day to another, both included.
    #[n(3)]
    Between {
        /// The first day.
        #[n(0)]
        first: Day,
        /// The last day.
        #[n(1)]
        last: Day,
    },
    /// From today to so many days ahead; 0 is today.
    #[n(4)]
    Ahead(#[n(0)] u16),
}

impl DateTest {
    /// Whether the answer depends on what day it is.
    pub(super) fn asks_for_today(self) -> bool {
        matches!(self, Self::Within(_) | Self::Before(_) | Self::Ahead(_))
    }

    /// The first and the last day that answer; `None` where that is no day at all.
    pub(super) fn days(self, today: Day) -> Option<(Day, Day)> {
        match self {
            Self::Within(days) => Some((today.plus(-i32::from(days)), Day(i32::MAX))),
            Self::Before(days) => Some((Day(i32::MIN), today.plus(-i32::from(days) - 1))),
            Self::Between { first, last } => Some((first, last)),
            Self::Ahead(days) => Some((today, today.plus(days.into()))),
            Self::Never => None,
        }
    }
}

/// What comes round every year.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum OccasionField {
    /// The birthday.
    #[n(0)]
    Birthday,
    /// A date with this name; `None` is any of them.
    #[n(1)]
    Named(#[n(0)] Option<String>),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum NumberField {
    /// Values with more than one answer.
    #[n(0)]
    Disagreements,
    /// Purchases.
    #[n(1)]
    Purchases,
    /// What was paid in a currency, in its minor unit; 0 where nothing was.
    #[n(2)]
    Spent(#[n(0)] Currency),
}

/// A bound of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum NumberTest {
    /// This much.
    #[n(0)]
    Is(#[n(0)] i64),
    /// This or more.
    #[n(1)]
    AtLeast(#[n(0)] i64),
    /// This or less.
    #[n(2)]
    AtMost(#[n(0)] i64),
}

impl NumberTest {
    /// Whether the number is within the bound.
    pub(super) fn holds(self, number: i64) -> bool {
        match self {
            Self::Is(bound) => number == bound,
            Self::AtLeast(bound) => number >= bound,
            Self::AtMost(bound) => number <= bound,
        }
    }
}
