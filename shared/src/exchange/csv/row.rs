//! One row of a table to the edits that make a person.

use super::columns::{Column, Head};
use super::formula::plain;
use crate::edit::{Edit, Field, put_address, put_email, put_phone};
use crate::id::ItemId;
use crate::model::{Address, Birthday, Part};
use crate::time::Timestamp;

/// What a row says, before it becomes edits.
#[derive(Default)]
struct Draft {
    name: Option<String>,
    given: Option<String>,
    family: Option<String>,
    company: Option<String>,
    birthday: Option<String>,
    usual_order: Option<String>,
    id: Option<String>,
    emails: Vec<(String, Option<String>)>,
    phones: Vec<(String, Option<String>)>,
    addresses: Vec<(Option<&'static str>, Address)>,
    tags: Vec<String>,
    notes: Vec<String>,
    /// Cells of columns that have no place of their own.
    others: Vec<String>,
}

/// The edits that make the person of a row; `None` where nothing says who it is.
pub fn edits<'a>(
    heads: &[Head],
    cells: impl Iterator<Item = &'a str>,
    file: &str,
    new_id: &mut dyn FnMut() -> ItemId,
    now: Timestamp,
) -> Option<Vec<Edit>> {
    let mut draft = Draft::default();
    let cells = cells.map(|cell| plain(cell.trim()));
    for (index, cell) in cells.enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
        match heads.get(index) {
            Some(head) => draft.take(head, cell.trim()),
            None => draft.others.push(format!("Column {}: {}", index + 1, cell.trim())),
        }
    }
    let named = [&draft.name, &draft.given, &draft.family, &draft.company];
    let is_somebody = named.iter().any(|name| name.is_some())
        || !draft.emails.is_empty()
        || !draft.phones.is_empty();
    is_somebody.then(|| draft.edits(file, new_id, now))
}

impl Draft {
    fn take(&mut self, head: &Head, cell: &str) {
        let label = || head.label.map(str::to_owned);
        match head.column {
            Some(Column::Name) => append(&mut self.name, cell, " "),
            Some(Column::Given | Column::Middle) => append(&mut self.given, cell, " "),
            Some(Column::Family) => append(&mut self.family, cell, " "),
            Some(Column::Company) => append(&mut self.company, cell, ", "),
            Some(Column::UsualOrder) => append(&mut self.usual_order, cell, "; "),
            Some(Column::Id) => append(&mut self.id, cell, " "),
            Some(Column::Email) => {
                self.emails.extend(several(cell, true).map(|email| (email, label())));
            }
            Some(Column::Phone) => {
                self.phones.extend(several(cell, false).map(|phone| (phone, label())));
            }
            Some(Column::Address(part)) => self.address(head.label, part, cell),
            Some(Column::Tags) => {
                let tags = cell.split([',', ';', '|', '\n']).flat_map(|tag| tag.split(":::"));
                let tags = tags.map(|tag| tag.trim().trim_start_matches('*').trim());
                self.tags.extend(tags.filter(|tag| !tag.is_empty()).map(str::to_owned));
            }
            Some(Column::Note) => self.notes.push(cell.to_owned()),
            Some(Column::Birthday) => match Birthday::parse_loose(cell) {
                Some(birthday) if self.birthday.is_none() => {
                    self.birthday = Some(birthday.to_string());
                }
                _ => self.others.push(format!("{}: {cell}", head.title)),
            },
            None if head.title.is_empty() => self.others.push(cell.to_owned()),
            None => self.others.push(format!("{}: {cell}", head.title)),
        }
    }

    fn address(&mut self, label: Option<&'static str>, part: Part, cell: &str) {
        let at = self.addresses.iter().position(|(present, _)| *present == label);
        let at = at.unwrap_or_else(|| {
            self.addresses.push((label, Address::default()));
            self.addresses.len() - 1
        });
        let address = &mut self.addresses[at].1;
        let value = match part {
            Part::Suburb => &mut address.suburb,
            Part::City => &mut address.city,
            Part::Postcode => &mut address.postcode,
            Part::State => &mut address.state,
            Part::Country => &mut address.country,
            _ => &mut address.street,
        };
        // "street", "street2", "unit": one address.
        append(value, &cell.replace(['\r', '\n'], " "), ", ");
    }

    fn edits(self, file: &str, new_id: &mut dyn FnMut() -> ItemId, now: Timestamp) -> Vec<Edit> {
        let source = match (file.trim(), self.id) {
            ("", None) => None,
            ("", Some(id)) => Some(id),
            (file, None) => Some(file.to_owned()),
            (file, Some(id)) => Some(format!("{file} {id}")),
        };
        let fields = [
            (Field::Name, self.name),
            (Field::GivenName, self.given),
            (Field::FamilyName, self.family),
            (Field::Company, self.company),
            (Field::Birthday, self.birthday),
            (Field::UsualOrder, self.usual_order),
            (Field::Source, source),
        ];
        let set = fields.into_iter().filter_map(|(field, value)| Some(Edit::set(field, value?)));
        let mut edits = vec![Edit::Create];
        edits.extend(set);
        for (address, label) in self.emails {
            edits.extend(put_email(new_id(), address, label));
        }
        for (number, label) in self.phones {
            edits.extend(put_phone(new_id(), number, label));
        }
        for (label, address) in self.addresses {
            let label = label.map(str::to_owned);
            edits.extend(put_address(new_id(), Address { label, ..address }));
        }
        edits.extend(self.tags.into_iter().map(Edit::tag));
        edits.extend(self.notes.into_iter().map(|note| Edit::note(new_id(), note, now)));
        if !self.others.is_empty() {
            edits.push(Edit::note(new_id(), self.others.join("\n"), now));
        }
        edits
    }
}

fn append(value: &mut Option<String>, cell: &str, between: &str) {
    match value {
        Some(value) => {
            value.push_str(between);
            value.push_str(cell);
        }
        None => *value = Some(cell.to_owned()),
    }
}

/// The addresses or numbers of a cell that holds several.
fn several(cell: &str, emails: bool) -> impl Iterator<Item = String> {
    let parts = cell.split([';', ',', '\n', '|']).flat_map(|part| part.split(":::"));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    // "Kowalczyk, Marta <marta@…>" and "555 118, ext. 3" are one each.
    let is_whole = |part: &&str| {
        if emails {
            part.contains('@')
        } else {
            part.chars().filter(char::is_ascii_digit).count() > 4
        }
    };
    let parts = if parts.iter().all(is_whole) { parts } else { vec![cell] };
    parts.into_iter().map(str::to_owned).collect::<Vec<_>>().into_iter()
}
