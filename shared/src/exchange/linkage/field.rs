//! The cells of a table as values that can be compared, each spelling kept once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::level::FIELDS;
use super::nickname::groups;
use super::normal;
use super::role::{Role, roles};
use super::table::Table;
use crate::model::DateOrder;

/// A map whose order is the same in every run.
pub type FixedMap<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// How values of a field are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Given,
    Family,
    Text,
    Code,
    Date,
    Phone,
    Email,
}

/// What is compared between two rows.
#[derive(Debug, Clone)]
pub struct Field {
    pub role: Role,
    pub kind: Kind,
    /// What it is called in the file.
    pub title: String,
    /// The columns that it is read from.
    columns: Vec<usize>,
    /// How the numbers of a date are ordered.
    order: DateOrder,
}

impl Field {
    /// Whether it tells members of one family or firm apart.
    pub fn is_personal(&self) -> bool {
        matches!(self.role, Role::Given | Role::Birth | Role::Code)
    }

    /// Whether it says where somebody lives.
    pub fn is_place(&self) -> bool {
        use Role::{City, Country, HouseNumber, Postcode, State, Street, Street2, Suburb};
        matches!(
            self.role,
            HouseNumber | Street | Street2 | Suburb | City | Postcode | State | Country
        )
    }
}

/// A normalised cell.
#[derive(Debug, Clone)]
pub struct Value {
    pub text: Box<str>,
    /// Which letters and digits stand in it, a bit each: two values that share few cannot be alike.
    pub letters: u64,
    pub sound: u32,
    /// The given names that it is a form of.
    pub groups: u128,
}

impl Value {
    fn new(text: &str) -> Self {
        let letters = text.chars().map(letter_bit).fold(0, |all, bit| all | bit);
        Self { text: text.into(), letters, sound: normal::sound(text), groups: groups(text) }
    }
}

/// The bit of a letter. A blank has none.
pub fn letter_bit(letter: char) -> u64 {
    match letter {
        ' ' => 0,
        'a'..='z' => 1 << (letter as u32 - 'a' as u32),
        '0'..='9' => 1 << (26 + letter as u32 - '0' as u32),
        other => 1 << (36 + other as u32 % 28),
    }
}

/// Stands for a missing value.
pub const NONE: u32 = u32::MAX;

/// The distinct values of a field.
#[derive(Debug, Default)]
pub struct Values {
    pub all: Vec<Value>,
    places: FixedMap<Box<str>, u32>,
}

impl Values {
    fn intern(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.all.len()).unwrap_or(NONE - 1);
        self.all.push(Value::new(text));
        self.places.insert(text.into(), place);
        place
    }
}

/// The rows of a table as values.
pub struct Records {
    pub roles: Vec<Role>,
    pub fields: Vec<Field>,
    pub values: Vec<Values>,
    /// For each row and field the first value.
    first: Vec<u32>,
    /// Further values of a row and field, such as a second email.
    more: FixedMap<(u32, u8), Box<[u32]>>,
    pub given: Option<usize>,
    pub family: Option<usize>,
    pub rows: usize,
}

/// So many rows are read in a turn.
const ROWS: usize = 64;

impl Records {
    pub async fn new(table: &Table, pause: &mut impl AsyncFnMut()) -> Self {
        let mut roles = roles(table);
        pass_what_repeats_names(table, &mut roles);
        let fields = fields(table, &roles);
        let place = |role| fields.iter().position(|field: &Field| field.role == role);
        let (given, family) = (place(Role::Given), place(Role::Family));
        let values = fields.iter().map(|_| Values::default()).collect();
        let mut records = Self {
            roles,
            fields,
            values,
            first: Vec::new(),
            more: FixedMap::default(),
            given,
            family,
            rows: 0,
        };
        for row in 0..table.rows.len() {
            records.push(table, row);
            if row % ROWS == 0 {
                pause().await;
            }
        }
        records
    }

    /// Adds a row of a table that has the same columns.
    pub fn push(&mut self, table: &Table, row: usize) {
        let texts: Vec<Vec<String>> =
            self.fields.iter().map(|field| texts(field, &self.roles, table, row)).collect();
        for (field, texts) in texts.iter().enumerate() {
            let mut ids = texts.iter().map(|text| self.values[field].intern(text));
            self.first.push(ids.next().unwrap_or(NONE));
            let rest: Box<[u32]> = ids.collect();
            if !rest.is_empty() {
                self.more.insert((narrow(self.rows), field as u8), rest);
            }
        }
        self.rows += 1;
    }

    /// Takes the last row away again.
    pub fn pop(&mut self) {
        if self.rows == 0 {
            return;
        }
        self.rows -= 1;
        self.first.truncate(self.rows * self.fields.len());
        for field in 0..self.fields.len() {
            self.more.remove(&(narrow(self.rows), field as u8));
        }
    }

    /// The first value of a field in a row, by its place among the field's values.
    pub fn id(&self, row: usize, field: usize) -> u32 {
        self.first[row * self.fields.len() + field]
    }

    /// All values of a field in a row, by their places.
    pub fn ids(&self, row: usize, field: usize) -> impl Iterator<Item = u32> + Clone + '_ {
        let first = self.id(row, field);
        let more = match first {
            NONE => None,
            _ if self.more.is_empty() => None,
            _ => self.more.get(&(narrow(row), field as u8)),
        };
        let more = more.map_or(&[][..], |more| &more[..]);
        (first != NONE).then_some(first).into_iter().chain(more.iter().copied())
    }

    pub fn value(&self, field: usize, id: u32) -> &Value {
        &self.values[field].all[id as usize]
    }

    /// The first value of a field in a row.
    pub fn get(&self, row: usize, field: usize) -> Option<&Value> {
        match self.id(row, field) {
            NONE => None,
            id => Some(self.value(field, id)),
        }
    }

    /// The field of a role, if the table has one.
    pub fn field(&self, role: Role) -> Option<usize> {
        self.fields.iter().position(|field| field.role == role)
    }
}

pub fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A column that has the name of another column in it again would count the name twice.
fn pass_what_repeats_names(table: &Table, roles: &mut [Role]) {
    let place = |role| roles.iter().position(|other| *other == role);
    let names: Vec<usize> =
        [place(Role::Given), place(Role::Family)].into_iter().flatten().collect();
    let repeated: Vec<usize> = (0..roles.len())
        .filter(|column| roles[*column] == Role::Text)
        .filter(|column| {
            let (mut filled, mut repeats) = (0, 0);
            for row in 0..table.rows.len().min(2000) {
                let text = normal::plain(table.cell(row, *column));
                if text.is_empty() {
                    continue;
                }
                filled += 1;
                let has = |name: &usize| {
                    let name = normal::plain(table.cell(row, *name));
                    name.len() > 2 && text.contains(&name)
                };
                repeats += usize::from(names.iter().any(has));
            }
            filled > 0 && repeats * 10 >= filled * 7
        })
        .collect();
    for column in repeated {
        roles[column] = Role::Passed;
    }
}

/// The fields in which roles are compared. Roles that several columns have are one field, except
/// codes and texts of which nothing is known.
fn fields(table: &Table, roles: &[Role]) -> Vec<Field> {
    use Role::{
        Birth, BirthYear, City, Code, Company, Country, Email, Family, FullName, Given,
        HouseNumber, Phone, Postcode, State, Street, Street2, Suburb, Text,
    };
    let columns = |wanted: &[Role]| -> Vec<usize> {
        (0..roles.len()).filter(|column| wanted.contains(&roles[*column])).collect()
    };
    let title = |columns: &[usize]| {
        let head = columns.first().and_then(|column| table.heads.get(*column));
        head.map(|head| head.trim().to_owned()).unwrap_or_default()
    };
    let mut fields = Vec::new();
    let mut add = |role: Role, kind: Kind, columns: Vec<usize>| {
        if columns.is_empty() || fields.len() == FIELDS {
            return;
        }
        let cells = columns
            .iter()
            .flat_map(|column| (0..table.rows.len()).map(|row| table.cell(row, *column)));
        let order = if kind == Kind::Date { DateOrder::of(cells) } else { None };
        let order = order.unwrap_or(DateOrder::DayFirst);
        let title = title(&columns);
        fields.push(Field { role, kind, title, columns, order });
    };
    add(Given, Kind::Given, columns(&[Given, FullName]));
    add(Family, Kind::Family, columns(&[Family, FullName]));
    let birth = if columns(&[Birth]).is_empty() {
        let parts = [BirthYear, Role::BirthMonth, Role::BirthDay];
        parts.iter().flat_map(|role| columns(&[*role]).into_iter().take(1)).collect()
    } else {
        columns(&[Birth])
    };
    add(Birth, Kind::Date, birth);
    add(Email, Kind::Email, columns(&[Email]));
    add(Phone, Kind::Phone, columns(&[Phone]));
    add(HouseNumber, Kind::Code, columns(&[HouseNumber, Street]));
    for role in [Street, Street2, Suburb, City] {
        add(role, Kind::Text, columns(&[role]));
    }
    add(Postcode, Kind::Code, columns(&[Postcode]));
    for role in [State, Country, Company] {
        add(role, Kind::Text, columns(&[role]));
    }
    for column in columns(&[Code]) {
        add(Code, Kind::Code, vec![column]);
    }
    for column in columns(&[Text]) {
        add(Text, Kind::Text, vec![column]);
    }
    fields
}

/// The normalised values of a field in a row.
fn texts(field: &Field, roles: &[Role], table: &Table, row: usize) -> Vec<String> {
    let is_full = |column: &usize| roles[*column] == Role::FullName;
    let cells = field.columns.iter().map(|column| (column, table.cell(row, *column)));
    let mut texts: Vec<String> = match field.role {
        Role::Given | Role::Family => {
            let own = cells.clone().filter(|(column, _)| !is_full(column));
            let own: Vec<String> = own.map(|(_, cell)| normal::name(cell)).collect();
            let mut own = own.join(" ").trim().to_owned();
            // The whole name speaks only where the parts are silent.
            let parts_are_silent = own.is_empty()
                && !(0..roles.len()).any(|column| {
                    matches!(roles[column], Role::Given | Role::Family)
                        && !normal::is_nothing(&normal::plain(table.cell(row, column)))
                });
            if parts_are_silent {
                let whole = cells.filter(|(column, _)| is_full(column)).map(|(_, cell)| cell);
                let (given, family) = whole
                    .map(normal::split_name)
                    .find(|name| !name.1.is_empty())
                    .unwrap_or_default();
                own = if field.role == Role::Given { given } else { family };
            }
            vec![own]
        }
        Role::HouseNumber => {
            let mut numbers = Vec::new();
            for (column, cell) in cells {
                match roles[*column] {
                    Role::Street => numbers.push(normal::split_number(&normal::street(cell)).0),
                    _ => numbers.push(normal::solid(cell)),
                }
            }
            numbers
        }
        Role::Street => {
            cells.map(|(_, cell)| normal::split_number(&normal::street(cell)).1).collect()
        }
        Role::Street2 | Role::Suburb | Role::City => {
            cells.map(|(_, cell)| normal::street(cell)).collect()
        }
        Role::Company => cells.map(|(_, cell)| normal::company(cell)).collect(),
        Role::Email => several(cells.map(|(_, cell)| cell), normal::email),
        Role::Phone => several(cells.map(|(_, cell)| cell), normal::phone),
        Role::Birth if field.columns.len() > 1 && roles[field.columns[0]] == Role::BirthYear => {
            let parts: Vec<&str> = cells.map(|(_, cell)| cell).collect();
            let known = parts.iter().all(|part| !part.is_empty());
            vec![if known {
                normal::date(&parts.join("-"), DateOrder::YearFirst)
            } else {
                String::new()
            }]
        }
        Role::Birth => cells
            .filter(|(_, cell)| !normal::is_nothing(&normal::plain(cell)))
            .map(|(_, cell)| normal::date(cell, field.order))
            .take(1)
            .collect(),
        Role::Postcode | Role::Code => cells.map(|(_, cell)| code(cell)).collect(),
        _ => cells.map(|(_, cell)| normal::plain(cell)).collect(),
    };
    texts.retain(|text| !normal::is_nothing(text));
    let mut seen = Vec::new();
    texts.retain(|text| {
        let is_new = !seen.contains(text);
        seen.push(text.clone());
        is_new
    });
    texts
}

/// A number as spreadsheets spoil it ("4011.0") and as it was.
fn code(cell: &str) -> String {
    normal::solid(cell.strip_suffix(".0").unwrap_or(cell))
}

fn several<'a>(cells: impl Iterator<Item = &'a str>, one: fn(&str) -> String) -> Vec<String> {
    cells.flat_map(|cell| cell.split([';', ',', '|', '\n']).map(one)).collect()
}
