//! Edits to keys. What would change nothing writes nothing.

mod custom;
mod entries;
mod statements;

use std::collections::HashSet;

use super::found::is_gone;
use super::log::Log;
use super::message::Message;
use super::schema;
use super::undo::{Back, Undoing};
use crate::crdt::{Crdt, ROOT, ReadDoc, ScalarValue, Transactable, Transaction};
use crate::edit::{Edit, ItemKey};
use crate::id::{DocumentId, GroupId};
use crate::model::Group;
use crate::sync::document::{Authoring, Change, EditError};
use crate::time::Timestamp;

/// Carries out `edits` as one change; `None` where nothing would change.
pub fn write(
    crdt: &mut Crdt,
    id: DocumentId,
    edits: &[Edit],
    authoring: &Authoring,
) -> Result<Option<Change>, EditError> {
    let (group, undoes) = (group(edits), undoes(edits)?);
    let undoing = undoes.map(|group| Undoing::of(&Log::of(crdt), group));
    let back = fitting(undoing.map(|undoing| undoing.writes).unwrap_or_default());
    let message = Message { group, undoes }.write();
    crdt.change_with_message(authoring, message, |tx| {
        let mut writer = Writer { tx, id, at: authoring.at, fresh: HashSet::new() };
        writer.put_back(back)?;
        edits.iter().try_for_each(|edit| writer.edit(edit))
    })
}

/// The most bytes of what an undo puts back in one change: what it becomes stays below a change's
/// limit, also with one more value of [`super::EDIT_BYTES`].
const BACK_BYTES: usize = 128 << 10;

/// As much of what an undo puts back as one change holds. The same undo, made again, puts the rest
/// back.
fn fitting(mut back: Vec<(String, Back)>) -> Vec<(String, Back)> {
    let mut bytes = 0;
    let fits = back.iter().take_while(|(key, back)| {
        let before = bytes;
        bytes += key.len() + back.bytes();
        before == 0 || bytes <= BACK_BYTES
    });
    let count = fits.count();
    back.truncate(count);
    back
}

/// The act that a list of edits belongs to.
fn group(edits: &[Edit]) -> Option<Group> {
    edits.iter().find_map(|edit| match edit {
        Edit::Group { id, bulk } => Some(Group { id: *id, bulk: *bulk }),
        _ => None,
    })
}

/// The act that a list of edits takes back. An act that would take back itself is none.
fn undoes(edits: &[Edit]) -> Result<Option<GroupId>, EditError> {
    let mut others = edits.iter().filter(|edit| !matches!(edit, Edit::Group { .. }));
    match (others.next(), others.next()) {
        (Some(Edit::Undo { group: undone }), None) => {
            Ok(Some(*undone).filter(|undone| group(edits).is_none_or(|group| group.id != *undone)))
        }
        _ if edits.iter().any(|edit| matches!(edit, Edit::Undo { .. })) => {
            Err(EditError("an undo is an act of its own".into()))
        }
        _ => Ok(None),
    }
}

struct Writer<'a, 'b> {
    tx: &'a mut Transaction<'b>,
    id: DocumentId,
    at: Timestamp,
    /// Items that this very change makes: nobody else can have removed them.
    fresh: HashSet<ItemKey>,
}

impl Writer<'_, '_> {
    fn edit(&mut self, edit: &Edit) -> Result<(), EditError> {
        let exists = !self.values(schema::ID)?.is_empty();
        match edit.makes() {
            Some(_) if exists => return Ok(()),
            Some(kind) => {
                self.put(schema::KIND, kind.name().into())?;
                self.put(schema::ID, self.id.to_string().into())?;
                return self.put(schema::CREATED, ScalarValue::Int(self.at.0));
            }
            // A group writes nothing by itself; what an undo writes was found beforehand.
            None if matches!(edit, Edit::Group { .. } | Edit::Undo { .. }) => return Ok(()),
            None if !exists => {
                return Err(EditError("this record is not on this device yet".into()));
            }
            None => {}
        }
        match edit {
            Edit::Create | Edit::Make { .. } | Edit::Group { .. } | Edit::Undo { .. } => {}
            Edit::SetField { field, value } => {
                self.put(schema::field(*field), text(value.as_deref()))?;
            }
            Edit::SetItem { id, part, value } => {
                let item = (part.kind(), *id);
                if !self.has(item)? {
                    self.fresh.insert(item);
                }
                let key = schema::item(part.kind(), *id, schema::part_name(*part));
                let changed = self.put_if_new(&key, text(value.as_deref()))?;
                if changed && !self.fresh.contains(&item) {
                    self.bring_here(&schema::item(part.kind(), *id, schema::GONE))?;
                }
            }
            Edit::SetRank { kind, id, rank } => {
                if self.has((*kind, *id))? {
                    self.put(&schema::item(*kind, *id, schema::RANK), ScalarValue::Int(*rank))?;
                }
            }
            Edit::Remove { kind, id } => {
                if self.has((*kind, *id))? {
                    self.put(&schema::item(*kind, *id, schema::GONE), true.into())?;
                }
            }
            Edit::Restore { kind, id } => {
                let key = schema::item(*kind, *id, schema::GONE);
                if self.is_gone(&key)? {
                    self.bring_here(&key)?;
                }
            }
            Edit::SetTag { name, on } => self.set_tag(name, *on)?,
            Edit::AddEntry { id, channel, text, at } => {
                self.add_entry(*id, channel, text, *at)?;
            }
            Edit::AddContact { id, entry } => self.add_contact(*id, entry)?,
            Edit::SetKept { entry, at } => self.set_kept(*entry, *at)?,
            Edit::AddConsent { id, statement } => self.add_consent(*id, statement)?,
            Edit::AddPurchase { id, purchase } => {
                self.put_once(schema::PURCHASE, *id, minicbor::to_vec(purchase))?;
            }
            Edit::AddReversal { id, reversal } => {
                self.put_once(schema::REVERSAL, *id, minicbor::to_vec(reversal))?;
            }
            Edit::AddMerge { id, merge } => {
                self.put_once(schema::MERGE, *id, minicbor::to_vec(merge))?;
            }
            Edit::SetMerged { id, on } => self.set_merged(*id, *on)?,
            Edit::AddApart { id, apart } => {
                self.put_once(schema::APART, *id, minicbor::to_vec(apart))?;
            }
            Edit::SetCustom { field, kind, value } => {
                self.set_custom(*field, *kind, value.as_deref())?;
            }
            Edit::Pick { field, option, on } => self.pick(*field, *option, *on)?,
            Edit::SetGone { gone: true } => self.put(schema::GONE, true.into())?,
            Edit::SetGone { gone: false } => {
                if self.is_gone(schema::GONE)? {
                    self.bring_here(schema::GONE)?;
                }
            }
        }
        Ok(())
    }

    fn put_back(&mut self, writes: Vec<(String, Back)>) -> Result<(), EditError> {
        writes.into_iter().try_for_each(|(key, back)| match back {
            Back::Value(value) => self.put(&key, value),
            Back::Gone => self.put(&key, true.into()),
            Back::Here => self.bring_here(&key),
        })
    }

    fn set_tag(&mut self, name: &str, on: bool) -> Result<(), EditError> {
        let folded = schema::fold_tag(name);
        if folded.is_empty() {
            return Ok(());
        }
        let (name_key, gone) =
            (schema::tag(&folded, schema::TAG_NAME), schema::tag(&folded, schema::GONE));
        // An undo clears the name of a tag that it takes off.
        let known = self.values(&name_key)?.iter().any(ScalarValue::is_str);
        let is_on = known && !self.is_gone(&gone)?;
        match (on, is_on) {
            (true, false) => {
                if !known {
                    self.put(&name_key, name.trim().into())?;
                }
                // Said even of a new tag: somebody else may at this moment add it and take it off.
                self.bring_here(&gone)
            }
            (false, true) => self.put(&gone, true.into()),
            _ => Ok(()),
        }
    }

    /// Whether any key of the item is there.
    fn has(&self, (kind, id): ItemKey) -> Result<bool, EditError> {
        let prefix = schema::item(kind, id, "");
        Ok(self
            .tx
            .map_range(ROOT, prefix.clone()..)
            .next()
            .is_some_and(|item| item.key.starts_with(&prefix)))
    }

    fn is_gone(&self, key: &str) -> Result<bool, EditError> {
        Ok(is_gone(&self.values(key)?))
    }

    /// Says that what `key` speaks of is here, by a value that never stood there before: only a
    /// new value is a new operation, which a removal elsewhere cannot have known.
    fn bring_here(&mut self, key: &str) -> Result<(), EditError> {
        let last = self.values(key)?.iter().filter_map(ScalarValue::as_i64).max();
        // After the last number there is comes the first, which never stood here either.
        let next = last.map_or(i64::MIN, |last| last.wrapping_add(1));
        let now = if last == Some(i64::MAX) { next } else { self.at.0.max(next) };
        self.put(key, ScalarValue::Int(now))
    }

    fn put(&mut self, key: &str, value: ScalarValue) -> Result<(), EditError> {
        self.put_if_new(key, value).map(|_| ())
    }

    /// Writes unless exactly this value stands there; one of several answers is written again, so
    /// that it becomes the only one. Says whether it wrote.
    fn put_if_new(&mut self, key: &str, value: ScalarValue) -> Result<bool, EditError> {
        let values = self.values(key)?;
        let same = match values.as_slice() {
            [] => value == ScalarValue::Null,
            values => values.iter().all(|present| *present == value),
        };
        if !same {
            self.tx.put(ROOT, key, value).map_err(unwritable)?;
        }
        Ok(!same)
    }

    /// The scalars under a key. Anything else that stands there, once somebody sets the key, gives
    /// way like any other value.
    fn values(&self, key: &str) -> Result<Vec<ScalarValue>, EditError> {
        let values = self.tx.get_all(ROOT, key).map_err(unwritable)?;
        Ok(values
            .into_iter()
            .map(|(value, _)| value.as_scalar().cloned().unwrap_or(ScalarValue::Bytes(Vec::new())))
            .collect())
    }
}

fn unwritable(error: impl std::fmt::Display) -> EditError {
    EditError(error.to_string())
}

/// A text as it is kept: without the blanks around it; nothing left means cleared.
fn text(value: Option<&str>) -> ScalarValue {
    match value.map(str::trim) {
        None | Some("") => ScalarValue::Null,
        Some(text) => text.into(),
    }
}
