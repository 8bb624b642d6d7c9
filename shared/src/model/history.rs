//! What became of a record, change by change, and what an undo of it would do.

use super::{About, CustomKind, Field, Group, ItemKind, Part};
use crate::crdt::Origin;
use crate::edit::Edit;
use crate::id::{ChangeHash, GroupId, ItemId};
use crate::time::Timestamp;

/// What a change, or an undo, is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The record itself: it was made.
    Record,
    /// Whether the record is in the bin.
    Bin,
    /// A single value.
    Field(Field),
    /// One text of an item.
    Item(ItemId, Part),
    /// An item's place among its kind.
    Rank(ItemKind, ItemId),
    /// Whether an item is there.
    Presence(ItemKind, ItemId),
    /// An entry of the timeline.
    Entry(ItemId),
    /// Whether the promise of an entry was kept, and when.
    Promise(ItemId),
    /// A statement about being written to; its text is the channel's stored name.
    Consent(ItemId),
    /// A purchase; its text is the total.
    Purchase(ItemId),
    /// What became of a purchase.
    Reversal(ItemId),
    /// That the record is one with another; its text is the other's id.
    Merge(ItemId),
    /// That the record is not about whom another is about; its text is the other's id.
    Apart(ItemId),
    /// The value of one of the workspace's own fields, by its id.
    Custom(ItemId, CustomKind),
    /// Whether an option of such a field is picked: the field's id, the option's id.
    Pick(ItemId, ItemId),
    /// A tag, as somebody wrote it.
    Tag(String),
    /// The key of something that this version does not know.
    Other(String),
}

/// What a record says of a [`Subject`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Nothing: never set, or cleared.
    Nothing,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// A time.
    Time(Timestamp),
    /// That it is there.
    Here,
    /// That it is taken out.
    Gone,
}

impl From<About> for Subject {
    fn from(about: About) -> Self {
        match about {
            About::Field(field) => Self::Field(field),
            About::Item(id, part) => Self::Item(id, part),
            About::Custom(field, kind) => Self::Custom(field, kind),
        }
    }
}

impl Subject {
    /// What a screen calls it.
    pub fn label(&self) -> &str {
        match self {
            Self::Record => "Record",
            Self::Bin => "Bin",
            Self::Field(field) => field.label(),
            Self::Item(_, part) => part.label(),
            Self::Entry(_) => "Note",
            Self::Rank(kind, _) | Self::Presence(kind, _) => kind.label(),
            Self::Promise(_) => "Promise",
            Self::Consent(_) => "Consent",
            Self::Purchase(_) => "Purchase",
            Self::Reversal(_) => "Return",
            Self::Merge(_) => "One card",
            Self::Apart(_) => "Two different people",
            Self::Custom(..) | Self::Pick(..) => "Field of your own",
            Self::Tag(name) => name,
            Self::Other(key) => key,
        }
    }

    /// The ordinary edit after which the record says this, as in "restore this value"; `None` where
    /// there is none, such as for when the record was made.
    pub fn restore(&self, said: &Said) -> Option<Edit> {
        let text = match said {
            Said::Text(text) => Some(text.clone()),
            _ => None,
        };
        let present = |kind, id| match said {
            Said::Gone | Said::Nothing => Edit::Remove { kind, id },
            _ => Edit::Restore { kind, id },
        };
        match self {
            Self::Field(field) => Some(Edit::SetField { field: *field, value: text }),
            Self::Item(id, part) => Some(Edit::SetItem { id: *id, part: *part, value: text }),
            Self::Rank(kind, id) => {
                let rank = if let Said::Number(rank) = said { *rank } else { 0 };
                Some(Edit::SetRank { kind: *kind, id: *id, rank })
            }
            Self::Presence(kind, id) => Some(present(*kind, *id)),
            Self::Entry(id) => Some(present(ItemKind::Entry, *id)),
            Self::Promise(entry) => {
                let at = if let Said::Time(at) = said { Some(*at) } else { None };
                Some(Edit::SetKept { entry: *entry, at })
            }
            Self::Custom(field, kind) => {
                Some(Edit::SetCustom { field: *field, kind: *kind, value: text })
            }
            Self::Pick(field, option) => {
                let on = *said == Said::Here;
                Some(Edit::Pick { field: *field, option: *option, on })
            }
            Self::Tag(name) => Some(Edit::SetTag { name: name.clone(), on: *said == Said::Here }),
            Self::Bin => Some(Edit::SetGone { gone: *said == Said::Gone }),
            Self::Merge(id) => {
                Some(Edit::SetMerged { id: *id, on: !matches!(said, Said::Gone | Said::Nothing) })
            }
            // What is written once is not said in other words.
            Self::Consent(_) | Self::Purchase(_) | Self::Reversal(_) | Self::Apart(_) => None,
            Self::Record | Self::Other(_) => None,
        }
    }
}

/// What one change did to one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// What it is about.
    pub subject: Subject,
    /// What its writer saw before; of several answers the one that was shown.
    pub before: Said,
    /// What it says since.
    pub after: Said,
    /// Whether that stands until now, by itself or as one of several answers.
    pub stands: bool,
}

impl HistoryLine {
    /// The edit that says again what was said before this change; see [`Subject::restore`].
    pub fn restore_before(&self) -> Option<Edit> {
        self.subject.restore(&self.before)
    }

    /// The edit that says again what this change said; see [`Subject::restore`].
    pub fn restore_after(&self) -> Option<Edit> {
        self.subject.restore(&self.after)
    }
}

/// One change of a record, as people would tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryChange {
    /// The change.
    pub hash: ChangeHash,
    /// Who made it, in which session, and when by their clock.
    pub origin: Origin,
    /// The act that it belongs to.
    pub group: Option<Group>,
    /// The act that it took back.
    pub undoes: Option<GroupId>,
    /// What it did, in the order in which it did so. Empty where no reader can tell a difference.
    pub lines: Vec<HistoryLine>,
}

/// A value that something once had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerValue {
    /// What was said, and what before.
    pub line: HistoryLine,
    /// Who said it, in which session, and when by their clock.
    pub origin: Origin,
    /// The act that it belongs to.
    pub group: Option<Group>,
}

/// What an undo puts back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// What it is about.
    pub subject: Subject,
    /// What the record says now.
    pub now: Said,
    /// What it then says.
    pub then: Said,
}

/// What an undo leaves alone, since somebody wrote there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// What it is about.
    pub subject: Subject,
    /// Who wrote there since, or at the same time.
    pub by: Vec<Origin>,
}

/// What an undo of a group does in one record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UndoPlan {
    /// What goes back.
    pub back: Vec<PutBack>,
    /// What stays.
    pub left: Vec<LeftAlone>,
}
