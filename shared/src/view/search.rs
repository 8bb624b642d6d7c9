//! Finding people while somebody types.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};

use super::people::People;
use super::query::Query;
use super::row::{Letters, Row};
use crate::id::DocumentId;
use crate::model::Kind;
use crate::sorting::sort_by_key;
use crate::time::Timestamp;

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub id: DocumentId,
    /// A person or an organisation.
    pub kind: Kind,
    /// How well they answer; higher is better.
    pub score: u32,
    /// Byte ranges of the name that answer, in order.
    pub highlights: Vec<Range<usize>>,
}

/// With fewer hits than this, similar names are offered too.
const FEW: usize = 5;
/// Shorter queries are similar to everything.
const FUZZY_LETTERS_MIN: usize = 3;
/// What [`Matcher`] gives at least for each letter of the query, if its letters stand close enough
/// together to be a slip and not chance. A letter that follows another gives 16 and more.
const FUZZY_SCORE_PER_LETTER: usize = 15;
/// What a word counts for each letter that is right but for two neighbours that changed places:
/// less than the matcher gives for a letter that was left out, more than for letters far apart.
const SWAP_SCORE_PER_LETTER: usize = 20;
/// A shorter word with two letters swapped must be all of a word of the name: else it resembles
/// too many beginnings.
const SWAP_LETTERS_MIN: usize = 4;
/// The ranks of exact hits lie below.
const RANK_FUZZY: u16 = 0x0800;

/// Every person and organisation, bin aside, that answers all words of `query` in any order: by name, company, tag,
/// usual order, address, fields of the workspace's own, email, phone number in any spelling, or notes. The best come first, and
/// among equals who was changed last. An empty query finds nobody.
pub fn search(people: &People, query: &str, limit: Option<usize>) -> Vec<Hit> {
    search_among(people, query, limit, |_| true)
}

/// As [`search`], of those only who are meant.
pub(super) fn search_among(
    people: &People,
    query: &str,
    limit: Option<usize>,
    is_meant: impl Fn(&Row) -> bool,
) -> Vec<Hit> {
    let Some(query) = Query::of(people, query) else { return Vec::new() };
    let found = found(people, &query, is_meant).into_iter().take(limit.unwrap_or(usize::MAX));
    found.map(|found| found.hit(&query)).collect()
}

/// The ids of [`search_among`], without what a screen marks: see [`Marks`].
pub(super) fn ids_among(
    people: &People,
    query: &str,
    is_meant: impl Fn(&Row) -> bool,
) -> Vec<DocumentId> {
    let Some(query) = Query::of(people, query) else { return Vec::new() };
    found(people, &query, is_meant).into_iter().map(|found| found.row.id).collect()
}

/// What a search marks in the names of those whom it found. A list asks for the few rows in sight.
pub struct Marks(Option<Query>);

impl Marks {
    /// For what was typed; nothing is marked where that is blank.
    pub fn new(people: &People, query: &str) -> Self {
        Self(Query::of(people, query))
    }

    /// Byte ranges of the name that answer, in order.
    pub fn of(&self, people: &People, id: DocumentId) -> Vec<Range<usize>> {
        let Some((query, row)) = self.0.as_ref().zip(people.row_of(id)) else { return Vec::new() };
        query.rank(row).map(|rank| marked(row, query, rank)).unwrap_or_default()
    }
}

/// Everybody who answers and is meant, the best first.
fn found<'a>(people: &'a People, query: &Query, is_meant: impl Fn(&Row) -> bool) -> Vec<Found<'a>> {
    let rank = |row| Some(Found::new(query.rank(row)?, row));
    // Most rows do not answer, and are not asked twice.
    let answering = people.at_a_glance(|glance| query.may_be(glance)).filter_map(rank);
    let mut found: Vec<Found> = answering.filter(|found| is_meant(found.row)).collect();
    if found.len() < FEW {
        let similar = similar(people, query.whole(), is_meant);
        let is_new = |new: &Found| !found.iter().any(|present| present.row.id == new.row.id);
        let new: Vec<Found> = similar.into_iter().filter(is_new).collect();
        found.extend(new);
    }
    found.sort_unstable_by(Found::order);
    found
}

/// What to mark in the name of a row of this rank.
fn marked(row: &Row, query: &Query, rank: u16) -> Vec<Range<usize>> {
    match rank < RANK_FUZZY && query.may_be_in_name(rank) {
        true => highlights(row, query),
        false => Vec::new(),
    }
}

/// Who in the bin answers, as in [`search`]; whoever is merely called something similar does not.
pub fn search_bin(people: &People, query: &str, limit: usize) -> Vec<Hit> {
    let Some(query) = Query::new(query) else { return Vec::new() };
    let rank = |row| Some(Found::new(query.rank(row)?, row));
    let mut found: Vec<Found> = people.binned().filter_map(rank).collect();
    found.sort_unstable_by(Found::order);
    found.into_iter().take(limit).map(|found| found.hit(&query)).collect()
}

/// A row and how well it answers; lower is better.
struct Found<'a> {
    rank: u16,
    updated: Timestamp,
    row: &'a Row,
}

impl<'a> Found<'a> {
    fn new(rank: u16, row: &'a Row) -> Self {
        Self { rank, updated: row.facts.updated, row }
    }

    fn hit(&self, query: &Query) -> Hit {
        let Self { rank, row, .. } = *self;
        Hit {
            id: row.id,
            kind: row.facts.kind,
            score: u32::from(u16::MAX - rank),
            highlights: marked(row, query, rank),
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        let key = |found: &Self| (found.rank, Reverse(found.updated));
        key(self).cmp(&key(other)).then_with(|| self.row.id.cmp(&other.row.id))
    }
}

/// Those whose name or company resembles the query, at most twenty.
fn similar<'a>(people: &'a People, query: &str, is_meant: impl Fn(&Row) -> bool) -> Vec<Found<'a>> {
    let is_long = |word: &&str| word.chars().count() >= FUZZY_LETTERS_MIN;
    let words: Vec<Utf32String> = query.split(' ').filter(is_long).map(Utf32String::from).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut best = |row: &Row, word: Utf32Str| {
        let lines = row.text[..row.reach_start].lines().take(2);
        // Word by word: letters scattered over first and last name resemble nothing.
        lines
            .flat_map(|line| line.split(' '))
            .filter_map(|part| {
                if holds_in_order(part, &word) {
                    return matcher.fuzzy_match(Utf32Str::new(part, &mut buffer), word);
                }
                let score = word.len() * SWAP_SCORE_PER_LETTER;
                begins_with_a_swap(part, &word).then(|| u16::try_from(score).unwrap_or(u16::MAX))
            })
            .max()
            .filter(|score| usize::from(*score) >= word.len() * FUZZY_SCORE_PER_LETTER)
    };
    let letters = words.iter().map(|word| Letters::of(&word.to_string()));
    let letters = letters.fold(Letters::default(), Letters::with);
    let rows = people.at_a_glance(|glance| glance.is_contact && glance.letters.hold(letters));
    let mut found: Vec<Found> = rows
        .filter(|row| is_meant(row))
        .filter_map(|row| {
            let mut scores = words.iter().map(|word| best(row, word.slice(..)));
            let score = scores.try_fold(u16::MAX, |worst, score| Some(worst.min(score?)))?;
            Some(Found::new(RANK_FUZZY + (0x7000 - score.min(0x7000)), row))
        })
        .collect();
    found.sort_unstable_by(Found::order);
    found.truncate(20);
    found
}

/// Whether all letters of the word stand in the part in their order: what the matcher begins with
/// too, at several times the price.
fn holds_in_order(part: &str, word: &Utf32Str) -> bool {
    let mut letters = part.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// Whether the part begins with the word once two neighbouring letters have changed places.
fn begins_with_a_swap(part: &str, word: &Utf32Str) -> bool {
    let (mut letters, mut wanted) = (part.chars(), word.chars());
    let differs = letters.by_ref().zip(wanted.by_ref()).find(|(letter, wanted)| letter != wanted);
    let Some((letter, missed)) = differs else { return false };
    wanted.next() == Some(letter)
        && letters.next() == Some(missed)
        && wanted.all(|wanted| letters.next() == Some(wanted))
        && (word.len() >= SWAP_LETTERS_MIN || letters.next().is_none())
}

/// The ranges of the name in which words of the query stand: where a word of the name begins with
/// it, else where it stands first.
fn highlights(row: &Row, query: &Query) -> Vec<Range<usize>> {
    let (name, folded) = (&row.facts.name, row.name());
    let place = |at: usize| match &row.places {
        None => Some(at),
        Some(places) => places.get(at).map(|place| *place as usize),
    };
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for word in query.words() {
        let Ok(word) = std::str::from_utf8(word) else { continue };
        let begins = |at: &usize| {
            folded[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
        };
        let found = || folded.match_indices(word).map(|(at, _)| at);
        let single = word.len() == 1;
        let starts: Vec<usize> = found().filter(begins).collect();
        let first = found().next().filter(|_| starts.is_empty() && !single);
        for at in starts.into_iter().chain(first) {
            let Some((start, end)) = place(at).zip(place(at + word.len())) else { continue };
            // Marks that folding dropped belong to the letter before.
            ranges.push(
                start..end.max(start + name[start..].chars().next().map_or(0, char::len_utf8)),
            );
        }
    }
    sort_by_key(&mut ranges, |range| (range.start, Reverse(range.end)));
    ranges.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        kept.end = if joins { kept.end.max(next.end) } else { kept.end };
        joins
    });
    ranges
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
