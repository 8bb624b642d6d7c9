//! A list of people as a table that spreadsheets and [`super::Importer`] read.

use csv::{QuoteStyle, WriterBuilder};

use super::formula::harmless;
use crate::model::Definition;
use crate::view::Facts;

/// The columns of a list: as many of emails and phone numbers as somebody has, and one for each of the
/// workspace's own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    emails: usize,
    phones: usize,
    fields: Vec<Definition>,
}

impl Table {
    /// The columns that these people need.
    pub fn of<'a>(people: impl Iterator<Item = &'a Facts> + Clone, fields: &[Definition]) -> Self {
        let most = |count: fn(&Facts) -> usize| people.clone().map(count).max().unwrap_or(0).max(1);
        Self {
            emails: most(|facts| facts.emails.len()),
            phones: most(|facts| facts.phones.len()),
            fields: fields.to_vec(),
        }
    }

    /// What the columns are called, in words that an import understands.
    pub fn heads(&self) -> Vec<String> {
        let several = |name: &str, count: usize| {
            let numbered = |number: usize| format!("{name} {number}");
            let all = (1..=count)
                .map(|number| if number == 1 { name.to_owned() } else { numbered(number) });
            all.collect::<Vec<_>>()
        };
        let mut heads = vec!["Name".to_owned(), "Company".to_owned()];
        heads.extend(several("Email", self.emails));
        heads.extend(several("Phone", self.phones));
        heads.extend(["Address", "Birthday", "Usual order", "Tags"].map(str::to_owned));
        heads.extend(self.fields.iter().map(|field| field.name.clone()));
        heads
    }

    /// Somebody's row.
    pub fn row(&self, facts: &Facts) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let padded = |values: &[String], count: usize| {
            let values = values.iter().cloned().chain(std::iter::repeat(String::new()));
            values.take(count).collect::<Vec<_>>()
        };
        let mut cells = vec![facts.name.clone(), text(&facts.company)];
        cells.extend(padded(&facts.emails, self.emails));
        cells.extend(padded(&facts.phones, self.phones));
        cells.extend([text(&facts.address), text(&facts.birthday), text(&facts.usual_order)]);
        cells.push(facts.tags.join("; "));
        cells.extend(self.fields.iter().map(|field| {
            let value = facts.custom.iter().find(|(id, _)| *id == field.id);
            value.map(|(_, value)| field.words(value)).unwrap_or_default()
        }));
        cells
    }
}

/// A row for each, under their heads. It begins with the mark by which spreadsheets know that it is
/// UTF-8.
pub fn export<'a>(
    people: impl Iterator<Item = &'a Facts> + Clone,
    fields: &[Definition],
) -> String {
    let table = Table::of(people.clone(), fields);
    let mut text = format!("\u{feff}{}", line(&table.heads()));
    text.extend(people.map(|facts| line(&table.row(facts))));
    text
}

/// One line of a table. No cell of it runs as a formula.
pub fn line(cells: &[String]) -> String {
    // Spreadsheets of many countries take a semicolon for the end of a cell: every cell is quoted.
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(Vec::new());
    let cells = cells.iter().map(|cell| harmless(cell).into_owned());
    writer.write_record(cells).expect("writing to memory does not fail");
    let line = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(line).expect("made of texts")
}
