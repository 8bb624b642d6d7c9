//! The whole of every record as JSON: documented in docs/EXPORT.md, with a version number.

mod history;
mod model;
mod write;

pub(super) use history::label;

use super::instant::iso;
use super::{Known, Leaving};

/// What the file says that it is.
pub const FORMAT: &str = "regulars-export";
/// The version of the file's shape. A change that a reader of this one would misread makes it
/// higher; what is only added does not.
pub const VERSION: u32 = 1;

/// Writes a file, a record at a time.
pub struct Writer {
    known: Known,
    count: usize,
}

impl Writer {
    /// Begins a file: its first bytes are the second value.
    pub fn begin(known: Known) -> (Self, Vec<u8>) {
        let head = model::Head {
            format: FORMAT.to_owned(),
            version: VERSION,
            made: iso(known.made),
            workspace: known.workspace.clone(),
            fields: known.fields.iter().map(write::own_field).collect(),
        };
        let mut bytes = serde_json::to_vec_pretty(&head).expect("texts and numbers only");
        // The records and their number follow in the same object.
        bytes.truncate(bytes.len() - "\n}".len());
        bytes.extend_from_slice(b",\n  \"records\": [");
        (Self { known, count: 0 }, bytes)
    }

    /// The bytes of one more record: a line of its own.
    pub fn record(&mut self, leaving: &Leaving<'_>) -> Vec<u8> {
        let mut bytes = if self.count == 0 { b"\n".to_vec() } else { b",\n".to_vec() };
        self.count += 1;
        let entity = write::entity(leaving, &self.known);
        serde_json::to_writer(&mut bytes, &entity).expect("texts and numbers only");
        bytes
    }

    /// The last bytes.
    pub fn end(self) -> Vec<u8> {
        format!("\n  ],\n  \"count\": {}\n}}\n", self.count).into_bytes()
    }
}

#[cfg(test)]
mod tests;
