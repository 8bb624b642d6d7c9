//! What an agreement weighs.

use super::field::Records;
use super::frequency::Frequencies;
use super::level::{LEVELS, Level, Pattern};

/// How probable each level is, for a field.
pub type Levels = [f64; LEVELS];

/// How two people can have to do with each other: they share a household, or a firm.
pub const BONDS: usize = 2;

/// The kinds of pairs, and what is typical of each.
pub struct Model {
    /// Rows of one person.
    pub same: Vec<Levels>,
    /// Rows of two people of one household, and of one firm.
    pub related: [Vec<Levels>; BONDS],
    /// Rows of two people drawn by chance.
    pub strangers: Vec<Levels>,
    /// For parts of an address, which part in front of it says it too (a postcode says the city),
    /// and how probable the same value then is among strangers.
    pub follows: Vec<Option<(usize, f64)>>,
    /// The share of all pairs that are one person.
    pub same_rate: f64,
    /// Of those, the share in which the person has moved: of two addresses nothing need agree.
    pub moved: f64,
    /// The share of all pairs that are of one household, and of one firm.
    pub related_rate: [f64; BONDS],
    pub frequencies: Frequencies,
}

/// Logarithms of how much more probable what is seen is for one person, and for two related people,
/// than for strangers (the weights of Fellegi and Sunter, to the base e).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Weight {
    pub same: f64,
    pub related: [f64; BONDS],
}

impl Weight {
    pub fn plus(self, other: Self) -> Self {
        let related = std::array::from_fn(|bond| self.related[bond] + other.related[bond]);
        Self { same: self.same + other.same, related }
    }

    /// The weight between two, nearer to the first the larger its share.
    pub fn between(self, other: Self, share: f64) -> Self {
        let mix = |one: f64, other: f64| share * one + (1.0 - share) * other;
        let related = std::array::from_fn(|bond| mix(self.related[bond], other.related[bond]));
        Self { same: mix(self.same, other.same), related }
    }

    /// A part of the weight.
    pub fn times(self, factor: f64) -> Self {
        Self { same: self.same * factor, related: self.related.map(|weight| weight * factor) }
    }
}

/// Two relatives share a given name or a birthday by more than chance: a son has his father's name,
/// twins have one birthday. Two colleagues hardly do.
pub const NAMESAKES: [f64; BONDS] = [0.08, 0.005];

impl Model {
    /// What one field of a pair weighs; nothing where it is missing.
    pub fn field(
        &self,
        records: &Records,
        field: usize,
        pattern: Pattern,
        a: usize,
        b: usize,
    ) -> Weight {
        let Some(level) = pattern.level(field) else { return Weight::default() };
        let at = level as usize;
        let mut stranger = self.strangers[field][at];
        let mut related: [f64; BONDS] = std::array::from_fn(|bond| self.related[bond][field][at]);
        if level == Level::Exact {
            let frequency =
                self.frequencies.of_value(field, records.id(a, field), records.id(b, field));
            if records.fields[field].is_personal() {
                related = NAMESAKES.map(|share| share + (1.0 - share) * frequency);
            }
            stranger = frequency;
        }
        if let Some((parent, given)) = self.follows[field]
            && pattern.level(parent) == Some(Level::Exact)
        {
            if level == Level::Exact {
                stranger = stranger.max(given);
            } else {
                stranger *= (1.0 - given) / (1.0 - self.strangers[field][LEVELS - 1]).max(1e-6);
            }
            stranger = stranger.max(1e-6);
        }
        Weight {
            same: (self.same[field][at] / stranger).ln(),
            related: related.map(|related| (related / stranger).ln()),
        }
    }

    /// What all fields of a pair weigh.
    pub fn pair(&self, records: &Records, pattern: Pattern, a: usize, b: usize) -> Weight {
        let fields = 0..records.fields.len();
        self.sum(records, fields.map(|field| (field, self.field(records, field, pattern, a, b))))
    }

    /// The sum of what fields weigh. An address weighs as a whole: who has moved, has moved with
    /// street, city and postcode.
    pub fn sum(&self, records: &Records, weights: impl Iterator<Item = (usize, Weight)>) -> Weight {
        let (mut place, mut rest) = (Weight::default(), Weight::default());
        for (field, weight) in weights {
            let sum = if records.fields[field].is_place() { &mut place } else { &mut rest };
            *sum = sum.plus(weight);
        }
        let stayed = (1.0 - self.moved).ln() + place.same;
        let moved = self.moved.ln();
        let most = stayed.max(moved);
        let same = most + ((stayed - most).exp() + (moved - most).exp()).ln();
        rest.plus(Weight { same, related: place.related })
    }

    /// How probable it is that a pair of this weight is one person.
    pub fn probability(&self, weight: Weight) -> f64 {
        let [household, firm]: [f64; BONDS] =
            std::array::from_fn(|bond| self.related_rate[bond].ln() + weight.related[bond]);
        let rest = 1.0 - self.same_rate - self.related_rate.iter().sum::<f64>();
        let logs = [self.same_rate.ln() + weight.same, household, firm, rest.max(1e-9).ln()];
        let most = logs.into_iter().fold(f64::MIN, f64::max);
        let shares = logs.map(|log| (log - most).exp());
        shares[0] / shares.iter().sum::<f64>()
    }
}
