//! People from a table of text: CSV and its relatives, as spreadsheets and other programs write
//! them.

mod columns;
mod decode;
mod export;
mod formula;
mod row;

use std::io::Cursor;

use csv::{ReaderBuilder, StringRecord};

use crate::doc::EDIT_BYTES;
use crate::edit::{Edit, encode};
use crate::id::ItemId;
use crate::time::Timestamp;

pub use columns::{Column, Head};
pub use decode::FILE_BYTES;
pub use export::export;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// It is over [`FILE_BYTES`].
    #[error(
        "The file has {} MB, and {} MB fit at once. Save it in parts and bring in one after another.",
        .bytes >> 20,
        FILE_BYTES >> 20
    )]
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// It is no text.
    #[error("This is {what}. Save the list as CSV, and bring that in.")]
    NotText {
        /// What it seems to be.
        what: &'static str,
    },
    /// No column is known by its head.
    #[error(
        "The first row should name the columns, such as name, email, phone. It says: {}.",
        .found.join(", ")
    )]
    NoHeader {
        /// The first row's cells.
        found: Vec<String>,
    },
}

/// Why a row did not come in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct RowProblem {
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// Why, in a sentence.
    pub message: &'static str,
    /// The row, cut where it is very long.
    pub raw: String,
}

/// What became of the rows so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows that became a person.
    pub people: usize,
    /// Rows that did not come in.
    pub problems: usize,
    /// Rows in which nothing stood.
    pub blank: usize,
}

/// A row that spans more lines than this has a quotation mark that nobody closed.
const ROW_LINES: u64 = 200;
const RAW_LETTERS: usize = 2000;

/// Reads a table row by row, as many at a time as the caller likes.
pub struct Importer {
    reader: csv::Reader<Cursor<Vec<u8>>>,
    heads: Vec<Head>,
    file: String,
    counts: Counts,
    at_end: bool,
}

impl Importer {
    /// Opens a table. `file` is its name, which the people remember as their source.
    ///
    /// # Errors
    /// Why nothing of it can be read.
    pub fn new(bytes: &[u8], file: &str) -> Result<Self, FileProblem> {
        let mut text = decode::decode(bytes)?;
        // A line by which some programs tell spreadsheets their separator.
        let separator = text.get(..5).filter(|start| start[..4].eq_ignore_ascii_case("sep="));
        let told = separator.map(|separator| separator.as_bytes()[4]);
        if told.is_some() {
            text.drain(..text.find('\n').map_or(text.len(), |end| end + 1));
        }
        let candidates = told.map_or_else(|| b",;\t|".to_vec(), |told| vec![told]);
        let heads_by = |separator| {
            let mut rows = reader(text.as_bytes().to_vec(), separator).into_records().flatten();
            let row = rows.find(|row| !is_blank(row)).unwrap_or_default();
            row.iter().map(Head::new).collect::<Vec<_>>()
        };
        let (separator, heads) = candidates
            .into_iter()
            .map(|separator| (separator, heads_by(separator)))
            .max_by_key(|(_, heads)| {
                let known = heads.iter().filter(|head| head.column.is_some()).count();
                (known, heads.len())
            })
            .ok_or(FileProblem::Empty)?;
        if !heads.iter().any(Head::identifies) {
            let found = heads.into_iter().map(|head| head.title).take(20).collect();
            return Err(FileProblem::NoHeader { found });
        }
        let mut reader = reader(text.into_bytes(), separator);
        let mut head = StringRecord::new();
        while reader.read_record(&mut head).unwrap_or(false) && is_blank(&head) {}
        let file = file.to_owned();
        Ok(Self { reader, heads, file, counts: Counts::default(), at_end: false })
    }

    /// The columns, as they were understood.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// What became of the rows so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How much of the file has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let all = self.reader.get_ref().get_ref().len().max(1);
        if self.at_end { 1.0 } else { self.reader.position().byte() as f64 / all as f64 }
    }

    /// The next rows, at most `rows`, blank ones left out: for each the edits that make a person,
    /// or why there is none. Nothing at the end of the file.
    pub fn next(
        &mut self,
        rows: usize,
        new_id: &mut dyn FnMut() -> ItemId,
        now: Timestamp,
    ) -> Vec<Result<Vec<Edit>, RowProblem>> {
        let mut results = Vec::new();
        while results.len() < rows {
            let Some(result) = self.row(new_id, now) else { break };
            match &result {
                Ok(_) => self.counts.people += 1,
                Err(_) => self.counts.problems += 1,
            }
            results.push(result);
        }
        results
    }

    fn row(
        &mut self,
        new_id: &mut dyn FnMut() -> ItemId,
        now: Timestamp,
    ) -> Option<Result<Vec<Edit>, RowProblem>> {
        let mut record = StringRecord::new();
        loop {
            if !self.reader.read_record(&mut record).unwrap_or(false) {
                self.at_end = true;
                return None;
            }
            if !is_blank(&record) {
                break;
            }
            self.counts.blank += 1;
        }
        let start = record.position().cloned().unwrap_or_else(csv::Position::new);
        let problem = |message| {
            let raw = record.iter().collect::<Vec<_>>().join(" | ");
            let raw = raw.chars().take(RAW_LETTERS).collect();
            Some(Err(RowProblem { line: start.line(), message, raw }))
        };
        if self.reader.position().line() - start.line() > ROW_LINES {
            return Some(Err(self.unclosed(&start)));
        }
        let Some(edits) = row::edits(&self.heads, record.iter(), &self.file, new_id, now) else {
            return problem("Nothing says who this is: no name, email, phone or company.");
        };
        if encode(&edits).len() > EDIT_BYTES {
            return problem("This row is too long for one person.");
        }
        Some(Ok(edits))
    }

    /// Gives up on the first line of a row whose quotation mark is never closed, and goes on with
    /// the next, so that one slip does not swallow everybody after it.
    fn unclosed(&mut self, start: &csv::Position) -> RowProblem {
        let text = self.reader.get_ref().get_ref();
        let from = usize::try_from(start.byte()).unwrap_or(usize::MAX).min(text.len());
        // The reader counts line ends before a row to the row.
        let from = from + text[from..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let end = text[from..].iter().position(|byte| *byte == b'\n');
        let next = end.map_or(text.len(), |end| from + end + 1);
        let raw = String::from_utf8_lossy(&text[from..next]);
        let raw = raw.trim_end().chars().take(RAW_LETTERS).collect();
        let mut position = csv::Position::new();
        position.set_byte(next as u64).set_line(start.line() + 1).set_record(start.record() + 1);
        // Seeking in memory cannot fail; if it did, the file would count as read.
        if self.reader.seek(position).is_err() {
            self.at_end = true;
        }
        let message = "A quotation mark opens here and is not closed.";
        RowProblem { line: start.line(), message, raw }
    }
}

fn reader(text: Vec<u8>, separator: u8) -> csv::Reader<Cursor<Vec<u8>>> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(Cursor::new(text))
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests;
