//! Contacts of a table.

use super::super::csv::{Column, FileProblem, Head, Reading, Row, RowProblem, Sheet, contact};
use super::ReadContacts;
use crate::model::{Birthday, DateOrder};

/// The contacts of a table of text.
pub fn of_text(mut sheet: Sheet) -> Result<ReadContacts, FileProblem> {
    let heads = sheet.heads().to_vec();
    let rows: Vec<Result<Row, RowProblem>> = sheet.by_ref().collect();
    of_table(heads, rows, sheet.blank())
}

/// The contacts of rows, the first of which that is not blank names the columns.
pub fn of_rows(rows: Vec<Row>) -> Result<ReadContacts, FileProblem> {
    let is_blank = |row: &Row| row.cells.iter().all(|cell| cell.trim().is_empty());
    let all = rows.len();
    let mut filled = rows.into_iter().filter(|row| !is_blank(row));
    let first = filled.next().ok_or(FileProblem::Empty)?;
    let heads = first.cells.iter().map(|cell| Head::new(cell)).collect();
    let rows: Vec<_> = filled.map(Ok).collect();
    let blank = all - rows.len() - 1;
    of_table(heads, rows, blank)
}

fn of_table(
    mut heads: Vec<Head>,
    mut rows: Vec<Result<Row, RowProblem>>,
    blank: usize,
) -> Result<ReadContacts, FileProblem> {
    let titles: Vec<String> = heads.iter().map(|head| head.title.clone()).take(20).collect();
    understand(&mut heads, &mut rows);
    if !heads.iter().any(Head::identifies) {
        return Err(FileProblem::NoHeader { found: titles });
    }
    let reading = reading(&heads, &rows);
    let mut read = ReadContacts { read: rows.len() + blank, blank, ..ReadContacts::default() };
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(problem) => {
                read.refused.push(problem);
                continue;
            }
        };
        let found = contact(&heads, row.cells.iter().map(String::as_str), reading);
        if found.is_somebody() {
            read.contacts.push(found);
            read.lines.push(row.line);
        } else {
            let message = "Nothing says who this is: no name, email, phone or company.";
            read.refused.push(row.problem(message));
        }
    }
    Ok(read)
}

/// Where no head says who a row is about: tells what columns hold by what stands in them, and whether the
/// first row is one like the others and names no columns.
pub fn understand(heads: &mut Vec<Head>, rows: &mut Vec<Result<Row, RowProblem>>) {
    if heads.iter().any(Head::identifies) {
        return;
    }
    let names_nothing = heads.iter().any(|head| looks_like(&head.title).is_some());
    if names_nothing {
        let cells: Vec<String> = heads.iter().map(|head| head.title.clone()).collect();
        *heads = cells.iter().map(|_| Head::new("")).collect();
        rows.insert(0, Ok(Row { line: 1, cells }));
    }
    guess(heads, rows, names_nothing);
}

/// How cells that could mean two things are read, by all cells of their columns.
pub fn reading(heads: &[Head], rows: &[Result<Row, RowProblem>]) -> Reading {
    let column = |wanted: Column| heads.iter().position(|head| head.column == Some(wanted));
    let titles = heads.iter().filter(|head| head.column == Some(Column::Title)).count();
    let dates = column(Column::Birthday).and_then(|birthday| {
        DateOrder::of(
            rows.iter().flatten().filter_map(|row| Some(row.cells.get(birthday)?.as_str())),
        )
    });
    // Programs that write "E-mail Address" beside "Business Phone", or a birthday of two parts,
    // put the month first.
    let is_outlook = heads.iter().any(|head| head.title == "E-mail Address");
    let is_mailchimp = heads.iter().any(|head| head.title == "MEMBER_RATING");
    let dates = dates.or((is_outlook || is_mailchimp).then_some(DateOrder::MonthFirst));
    Reading { dates, title_is_address: titles > 1 }
}

/// What a cell without a head can only be.
fn looks_like(cell: &str) -> Option<Column> {
    let cell = cell.trim();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if cell.contains('@') && cell.contains('.') && !cell.contains(' ') {
        Some(Column::Email)
    } else if Birthday::parse_in(cell, Some(DateOrder::DayFirst))
        .is_some_and(|day| day.year.is_some())
    {
        Some(Column::Birthday)
    } else if digits > 5 && digits * 2 > cell.len() {
        Some(Column::Phone)
    } else {
        None
    }
}

/// Gives columns without a known head the meaning that most of their cells have. Where no column is
/// named, the first of words is taken for the name.
fn guess(heads: &mut [Head], rows: &[Result<Row, RowProblem>], names_nothing: bool) {
    let mut named = false;
    for (column, head) in heads.iter_mut().enumerate().filter(|(_, head)| head.column.is_none()) {
        let cells: Vec<&str> = rows
            .iter()
            .flatten()
            .take(500)
            .filter_map(|row| row.cells.get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let most = |wanted: Option<Column>| {
            let fitting = cells.iter().filter(|cell| looks_like(cell) == wanted).count();
            !cells.is_empty() && fitting * 10 >= cells.len() * 7
        };
        let known = [Column::Email, Column::Birthday, Column::Phone];
        head.column = known.into_iter().find(|wanted| most(Some(*wanted)));
        if head.column.is_none() && names_nothing && !named && most(None) {
            head.column = Some(Column::Name);
            named = true;
        }
    }
}
