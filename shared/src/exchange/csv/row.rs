//! One row of a table to what it says of a person.

use super::super::contact::Contact;
use super::columns::{Column, Head};
use super::formula::plain;
use crate::edit::Edit;
use crate::id::ItemId;
use crate::model::{Address, Birthday, DateOrder, Part};
use crate::time::Timestamp;

/// How the cells of a table are read where they could mean two things.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// How dates of numbers are ordered, where that is known.
    pub dates: Option<DateOrder>,
    /// Whether "Title" is what people are addressed by, as where "Job Title" stands beside it.
    pub title_is_address: bool,
}

/// The person of a row; also where nothing says who it is.
pub fn contact<'a>(
    heads: &[Head],
    cells: impl Iterator<Item = &'a str>,
    reading: Reading,
) -> Contact {
    let mut taking = Taking { reading, ..Taking::default() };
    let cells = cells.map(|cell| plain(cell.trim()));
    let mut which: Option<(&str, String)> = None;
    for (index, cell) in cells.enumerate() {
        let cell = cell.trim();
        let Some(head) = heads.get(index) else {
            if !cell.is_empty() {
                taking.other(&format!("Column {}", index + 1), cell);
            }
            continue;
        };
        if head.column == Some(Column::Which) {
            // "Phone 1 - Type": which of several "Phone 1 - Value" is.
            let label = cell.trim_start_matches(['*', ' ']);
            which = (!label.is_empty()).then(|| (head.group(), label.to_owned()));
        } else if !cell.is_empty() {
            let label = which.as_ref().filter(|(group, _)| *group == head.group());
            taking.take(head, cell, label.map(|(_, label)| label.clone()));
        }
    }
    taking.contact()
}

/// A contact while its row is read.
#[derive(Default)]
struct Taking {
    contact: Contact,
    reading: Reading,
    /// The address of each label, and whether its parts are known.
    addresses: Vec<(Option<String>, Address)>,
    /// Whole addresses, which count where the parts are not told.
    whole: Vec<(Option<String>, String, String)>,
    /// Year, month and day of birth of their own columns.
    birth: [Option<String>; 3],
}

impl Taking {
    fn take(&mut self, head: &Head, cell: &str, kind: Option<String>) {
        let label = || kind.clone().or_else(|| head.label.map(str::to_owned));
        let contact = &mut self.contact;
        match head.column {
            Some(Column::Name) => append(&mut contact.name, cell, " "),
            Some(Column::Given) => append(&mut contact.given, cell, " "),
            Some(Column::Middle) => append(&mut contact.middle, cell, " "),
            Some(Column::Family) => append(&mut contact.family, cell, " "),
            Some(Column::Company) => append(&mut contact.company, cell, ", "),
            Some(Column::Title) if !(self.reading.title_is_address && head.is_bare_title()) => {
                append(&mut contact.title, cell, ", ");
            }
            Some(Column::UsualOrder) => append(&mut contact.usual_order, cell, "; "),
            Some(Column::Id) if contact.id.is_none() => contact.id = Some(cell.to_owned()),
            Some(Column::Email) => {
                contact.emails.extend(several(cell, true).map(|email| (email, label())));
            }
            Some(Column::Phone) => {
                contact.phones.extend(several(cell, false).map(|phone| (phone, label())));
            }
            Some(Column::Address(part)) => self.address(label(), part, cell),
            Some(Column::WholeAddress) => {
                self.whole.push((label(), head.title.clone(), cell.to_owned()));
            }
            Some(Column::Tags) => contact.tags.extend(tags(cell)),
            Some(Column::Note) => contact.notes.push(cell.to_owned()),
            // "Birth Day" beside "Birth Year" and "Birth Month".
            Some(Column::Birthday) if cell.len() < 3 && self.birth[1].is_some() => {
                self.birth[2] = Some(cell.to_owned());
            }
            Some(Column::Birthday) => match Birthday::parse_in(cell, self.reading.dates) {
                Some(birthday) if contact.birthday.is_none() => {
                    contact.birthday = Some(birthday.to_string());
                }
                _ => self.other(&head.title, cell),
            },
            Some(Column::BirthYear) => self.birth[0] = Some(cell.to_owned()),
            Some(Column::BirthMonth) => self.birth[1] = Some(cell.to_owned()),
            Some(Column::BirthDay) => self.birth[2] = Some(cell.to_owned()),
            // "Custom Field 1 - Label: Shoe size".
            None => self.other(kind.as_deref().unwrap_or(&head.title), cell),
            Some(Column::LeftOut) => {}
            Some(Column::Title | Column::Id | Column::Which) => self.other(&head.title, cell),
        }
    }

    fn other(&mut self, column: &str, cell: &str) {
        self.contact.others.push((column.to_owned(), cell.to_owned()));
    }

    fn address(&mut self, label: Option<String>, part: Part, cell: &str) {
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
        append(value, &in_one_line(cell), ", ");
    }

    fn contact(mut self) -> Contact {
        for (label, _, whole) in std::mem::take(&mut self.whole) {
            let is_told_in_parts = self.addresses.iter().any(|(present, _)| *present == label);
            if !is_told_in_parts {
                self.address(label, Part::Street, &whole);
            }
        }
        if self.birth.iter().any(Option::is_some) {
            self.birthday_of_parts();
        }
        let addresses = self.addresses.into_iter();
        self.contact.addresses =
            addresses.map(|(label, address)| Address { label, ..address }).collect();
        self.contact
    }

    fn birthday_of_parts(&mut self) {
        let [year, month, day] = std::mem::take(&mut self.birth);
        let text = match (&year, &month, &day) {
            (Some(year), Some(month), Some(day)) => format!("{year}/{month}/{day}"),
            (None, Some(month), Some(day)) => format!("--{month:0>2}{day:0>2}"),
            _ => String::new(),
        };
        match Birthday::parse_in(&text, self.reading.dates) {
            Some(birthday) if self.contact.birthday.is_none() => {
                self.contact.birthday = Some(birthday.to_string());
            }
            _ => {
                let parts = [("Birth Year", year), ("Birth Month", month), ("Birth Day", day)];
                for (column, part) in parts {
                    if let Some(part) = part {
                        self.other(column, &part);
                    }
                }
            }
        }
    }
}

fn in_one_line(cell: &str) -> String {
    let lines = cell.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

/// The tags of a cell, also quoted each, as Mailchimp writes them.
fn tags(cell: &str) -> impl Iterator<Item = String> + '_ {
    let tags = cell.split([',', ';', '|', '\n']).flat_map(|tag| tag.split(":::"));
    let tags = tags.map(|tag| tag.trim().trim_matches('"').trim_start_matches('*').trim());
    tags.filter(|tag| !tag.is_empty()).map(str::to_owned)
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

/// The edits that make the person of a row; `None` where nothing says who it is.
pub fn edits<'a>(
    heads: &[Head],
    cells: impl Iterator<Item = &'a str>,
    file: &str,
    new_id: &mut dyn FnMut() -> ItemId,
    now: Timestamp,
) -> Option<Vec<Edit>> {
    let contact = contact(heads, cells, Reading::default());
    contact.is_somebody().then(|| contact.edits(file, new_id, now))
}
