//! Tables with known duplicates, in the manner of FEBRL's `dsgen` and of the made-up data that other
//! linkage programs are shown on. The same recipe always gives the same table.

mod person;
mod spoil;
mod words;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::exchange::linkage::Table;
use person::{Person, World};

/// How many rows people have who have more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Each number up to the most equally often.
    Uniform,
    /// Around two.
    Poisson,
    /// Mostly one more, seldom many.
    Zipf,
}

/// Which columns a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// Names, an address in parts, date of birth, a number of each person: FEBRL's.
    Register,
    /// The same without the number.
    RegisterWithoutNumber,
    /// First name, surname, date of birth, city, email.
    Sparse,
    /// A customer list: names, email, phone, street, city, postcode, company, birthday.
    Customers,
    /// The whole name in one column, email, phone and company.
    Whole,
}

/// What a table is made of.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Tables of other seeds have other people.
    pub seed: u64,
    /// How many people.
    pub people: usize,
    /// The share of people who have more than one row.
    pub repeated: f64,
    /// The most rows of one person.
    pub most_rows: usize,
    /// How many rows such people have.
    pub spread: Spread,
    /// The most slips in a row that is not the first of its person.
    pub most_slips: usize,
    /// The share of cells that are missing at random.
    pub missing: f64,
    /// The share of people who live with somebody of the list: family, sharing a surname, address,
    /// often phone and email.
    pub families: f64,
    /// The share of people who work in a firm of the list, sharing its email or phone.
    pub firms: f64,
    /// Which columns.
    pub columns: Columns,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            seed: 1,
            people: 1000,
            repeated: 0.4,
            most_rows: 5,
            spread: Spread::Poisson,
            most_slips: 4,
            missing: 0.03,
            families: 0.1,
            firms: 0.0,
            columns: Columns::Register,
        }
    }
}

/// A table, and who is meant by each row.
pub struct KnownTable {
    /// The rows, in no order.
    pub table: Table,
    /// The person of each row.
    pub person: Vec<usize>,
}

impl Recipe {
    /// Makes the table.
    pub fn make(&self) -> KnownTable {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let world = World::new(&mut random);
        let people = self.draw_people(&world, &mut random);
        let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
        for (number, person) in people.iter().enumerate() {
            for row in 0..self.rows_of_one(&mut random) {
                let mut person = person.clone();
                if row > 0 {
                    spoil::spoil(&mut person, &world, self.most_slips, &mut random);
                }
                spoil::lose(&mut person, self.missing, &mut random);
                rows.push((number, person.cells(self.columns)));
            }
        }
        rows.shuffle(&mut random);
        let heads = Person::heads(self.columns);
        let (person, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        for (number, row) in rows.iter_mut().enumerate() {
            row.insert(0, format!("r{number}"));
        }
        KnownTable { table: Table { heads, rows }, person }
    }

    fn rows_of_one(&self, random: &mut ChaCha8Rng) -> usize {
        if self.most_rows < 2 || !random.random_bool(self.repeated) {
            return 1;
        }
        let most = self.most_rows - 1;
        let more = match self.spread {
            Spread::Uniform => random.random_range(1..=most),
            Spread::Poisson => {
                // Knuth's way to draw from Poisson's distribution, of mean 1.5.
                let (mut count, mut product) = (0, random.random::<f64>());
                while product > (-1.5f64).exp() {
                    count += 1;
                    product *= random.random::<f64>();
                }
                count.clamp(1, most)
            }
            Spread::Zipf => {
                let draw: f64 = random.random();
                ((1.0 / draw.max(0.01)).floor() as usize).clamp(1, most)
            }
        };
        1 + more
    }

    /// People, some of them families and colleagues.
    fn draw_people(&self, world: &World, random: &mut ChaCha8Rng) -> Vec<Person> {
        let mut people: Vec<Person> = Vec::new();
        while people.len() < self.people {
            let one = world.person(random);
            if random.random_bool(self.families) {
                for _ in 0..random.random_range(1..=3) {
                    people.push(world.relative(&one, random));
                }
            }
            people.push(one);
        }
        people.truncate(self.people);
        for person in &mut people {
            if random.random_bool(self.firms) {
                world.employ(person, random);
            }
        }
        people
    }
}

/// How well a judgement fits what is known, pairs of rows counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Pairs rightly found.
    pub right: usize,
    /// Pairs found that are two people.
    pub wrong: usize,
    /// Pairs not found.
    pub missed: usize,
}

impl Quality {
    /// Compares the pairs of two groupings of the same rows; `found` names pairs already closed.
    pub fn of(found: &[(usize, usize)], person: &[usize]) -> Self {
        let right = found.iter().filter(|(a, b)| person[*a] == person[*b]).count();
        let mut sizes = std::collections::BTreeMap::<usize, usize>::new();
        for one in person {
            *sizes.entry(*one).or_default() += 1;
        }
        let all: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
        Self { right, wrong: found.len() - right, missed: all - right }
    }

    /// Of the pairs found, the share that is right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Of the pairs that are there, the share that was found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_recipe_makes_the_same_table_with_as_many_rows_a_person_as_asked() {
        let recipe = Recipe { most_rows: 9, spread: Spread::Uniform, ..Recipe::default() };
        let (one, other) = (recipe.make(), recipe.make());
        assert_eq!(one.table, other.table);
        assert_ne!(one.table, Recipe { seed: 2, ..recipe }.make().table);
        let most = (0..1000).map(|p| one.person.iter().filter(|q| **q == p).count()).max();
        assert_eq!(most, Some(9));
    }

    #[test]
    fn pairs_are_counted_as_right_wrong_and_missed() {
        let quality = Quality::of(&[(0, 1), (0, 3)], &[7, 7, 7, 8]);
        assert_eq!(quality, Quality { right: 1, wrong: 1, missed: 2 });
        assert!((quality.precision() - 0.5).abs() < 1e-9 && quality.f1() < 0.5);
    }
}
