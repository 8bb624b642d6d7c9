//! The timeline.

use super::{Writer, schema, text};
use crate::crdt::ScalarValue;
use crate::doc::found::is_kept;
use crate::id::ItemId;
use crate::model::{Direction, ItemKind, Mood, NewEntry};
use crate::sync::document::EditError;
use crate::time::Timestamp;

impl Writer<'_, '_> {
    pub(super) fn add_entry(
        &mut self,
        id: ItemId,
        channel: &str,
        text: &str,
        at: Timestamp,
    ) -> Result<(), EditError> {
        let key = |last| schema::item(ItemKind::Entry, id, last);
        if text.trim().is_empty() || !self.values(&key(schema::TEXT))?.is_empty() {
            return Ok(());
        }
        self.put(&key(schema::CHANNEL), channel.into())?;
        self.put(&key(schema::TEXT), text.trim().into())?;
        self.put(&key(schema::AT), ScalarValue::Int(at.0))
    }

    pub(super) fn add_contact(&mut self, id: ItemId, entry: &NewEntry) -> Result<(), EditError> {
        let key = |last| schema::item(ItemKind::Entry, id, last);
        if entry.is_empty() || !self.values(&key(schema::TEXT))?.is_empty() {
            return Ok(());
        }
        self.put(&key(schema::CHANNEL), entry.channel.name().into())?;
        // Also an empty text: it says that the entry is there.
        self.put(&key(schema::TEXT), entry.text.trim().into())?;
        self.put(&key(schema::AT), ScalarValue::Int(entry.at.0))?;
        let direction = entry.direction.map(Direction::name);
        self.put(&key(schema::DIRECTION), text(direction))?;
        self.put(&key(schema::MOOD), text(entry.mood.map(Mood::name)))?;
        let promise = text(entry.promise.as_deref());
        if promise != ScalarValue::Null {
            self.put(&key(schema::PROMISE_TEXT), promise)?;
            let due = entry.due.map_or(ScalarValue::Null, |due| ScalarValue::Int(due.0));
            self.put(&key(schema::DUE), due)?;
        }
        Ok(())
    }

    pub(super) fn set_kept(
        &mut self,
        entry: ItemId,
        at: Option<Timestamp>,
    ) -> Result<(), EditError> {
        let key = schema::key(schema::PROMISE, entry, schema::KEPT);
        let promise = schema::item(ItemKind::Entry, entry, schema::PROMISE_TEXT);
        let kept = is_kept(&self.values(&key)?);
        match at {
            Some(at) if !kept && !self.values(&promise)?.is_empty() => {
                self.put(&key, ScalarValue::Timestamp(at.0))
            }
            None if kept => self.bring_here(&key),
            _ => Ok(()),
        }
    }
}
