//! A list of people as a table that spreadsheets and [`super::Importer`] read.

use csv::{QuoteStyle, WriterBuilder};

use super::formula::harmless;
use crate::model::Definition;
use crate::view::Facts;

/// A row for each, under heads that an import understands: as many columns of emails and phone
/// numbers as somebody has, and one for each of the workspace's own `fields`. It begins with the mark by which spreadsheets know that it is UTF-8.
pub fn export<'a>(
    people: impl Iterator<Item = &'a Facts> + Clone,
    fields: &[Definition],
) -> String {
    let most = |count: fn(&Facts) -> usize| people.clone().map(count).max().unwrap_or(0).max(1);
    let emails = most(|facts| facts.emails.len());
    let phones = most(|facts| facts.phones.len());
    // Spreadsheets of many countries take a semicolon for the end of a cell: every cell is quoted.
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let rows = people.map(|facts| {
        let mut row = cells(facts, emails, phones);
        row.extend(fields.iter().map(|field| {
            let value = facts.custom.iter().find(|(id, _)| *id == field.id);
            value.map(|(_, value)| field.words(value)).unwrap_or_default()
        }));
        row
    });
    let mut heads = heads(emails, phones);
    heads.extend(fields.iter().map(|field| field.name.clone()));
    for row in std::iter::once(heads).chain(rows) {
        let cells = row.iter().map(|cell| harmless(cell).into_owned());
        writer.write_record(cells).expect("writing to memory does not fail");
    }
    let table = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(table).expect("made of texts")
}

fn heads(emails: usize, phones: usize) -> Vec<String> {
    let several = |name: &str, count: usize| {
        let numbered = |number: usize| format!("{name} {number}");
        let all =
            (1..=count).map(|number| if number == 1 { name.to_owned() } else { numbered(number) });
        all.collect::<Vec<_>>()
    };
    let mut heads = vec!["Name".to_owned(), "Company".to_owned()];
    heads.extend(several("Email", emails));
    heads.extend(several("Phone", phones));
    heads.extend(["Address", "Birthday", "Usual order", "Tags"].map(str::to_owned));
    heads
}

fn cells(facts: &Facts, emails: usize, phones: usize) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let padded = |values: &[String], count: usize| {
        let values = values.iter().cloned().chain(std::iter::repeat(String::new()));
        values.take(count).collect::<Vec<_>>()
    };
    let mut cells = vec![facts.name.clone(), text(&facts.company)];
    cells.extend(padded(&facts.emails, emails));
    cells.extend(padded(&facts.phones, phones));
    cells.extend([text(&facts.address), text(&facts.birthday), text(&facts.usual_order)]);
    cells.push(facts.tags.join("; "));
    cells
}
