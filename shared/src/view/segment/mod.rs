//! Segments: filters over people, or over organisations, that somebody saves under a name.
//!
//! A [`Filter`] says who is meant, a [`Segment`] is one that is within bounds, and a [`Matcher`] is
//! a segment made ready for a day, to be asked about many rows. [`SegmentIndex`] keeps the members
//! of several.

mod codec;
mod condition;
mod custom;
mod group;
mod index;
mod matcher;
mod text;
mod words;

pub use condition::{
    Condition, ConsentState, DateField, DateTest, NumberField, NumberTest, OccasionField,
    PromiseState, TextField, TextTest,
};
pub use custom::CustomTest;
pub use group::Grouping;
pub use index::SegmentIndex;
pub use matcher::Matcher;

use crate::model::Kind;

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Who all of these mean; everyone where there are none.
    All(Vec<Filter>),
    /// Whom at least one of these means; nobody where there are none.
    Any(Vec<Filter>),
    /// Whom this does not mean.
    Not(Box<Filter>),
    /// Whom a condition holds for.
    Is(Condition),
    /// What a newer version asks, byte for byte. Nobody knows here for whom it holds, nor for whom
    /// it does not: so neither it nor its opposite means anybody.
    Unknown(Vec<u8>),
}

/// A filter within bounds, over the records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    kind: Kind,
    filter: Filter,
}

/// Why something is no segment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// Groups in groups in groups.
    #[error("A segment can have groups within groups, but at most {} deep.", Segment::DEPTH_MAX)]
    TooDeep,
    /// Conditions and groups.
    #[error("A segment can have at most {} conditions and groups.", Segment::PARTS_MAX)]
    TooMany,
    /// Long texts.
    #[error("The texts of this segment are too long: it can have {} bytes.", Segment::BYTES_MAX)]
    TooLarge,
    /// Bytes that are none.
    #[error("This segment cannot be read: {0}")]
    Damaged(String),
}

impl Segment {
    /// The most filters within one another, the outermost included.
    pub const DEPTH_MAX: usize = 8;
    /// The most filters in all.
    pub const PARTS_MAX: usize = 100;
    /// The most bytes of [`Self::encode`].
    pub const BYTES_MAX: usize = 16 << 10;

    /// A filter over people as a segment.
    ///
    /// # Errors
    /// When it is too deep, has too many parts or is too long.
    pub fn new(filter: Filter) -> Result<Self, SegmentError> {
        Self::over(Kind::Person, filter)
    }

    /// A filter over people or organisations as a segment; over another kind it means nobody.
    ///
    /// # Errors
    /// When it is too deep, has too many parts or is too long.
    pub fn over(kind: Kind, filter: Filter) -> Result<Self, SegmentError> {
        let mut parts = 0;
        filter.check(1, &mut parts)?;
        let segment = Self { kind, filter };
        match segment.encode().len() {
            0..=Self::BYTES_MAX => Ok(segment),
            _ => Err(SegmentError::TooLarge),
        }
    }

    /// Whether people are meant or organisations.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Who is meant.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }
}

impl Filter {
    fn check(&self, depth: usize, parts: &mut usize) -> Result<(), SegmentError> {
        *parts += 1;
        if depth > Segment::DEPTH_MAX {
            return Err(SegmentError::TooDeep);
        }
        if *parts > Segment::PARTS_MAX {
            return Err(SegmentError::TooMany);
        }
        match self {
            Self::All(filters) | Self::Any(filters) => {
                filters.iter().try_for_each(|filter| filter.check(depth + 1, parts))
            }
            Self::Not(filter) => filter.check(depth + 1, parts),
            Self::Is(_) | Self::Unknown(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
