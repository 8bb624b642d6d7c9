//! Everything out again, in forms that other programs read and that people keep.
//!
//! Nothing here holds a whole workspace: whoever calls gives one record after another, and passes on
//! the bytes that come of it.

pub mod calendar;
mod instant;
pub mod json;
mod lines;
pub mod page;
pub mod vcard;
pub mod xlsx;

use std::collections::HashMap;

use self::json::label as subject_label;
use crate::id::DocumentId;
use crate::model::{Definition, Disagreement, HistoryChange, Kind, Record};
use crate::time::Timestamp;
use crate::view::{Members, People, definitions};

/// What the records of a workspace name by ids, and when and of which workspace the file is.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What the workspace is called on this device.
    pub workspace: String,
    /// When the file was made.
    pub made: Timestamp,
    /// The workspace's own fields, those taken out included.
    pub fields: Vec<Definition>,
    /// Who wrote, by author id.
    pub members: Members,
    names: HashMap<DocumentId, String>,
}

impl Known {
    /// Reads what a workspace's records can name.
    pub fn of(people: &People, workspace: String, made: Timestamp) -> Self {
        let named = |kind: Kind| kind.is_contact() || kind == Kind::Member;
        let names = people.all_own().filter(|(_, facts)| named(facts.kind));
        Self {
            workspace,
            made,
            fields: definitions(people),
            members: Members::of(people),
            names: names.map(|(id, facts)| (id, facts.name.clone())).collect(),
        }
    }

    /// The name of a record that another one points to.
    pub fn name(&self, id: DocumentId) -> Option<&str> {
        self.names.get(&id).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The name of who writes under an author id.
    fn author(&self, author: Option<&[u8]>) -> Option<&str> {
        self.members.name(author?)
    }
}

/// A record on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    /// Which.
    pub id: DocumentId,
    /// What it says.
    pub record: &'a Record,
    /// Where people gave different answers.
    pub disagreements: &'a [Disagreement],
    /// What became of it, newest first; empty where the form has no place for it.
    pub history: &'a [HistoryChange],
    /// Its picture's bytes, where the form takes them and this device has them.
    pub photo: Option<&'a [u8]>,
}

#[cfg(test)]
mod tests;
