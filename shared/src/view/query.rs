//! What somebody types into the search field, and how well a row answers it.

use memchr::memmem::Finder;

use super::fold::fold;
use super::people::People;
use super::row::{Glance, Letters, Pairs, Row, is_within_word};
use crate::id::ItemId;
use crate::model::phone_number::DIGITS_AT_HOME;
use crate::model::{CustomKind, CustomValue, PhoneNumber};

/// Where a word was found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Place {
    /// The name begins with it.
    NameStart,
    /// A word of the name begins with it.
    NameWord,
    /// Within a word of the name.
    Name,
    /// Company, tag, usual order, address, fields of the workspace's own.
    KnownBy,
    /// Email or phone number.
    Reach,
    /// What was written down.
    Notes,
}

/// A query, taken apart.
pub struct Query {
    whole: String,
    terms: Vec<Term>,
}

/// Words without digits one by one; what looks like a phone number in one piece.
struct Term {
    words: Vec<Word>,
    number: Option<Number>,
}

/// Typed digits that can be of a phone number.
struct Number {
    digits: String,
    finder: Finder<'static>,
    without_zero: Option<Finder<'static>>,
    /// What stands behind a country code that was typed, at the beginning of a number that was
    /// stored without one.
    at_home: Option<Finder<'static>>,
}

struct Word {
    finder: Finder<'static>,
    pairs: Pairs,
    /// A single letter of an alphabet is looked for at the beginning of words only.
    starts_only: bool,
    /// Two letters of an alphabet stand in nearly every note.
    in_notes: bool,
    /// Options of the workspace's own fields with a word that begins with it.
    options: Vec<ItemId>,
    /// Yes-or-no fields with such a word in their name: "vegan" finds who is.
    yes: Vec<ItemId>,
}

/// Fewer digits than this say nothing about a phone number.
const DIGITS_MIN: usize = 3;
/// Two numbers with this many last digits in common are the same, whatever the country code.
const DIGITS_SAME: usize = 7;

impl Query {
    /// Takes a query apart; `None` where nothing was typed.
    pub fn new(text: &str) -> Option<Self> {
        let whole = fold(text);
        let mut terms: Vec<Term> = Vec::new();
        let mut number: Vec<&str> = Vec::new();
        for word in whole.split(' ').filter(|word| !word.is_empty()) {
            if is_of_a_number(word) {
                number.push(word);
                continue;
            }
            terms.extend(Term::of(&std::mem::take(&mut number)));
            terms.extend(Term::of(&[word]));
        }
        terms.extend(Term::of(&number));
        (!terms.is_empty()).then_some(Self { whole, terms })
    }

    /// The same, that also knows what the workspace calls its own fields and their options.
    pub fn of(people: &People, text: &str) -> Option<Self> {
        let mut query = Self::new(text)?;
        query.know(people);
        Some(query)
    }

    fn know(&mut self, people: &People) {
        for field in people.catalogs().flat_map(|row| &row.facts.definitions) {
            let options = field.options.iter().map(|option| (option.id, fold(&option.name)));
            let options: Vec<(ItemId, String)> = options.collect();
            let name = (field.kind == CustomKind::YesNo).then(|| fold(&field.name));
            for word in self.terms.iter_mut().flat_map(|term| &mut term.words) {
                if name.as_ref().is_some_and(|name| word.begins_a_word_of(name)) {
                    word.yes.push(field.id);
                }
                for (option, name) in &options {
                    if word.begins_a_word_of(name) {
                        word.options.push(*option);
                    }
                }
            }
        }
    }

    /// The query, folded.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Whether a row of this rank has something of the query in its name.
    pub fn may_be_in_name(&self, rank: u16) -> bool {
        self.terms.len() > 1 || rank >> 8 <= Place::Name as u16
    }

    /// Its words, folded.
    pub fn words(&self) -> impl Iterator<Item = &[u8]> {
        self.terms.iter().flat_map(|term| &term.words).map(|word| word.finder.needle())
    }

    /// Whether a row may answer; if not, it need not be asked.
    pub fn may_be(&self, glance: &Glance) -> bool {
        let may_be = |term: &Term| {
            (term.number.is_some() && glance.has_digits)
                || term.words.iter().all(|word| word.may_be(glance))
        };
        glance.is_contact && self.terms.iter().all(may_be)
    }

    /// How well a row answers: the places of its words, the worst counting most. Lower is better.
    pub fn rank(&self, row: &Row) -> Option<u16> {
        let (mut worst, mut sum) = (0, 0);
        for term in &self.terms {
            let place = term.place(row)? as u16;
            worst = worst.max(place);
            sum += place;
        }
        if row.name().starts_with(&self.whole) {
            return Some(0);
        }
        // Several words that each begin a word of the name are still not how the name begins.
        Some((worst << 8) + 1 + sum.min(254))
    }
}

impl Term {
    fn of(words: &[&str]) -> Option<Self> {
        let number = PhoneNumber::read(&words.concat());
        let is_number = words.iter().all(|word| is_of_a_number(word));
        let has_enough = number.digits.len() >= DIGITS_MIN;
        let words: Vec<Word> = words.iter().map(|word| Word::new(word)).collect();
        let number = (is_number && has_enough).then(|| Number::new(number));
        (!words.is_empty()).then_some(Self { words, number })
    }

    fn place(&self, row: &Row) -> Option<Place> {
        let as_words = self
            .words
            .iter()
            .map(|word| word.place(row))
            .try_fold(Place::NameStart, |worst, place| Some(worst.max(place?)));
        match as_words {
            Some(place) if place <= Place::Reach => Some(place),
            _ if self.number.as_ref().is_some_and(|number| number.is_of(row)) => Some(Place::Reach),
            other => other,
        }
    }
}

impl Number {
    fn new(number: PhoneNumber) -> Self {
        let finder = |digits: &str| Finder::new(digits).into_owned();
        let is_whole = number.is_international() || number.digits.len() >= DIGITS_SAME + 2;
        let at_home = number.national().filter(|digits| digits.len() >= DIGITS_AT_HOME);
        Self {
            finder: finder(&number.digits),
            without_zero: number.without_trunk_zero().filter(|_| is_whole).as_deref().map(finder),
            at_home: at_home.map(|digits| finder(&format!("\n{digits}"))),
            digits: number.digits,
        }
    }

    /// Whether the digits are any part of one of the row's numbers, or the same number with
    /// another idea of the country code.
    fn is_of(&self, row: &Row) -> bool {
        let others = [&self.without_zero, &self.at_home];
        let mut finders = std::iter::once(&self.finder).chain(others.into_iter().flatten());
        finders.any(|finder| finder.find(row.digits.as_bytes()).is_some())
            || self.digits.len() > DIGITS_SAME
                && row
                    .digits
                    .split('\n')
                    .any(|number| number.len() >= DIGITS_SAME && self.digits.ends_with(number))
    }
}

fn is_of_a_number(word: &str) -> bool {
    word.chars().all(|letter| letter.is_numeric() || "+-()/.".contains(letter))
}

impl Word {
    fn new(word: &str) -> Self {
        Self {
            finder: Finder::new(word).into_owned(),
            pairs: Pairs::of(word),
            starts_only: word.len() == 1,
            in_notes: word.len() > 2,
            options: Vec::new(),
            yes: Vec::new(),
        }
    }

    /// Options of fields stand in no row's texts.
    fn is_of_fields(&self) -> bool {
        !self.options.is_empty() || !self.yes.is_empty()
    }

    fn may_be(&self, glance: &Glance) -> bool {
        self.is_of_fields()
            || match self.finder.needle() {
                [letter] => glance.initials.hold(Letters::one(*letter)),
                _ => glance.pairs.may_hold(&self.pairs),
            }
    }

    fn begins_a_word_of(&self, text: &str) -> bool {
        let mut starts = self.finder.find_iter(text.as_bytes());
        starts.any(|at| at == 0 || !is_within_word(text.as_bytes()[at - 1]))
    }

    fn place(&self, row: &Row) -> Option<Place> {
        let place = self.place_in_texts(row);
        match place {
            Some(place) if place <= Place::KnownBy => Some(place),
            _ if self.is_picked(row) => Some(Place::KnownBy),
            _ => place,
        }
    }

    /// Whether the record has one of the options, or a yes.
    fn is_picked(&self, row: &Row) -> bool {
        self.is_of_fields()
            && row.facts.custom.iter().any(|(field, value)| match value {
                CustomValue::YesNo(yes) => *yes && self.yes.contains(field),
                CustomValue::Choice(option) => self.options.contains(option),
                CustomValue::MultiChoice(options) => {
                    options.iter().any(|option| self.options.contains(option))
                }
                _ => false,
            })
    }

    fn place_in_texts(&self, row: &Row) -> Option<Place> {
        if !row.pairs.may_hold(&self.pairs) {
            return None;
        }
        let reaches = if self.starts_only { row.reach_start } else { row.text.len() };
        let text = &row.text.as_bytes()[..reaches];
        let mut best = None;
        for at in self.finder.find_iter(text) {
            let begins = at == 0 || !is_within_word(text[at - 1]);
            let place = match at {
                0 => return Some(Place::NameStart),
                _ if self.starts_only && !begins => continue,
                at if at < row.name_end && begins => return Some(Place::NameWord),
                at if at < row.name_end => Place::Name,
                at if at < row.reach_start => Place::KnownBy,
                _ => Place::Reach,
            };
            best = best.or(Some(place));
            if at >= row.name_end {
                break;
            }
        }
        best.or_else(|| {
            let notes = row.facts.notes.as_bytes();
            (self.in_notes && self.finder.find(notes).is_some()).then_some(Place::Notes)
        })
    }
}
