//! A text to be looked for in the same text of many records.

use memchr::memmem::Finder;

use super::condition::{TextField, TextTest};
use crate::model::PhoneNumber;
use crate::view::Facts;
use crate::view::fold::{fold, is_plain};
use crate::view::row::{Pairs, Row};

/// A test of a text, with the wanted text folded.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Any text, or none.
    Filled(bool),
    /// A text that says something.
    Text(How, Box<Needle>),
    /// A phone number that says something.
    Number(How, Box<WantedNumber>),
}

/// Where the wanted text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Is,
    Contains,
    Begins,
}

#[derive(Debug, Clone)]
pub struct WantedNumber {
    number: PhoneNumber,
    digits: Finder<'static>,
    /// What stands behind its country code.
    national: Option<Finder<'static>>,
}

#[derive(Debug, Clone)]
pub struct Needle {
    folded: String,
    finder: Finder<'static>,
    pairs: Pairs,
}

impl Wanted {
    /// Makes a test ready.
    pub fn new(field: TextField, test: &TextTest) -> Self {
        let (how, text) = match test {
            TextTest::Empty => return Self::Filled(false),
            TextTest::Filled => return Self::Filled(true),
            TextTest::Is(text) => (How::Is, text),
            TextTest::Contains(text) => (How::Contains, text),
            TextTest::Begins(text) => (How::Begins, text),
        };
        let number = PhoneNumber::read(text);
        if field == TextField::Phone && !number.digits.is_empty() {
            return Self::Number(how, Box::new(WantedNumber::new(number)));
        }
        Self::Text(how, Box::new(Needle::new(text)))
    }

    /// Whether the record's texts of this kind answer the test. Its row, where there is one, says
    /// of most records without a look at their texts that they do not.
    pub fn holds(&self, field: TextField, facts: &Facts, row: Option<&Row>) -> bool {
        if let (Self::Text(how, needle), Some(row)) = (self, row) {
            if is_in_pairs(field) && !row.pairs.may_hold(&needle.pairs) {
                return false;
            }
            if field == TextField::Name {
                return !facts.name.is_empty() && needle.is_in_folded(*how, row.name());
            }
        }
        if let (Self::Number(_, wanted), Some(row)) = (self, row)
            && !wanted.may_be_in(&row.digits)
        {
            return false;
        }
        match field {
            TextField::Email => self.is_in(&facts.emails),
            TextField::Phone => self.is_in(&facts.phones),
            TextField::Like => self.is_in(&facts.likes),
            TextField::Dislike => self.is_in(&facts.dislikes),
            // Notes are stored folded, lines and all.
            TextField::Notes => match self {
                Self::Text(how, needle) => {
                    !facts.notes.is_empty() && needle.is_in_folded(*how, &facts.notes)
                }
                _ => self.is_in([&facts.notes].into_iter().filter(|text| !text.is_empty())),
            },
            _ => self.is_in(single(field, facts)),
        }
    }

    /// Whether one of the texts answers the test.
    pub fn is_in<'a>(&self, texts: impl IntoIterator<Item = &'a String>) -> bool {
        let mut texts = texts.into_iter();
        match self {
            Self::Filled(filled) => texts.next().is_some() == *filled,
            Self::Text(how, needle) => texts.any(|text| needle.is_in(*how, text)),
            Self::Number(how, wanted) => texts.any(|text| {
                let stored = PhoneNumber::read(text);
                match how {
                    How::Is => stored.is_same(&wanted.number),
                    How::Contains => wanted.digits.find(stored.digits.as_bytes()).is_some(),
                    How::Begins => stored.begins_with(&wanted.number),
                }
            }),
        }
    }
}

/// Whether [`Row::pairs`] has all of the text.
fn is_in_pairs(field: TextField) -> bool {
    match field {
        TextField::Name
        | TextField::GivenName
        | TextField::FamilyName
        | TextField::Company
        | TextField::UsualOrder
        | TextField::Email
        | TextField::Address
        | TextField::Birthday
        | TextField::Notes => true,
        TextField::Pinned
        | TextField::Phone
        | TextField::Language
        | TextField::Source
        | TextField::Like
        | TextField::Dislike => false,
    }
}

/// A text that a record has once; no text is as good as one without a letter.
fn single(field: TextField, facts: &Facts) -> Option<&String> {
    match field {
        TextField::Name => Some(&facts.name),
        TextField::GivenName => facts.given_name.as_ref(),
        TextField::FamilyName => facts.family_name.as_ref(),
        TextField::Company => facts.company.as_ref(),
        TextField::UsualOrder => facts.usual_order.as_ref(),
        TextField::Pinned => facts.pinned.as_ref(),
        TextField::Address => facts.address.as_ref(),
        TextField::Birthday => facts.birthday.as_ref(),
        TextField::Language => facts.language.as_ref(),
        TextField::Source => facts.source.as_ref(),
        TextField::Email
        | TextField::Phone
        | TextField::Notes
        | TextField::Like
        | TextField::Dislike => None,
    }
    .filter(|text| !text.is_empty())
}

impl WantedNumber {
    fn new(number: PhoneNumber) -> Self {
        let finder = |digits: &str| Finder::new(digits).into_owned();
        let national = number.national().map(finder);
        Self { digits: finder(&number.digits), national, number }
    }

    /// Whether one of the numbers, which [`PhoneNumber::write_lines`] wrote, may be this one.
    fn may_be_in(&self, lines: &str) -> bool {
        let mut finders = std::iter::once(&self.digits).chain(&self.national);
        finders.any(|finder| finder.find(lines.as_bytes()).is_some())
    }
}

impl Needle {
    fn new(text: &str) -> Self {
        let folded = fold(text);
        let finder = Finder::new(&folded).into_owned();
        let pairs = Pairs::of(&folded);
        Self { folded, finder, pairs }
    }

    /// As [`Self::is_in_folded`] of the folded text. Most texts are plain, and need no copy.
    fn is_in(&self, how: How, text: &str) -> bool {
        if !is_plain(text) {
            return self.is_in_folded(how, &fold(text));
        }
        let (text, wanted) = (text.as_bytes(), self.folded.as_bytes());
        let begins = |text: &[u8]| {
            text.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
        };
        match (how, wanted) {
            (How::Is, _) => text.eq_ignore_ascii_case(wanted),
            (How::Begins, _) | (How::Contains, []) => begins(text),
            (How::Contains, [first, ..]) => {
                memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text)
                    .any(|at| begins(&text[at..]))
            }
        }
    }

    fn is_in_folded(&self, how: How, text: &str) -> bool {
        match how {
            How::Is => text == self.folded,
            How::Contains => self.finder.find(text.as_bytes()).is_some(),
            How::Begins => text.starts_with(&self.folded),
        }
    }
}
