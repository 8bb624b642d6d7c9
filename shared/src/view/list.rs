//! What a list shows: who is meant, what was typed, in which order.

use std::collections::HashMap;

use super::calendar::Today;
use super::people::People;
use super::row::Row;
use super::search::{Hit, search_among};
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
    /// The people in a segment.
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

/// Who answers, in order, each once, with what to mark in the name. Nobody in the bin does.
pub fn list(people: &People, query: ListQuery, today: Today) -> Vec<Hit> {
    let is_meant = |row: &Row| match query.among {
        Among::Everyone => row.facts.kind == Kind::Person,
        Among::Segment(segment) => segment.matches_row(row),
        Among::Organisations => row.facts.kind == Kind::Organisation,
    };
    if !query.text.trim().is_empty() {
        let hits = search_among(people, query.text, None, is_meant);
        return match query.sort {
            None => hits,
            Some(sort) => in_order(hits, sort, people, today),
        };
    }
    let sort = query.sort.unwrap_or_default();
    // Organisations are in no order that is kept.
    let kept = sort.kept().filter(|_| !matches!(query.among, Among::Organisations));
    let kind = match query.among {
        Among::Organisations => Kind::Organisation,
        Among::Everyone | Among::Segment(_) => Kind::Person,
    };
    let ids: Vec<DocumentId> = match kept {
        Some(order) => {
            people.in_order(order).filter(|row| is_meant(row)).map(|row| row.id).collect()
        }
        None => sort.apply(people.contacts().filter(|row| is_meant(row)), people, today),
    };
    ids.into_iter().map(|id| Hit::unmarked(id, kind)).collect()
}

fn in_order(hits: Vec<Hit>, sort: Sort, people: &People, today: Today) -> Vec<Hit> {
    let rows: Vec<&Row> = hits.iter().filter_map(|hit| people.row_of(hit.id)).collect();
    let mut hits: HashMap<DocumentId, Hit> = hits.into_iter().map(|hit| (hit.id, hit)).collect();
    let sorted = sort.apply(rows.into_iter(), people, today);
    sorted.into_iter().filter_map(|id| hits.remove(&id)).collect()
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
