//! How far two values agree.

/// How far two values agree, from nothing to everything. The order is that of the evidence: a
/// higher level never speaks less for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// They have nothing to do with each other.
    Different,
    /// They share a part, a beginning or a sound.
    Alike,
    /// A slip of the pen lies between them.
    Close,
    /// The same, in another column: given name and surname swapped.
    Elsewhere,
    /// The same.
    Exact,
}

/// How many levels there are.
pub const LEVELS: usize = 5;
/// Stands for "one of the two is missing" where levels are packed.
pub const MISSING: u64 = 7;
const BITS: usize = 3;
/// So many fields fit into a [`Pattern`].
pub const FIELDS: usize = 21;

impl Level {
    /// The level of a number below [`LEVELS`].
    fn of(number: u64) -> Option<Self> {
        use Level::{Alike, Close, Different, Elsewhere, Exact};
        [Different, Alike, Close, Elsewhere, Exact].get(usize::try_from(number).ok()?).copied()
    }
}

/// The levels of all fields of a pair, three bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub u64);

impl Pattern {
    /// Every field missing.
    pub const NOTHING: Self = Self(u64::MAX);

    /// The level of a field; `None` where it is missing on a side.
    pub fn level(self, field: usize) -> Option<Level> {
        Level::of((self.0 >> (field * BITS)) & MISSING)
    }

    /// Sets the level of a field.
    pub fn set(&mut self, field: usize, level: Option<Level>) {
        let number = level.map_or(MISSING, |level| level as u64);
        self.0 = self.0 & !(MISSING << (field * BITS)) | number << (field * BITS);
    }
}
