//! Rows like a new one, found at once.

use super::block::keys;
use super::compare::compare;
use super::explain::{Reason, reasons};
use super::field::{FixedMap, Records, narrow};
use super::table::Table;
use super::weigh::Model;

/// A row that is like a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The row's place in the table.
    pub row: usize,
    /// How probable it is that both are one person.
    pub probability: f64,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// Rows by their keys, with the weights that were learnt from them.
pub struct Index {
    records: Records,
    model: Model,
    rows_of: FixedMap<u64, Vec<u32>>,
}

/// A key that more rows share says too little to look at all of them.
const BLOCK: usize = 60;

impl Index {
    pub(super) fn new(records: Records, model: Model) -> Self {
        let mut rows_of: FixedMap<u64, Vec<u32>> = FixedMap::default();
        for row in 0..records.rows {
            for key in keys(&records, row) {
                let rows = rows_of.entry(key).or_default();
                if rows.last() != Some(&narrow(row)) {
                    rows.push(narrow(row));
                }
            }
        }
        Self { records, model, rows_of }
    }

    /// How many rows it holds.
    pub fn len(&self) -> usize {
        self.records.rows
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.records.rows == 0
    }

    /// The rows that are like a new one of the same columns, the likeliest first, from a probability
    /// on. The index stays as it is.
    pub fn check(&mut self, cells: &[String], least: f64) -> Vec<Likeness> {
        let table = Table { heads: Vec::new(), rows: vec![cells.to_vec()] };
        self.records.push(&table, 0);
        let new = self.records.rows - 1;
        let mut rows: Vec<u32> = keys(&self.records, new)
            .iter()
            .filter_map(|key| self.rows_of.get(key))
            .filter(|rows| rows.len() <= BLOCK)
            .flatten()
            .copied()
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let mut found: Vec<Likeness> = rows
            .into_iter()
            .filter_map(|row| {
                let row = row as usize;
                let pattern = compare(&self.records, row, new);
                let weight = self.model.pair(&self.records, pattern, row, new);
                let probability = self.model.probability(weight);
                (probability >= least).then(|| Likeness {
                    row,
                    probability,
                    reasons: reasons(&self.records, &self.model, row, new),
                })
            })
            .collect();
        found.sort_by(|one, other| other.probability.total_cmp(&one.probability));
        self.records.pop();
        found
    }

    /// Takes a new row of the same columns into the index; its place is returned.
    pub fn insert(&mut self, cells: &[String]) -> usize {
        let table = Table { heads: Vec::new(), rows: vec![cells.to_vec()] };
        self.records.push(&table, 0);
        let row = self.records.rows - 1;
        for key in keys(&self.records, row) {
            let rows = self.rows_of.entry(key).or_default();
            if rows.last() != Some(&narrow(row)) {
                rows.push(narrow(row));
            }
        }
        row
    }
}
