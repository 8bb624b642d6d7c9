//! How common each value is: that two people are called Smith says less than that both are called
//! Brzęczyszczykiewicz.

use super::field::{FixedMap, Kind, NONE, Records};

/// How often each value of each field stands in a table, each person counted once where rows of one
/// person are known.
pub struct Frequencies {
    fields: Vec<Counts>,
}

struct Counts {
    of_value: Vec<f32>,
    total: f64,
    /// How probable it is that two rows drawn by chance have the same value.
    same: f64,
    /// What `same` would be without data.
    expected: f64,
}

/// So many rows' weight the expectation has beside the data: in a list of thirty people, nobody's
/// name is one of thirty.
const PRIOR_ROWS: f64 = 60.0;

impl Frequencies {
    /// Counts the values. `person` says for each row which rows are one person.
    pub fn of(records: &Records, person: Option<&[u32]>) -> Self {
        let fields = 0..records.fields.len();
        Self { fields: fields.map(|field| Counts::of(records, field, person)).collect() }
    }

    /// The share of rows that have a value, or the commoner of two.
    pub fn of_value(&self, field: usize, one: u32, other: u32) -> f64 {
        let counts = &self.fields[field];
        let count = |id: u32| counts.of_value.get(id as usize).copied().unwrap_or(0.0);
        let count = f64::from(count(one).max(count(other)).max(1.0));
        (count + PRIOR_ROWS * counts.expected) / (counts.total.max(1.0) + PRIOR_ROWS)
    }

    /// How probable it is that two rows have the same value by chance.
    pub fn same(&self, field: usize) -> f64 {
        let counts = &self.fields[field];
        let pairs = counts.total * counts.total;
        let prior = PRIOR_ROWS * PRIOR_ROWS;
        (counts.same * pairs + counts.expected * prior) / (pairs + prior)
    }
}

impl Counts {
    fn of(records: &Records, field: usize, person: Option<&[u32]>) -> Self {
        let mut of_value = vec![0.0f32; records.values[field].all.len()];
        // How many rows with a value each person has, so that each person weighs one.
        let mut rows_of: FixedMap<u32, f32> = FixedMap::default();
        if let Some(person) = person {
            for (row, person) in person.iter().enumerate() {
                if records.id(row, field) != NONE {
                    *rows_of.entry(*person).or_default() += 1.0;
                }
            }
        }
        let mut total = 0.0;
        for row in 0..records.rows {
            let weight = person
                .map_or(1.0, |person| rows_of.get(&person[row]).map_or(1.0, |rows| 1.0 / rows));
            for id in records.ids(row, field) {
                of_value[id as usize] += weight;
            }
            if records.id(row, field) != NONE {
                total += f64::from(weight);
            }
        }
        let squares: f64 = of_value
            .iter()
            .map(|count| f64::from(*count))
            .map(|count| count * (count - 1.0).max(0.0))
            .sum();
        let same = squares / (total * (total - 1.0)).max(1.0);
        let expected = match records.fields[field].kind {
            Kind::Given => 0.005,
            Kind::Family => 0.001,
            Kind::Date => 0.0001,
            Kind::Phone | Kind::Email => 0.00001,
            Kind::Code | Kind::Text => same.max(0.0005),
        };
        Self { of_value, total, same, expected }
    }
}
