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
/// How many keys that say so little a row has to share for them to say enough.
const COMMON: usize = 3;
/// So many rows of such keys are counted, of the rarer keys first: a new row takes its few
/// milliseconds in any list.
const COUNTED: usize = 20_000;

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
        let rows = self.worth_a_look(new);
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

    /// Rows that share a rare key with one, or several common ones.
    fn worth_a_look(&self, row: usize) -> Vec<u32> {
        let keys = keys(&self.records, row);
        let blocks = keys.iter().filter_map(|key| self.rows_of.get(key));
        let (rare, mut common): (Vec<_>, Vec<_>) = blocks.partition(|rows| rows.len() <= BLOCK);
        common.sort_by_key(|rows| rows.len());
        let mut counted: Vec<u32> = Vec::new();
        for rows in common {
            if counted.len() + rows.len() > COUNTED {
                break;
            }
            counted.extend(rows);
        }
        counted.sort_unstable();
        let often = counted.chunk_by(u32::eq).filter(|same| same.len() >= COMMON);
        let mut rows: Vec<u32> = often.map(|same| same[0]).collect();
        rows.extend(rare.into_iter().flatten());
        rows.sort_unstable();
        rows.dedup();
        rows
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

#[cfg(test)]
mod tests {
    use super::super::{Linkage, Options};
    use super::*;

    #[test]
    fn in_a_list_of_few_names_and_towns_a_row_still_meets_those_like_it() {
        let names = [["Anna", "Boris", "Carla", "Dieter"], ["Weber", "Kim", "Okafor", "Silva"]];
        let towns = ["Leeds", "Porto", "Gent", "Kyoto"];
        let of = |row: usize| {
            [names[0][row % 4], names[1][row / 4 % 4], towns[row / 16 % 4]].map(str::to_owned)
        };
        let heads = ["given_name", "surname", "city"].map(str::to_owned).to_vec();
        let table = Table { heads, rows: (0..6_400).map(|row| of(row).to_vec()).collect() };
        let index = Linkage::of(&table, &Options::default()).into_index();
        let keys = keys(&index.records, 70);
        assert!(keys.iter().all(|key| index.rows_of[key].len() > BLOCK), "no key is rare");
        let met = index.worth_a_look(70);
        assert!(met.contains(&70) && met.contains(&6), "those of the same names and town");
        assert!(met.iter().all(|row| row % 16 == 70 % 16), "and no others");
    }
}
