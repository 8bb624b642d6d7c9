//! Values of the workspace's own fields.

use super::{Writer, schema, text};
use crate::doc::found::is_picked;
use crate::id::ItemId;
use crate::model::CustomKind;
use crate::sync::document::EditError;

impl Writer<'_, '_> {
    pub(super) fn set_custom(
        &mut self,
        field: ItemId,
        kind: CustomKind,
        value: Option<&str>,
    ) -> Result<(), EditError> {
        if kind == CustomKind::MultiChoice {
            return Ok(());
        }
        // In one spelling, so that equal values are no disagreement.
        let read = value.and_then(|value| kind.read(value)).map(|value| value.text());
        let key = schema::key(schema::CUSTOM, field, kind.name());
        self.put(&key, text(read.as_deref().or(value)))
    }

    pub(super) fn pick(
        &mut self,
        field: ItemId,
        option: ItemId,
        on: bool,
    ) -> Result<(), EditError> {
        let key = schema::key(schema::CUSTOM, field, &option.to_key());
        let picked = is_picked(&self.values(&key)?);
        match on {
            true if !picked => self.bring_here(&key),
            false if picked => self.put(&key, false.into()),
            _ => Ok(()),
        }
    }
}
