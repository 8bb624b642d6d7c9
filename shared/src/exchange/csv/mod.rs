//! People from a table of text: CSV and its relatives, as spreadsheets and other programs write
//! them.

mod columns;
pub(super) mod decode;
mod export;
mod formula;
mod row;
mod sheet;

use crate::doc::EDIT_BYTES;
use crate::edit::{Edit, encode};
use crate::id::ItemId;
use crate::time::Timestamp;

pub use columns::{Column, Head};
pub use decode::FILE_BYTES;
pub use export::{Table, export, line};
pub use row::{Reading, contact};
pub use sheet::{Row, Sheet};

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

/// Makes people of a table, as many rows at a time as the caller likes.
pub struct Importer {
    sheet: Sheet,
    file: String,
    counts: Counts,
}

impl Importer {
    /// Opens a table. `file` is its name, which the people remember as their source.
    ///
    /// # Errors
    /// Why nothing of it can be read.
    pub fn new(bytes: &[u8], file: &str) -> Result<Self, FileProblem> {
        let sheet = Sheet::open(bytes)?;
        if !sheet.heads().iter().any(Head::identifies) {
            let heads = sheet.heads().iter();
            let found = heads.map(|head| head.title.clone()).take(20).collect();
            return Err(FileProblem::NoHeader { found });
        }
        Ok(Self { sheet, file: file.to_owned(), counts: Counts::default() })
    }

    /// The columns, as they were understood.
    pub fn heads(&self) -> &[Head] {
        self.sheet.heads()
    }

    /// What became of the rows so far.
    pub fn counts(&self) -> Counts {
        Counts { blank: self.sheet.blank(), ..self.counts }
    }

    /// How much of the file has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.sheet.progress()
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
            let Some(row) = self.sheet.next() else { break };
            let result = row.and_then(|row| self.person(&row, new_id, now));
            match &result {
                Ok(_) => self.counts.people += 1,
                Err(_) => self.counts.problems += 1,
            }
            results.push(result);
        }
        results
    }

    fn person(
        &self,
        row: &Row,
        new_id: &mut dyn FnMut() -> ItemId,
        now: Timestamp,
    ) -> Result<Vec<Edit>, RowProblem> {
        let cells = row.cells.iter().map(String::as_str);
        let Some(edits) = row::edits(self.sheet.heads(), cells, &self.file, new_id, now) else {
            return Err(row.problem("Nothing says who this is: no name, email, phone or company."));
        };
        if encode(&edits).len() > EDIT_BYTES {
            return Err(row.problem("This row is too long for one person."));
        }
        Ok(edits)
    }
}

#[cfg(test)]
mod tests;
