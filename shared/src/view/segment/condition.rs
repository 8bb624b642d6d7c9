//! What a segment can ask about a record. The numbers are stored: they never change, and a new
//! version adds new ones.

use minicbor::{Decode, Encode};

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
}

/// What comes round every year.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum OccasionField {
    /// The birthday.
    #[n(0)]
    Birthday,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum NumberField {
    /// Values with more than one answer.
    #[n(0)]
    Disagreements,
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
