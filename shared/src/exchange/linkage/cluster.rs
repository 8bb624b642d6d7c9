//! Rows of one person, found from pairs, without taking a chain of likenesses for one person.

use std::collections::BTreeMap;

use super::Pair;
use super::compare::compare;
use super::estimate::Estimator;
use super::field::{Kind, Records, narrow};
use super::level::{Level, Pattern};
use super::turns::TURN;
use super::weigh::{Model, Weight};

/// Pairs less probable than this are not looked at, not even to join a row to many.
const LEAST: f64 = 0.01;
/// Of larger groups so many rows speak for all.
const SPEAKERS: usize = 12;

/// So many pairs are joined, or not, in a turn.
const JOINS: usize = 128;

/// Which rows are one person.
pub struct Clusters {
    of_row: Vec<u32>,
    members: BTreeMap<u32, Vec<u32>>,
    /// The joins that made each cluster, and how sure they were.
    joins: Vec<(u32, u32, f64)>,
}

impl Clusters {
    /// Joins rows, the surest first. Two groups become one if all of what their rows say, taken
    /// together, says that they are one person.
    pub async fn find(
        records: &Records,
        estimator: &Estimator,
        threshold: f64,
        pause: &mut impl AsyncFnMut(),
    ) -> Self {
        let model = estimator.model();
        let mut edges: Vec<(f64, u32, u32)> = Vec::new();
        for (place, (a, b, pattern)) in estimator.pairs.iter().enumerate() {
            if place % TURN == 0 {
                pause().await;
            }
            let weight = model.pair(records, *pattern, *a as usize, *b as usize);
            let probability = model.probability(weight);
            if probability >= LEAST {
                edges.push((probability, *a, *b));
            }
        }
        edges.sort_unstable_by(|one, other| {
            other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2)))
        });
        let mut clusters = Self {
            of_row: (0..narrow(records.rows)).collect(),
            members: BTreeMap::new(),
            joins: Vec::new(),
        };
        // What was refused may be sure once more rows speak on a side.
        for _ in 0..3 {
            let joins = clusters.joins.len();
            let mut left = Vec::new();
            for (place, (sure, a, b)) in edges.into_iter().enumerate() {
                if !clusters.try_join(records, model, a, b, threshold) {
                    left.push((sure, a, b));
                }
                if place % JOINS == 0 {
                    pause().await;
                }
            }
            edges = left;
            if clusters.joins.len() == joins {
                break;
            }
        }
        clusters
    }

    /// The group of each row.
    pub fn of_row(&self) -> &[u32] {
        &self.of_row
    }

    fn rows(&self, group: u32) -> Vec<u32> {
        self.members.get(&group).cloned().unwrap_or_else(|| vec![group])
    }

    /// Joins the groups of two rows if they are one person; true where nothing is left to decide.
    fn try_join(
        &mut self,
        records: &Records,
        model: &Model,
        a: u32,
        b: u32,
        threshold: f64,
    ) -> bool {
        let (one, other) = (self.of_row[a as usize], self.of_row[b as usize]);
        if one == other {
            return true;
        }
        let (rows, others) = (self.rows(one), self.rows(other));
        let probability = model.probability(together(records, model, &rows, &others));
        if probability < threshold {
            return false;
        }
        self.joins.push((a, b, probability));
        for row in &others {
            self.of_row[*row as usize] = one;
        }
        self.members.remove(&other);
        self.members.insert(one, [rows, others].concat());
        true
    }

    /// Groups of two rows or more, in order.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let sorted = |rows: &Vec<u32>| {
            let mut rows: Vec<usize> = rows.iter().map(|row| *row as usize).collect();
            rows.sort_unstable();
            rows
        };
        let mut groups: Vec<Vec<usize>> = self.members.values().map(sorted).collect();
        groups.sort_unstable();
        groups
    }

    /// All pairs of rows within groups. A pair is as probable as its rows alone make it, or as the
    /// least sure join on the way between them.
    pub fn pairs(&self, records: &Records, estimator: &Estimator) -> Vec<Pair> {
        let mut joins: BTreeMap<u32, Vec<(u32, u32, f64)>> = BTreeMap::new();
        for join in &self.joins {
            joins.entry(self.of_row[join.0 as usize]).or_default().push(*join);
        }
        let mut pairs = Vec::new();
        for (group, rows) in &self.members {
            let between = between(rows, joins.get(group).map_or(&[], |joins| &joins[..]));
            for (at, a) in rows.iter().enumerate() {
                for (to, b) in rows.iter().enumerate().skip(at + 1) {
                    let (a, b) = (*a.min(b) as usize, *a.max(b) as usize);
                    let model = estimator.model();
                    let alone =
                        model.probability(model.pair(records, compare(records, a, b), a, b));
                    pairs.push(Pair {
                        a,
                        b,
                        probability: alone.max(between[at * rows.len() + to]),
                    });
                }
            }
        }
        pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
        pairs
    }
}

/// For each two rows of a group the least sure join on the way between them. The joins are a tree.
fn between(rows: &[u32], joins: &[(u32, u32, f64)]) -> Vec<f64> {
    let place = |row: u32| rows.iter().position(|other| *other == row).unwrap_or(0);
    let mut next: Vec<Vec<(usize, f64)>> = vec![Vec::new(); rows.len()];
    for (a, b, probability) in joins {
        let (a, b) = (place(*a), place(*b));
        next[a].push((b, *probability));
        next[b].push((a, *probability));
    }
    let mut least = vec![0.0; rows.len() * rows.len()];
    for from in 0..rows.len() {
        let mut open = vec![(from, 1.0f64)];
        let mut seen = vec![false; rows.len()];
        seen[from] = true;
        while let Some((at, sure)) = open.pop() {
            least[from * rows.len() + at] = sure;
            for (to, probability) in &next[at] {
                if !std::mem::replace(&mut seen[*to], true) {
                    open.push((*to, sure.min(*probability)));
                }
            }
        }
    }
    least
}

/// What two groups of rows say together: each field once, by the mean of all pairs that have it, so
/// that nine rows with one slip do not count as nine witnesses.
fn together(records: &Records, model: &Model, rows: &[u32], others: &[u32]) -> Weight {
    let speakers = |rows: &[u32]| -> Vec<usize> {
        let step = rows.len().div_ceil(SPEAKERS);
        rows.iter().step_by(step.max(1)).map(|row| *row as usize).collect()
    };
    let (rows, others) = (speakers(rows), speakers(others));
    let patterns: Vec<(usize, usize, Pattern)> = rows
        .iter()
        .flat_map(|a| others.iter().map(|b| (*a, *b, compare(records, *a, *b))))
        .collect();
    if let [(a, b, pattern)] = patterns[..] {
        return model.pair(records, pattern, a, b);
    }
    // One row may have a slip in its birthday. That all of one side have another than all of the
    // other side would take as many slips as the smaller side has rows.
    let witnesses = |field: usize| {
        let rows_with =
            |rows: &[usize]| rows.iter().filter(|row| records.get(**row, field).is_some()).count();
        let most = if records.fields[field].kind == Kind::Given { 2 } else { 3 };
        rows_with(&rows).min(rows_with(&others)).clamp(1, most) as f64
    };
    let of_field = |field: usize| {
        let (mut mean, mut count) = (Weight::default(), 0.0);
        let mut best = Weight { same: f64::MIN, ..Weight::default() };
        for (a, b, pattern) in patterns.iter().filter(|(_, _, p)| p.level(field).is_some()) {
            let weight = model.field(records, field, *pattern, *a, *b);
            mean = mean.plus(weight);
            count += 1.0;
            if weight.same > best.same {
                best = weight;
            }
        }
        let weight = mean.times(1.0 / f64::max(count, 1.0)).between(best, MEAN);
        let differ =
            patterns.iter().all(|(_, _, p)| p.level(field).is_none_or(|l| l == Level::Different));
        let times =
            if differ && records.fields[field].is_personal() { witnesses(field) } else { 1.0 };
        (field, if count > 0.0 { weight.times(times) } else { Weight::default() })
    };
    model.sum(records, (0..records.fields.len()).map(of_field))
}

/// How much the mean of a field's weights counts beside the best of them.
const MEAN: f64 = 0.6;
