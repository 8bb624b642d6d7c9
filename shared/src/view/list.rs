//! What a list shows: who is meant, what was typed, in which order.

use super::calendar::Today;
use super::people::People;
use super::row::Row;
use super::search::ids_among;
use super::segment::Matcher;
use super::sort::Sort;
use crate::id::DocumentId;
use crate::model::Kind;

/// Of whom a list is.
#[derive(Debug, Clone, Copy, Default)]
pub enum Among<'a> {
    /// All people.
    #[default]
    Everyone,
    /// The people or organisations in a segment.
    Segment(&'a Matcher),
    /// All organisations.
    Organisations,
}

/// A question for a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListQuery<'a> {
    /// Of whom.
    pub among: Among<'a>,
    /// What was typed into the search; blank is no search.
    pub text: &'a str,
    /// In which order. `None` is the best hits first in a search, by name elsewhere.
    pub sort: Option<Sort>,
}

/// Who answers, in order, each once; see [`super::Marks`] for what to mark in the names. Nobody in
/// the bin does.
pub fn list(people: &People, query: ListQuery, today: Today) -> Vec<DocumentId> {
    let is_meant = |row: &Row| match query.among {
        Among::Everyone => row.facts.kind == Kind::Person,
        Among::Segment(segment) => segment.matches_row(row),
        Among::Organisations => row.facts.kind == Kind::Organisation,
    };
    if !query.text.trim().is_empty() {
        let found = ids_among(people, query.text, is_meant);
        return match query.sort {
            None => found,
            Some(sort) => {
                sort.apply(found.into_iter().filter_map(|id| people.row_of(id)), people, today)
            }
        };
    }
    let sort = query.sort.unwrap_or_default();
    let is_of_people = match query.among {
        Among::Organisations => false,
        Among::Everyone => true,
        Among::Segment(segment) => segment.kind() == Kind::Person,
    };
    // Organisations are in no order that is kept.
    let kept = sort.kept().filter(|_| is_of_people);
    match kept {
        Some(order) => {
            people.in_order(order).filter(|row| is_meant(row)).map(|row| row.id).collect()
        }
        None => sort.apply(people.contacts().filter(|row| is_meant(row)), people, today),
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
