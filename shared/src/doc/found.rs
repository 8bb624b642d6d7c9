//! What stands under a key, and what flags mean.

use crate::crdt::{Crdt, ScalarValue};
use crate::time::Timestamp;

/// A key with what stands there.
pub struct Found<'a> {
    pub crdt: &'a Crdt,
    pub key: &'a str,
    /// What a plain read gives.
    pub value: &'a ScalarValue,
    /// Whether several values stand there, equal or not.
    pub conflict: bool,
}

impl Found<'_> {
    /// The text that a plain read gives.
    pub fn text(&self) -> Option<String> {
        text(self.value)
    }

    /// The time that a plain read gives.
    pub fn time(&self) -> Option<Timestamp> {
        self.value.as_i64().map(Timestamp)
    }

    /// Every value, the one that a plain read gives first.
    pub fn all(&self) -> Vec<ScalarValue> {
        if !self.conflict {
            return vec![self.value.clone()];
        }
        self.crdt.answers(self.key).into_iter().rev().map(|(value, _)| value).collect()
    }

    /// Every different text. What is written once has one; were there several, all are shown.
    pub fn texts(&self) -> Vec<String> {
        let mut texts: Vec<_> = self.all().iter().filter_map(text).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// Every different text, a line each.
    pub fn lines(&self) -> Option<String> {
        let texts = self.texts();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// Every different payload that can be read.
    pub fn payloads<T: for<'b> minicbor::Decode<'b, ()>>(&self) -> Vec<T> {
        let mut bytes: Vec<_> = self.all().into_iter().filter_map(payload).collect();
        bytes.sort_unstable();
        bytes.dedup();
        bytes.iter().filter_map(|bytes| minicbor::decode(bytes).ok()).collect()
    }

    /// When the newest of the values was written, by its writer's clock.
    pub fn newest(&self) -> Option<Timestamp> {
        self.crdt.answers(self.key).iter().map(|(_, origin)| origin.at).max()
    }

    /// Whether all values say that it was taken out: among several "here" wins.
    pub fn is_gone(&self) -> bool {
        *self.value == ScalarValue::Boolean(true) && is_gone(&self.all())
    }
}

fn payload(value: ScalarValue) -> Option<Vec<u8>> {
    match value {
        ScalarValue::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// Whether the values of a `gone` key say that it was taken out.
pub fn is_gone(values: &[ScalarValue]) -> bool {
    !values.is_empty() && values.iter().all(|value| *value == ScalarValue::Boolean(true))
}

/// Whether the values of a promise's key say that it was kept: among several "open" wins. What an
/// undo cleared says nothing.
pub fn is_kept(values: &[ScalarValue]) -> bool {
    let mut said = values.iter().filter(|value| **value != ScalarValue::Null).peekable();
    said.peek().is_some() && said.all(|value| matches!(value, ScalarValue::Timestamp(_)))
}

/// Whether the values of an option's key say that it is picked: among several "picked" wins.
pub fn is_picked(values: &[ScalarValue]) -> bool {
    values.iter().any(|value| !matches!(value, ScalarValue::Boolean(false) | ScalarValue::Null))
}

/// What a screen can show of a value. Numbers read as text: a newer version may write them.
pub fn text(value: &ScalarValue) -> Option<String> {
    match value {
        ScalarValue::Str(text) if text.trim().is_empty() => None,
        ScalarValue::Str(text) => Some(text.to_string()),
        ScalarValue::Int(number) => Some(number.to_string()),
        ScalarValue::Uint(number) => Some(number.to_string()),
        ScalarValue::F64(number) => Some(number.to_string()),
        _ => None,
    }
}
