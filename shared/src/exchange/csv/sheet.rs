//! A table of text, row by row.

use std::io::Cursor;

use csv::{ReaderBuilder, StringRecord};

use super::columns::Head;
use super::{FileProblem, RowProblem, decode};

/// A row that spans more lines than this has a quotation mark that nobody closed.
const ROW_LINES: u64 = 200;
pub(super) const RAW_LETTERS: usize = 2000;

/// A row as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// Its cells. There may be fewer or more than heads.
    pub cells: Vec<String>,
}

impl Row {
    /// Why it did not come in.
    pub fn problem(&self, message: &'static str) -> RowProblem {
        let raw = self.cells.join(" | ").chars().take(RAW_LETTERS).collect();
        RowProblem { line: self.line, message, raw }
    }
}

/// Reads a table row by row. Nothing of the file is lost: every row is given, a problem, or counted
/// as blank.
pub struct Sheet {
    reader: csv::Reader<Cursor<Vec<u8>>>,
    heads: Vec<Head>,
    blank: usize,
    at_end: bool,
}

impl Sheet {
    /// Opens a table, whose first row that is not blank names the columns.
    ///
    /// # Errors
    /// Why nothing of it can be read.
    pub fn open(bytes: &[u8]) -> Result<Self, FileProblem> {
        let mut text = decode::decode(bytes)?;
        // A line by which some programs tell spreadsheets their separator.
        let start = text.as_bytes().get(..5).filter(|start| start.is_ascii());
        let told = start.filter(|start| start[..4].eq_ignore_ascii_case(b"sep="));
        let told = told.map(|start| start[4]);
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
        let mut reader = reader(text.into_bytes(), separator);
        let mut head = StringRecord::new();
        while reader.read_record(&mut head).unwrap_or(false) && is_blank(&head) {}
        Ok(Self { reader, heads, blank: 0, at_end: false })
    }

    /// The columns, as they were understood.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// How many blank rows there were so far.
    pub fn blank(&self) -> usize {
        self.blank
    }

    /// How much of the file has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let all = self.reader.get_ref().get_ref().len().max(1);
        if self.at_end { 1.0 } else { self.reader.position().byte() as f64 / all as f64 }
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

/// The rows that are not blank.
impl Iterator for Sheet {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        loop {
            if self.at_end || !self.reader.read_record(&mut record).unwrap_or(false) {
                self.at_end = true;
                return None;
            }
            if !is_blank(&record) {
                break;
            }
            self.blank += 1;
        }
        let start = record.position().cloned().unwrap_or_else(csv::Position::new);
        if self.reader.position().line() - start.line() > ROW_LINES {
            return Some(Err(self.unclosed(&start)));
        }
        Some(Ok(Row { line: start.line(), cells: record.iter().map(str::to_owned).collect() }))
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
