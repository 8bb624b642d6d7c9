//! When this device last showed a record, and how it stood then.

use super::{load, store};

const KEY: &str = "looked";
/// How many records are remembered; the one looked at longest ago is forgotten first.
const MOST: usize = 300;

/// A look at a record.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Look {
    /// The record, as its id is printed.
    pub record: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The heads that it had, as they are printed.
    pub heads: Vec<String>,
}

/// The last look at a record on this device.
pub fn last_look(record: &str) -> Option<Look> {
    let looks: Vec<Look> = load(KEY).unwrap_or_default();
    looks.into_iter().find(|look| look.record == record)
}

/// Remembers a look.
pub fn look(new: Look) {
    // Read anew: another tab may have looked meanwhile.
    let mut looks: Vec<Look> = load(KEY).unwrap_or_default();
    looks.retain(|look| look.record != new.record);
    looks.push(new);
    let forgotten = looks.len().saturating_sub(MOST);
    looks.drain(..forgotten);
    store(KEY, &looks);
}
