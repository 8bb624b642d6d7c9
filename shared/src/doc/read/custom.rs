//! Values of the workspace's own fields.

use std::collections::BTreeMap;

use super::super::found::{Found, is_picked};
use crate::id::ItemId;
use crate::model::{CustomKind, CustomValue};

/// Values, and the options that are picked, by the field's id.
#[derive(Default)]
pub struct Custom {
    values: BTreeMap<(ItemId, CustomKind), CustomValue>,
    picks: BTreeMap<ItemId, Vec<ItemId>>,
}

impl Custom {
    /// Takes in a key; says of which kind its field is, where it is a single value.
    pub fn take(&mut self, field: ItemId, last: &str, found: &Found<'_>) -> Option<CustomKind> {
        if let Some(option) = ItemId::from_key(last) {
            if is_picked(&found.all()) {
                self.picks.entry(field).or_default().push(option);
            }
            return None;
        }
        let kind = CustomKind::of_name(last)?;
        if let Some(text) = found.text() {
            // What cannot be read is shown as it is.
            let value = kind.read(&text).unwrap_or(CustomValue::Text(text));
            self.values.insert((field, kind), value);
        }
        Some(kind)
    }

    /// All values, by the field's id.
    pub fn read(self) -> Vec<(ItemId, CustomValue)> {
        let picks = self.picks.into_iter();
        let picks = picks.map(|(field, options)| (field, CustomValue::MultiChoice(options)));
        let values = self.values.into_iter().map(|((field, _), value)| (field, value));
        let mut values: Vec<_> = values.chain(picks).collect();
        values.sort_by_key(|(field, _)| *field);
        values
    }
}
