//! Contacts of whatever file: tables of text, spreadsheets, vCards.

pub(super) mod sheet;
pub(super) mod table;
pub(super) mod vcard;

use super::contact::Contact;
use super::csv::{FileProblem, RowProblem, Sheet};

/// What a file says of people, and what became of all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadContacts {
    /// The contacts, in the file's order.
    pub contacts: Vec<Contact>,
    /// The line of the file on which each of them begins, from 1.
    pub lines: Vec<u64>,
    /// How many rows or cards were read, blank ones included.
    pub read: usize,
    /// How many of them were blank.
    pub blank: usize,
    /// Those that say nothing of anybody, or cannot be read.
    pub refused: Vec<RowProblem>,
}

/// Reads the contacts of a file of any kind that is known, by what stands in it.
///
/// # Errors
/// Why nothing of it can be read.
pub fn read(bytes: &[u8]) -> Result<ReadContacts, FileProblem> {
    if sheet::is_spreadsheet(bytes) {
        let rows = sheet::rows(bytes)?;
        return table::of_rows(rows);
    }
    if vcard::is_vcard(bytes) {
        return vcard::read(bytes);
    }
    table::of_text(Sheet::open(bytes)?)
}

#[cfg(test)]
mod tests;
