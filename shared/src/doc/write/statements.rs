//! What is written once and never changed.

use std::convert::Infallible;

use super::{Writer, schema, text};
use crate::crdt::ScalarValue;
use crate::id::ItemId;
use crate::model::ConsentStatement;
use crate::sync::document::EditError;

impl Writer<'_, '_> {
    pub(super) fn add_consent(
        &mut self,
        id: ItemId,
        statement: &ConsentStatement,
    ) -> Result<(), EditError> {
        let key = |last| schema::key(schema::CONSENT, id, last);
        if !self.values(&key(schema::CHANNEL))?.is_empty() {
            return self.say_again(schema::CONSENT, id);
        }
        self.put(&key(schema::CHANNEL), statement.channel.name().into())?;
        self.put(&key(schema::GIVEN), statement.given.into())?;
        self.put(&key(schema::AT), ScalarValue::Int(statement.at.0))?;
        self.put(&key(schema::HOW), text(statement.how.as_deref()))?;
        self.put(&key(schema::WORDS), text(statement.words.as_deref()))?;
        self.put(&key(schema::BY), text(statement.by.as_deref()))
    }

    pub(super) fn put_once(
        &mut self,
        noun: &str,
        id: ItemId,
        payload: Result<Vec<u8>, minicbor::encode::Error<Infallible>>,
    ) -> Result<(), EditError> {
        let payload = payload.expect("writing to memory does not fail");
        let key = schema::key(noun, id, schema::PAYLOAD);
        if !self.values(&key)?.is_empty() {
            return self.say_again(noun, id);
        }
        self.put(&key, ScalarValue::Bytes(payload))
    }

    /// Revokes what [`schema::MERGE`] says, or says it again; where it was never said there is
    /// nothing to do.
    pub(super) fn set_merged(&mut self, id: ItemId, on: bool) -> Result<(), EditError> {
        let gone = schema::key(schema::MERGE, id, schema::GONE);
        let is_said = !self.values(&schema::key(schema::MERGE, id, schema::PAYLOAD))?.is_empty();
        match (on, is_said) {
            (true, true) => self.say_again(schema::MERGE, id),
            (false, true) => self.put(&gone, true.into()),
            _ => Ok(()),
        }
    }

    /// Brings back a statement that was taken back, as when a file is imported again.
    fn say_again(&mut self, noun: &str, id: ItemId) -> Result<(), EditError> {
        let gone = schema::key(noun, id, schema::GONE);
        if self.is_gone(&gone)? { self.bring_here(&gone) } else { Ok(()) }
    }
}
