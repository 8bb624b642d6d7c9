//! What the columns of a table hold, by their heads and by what stands in them.

use std::collections::BTreeSet;

use super::super::csv::{Column, Head};
use super::normal::{is_nothing, plain};
use super::table::Table;
use crate::model::{Birthday, DateOrder, Part};

/// What a column says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The file's own number of a row; compared with nothing.
    Id,
    /// Given name.
    Given,
    /// Family name.
    Family,
    /// The whole name in one.
    FullName,
    /// House number.
    HouseNumber,
    /// Street, or a first line of an address.
    Street,
    /// A second line of an address.
    Street2,
    /// A part of a city.
    Suburb,
    /// City.
    City,
    /// Postcode.
    Postcode,
    /// State, region.
    State,
    /// Country.
    Country,
    /// Date of birth.
    Birth,
    /// The year of birth, in a column of its own.
    BirthYear,
    /// The month of birth.
    BirthMonth,
    /// The day of birth.
    BirthDay,
    /// Phone number.
    Phone,
    /// Email address.
    Email,
    /// Company.
    Company,
    /// A number or code that each person has one of.
    Code,
    /// Any other text.
    Text,
    /// Says nothing of who somebody is: notes, tags, the same in every row.
    Passed,
}

/// Heads that the importer does not tell apart, folded, without anything but letters and digits.
const HEADS: [(&str, Role); 10] = [
    (
        "housenumber streetnumber streetno houseno hausnummer huisnummer numero housenr number1 \
         strnumber addressnumber",
        Role::HouseNumber,
    ),
    (
        "address2 addressline2 street2 streetaddress2 adresszusatz addressextendedaddress unit \
         apartment address3",
        Role::Street2,
    ),
    ("address1 addressline1 street1 streetname streetaddress1 addr addr1", Role::Street),
    ("by birthyear yearofbirth yob geburtsjahr", Role::BirthYear),
    ("bm birthmonth monthofbirth mob geburtsmonat", Role::BirthMonth),
    ("bd birthday0 dayofbirth geburtstagtag", Role::BirthDay),
    ("fnamec1 fname givennames firstnames forenames christianname", Role::Given),
    ("lnamec1 lname surnames lastnames sname", Role::Family),
    ("dateofbirth dob birthdate birth bdate dateborn birthdt geboren", Role::Birth),
    (
        "no nr num number0 uniqueid rowid rownumber rowno recordno recordnumber personid recnum index uuid guid key",
        Role::Id,
    ),
];

/// Words of heads of columns that speak of the row and not of the person.
const PASSED: [&str; 16] = [
    "created",
    "updated",
    "modified",
    "added",
    "changed",
    "imported",
    "timestamp",
    "lastseen",
    "subscribed",
    "optin",
    "consent",
    "newsletter",
    "status",
    "source",
    "rating",
    "avatar",
];

fn by_head(title: &str) -> Option<Role> {
    let solid = plain(title).replace(' ', "");
    if let Some((_, role)) = HEADS.iter().find(|(heads, _)| heads.split(' ').any(|h| h == solid)) {
        return Some(*role);
    }
    let column = Head::new(title).column;
    let passes = PASSED.iter().any(|word| solid.contains(word));
    Some(match column {
        None if passes => Role::Passed,
        None => return None,
        Some(Column::Name) => Role::FullName,
        Some(Column::Given) => Role::Given,
        Some(Column::Family) => Role::Family,
        Some(Column::Email) => Role::Email,
        Some(Column::Phone) => Role::Phone,
        Some(Column::Birthday) => Role::Birth,
        Some(Column::BirthYear) => Role::BirthYear,
        Some(Column::BirthMonth) => Role::BirthMonth,
        Some(Column::BirthDay) => Role::BirthDay,
        Some(Column::Company) => Role::Company,
        Some(Column::Id) => Role::Id,
        Some(Column::Address(Part::Suburb)) => Role::Suburb,
        Some(Column::Address(Part::City)) => Role::City,
        Some(Column::Address(Part::Postcode)) => Role::Postcode,
        Some(Column::Address(Part::State)) => Role::State,
        Some(Column::Address(Part::Country)) => Role::Country,
        Some(Column::Address(_) | Column::WholeAddress) => Role::Street,
        Some(Column::Middle | Column::Title) => Role::Text,
        Some(_) => Role::Passed,
    })
}

/// What the cells of a column look like.
struct Look {
    filled: usize,
    distinct: usize,
    emails: usize,
    dates: usize,
    codes: usize,
    letters: usize,
}

/// So many rows are looked at to tell what a column holds.
const SAMPLE: usize = 5000;

impl Look {
    fn at(table: &Table, column: usize) -> Self {
        let mut look = Self { filled: 0, distinct: 0, emails: 0, dates: 0, codes: 0, letters: 0 };
        let mut distinct = BTreeSet::new();
        let step = table.rows.len().div_ceil(SAMPLE).max(1);
        for row in (0..table.rows.len()).step_by(step) {
            let cell = table.cell(row, column);
            if is_nothing(&plain(cell)) {
                continue;
            }
            look.filled += 1;
            look.emails += usize::from(cell.contains('@'));
            let is_date = cell.contains(['-', '/', '.', ' ']) || cell.len() == 8;
            let date = Birthday::parse_in(cell, Some(DateOrder::DayFirst)).filter(|_| is_date);
            look.dates += usize::from(date.is_some());
            let digits = cell.bytes().filter(u8::is_ascii_digit).count();
            look.codes += usize::from(digits * 2 > cell.chars().count());
            look.letters += cell.chars().count();
            distinct.insert(cell);
        }
        look.distinct = distinct.len();
        look
    }

    fn role(&self) -> Role {
        let most = |count: usize| count * 10 >= self.filled * 7;
        if self.distinct < 2 || self.letters > self.filled * 80 {
            Role::Passed
        } else if most(self.emails) {
            Role::Email
        } else if most(self.dates) {
            Role::Birth
        } else if most(self.codes) {
            Role::Code
        } else {
            Role::Text
        }
    }
}

/// What each column of a table holds.
pub fn roles(table: &Table) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::with_capacity(table.width());
    for column in 0..table.width() {
        let title = table.heads.get(column).map_or("", String::as_str);
        let look = Look::at(table, column);
        let mut role = by_head(title).unwrap_or_else(|| match look.role() {
            // A second date, of what is not said, is any other text.
            Role::Birth if !table.heads.is_empty() && !title.trim().is_empty() => Role::Text,
            role => role,
        });
        // A number that no two rows share numbers the rows, not the people.
        if role == Role::Code && table.rows.len() > 20 && is_different_everywhere(table, column) {
            role = if roles.contains(&Role::Id) { Role::Passed } else { Role::Id };
        }
        if role == Role::Id && roles.contains(&Role::Id) {
            role = Role::Passed;
        }
        if role != Role::Id && look.distinct < 2 {
            role = Role::Passed;
        }
        // A column called "address" or "birthday" that holds something else.
        if role == Role::Birth && look.dates * 10 < look.filled * 3 {
            role = look.role();
        }
        roles.push(role);
    }
    let years = |role| matches!(role, Role::BirthYear | Role::BirthMonth | Role::BirthDay);
    if roles.contains(&Role::Birth) || !roles.contains(&Role::BirthYear) {
        roles.iter_mut().filter(|role| years(**role)).for_each(|role| *role = Role::Code);
    }
    roles
}

fn is_different_everywhere(table: &Table, column: usize) -> bool {
    let mut seen = BTreeSet::new();
    (0..table.rows.len()).all(|row| {
        let cell = table.cell(row, column);
        !cell.is_empty() && seen.insert(cell)
    })
}
