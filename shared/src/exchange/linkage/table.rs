//! A table of text.

use super::super::csv::{FileProblem, RowProblem, Sheet};
use crate::model::{Birthday, DateOrder};

/// Rows of cells under named columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns' heads; empty where the file names none.
    pub heads: Vec<String>,
    /// The rows, blank ones left out. A row may have fewer or more cells than there are heads.
    pub rows: Vec<Vec<String>>,
}

/// A table, and what of its file is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadTable {
    /// The table.
    pub table: Table,
    /// How many rows were blank.
    pub blank: usize,
    /// Rows that cannot be read.
    pub problems: Vec<RowProblem>,
}

impl Table {
    /// Reads a table of text, such as CSV.
    ///
    /// # Errors
    /// Why nothing of it can be read.
    pub fn read(bytes: &[u8]) -> Result<ReadTable, FileProblem> {
        let mut sheet = Sheet::open(bytes)?;
        let heads: Vec<String> = sheet.heads().iter().map(|head| head.title.clone()).collect();
        let is_known = sheet.heads().iter().any(|head| head.column.is_some());
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for row in sheet.by_ref() {
            match row {
                Ok(row) => rows.push(row.cells),
                Err(problem) => problems.push(problem),
            }
        }
        let mut table = Self { heads, rows };
        if !is_known && table.heads.iter().any(|head| is_value(head)) {
            let first = std::mem::take(&mut table.heads);
            table.rows.insert(0, first);
        }
        Ok(ReadTable { table, blank: sheet.blank(), problems })
    }

    /// A cell without blanks around it; nothing where the row is too short.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows[row].get(column).map_or("", |cell| cell.trim())
    }

    /// How many columns the head or any row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0).max(self.heads.len())
    }
}

/// Whether a cell is no column's name: an email, a date, a number.
fn is_value(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.contains('@')
        || digits > 4
        || Birthday::parse_in(cell, Some(DateOrder::DayFirst)).is_some()
        || !cell.is_empty() && digits == cell.len()
}
