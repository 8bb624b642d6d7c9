//! Many rows in one parameter.
//!
//! A statement through sqlx costs some 30 µs, whatever it does, and a value bound costs its share.
//! So a whole group of changes goes in as one blob of rows of a fixed width, which SQL cuts apart
//! with `substr`: the statements stay the same for one change and for a thousand.

/// Digits of a number in a packed row: enough for any `i64`.
const DIGITS: usize = 19;

/// Rows of a fixed width.
#[derive(Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    rows: i64,
}

impl Packed {
    /// Begins a row; its columns follow.
    pub(super) fn row(&mut self) -> &mut Self {
        self.rows += 1;
        self
    }

    /// A number: decimal digits, which `CAST(… AS INTEGER)` reads.
    pub(super) fn number(&mut self, value: u64) -> &mut Self {
        let text = value.to_string();
        self.bytes.extend(std::iter::repeat_n(b'0', DIGITS.saturating_sub(text.len())));
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// Bytes of a length that the statement knows.
    pub(super) fn blob(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// How many rows.
    pub(super) fn rows(&self) -> i64 {
        self.rows
    }

    /// The parameter.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
