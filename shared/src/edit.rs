//! Every intention of a user, as it is kept until the server has it.
//!
//! An edit says what somebody wants, not what to write: it can be carried out again on a document
//! that has meanwhile changed. Ids and times come from the caller. The numbers are stored on
//! devices and must never change; a new version adds new ones.

mod items;
mod merging;
mod route;
mod values;

use minicbor::{Decode, Encode};

use crate::id::{GroupId, ItemId};
pub use crate::model::item::ItemKey;
use crate::model::{
    Apart, ConsentStatement, CustomKind, Kind, Merge, NewEntry, Purchase, Reversal,
};
pub use crate::model::{Field, ItemKind, Part};
use crate::sync::document::EditError;
use crate::time::Timestamp;
pub use items::{
    put_address, put_choice, put_date, put_definition, put_email, put_phone, put_preference,
    put_relation, put_social, put_taste,
};
pub use merging::{make_one, part};
pub use route::route;
pub use values::{set_author, set_custom, set_filter, set_owner, set_photo};

/// One intention. A value of `None`, or one without a visible character, clears.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Edit {
    /// Makes a person's record. It or [`Edit::Make`] comes first in the list that makes one, and
    /// changes nothing in a record that is already there; every other edit needs a record.
    #[n(0)]
    Create,
    /// Sets a single value. Setting it again is also how one of several answers is chosen.
    #[n(1)]
    SetField {
        /// Which.
        #[n(0)]
        field: Field,
        /// The new value.
        #[n(1)]
        value: Option<String>,
    },
    /// Sets one text of an item; an item exists by its parts. If somebody removes it at the same
    /// time without knowing of this, the item stays.
    #[n(2)]
    SetItem {
        /// The item.
        #[n(0)]
        id: ItemId,
        /// Which text; it names the item's kind.
        #[n(1)]
        part: Part,
        /// The new value.
        #[n(2)]
        value: Option<String>,
    },
    /// Places an item among its kind: the lowest is first, unranked is 0.
    #[n(3)]
    SetRank {
        /// The kind.
        #[n(0)]
        kind: ItemKind,
        /// The item.
        #[n(1)]
        id: ItemId,
        /// The place.
        #[n(2)]
        rank: i64,
    },
    /// Takes an item out.
    #[n(4)]
    Remove {
        /// The kind.
        #[n(0)]
        kind: ItemKind,
        /// The item.
        #[n(1)]
        id: ItemId,
    },
    /// Brings a removed item back.
    #[n(5)]
    Restore {
        /// The kind.
        #[n(0)]
        kind: ItemKind,
        /// The item.
        #[n(1)]
        id: ItemId,
    },
    /// Puts a tag on, or takes it off. Tags that differ only in case are one.
    #[n(6)]
    SetTag {
        /// The tag, as somebody writes it.
        #[n(0)]
        name: String,
        /// Whether it is on.
        #[n(1)]
        on: bool,
    },
    /// Adds to the timeline.
    #[n(7)]
    AddEntry {
        /// A new id.
        #[n(0)]
        id: ItemId,
        /// How it happened: [`crate::model::Entry::NOTE`].
        #[n(1)]
        channel: String,
        /// What happened.
        #[n(2)]
        text: String,
        /// When.
        #[n(3)]
        at: Timestamp,
    },
    /// Puts the record in the bin, or takes it out.
    #[n(8)]
    SetGone {
        /// Whether it is in the bin.
        #[n(0)]
        gone: bool,
    },
    /// Makes a record of a kind, as [`Edit::Create`] makes a person's.
    #[n(9)]
    Make {
        /// The kind; it never changes.
        #[n(0)]
        kind: Kind,
    },
    /// Adds a contact to the timeline, with everything that can be said of one.
    #[n(10)]
    AddContact {
        /// A new id.
        #[n(0)]
        id: ItemId,
        /// What happened.
        #[n(1)]
        entry: NewEntry,
    },
    /// Says that a promise was kept, or is open again. Where somebody opens it again while another
    /// ticks it off, it is open.
    #[n(11)]
    SetKept {
        /// The entry that it was made in.
        #[n(0)]
        entry: ItemId,
        /// When it was kept; `None` opens it again.
        #[n(1)]
        at: Option<Timestamp>,
    },
    /// Writes down what somebody said about being written to.
    #[n(12)]
    AddConsent {
        /// A new id.
        #[n(0)]
        id: ItemId,
        /// What they said.
        #[n(1)]
        statement: ConsentStatement,
    },
    /// Adds a purchase.
    #[n(13)]
    AddPurchase {
        /// A new id, or one that follows from where it comes from.
        #[n(0)]
        id: ItemId,
        /// The purchase.
        #[n(1)]
        purchase: Purchase,
    },
    /// Voids a purchase, or writes down what came back.
    #[n(14)]
    AddReversal {
        /// A new id.
        #[n(0)]
        id: ItemId,
        /// What happened.
        #[n(1)]
        reversal: Reversal,
    },
    /// Sets the value of one of the workspace's own fields that has one value; see
    /// [`set_custom`].
    #[n(15)]
    SetCustom {
        /// The field's id.
        #[n(0)]
        field: ItemId,
        /// The field's kind.
        #[n(1)]
        kind: CustomKind,
        /// The new value, as [`CustomKind::read`] reads it.
        #[n(2)]
        value: Option<String>,
    },
    /// Picks an option of a field that can have several, or unpicks it. Picking beats unpicking at
    /// the same time.
    #[n(16)]
    Pick {
        /// The field's id.
        #[n(0)]
        field: ItemId,
        /// The option's id.
        #[n(1)]
        option: ItemId,
        /// Whether it is picked.
        #[n(2)]
        on: bool,
    },
    /// Says that the record and another are about one; the other says so, too.
    #[n(17)]
    AddMerge {
        /// A new id, the same in both.
        #[n(0)]
        id: ItemId,
        /// With which.
        #[n(1)]
        merge: Merge,
    },
    /// Revokes that, or says it again. Where somebody says it again while another revokes it, it
    /// holds.
    #[n(18)]
    SetMerged {
        /// Of the two the id that [`Edit::AddMerge`] had.
        #[n(0)]
        id: ItemId,
        /// Whether it holds.
        #[n(1)]
        on: bool,
    },
    /// Says that the record and another are about two; the other says so, too.
    #[n(19)]
    AddApart {
        /// A new id, the same in both.
        #[n(0)]
        id: ItemId,
        /// From which.
        #[n(1)]
        apart: Apart,
    },
    /// Says which act the list of edits belongs to. It writes nothing by itself; of several in a
    /// list the first counts.
    #[n(20)]
    Group {
        /// The act; the same in every record that it changes.
        #[n(0)]
        id: GroupId,
        /// Whether it changes many records: it is then found again in their facts.
        #[n(1)]
        bulk: bool,
    },
    /// Takes back what a group wrote in this record, as far as nobody wrote there since. It stands
    /// in a list of its own, but for a [`Edit::Group`]; undoing that group is redoing.
    #[n(21)]
    Undo {
        /// The act to take back.
        #[n(0)]
        group: GroupId,
    },
}

impl Edit {
    /// The kind of record that it makes, if it makes one.
    pub fn makes(&self) -> Option<Kind> {
        match self {
            Self::Create => Some(Kind::Person),
            Self::Make { kind } => Some(*kind),
            _ => None,
        }
    }

    /// Sets a single value.
    pub fn set(field: Field, value: impl Into<String>) -> Self {
        Self::SetField { field, value: Some(value.into()) }
    }

    /// Puts a tag on.
    pub fn tag(name: impl Into<String>) -> Self {
        Self::SetTag { name: name.into(), on: true }
    }

    /// The list of edits that takes `group` back, as an act of its own.
    pub fn undo(group: GroupId, by: crate::model::Group) -> Vec<Self> {
        vec![Self::Group { id: by.id, bulk: by.bulk }, Self::Undo { group }]
    }

    /// Writes down a note.
    pub fn note(id: ItemId, text: impl Into<String>, at: Timestamp) -> Self {
        let channel = crate::model::Entry::NOTE.to_owned();
        Self::AddEntry { id, channel, text: text.into(), at }
    }
}

/// Edits that become one change, as they are kept.
pub fn encode(edits: &[Edit]) -> Vec<u8> {
    minicbor::to_vec(edits).expect("writing to memory does not fail")
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// When the bytes are damaged, or a newer version wrote an edit that this one does not know.
pub fn decode(bytes: &[u8]) -> Result<Vec<Edit>, EditError> {
    minicbor::decode(bytes).map_err(|error| {
        EditError(format!("this version of Regulars does not understand the edit ({error})"))
    })
}

#[cfg(test)]
mod tests;
