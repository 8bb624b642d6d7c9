//! What a file says of a person, before it becomes a record.

use crate::edit::{Edit, Field, put_address, put_email, put_phone};
use crate::id::ItemId;
use crate::model::Address;
use crate::time::Timestamp;

/// Somebody as a file tells of them, as it tells it. Nothing is made up: what it does not say is
/// missing, and what has no place of its own stands in `others`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The whole name, where the file has it in one.
    pub name: Option<String>,
    /// The given name.
    pub given: Option<String>,
    /// Further given names.
    pub middle: Option<String>,
    /// The family name.
    pub family: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// As what they work.
    pub title: Option<String>,
    /// Their birthday, as records hold it: `1972-05-18` or `--05-18`.
    pub birthday: Option<String>,
    /// What they usually have.
    pub usual_order: Option<String>,
    /// How the file numbers them.
    pub id: Option<String>,
    /// Addresses, and which of several each is: "work".
    pub emails: Vec<(String, Option<String>)>,
    /// Numbers as written, and which of several each is: "mobile".
    pub phones: Vec<(String, Option<String>)>,
    /// Where they live or work.
    pub addresses: Vec<Address>,
    /// Tags.
    pub tags: Vec<String>,
    /// Notes.
    pub notes: Vec<String>,
    /// What has no place of its own: the name of the column, which may be empty, and what it says.
    pub others: Vec<(String, String)>,
}

impl Contact {
    /// Whether anything says who this is.
    pub fn is_somebody(&self) -> bool {
        let named = [&self.name, &self.given, &self.middle, &self.family, &self.company];
        named.iter().any(|name| name.is_some())
            || !self.emails.is_empty()
            || !self.phones.is_empty()
    }

    /// The name as one reads it; `None` where there is none.
    pub fn display_name(&self) -> Option<String> {
        let parts = [&self.given, &self.middle, &self.family];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        let joined = (!parts.is_empty()).then(|| parts.join(" "));
        self.name.clone().or(joined)
    }

    /// Who it is and how they are reached, in a line.
    pub fn in_a_line(&self) -> String {
        let name = self.display_name().or_else(|| self.company.clone());
        let reached = self.emails.iter().chain(&self.phones).map(|(reached, _)| reached.clone());
        name.into_iter().chain(reached).collect::<Vec<_>>().join(", ")
    }

    /// What has no place of its own, a line each: "Shoe size: 44".
    pub fn other_lines(&self) -> impl Iterator<Item = String> + '_ {
        self.others.iter().map(|(column, value)| match column.as_str() {
            "" => value.clone(),
            column => format!("{column}: {value}"),
        })
    }

    /// The edits that make a record of it. `file` is what it remembers as its source.
    pub fn edits(
        mut self,
        file: &str,
        new_id: &mut dyn FnMut() -> ItemId,
        now: Timestamp,
    ) -> Vec<Edit> {
        if let Some(title) = self.title.take() {
            self.others.insert(0, ("Job title".to_owned(), title));
        }
        let others = self.other_lines().collect::<Vec<_>>().join("\n");
        let source = match (file.trim(), self.id) {
            ("", None) => None,
            ("", Some(id)) => Some(id),
            (file, None) => Some(file.to_owned()),
            (file, Some(id)) => Some(format!("{file} {id}")),
        };
        let given = [self.given, self.middle]
            .into_iter()
            .flatten()
            .reduce(|one, other| format!("{one} {other}"));
        let fields = [
            (Field::Name, self.name),
            (Field::GivenName, given),
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
        for address in self.addresses {
            edits.extend(put_address(new_id(), address));
        }
        edits.extend(self.tags.into_iter().map(Edit::tag));
        edits.extend(self.notes.into_iter().map(|note| Edit::note(new_id(), note, now)));
        if !others.is_empty() {
            edits.push(Edit::note(new_id(), others, now));
        }
        edits
    }
}
