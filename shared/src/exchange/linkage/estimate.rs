//! The weights, estimated on the table itself by expectation and maximisation (Dempster, Laird and
//! Rubin, 1977; for record linkage Winkler, 1988), without examples.

use super::block::Candidates;
use super::compare::compare;
use super::field::{Field, FixedMap, Kind, NONE, Records, narrow};
use super::frequency::Frequencies;
use super::level::{LEVELS, Level, Pattern};
use super::role::Role;
use super::turns::TURN;
use super::weigh::{BONDS, Levels, Model, NAMESAKES};

/// So many pairs drawn by chance show what strangers have in common.
const CHANCE_PAIRS: usize = 200_000;
const ROUNDS: usize = 40;
/// So many pairs' weight the expectations have beside what is seen, so that a list with three
/// duplicates does not learn from three.
const PRIOR_SAME: f64 = 15.0;
const PRIOR_STRANGERS: f64 = 100.0;
/// No level is rarer than this among strangers, nor among relatives and in one person.
const RAREST: f64 = 1e-5;
const RAREST_SAME: f64 = 1e-4;

/// Estimates a model, and holds what was compared.
pub struct Estimator {
    /// Pairs of rows, and how far they agree.
    pub pairs: Vec<(u32, u32, Pattern)>,
    patterns: Vec<(Pattern, f64)>,
    chance: Vec<(u32, u32, Pattern)>,
    all_pairs: f64,
    /// Of two related people, the share of which the table says clearly that they are two.
    clear_share: f64,
    people_counted_once: bool,
    model: Model,
}

impl Estimator {
    /// Compares all candidates, and pairs drawn by chance.
    pub async fn new(
        records: &Records,
        candidates: &Candidates,
        pause: &mut impl AsyncFnMut(),
    ) -> Self {
        let pairs = compared(records, candidates.pairs(), pause).await;
        let chance = compared(records, chance_pairs(records.rows), pause).await;
        let mut counted: FixedMap<Pattern, f64> = FixedMap::default();
        for (_, _, pattern) in &pairs {
            *counted.entry(*pattern).or_default() += 1.0;
        }
        let mut patterns: Vec<(Pattern, f64)> = counted.into_iter().collect();
        patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
        let rows = records.rows.max(1) as f64;
        let all_pairs = (rows * (rows - 1.0) / 2.0).max(1.0);
        let model = first_model(records);
        let clear = chance.iter().filter(|(_, _, pattern)| is_clearly_two(records, *pattern));
        let clear_share = clear.count() as f64 / chance.len().max(1) as f64;
        let clear_share = (clear_share * (1.0 - NAMESAKES[0])).max(0.05);
        Self { pairs, patterns, chance, all_pairs, clear_share, people_counted_once: false, model }
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    pub fn into_model(self) -> Model {
        self.model
    }

    /// Counts values again, the rows of a person as one.
    pub fn count_people_once(&mut self, records: &Records, person: &[u32]) {
        self.chance.retain(|(a, b, _)| person[*a as usize] != person[*b as usize]);
        self.model.frequencies = Frequencies::of(records, Some(person));
        self.model.follows = follows(records, &self.model.frequencies, person);
        self.people_counted_once = true;
    }

    /// Estimates the model from what was compared.
    pub async fn estimate(&mut self, records: &Records, pause: &mut impl AsyncFnMut()) {
        let seen = self.seen_by_chance(records);
        self.model.strangers.clone_from(&seen);
        self.relate(records);
        for _ in 0..ROUNDS {
            let before = self.model.same_rate;
            pause().await;
            self.round(records);
            if !self.people_counted_once {
                self.take_out_duplicates(&seen);
            }
            self.keep_order(records);
            if (self.model.same_rate / before - 1.0).abs() < 1e-5 {
                break;
            }
        }
    }

    /// How far pairs drawn by chance agree. How often they are the same is known exactly, by the
    /// frequencies.
    fn seen_by_chance(&self, records: &Records) -> Vec<Levels> {
        let fields = 0..records.fields.len();
        fields
            .map(|field| {
                let mut counts = [1e-3, 1e-3, 1e-4, 1e-4, 1e-4].map(|p| p * PRIOR_STRANGERS);
                counts[0] = PRIOR_STRANGERS;
                for (_, _, pattern) in &self.chance {
                    if let Some(level) = pattern.level(field) {
                        counts[level as usize] += 1.0;
                    }
                }
                let exact = self.model.frequencies.same(field).clamp(RAREST * 0.01, 0.95);
                let rest: f64 = counts[..LEVELS - 1].iter().sum();
                let mut levels = counts.map(|count| (count / rest * (1.0 - exact)).max(RAREST));
                levels[LEVELS - 1] = exact;
                normalised(levels)
            })
            .collect()
    }

    /// Pairs drawn by chance may be duplicates: in a table of few people with many rows each, most
    /// that agree are. What duplicates explain is taken out.
    fn take_out_duplicates(&mut self, seen: &[Levels]) {
        let rate = self.model.same_rate;
        for (field, seen) in seen.iter().enumerate() {
            let mut levels = *seen;
            for (level, probability) in levels.iter_mut().enumerate() {
                let others = *probability - rate * self.model.same[field][level];
                *probability = (others / (1.0 - rate)).max(*probability * 0.1).max(RAREST * 0.01);
            }
            self.model.strangers[field] = normalised(levels);
        }
    }

    /// One round of expectation and maximisation.
    fn round(&mut self, records: &Records) {
        let fields = records.fields.len();
        let model = &self.model;
        let logs = |levels: &[Levels]| -> Vec<Levels> {
            levels.iter().map(|levels| levels.map(f64::ln)).collect()
        };
        let (same, strangers) = (logs(&model.same), logs(&model.strangers));
        let [household, firm] = [&model.related[0], &model.related[1]].map(|levels| logs(levels));
        let rates = [
            (model.same_rate * (1.0 - model.moved)).ln(),
            (model.same_rate * model.moved).ln(),
            model.related_rate[0].ln(),
            model.related_rate[1].ln(),
            (1.0 - model.same_rate - model.related_rate.iter().sum::<f64>()).max(1e-9).ln(),
        ];
        let is_place: Vec<bool> = records.fields.iter().map(Field::is_place).collect();
        let mut same_counts = priors(records, expected_same, PRIOR_SAME);
        let (mut stayed_pairs, mut moved_pairs, mut clearly_related) = (0.0, 0.0, [0.0; BONDS]);
        for (pattern, count) in &self.patterns {
            let mut sums = rates;
            for field in 0..fields {
                if let Some(level) = pattern.level(field) {
                    let level = level as usize;
                    sums[0] += same[field][level];
                    sums[1] +=
                        if is_place[field] { strangers[field][level] } else { same[field][level] };
                    sums[2] += household[field][level];
                    sums[3] += firm[field][level];
                    sums[4] += strangers[field][level];
                }
            }
            let most = sums.iter().copied().fold(f64::MIN, f64::max);
            let shares = sums.map(|sum| (sum - most).exp());
            let all: f64 = shares.iter().sum();
            let [stayed, moved, household, firm, _] = shares.map(|share| share / all * count);
            stayed_pairs += stayed;
            moved_pairs += moved;
            if is_clearly_two(records, *pattern) {
                clearly_related[0] += household;
                clearly_related[1] += firm;
            }
            for field in 0..fields {
                if let Some(level) = pattern.level(field) {
                    let level = level as usize;
                    same_counts[field][level] +=
                        if is_place[field] { stayed } else { stayed + moved };
                }
            }
        }
        let rows = records.rows.max(1) as f64;
        let model = &mut self.model;
        model.same = same_counts.into_iter().map(share_of_same).collect();
        for (field, levels) in model.same.iter_mut().enumerate() {
            *levels = at_most(*levels, most_different(records.fields[field].kind));
        }
        let same_pairs = stayed_pairs + moved_pairs;
        model.moved =
            ((moved_pairs + 0.03 * PRIOR_SAME) / (same_pairs + PRIOR_SAME)).clamp(0.01, 0.4);
        model.same_rate = ((same_pairs + 0.5) / self.all_pairs).clamp(0.05 / rows / rows, 0.5);
        // A pair of which little is known could be either: how many are related is told by those
        // that are clearly two people.
        let least = 0.02 * model.same_rate;
        model.related_rate = clearly_related.map(|clear| {
            let pairs = clear / self.clear_share + 0.1;
            (pairs / self.all_pairs).clamp(least, (20.0 / rows).clamp(least, 0.3))
        });
        self.relate(records);
    }

    /// What relatives share is known beforehand; in what tells people apart they are strangers.
    fn relate(&mut self, records: &Records) {
        let model = &mut self.model;
        for (bond, namesakes) in NAMESAKES.into_iter().enumerate() {
            for (field, described) in records.fields.iter().enumerate() {
                let shared = expected_related(bond, described).filter(|_| !described.is_personal());
                model.related[bond][field] = shared.unwrap_or_else(|| {
                    let mut levels = model.strangers[field].map(|p| p * (1.0 - namesakes));
                    if described.is_personal() {
                        levels[LEVELS - 1] += namesakes;
                    }
                    normalised(levels)
                });
            }
        }
    }

    /// A higher level never speaks less for one person than a lower one.
    fn keep_order(&mut self, records: &Records) {
        for field in 0..records.fields.len() {
            let strangers = self.model.strangers[field];
            in_order(&mut self.model.same[field], &strangers);
        }
    }
}

/// Pairs of rows, and how far they agree.
async fn compared(
    records: &Records,
    pairs: impl Iterator<Item = (u32, u32)>,
    pause: &mut impl AsyncFnMut(),
) -> Vec<(u32, u32, Pattern)> {
    let mut compared = Vec::new();
    for (a, b) in pairs {
        compared.push((a, b, compare(records, a as usize, b as usize)));
        if compared.len() % TURN == 0 {
            pause().await;
        }
    }
    compared
}

/// Makes the ratios of two distributions rise from level to level, by pooling neighbours that fall
/// (the pool-adjacent-violators algorithm of isotonic regression).
fn in_order(levels: &mut Levels, strangers: &Levels) {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (level, stranger) in levels.iter().zip(strangers) {
        pools.push((*level, *stranger, 1));
        while let [.., (a, b, n), (c, d, m)] = pools[..]
            && a / b > c / d
        {
            pools.truncate(pools.len() - 2);
            pools.push((a + c, b + d, n + m));
        }
    }
    let mut at = 0;
    for (sum, strangers_sum, count) in pools {
        for level in at..at + count {
            levels[level] = strangers[level] * sum / strangers_sum;
        }
        at += count;
    }
}

fn normalised(levels: Levels) -> Levels {
    let sum: f64 = levels.iter().sum();
    levels.map(|level| level / sum)
}

fn share_of_same(counts: Levels) -> Levels {
    normalised(normalised(counts).map(|share| share.max(RAREST_SAME)))
}

/// Whether everything that tells members of a family apart does so: two such fields, or the only one
/// that the table has.
fn is_clearly_two(records: &Records, pattern: Pattern) -> bool {
    let personal = (0..records.fields.len()).filter(|field| records.fields[*field].is_personal());
    let (mut fields, mut differ) = (0, 0);
    for field in personal {
        fields += 1;
        match pattern.level(field) {
            None => {}
            Some(Level::Different) => differ += 1,
            Some(_) => return false,
        }
    }
    differ > 0 && differ >= fields.min(2)
}

/// Of rows of one person no larger share has quite another name or birthday than this. Without such
/// a bound a list of families would teach that brothers are one person.
fn most_different(kind: Kind) -> f64 {
    match kind {
        Kind::Given => 0.06,
        Kind::Date => 0.05,
        _ => 1.0,
    }
}

/// The levels with at most a share of the lowest.
fn at_most(levels: Levels, most: f64) -> Levels {
    if levels[0] <= most {
        return levels;
    }
    let rest = (1.0 - most) / (1.0 - levels[0]).max(1e-9);
    let mut bounded = levels.map(|level| level * rest);
    bounded[0] = most;
    normalised(bounded)
}

fn priors(records: &Records, expected: fn(Role, Kind) -> Levels, rows: f64) -> Vec<Levels> {
    let of = |field: &Field| expected(field.role, field.kind).map(|p| p * rows);
    records.fields.iter().map(of).collect()
}

/// What rows of one person have in common, before anything is known of the table.
fn expected_same(role: Role, kind: Kind) -> Levels {
    match (role, kind) {
        (_, Kind::Given) => [0.08, 0.06, 0.12, 0.02, 0.72],
        (_, Kind::Family) => [0.08, 0.04, 0.10, 0.02, 0.76],
        (_, Kind::Date) => [0.05, 0.05, 0.10, 0.005, 0.795],
        (_, Kind::Email | Kind::Phone) => [0.25, 0.04, 0.10, 0.005, 0.605],
        (Role::Text, _) => [0.30, 0.08, 0.10, 0.005, 0.515],
        (Role::Code, _) => [0.20, 0.04, 0.10, 0.005, 0.655],
        _ => [0.18, 0.05, 0.12, 0.01, 0.64],
    }
}

/// What two people of one household, or of one firm, have in common; nothing where they are as
/// strangers.
fn expected_related(bond: usize, field: &Field) -> Option<Levels> {
    let is_household = bond == 0;
    match field.kind {
        Kind::Family if is_household => Some([0.25, 0.02, 0.05, 0.01, 0.67]),
        _ if field.is_place() && is_household => Some([0.08, 0.03, 0.07, 0.01, 0.81]),
        _ if field.is_place() => Some([0.48, 0.02, 0.04, 0.01, 0.45]),
        Kind::Email if is_household => Some([0.55, 0.08, 0.05, 0.005, 0.315]),
        Kind::Phone if is_household => Some([0.45, 0.03, 0.05, 0.005, 0.465]),
        Kind::Email | Kind::Phone => Some([0.42, 0.05, 0.06, 0.005, 0.465]),
        Kind::Text if field.role == Role::Company && !is_household => {
            Some([0.08, 0.03, 0.07, 0.01, 0.81])
        }
        _ => None,
    }
}

fn first_model(records: &Records) -> Model {
    let rows = (records.rows as f64).max(2.0);
    let one = |expected: fn(Role, Kind) -> Levels| -> Vec<Levels> {
        records.fields.iter().map(|field| expected(field.role, field.kind)).collect()
    };
    let frequencies = Frequencies::of(records, None);
    Model {
        same: one(expected_same),
        related: [one(expected_same), one(expected_same)],
        strangers: vec![normalised([0.95, 0.03, 0.01, 0.001, 0.009]); records.fields.len()],
        follows: vec![None; records.fields.len()],
        same_rate: 0.6 / rows,
        moved: 0.03,
        related_rate: [0.3 / rows, 0.1 / rows],
        frequencies,
    }
}

/// Pairs of different rows, evenly drawn, the same in every run.
fn chance_pairs(rows: usize) -> impl Iterator<Item = (u32, u32)> {
    let count = if rows < 2 { 0 } else { CHANCE_PAIRS };
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        // SplitMix64 (Steele, Lea and Flood, 2014).
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    };
    (0..count).filter_map(move |_| {
        let (a, b) = (next(rows), next(rows));
        (a != b).then(|| (narrow(a.min(b)), narrow(a.max(b))))
    })
}

/// Which parts of an address follow from which: how often two people who share the one share the
/// other.
fn follows(
    records: &Records,
    frequencies: &Frequencies,
    person: &[u32],
) -> Vec<Option<(usize, f64)>> {
    let places = |field: &usize| records.fields[*field].is_place();
    let mut rows: Vec<usize> = (0..records.rows).collect();
    // One row of each person.
    let mut seen = vec![false; records.rows];
    rows.retain(|row| !std::mem::replace(&mut seen[person[*row] as usize], true));
    (0..records.fields.len())
        .map(|field| {
            let earlier = (0..field).filter(places).filter(|_| places(&field));
            let shares = earlier.map(|parent| (parent, shared_with(records, &rows, parent, field)));
            let best = shares.max_by(|one, other| one.1.total_cmp(&other.1))?;
            let is_more = best.1 > 2.0 * frequencies.same(field);
            is_more.then_some((best.0, best.1.min(0.98)))
        })
        .collect()
}

/// Of the pairs of rows that have the same value in one field, the share that has the same in
/// another too.
fn shared_with(records: &Records, rows: &[usize], parent: usize, field: usize) -> f64 {
    let mut of_parent: FixedMap<u32, f64> = FixedMap::default();
    let mut of_both: FixedMap<(u32, u32), f64> = FixedMap::default();
    for row in rows {
        let (one, other) = (records.id(*row, parent), records.id(*row, field));
        if one != NONE && other != NONE {
            *of_parent.entry(one).or_default() += 1.0;
            *of_both.entry((one, other)).or_default() += 1.0;
        }
    }
    let pairs = |count: &f64| count * (count - 1.0);
    let parents: f64 = of_parent.values().map(pairs).sum();
    let both: f64 = of_both.values().map(pairs).sum();
    // A few pairs of one street prove nothing.
    (both + 1.0) / (parents + 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_brought_in_order_without_losing_any_share() {
        let strangers = [0.9, 0.05, 0.03, 0.01, 0.01];
        let mut levels = [0.1, 0.3, 0.1, 0.0, 0.5];
        in_order(&mut levels, &strangers);
        let ratios: Vec<f64> = levels.iter().zip(strangers).map(|(m, u)| m / u).collect();
        assert!(ratios.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9), "{ratios:?}");
        assert!((levels.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn levels_know_their_place_in_a_pattern() {
        let mut pattern = Pattern::NOTHING;
        pattern.set(20, Some(Level::Exact));
        pattern.set(3, Some(Level::Alike));
        pattern.set(3, None);
        assert_eq!(pattern.level(20), Some(Level::Exact));
        assert_eq!((pattern.level(3), pattern.level(0)), (None, None));
    }
}
