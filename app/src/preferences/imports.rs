//! What the columns of files meant before, and an import that may be cut off.

use gloo_storage::{LocalStorage, Storage};

use super::{PREFIX, load, store};

const UNDER_WAY: &str = "import";

/// What was said of the columns of files with these heads.
pub fn mapping_of(heads: &str) -> Option<String> {
    load(&format!("columns.{heads}"))
}

/// Remembers what was said of the columns of files with these heads.
pub fn keep_mapping(heads: &str, mapping: &str) {
    store(&format!("columns.{heads}"), &mapping);
}

/// An import that writes, as it is remembered until it has ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct UnderWay {
    /// The workspace that it writes in.
    pub workspace: String,
    /// The file's name.
    pub file: String,
    /// The act, as `GroupId::to_key` writes it.
    pub group: String,
    /// How many records it was to write.
    pub records: usize,
    /// When it last said that it goes on, in milliseconds since 1970.
    pub beat: i64,
}

/// The import that was under way when this device last heard of one.
pub fn under_way() -> Option<UnderWay> {
    load(UNDER_WAY)
}

/// Remembers that an import goes on; `None` once it has ended.
pub fn set_under_way(import: Option<&UnderWay>) {
    match import {
        Some(import) => store(UNDER_WAY, import),
        None => LocalStorage::delete(format!("{PREFIX}{UNDER_WAY}")),
    }
}
