//! A made-up person, alone, in a family or in a firm.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::Columns;
use super::words::{ENDINGS, FAMILY, GIVEN, MAILS, STATES, STREETS, SYLLABLES};

/// A person, cell by cell.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub given: String,
    pub family: String,
    pub number: String,
    pub street: String,
    pub line2: String,
    pub suburb: String,
    pub postcode: String,
    pub state: String,
    /// Eight digits, year first.
    pub birth: String,
    pub code: String,
    pub email: String,
    pub phone: String,
    pub company: String,
}

impl Person {
    /// The cells, to be changed one by one.
    pub fn fields(&mut self) -> [&mut String; 13] {
        [
            &mut self.given,
            &mut self.family,
            &mut self.number,
            &mut self.street,
            &mut self.line2,
            &mut self.suburb,
            &mut self.postcode,
            &mut self.state,
            &mut self.birth,
            &mut self.code,
            &mut self.email,
            &mut self.phone,
            &mut self.company,
        ]
    }

    /// The heads of a table of people.
    pub fn heads(columns: Columns) -> Vec<String> {
        let heads = match columns {
            Columns::Register => {
                "rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth,soc_sec_id"
            }
            Columns::RegisterWithoutNumber => {
                "id,first_name,last_name,street,street2,suburb,postcode,state,birth_date"
            }
            Columns::Sparse => "unique_id,first_name,surname,dob,city,email",
            Columns::Customers => {
                "Customer ID,First Name,Last Name,E-mail,Mobile,Street,City,Postcode,Company,Birthday"
            }
            Columns::Whole => "no,Name,Email Address,Phone,Company",
        };
        heads.split(',').map(str::to_owned).collect()
    }

    /// The cells of a row, without its id.
    pub fn cells(&self, columns: Columns) -> Vec<String> {
        let joined = |parts: &[&String]| {
            let parts: Vec<&str> =
                parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
            parts.join(" ")
        };
        let dashed = if self.birth.len() == 8 && self.birth.is_ascii() {
            format!("{}-{}-{}", &self.birth[..4], &self.birth[4..6], &self.birth[6..])
        } else {
            self.birth.clone()
        };
        let street = joined(&[&self.number, &self.street]);
        match columns {
            Columns::Register => [
                &self.given,
                &self.family,
                &self.number,
                &self.street,
                &self.line2,
                &self.suburb,
                &self.postcode,
                &self.state,
                &self.birth,
                &self.code,
            ]
            .map(Clone::clone)
            .to_vec(),
            Columns::RegisterWithoutNumber => [
                &self.given,
                &self.family,
                &street,
                &self.line2,
                &self.suburb,
                &self.postcode,
                &self.state,
                &dashed,
            ]
            .map(Clone::clone)
            .to_vec(),
            Columns::Sparse => [&self.given, &self.family, &dashed, &self.suburb, &self.email]
                .map(Clone::clone)
                .to_vec(),
            Columns::Customers => [
                &self.given,
                &self.family,
                &self.email,
                &self.phone,
                &street,
                &self.suburb,
                &self.postcode,
                &self.company,
                &dashed,
            ]
            .map(Clone::clone)
            .to_vec(),
            Columns::Whole => vec![
                joined(&[&self.given, &self.family]),
                self.email.clone(),
                self.phone.clone(),
                self.company.clone(),
            ],
        }
    }
}

/// The names and places that people of a table draw from.
pub struct World {
    families: Vec<String>,
    streets: Vec<String>,
    suburbs: Vec<(String, String, String)>,
    firms: Vec<(String, String, String)>,
}

fn word(random: &mut ChaCha8Rng) -> String {
    let mut word = String::new();
    for _ in 0..random.random_range(1..=2) {
        word.push_str(SYLLABLES.choose(random).expect("there are syllables"));
    }
    word.push_str(ENDINGS.choose(random).expect("there are endings"));
    word
}

/// A place in a list, the first ones far more often than the last, as names are.
fn ranked(len: usize, random: &mut ChaCha8Rng) -> usize {
    let draw: f64 = random.random();
    ((len as f64).powf(draw) - 1.0).floor() as usize % len
}

fn digits(count: usize, random: &mut ChaCha8Rng) -> String {
    (0..count).map(|_| char::from(b'0' + random.random_range(0..10u8))).collect()
}

impl World {
    pub fn new(random: &mut ChaCha8Rng) -> Self {
        let mut families: Vec<String> = FAMILY.iter().map(|name| (*name).to_owned()).collect();
        families.extend((0..1500).map(|_| word(random)));
        let kind = |random: &mut ChaCha8Rng| *STREETS.choose(random).expect("there are streets");
        let streets = (0..2500).map(|_| format!("{} {}", word(random), kind(random))).collect();
        let suburbs = (0..600).map(|_| {
            let state = STATES[ranked(STATES.len(), random)].to_owned();
            (word(random), random.random_range(2000..7000).to_string(), state)
        });
        let suburbs = suburbs.collect();
        let firms = (0..60).map(|_| {
            let name = word(random);
            (format!("{name} ltd"), format!("office@{name}.example"), digits(9, random))
        });
        let firms = firms.collect();
        Self { families, streets, suburbs, firms }
    }

    pub fn given(&self, random: &mut ChaCha8Rng) -> String {
        GIVEN[ranked(GIVEN.len(), random)].to_owned()
    }

    pub fn family(&self, random: &mut ChaCha8Rng) -> String {
        self.families[ranked(self.families.len(), random)].clone()
    }

    pub fn person(&self, random: &mut ChaCha8Rng) -> Person {
        let mut person = Person {
            given: self.given(random),
            family: self.family(random),
            code: digits(7, random),
            birth: Self::birth(random),
            phone: format!("04{}", digits(8, random)),
            ..Person::default()
        };
        self.house(&mut person, random);
        Self::mail(&mut person, random);
        if random.random_bool(0.3) {
            person.company = self.firms[ranked(self.firms.len(), random)].0.clone();
        }
        person
    }

    fn birth(random: &mut ChaCha8Rng) -> String {
        let (year, month) = (random.random_range(1930..2006), random.random_range(1..=12));
        format!("{year}{month:02}{:02}", random.random_range(1..=28))
    }

    /// Another address.
    pub fn house(&self, person: &mut Person, random: &mut ChaCha8Rng) {
        person.number = random.random_range(1..250).to_string();
        person.street = self.streets[ranked(self.streets.len(), random)].clone();
        person.line2 = if random.random_bool(0.4) { word(random) } else { String::new() };
        let (suburb, postcode, state) = &self.suburbs[ranked(self.suburbs.len(), random)];
        (person.suburb, person.postcode) = (suburb.clone(), postcode.clone());
        person.state.clone_from(state);
    }

    /// Another email.
    pub fn mail(person: &mut Person, random: &mut ChaCha8Rng) {
        let domain = MAILS.choose(random).expect("there are mails");
        let (given, family) = (&person.given, &person.family);
        person.email = match random.random_range(0..4) {
            0 => format!("{given}.{family}@{domain}"),
            1 => {
                let initial: String = given.chars().take(1).collect();
                format!("{initial}{family}{}@{domain}", random.random_range(1..99))
            }
            2 => format!("{given}{}@{family}.example", random.random_range(1..999)),
            _ => format!("{family}.{given}{}@{domain}", random.random_range(1..99)),
        };
    }

    /// Somebody who lives with another: a twin, a parent or child (of one name, one in ten), a
    /// partner.
    pub fn relative(&self, one: &Person, random: &mut ChaCha8Rng) -> Person {
        let mut other = self.person(random);
        let place = |person: &mut Person| {
            person.number.clone_from(&one.number);
            person.street.clone_from(&one.street);
            person.line2.clone_from(&one.line2);
            person.suburb.clone_from(&one.suburb);
            person.postcode.clone_from(&one.postcode);
            person.state.clone_from(&one.state);
        };
        place(&mut other);
        if random.random_bool(0.8) {
            other.family.clone_from(&one.family);
        }
        match random.random_range(0..20) {
            0 => other.birth.clone_from(&one.birth),
            1 | 2 => other.given.clone_from(&one.given),
            _ => {}
        }
        Self::mail(&mut other, random);
        if random.random_bool(0.5) {
            other.phone.clone_from(&one.phone);
        }
        if random.random_bool(0.3) {
            other.email.clone_from(&one.email);
        }
        other
    }

    /// Puts somebody into a firm, whose email and phone many share.
    pub fn employ(&self, person: &mut Person, random: &mut ChaCha8Rng) {
        let (name, email, phone) = &self.firms[ranked(self.firms.len(), random)];
        person.company.clone_from(name);
        if random.random_bool(0.6) {
            person.email.clone_from(email);
        }
        if random.random_bool(0.6) {
            person.phone.clone_from(phone);
        }
    }
}
