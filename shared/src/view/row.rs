//! A person in the list, prepared for being looked for.

use super::facts::Facts;
use super::fold::{fold, fold_with_places};
use crate::id::DocumentId;
use crate::model::{CustomValue, Kind, PhoneNumber};

/// A person's facts with the folded texts that a search looks at.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: DocumentId,
    pub facts: Facts,
    /// Folded: the name, then what they are known by, then how to reach them. One text, so that
    /// one pass over it answers whether and how well a word is found.
    pub text: String,
    /// Where in [`Self::text`] the name ends.
    pub name_end: usize,
    /// For each byte of the folded name where in the name it comes from, and the name's length;
    /// none where folding left every byte in its place.
    pub places: Option<Box<[u32]>>,
    /// Where in [`Self::text`] the ways to reach them begin.
    pub reach_start: usize,
    /// The phone numbers; see [`PhoneNumber::write_lines`].
    pub digits: String,
    /// The letters of the name and the company.
    pub letters: Letters,
    /// Pairs of letters that occur in [`Self::text`] or the notes, as bits.
    pub pairs: Pairs,
}

impl Row {
    /// Prepares a row.
    pub fn new(id: DocumentId, facts: Facts) -> Self {
        let (mut text, places) = fold_with_places(&facts.name);
        let name_end = text.len();
        let known_by = [
            &facts.company,
            &facts.usual_order,
            &facts.given_name,
            &facts.family_name,
            &facts.address,
            &facts.birthday,
        ];
        for known in known_by.into_iter().flatten().chain(&facts.tags) {
            text.push('\n');
            text.push_str(&fold(known));
        }
        for (_, value) in &facts.custom {
            // Options stand by their ids, and are looked for by what the catalog calls them.
            if !matches!(
                value,
                CustomValue::YesNo(_) | CustomValue::Choice(_) | CustomValue::MultiChoice(_)
            ) {
                text.push('\n');
                text.push_str(&fold(&value.text()));
            }
        }
        let reach_start = text.len();
        for email in &facts.emails {
            text.push('\n');
            text.push_str(&fold(email));
        }
        let mut digits = String::new();
        for phone in &facts.phones {
            PhoneNumber::read(phone).write_lines(&mut digits);
        }
        let mut pairs = Pairs::default();
        pairs.add(&text);
        pairs.add(&facts.notes);
        let letters = text.lines().take(2).map(Letters::of).fold(Letters::default(), Letters::with);
        Self { id, facts, text, name_end, places, reach_start, digits, letters, pairs }
    }

    /// Whether the list shows it: a person who is not in the bin.
    pub fn is_listed(&self) -> bool {
        !self.facts.gone && !self.facts.of_another_kind && self.facts.kind == Kind::Person
    }

    /// The folded name.
    pub fn name(&self) -> &str {
        &self.text[..self.name_end]
    }

    /// By what the list is sorted by name: nameless people last, and equal names always in the
    /// same order.
    pub fn name_key(&self) -> (bool, &str, DocumentId) {
        (self.name_end == 0, self.name(), self.id)
    }
}

/// What a search must know of a row before it reads the row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Glance {
    /// Whether it is a person or an organisation, and not in the bin: all that a search finds.
    pub is_contact: bool,
    /// As in [`Row::pairs`].
    pub pairs: Pairs,
    /// As in [`Row::letters`].
    pub letters: Letters,
    /// With what the words begin that a single letter is looked for in.
    pub initials: Letters,
    /// Whether there is a phone number.
    pub has_digits: bool,
}

impl Glance {
    /// Of a row.
    pub fn of(row: &Row) -> Self {
        let facts = &row.facts;
        if facts.gone || facts.of_another_kind || !facts.kind.is_contact() {
            return Self::default();
        }
        Self {
            is_contact: true,
            pairs: row.pairs,
            letters: row.letters,
            initials: Letters::first_of_words(&row.text[..row.reach_start]),
            has_digits: !row.digits.is_empty(),
        }
    }
}

/// A set of neighbouring bytes. It can say for certain that a word does *not* occur in a text,
/// without reading the text: most of the time of a search goes into texts without the word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pairs([u64; 8]);

impl Pairs {
    /// The pairs of a text.
    pub fn of(text: &str) -> Self {
        let mut pairs = Self::default();
        pairs.add(text);
        pairs
    }

    /// Adds the pairs of a text.
    pub fn add(&mut self, text: &str) {
        for pair in text.as_bytes().windows(2) {
            let (word, bit) = Self::place(pair);
            self.0[word] |= bit;
        }
    }

    /// Whether all of `other`'s pairs are here: if not, its text cannot be in this one's.
    pub fn may_hold(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, other)| mine & other == *other)
    }

    fn place(pair: &[u8]) -> (usize, u64) {
        let mixed = (u32::from(pair[0]) << 8 | u32::from(pair[1])).wrapping_mul(0x9E37_79B1) >> 23;
        ((mixed >> 6) as usize, 1 << (mixed & 63))
    }
}

/// Whether a word goes on behind this byte of a folded text.
pub fn is_within_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// A set of letters: a text that lacks one of a word's letters cannot resemble the word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Letters(u64);

impl Letters {
    /// The letters of a text.
    pub fn of(text: &str) -> Self {
        Self(text.chars().fold(0, |set, letter| set | 1 << (letter as u32 & 63)))
    }

    /// A letter by itself.
    pub fn one(letter: u8) -> Self {
        Self(1 << (letter & 63))
    }

    /// The letters, of those that are one byte, with which words of a text begin.
    pub fn first_of_words(text: &str) -> Self {
        let mut before = b' ';
        let mut found = Self::default();
        for byte in text.bytes() {
            if byte.is_ascii() && !is_within_word(before) {
                found = found.with(Self::one(byte));
            }
            before = byte;
        }
        found
    }

    /// Both together.
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other`'s letters are here.
    pub fn hold(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
