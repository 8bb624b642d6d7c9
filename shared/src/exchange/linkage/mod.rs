//! Which rows of a table are about the same person: probabilistic record linkage.
//!
//! The model is Fellegi and Sunter's ("A Theory for Record Linkage", 1969): each field of a pair of
//! rows agrees to some [`Level`], and each level weighs as much as it is more frequent among rows of
//! one person than among rows of two. How frequent it is, is estimated on the table itself, without
//! examples ([`estimate`]). A third class stands for two people who belong together, such as a family
//! or a firm: they share a surname, an address or an email, and are not the same person.
//!
//! The way of a table: columns are recognised ([`role`]), cells are normalised ([`field`]), pairs
//! worth a look are found ([`block`]), compared ([`compare`]), weighed ([`weigh`]) and grouped
//! ([`cluster`]).

mod block;
mod cluster;
mod compare;
mod estimate;
mod explain;
mod field;
mod frequency;
mod index;
mod level;
mod nickname;
mod normal;
mod role;
mod similar;
mod table;
mod turns;
mod weigh;

use block::candidates;
use cluster::Clusters;
use estimate::Estimator;
use field::Records;

pub use explain::Reason;
pub use index::{Index, Likeness};
pub use level::Level;
pub use role::Role;
pub use table::{ReadTable, Table};

/// Rows are one person from this probability on, unless the caller says otherwise.
pub const THRESHOLD: f64 = 0.5;

/// What one may choose.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// From which probability on rows are taken for one person.
    pub threshold: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { threshold: THRESHOLD }
    }
}

/// Two rows of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The place of the earlier row in the table, from 0.
    pub a: usize,
    /// The place of the later row.
    pub b: usize,
    /// How probable it is that they are one person, from 0 to 1: by the two rows alone, or by the
    /// rows that stand between them, whichever is more.
    pub probability: f64,
}

/// What was found in a table.
pub struct Linkage {
    records: Records,
    estimator: Estimator,
    /// Rows of one person each, of two or more, by their places in the table.
    pub clusters: Vec<Vec<usize>>,
    /// All pairs of rows that stand in one cluster, in order.
    pub pairs: Vec<Pair>,
    /// How many pairs were compared.
    pub compared: usize,
}

impl Linkage {
    /// Finds the rows of a table that are about the same person.
    pub fn of(table: &Table, options: &Options) -> Self {
        turns::at_once(Self::of_in_turns(table, options, &mut async || {}))
    }

    /// The same, with a pause after each few thousandths of a second of work: a page that waits there
    /// for its next turn goes on drawing and answering.
    pub async fn of_in_turns(
        table: &Table,
        options: &Options,
        pause: &mut impl AsyncFnMut(),
    ) -> Self {
        let records = Records::new(table, pause).await;
        let candidates = candidates(&records, pause).await;
        let mut estimator = Estimator::new(&records, &candidates, pause).await;
        estimator.estimate(&records, pause).await;
        let first = Clusters::find(&records, &estimator, options.threshold, pause).await;
        // With the rows of a person counted once, a rare name is seen to be rare.
        estimator.count_people_once(&records, first.of_row());
        pause().await;
        estimator.estimate(&records, pause).await;
        let found = Clusters::find(&records, &estimator, options.threshold, pause).await;
        let clusters = found.groups();
        let pairs = found.pairs(&records, &estimator);
        let compared = candidates.len();
        Self { records, estimator, clusters, pairs, compared }
    }

    /// Why two rows are taken for one person, or not: the fields in words, the weightiest first.
    pub fn explain(&self, a: usize, b: usize) -> Vec<Reason> {
        explain::reasons(&self.records, self.estimator.model(), a, b)
    }

    /// What each column was taken for.
    pub fn roles(&self) -> &[Role] {
        &self.records.roles
    }

    /// An index of the table, to ask for rows that are like a new one.
    pub fn into_index(self) -> Index {
        Index::new(self.records, self.estimator.into_model())
    }
}

#[cfg(test)]
mod tests;
