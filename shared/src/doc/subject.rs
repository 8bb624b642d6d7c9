//! Keys as what they are about, and their values as a reader would say them.

use super::log::Log;
use super::{read, schema};
use crate::crdt::ScalarValue;
use crate::id::ItemId;
use crate::model::{ItemKind, Said, Subject};
use crate::time::Timestamp;

/// What a key is about. Of a tag it gives the name that is shown.
pub fn subject(log: &Log, key: &str) -> Subject {
    if let Some(field) = schema::field_of(key) {
        return Subject::Field(field);
    }
    match key {
        schema::KIND | schema::ID | schema::CREATED => return Subject::Record,
        schema::GONE => return Subject::Bin,
        _ => {}
    }
    let other = || Subject::Other(key.to_owned());
    let Some((noun, id, last)) = schema::split(key) else { return other() };
    if noun == schema::TAG {
        let name = log.standing(&schema::tag(id, schema::TAG_NAME));
        let name = log.shown(&name).and_then(read::text);
        return Subject::Tag(name.unwrap_or_else(|| id.to_owned()));
    }
    let (Some(kind), Some(id)) = (schema::kind_of(noun), ItemId::from_key(id)) else {
        return other();
    };
    if let Some(part) = schema::part_of(kind, last) {
        return Subject::Item(id, part);
    }
    match last {
        schema::GONE => Subject::Presence(kind, id),
        schema::RANK => Subject::Rank(kind, id),
        schema::CHANNEL | schema::TEXT | schema::AT if kind == ItemKind::Entry => {
            Subject::Entry(id)
        }
        _ => other(),
    }
}

/// What the writes of `ops`, beside one another, say under `key`.
pub fn said(log: &Log, key: &str, ops: &[usize]) -> Said {
    if is_flag(key) {
        return if is_gone(log, ops) { Said::Gone } else { Said::Here };
    }
    let Some(value) = log.shown(ops) else { return Said::Nothing };
    match value.as_i64() {
        Some(time) if key == schema::CREATED => Said::Time(Timestamp(time)),
        Some(rank) if key.rsplit('/').next() == Some(schema::RANK) => Said::Number(rank),
        _ => read::text(value).map_or(Said::Nothing, Said::Text),
    }
}

/// Whether the key says of something that it is taken out.
pub fn is_flag(key: &str) -> bool {
    key.rsplit('/').next() == Some(schema::GONE)
}

/// Whether the writes of a flag, beside one another, say that it is taken out.
pub fn is_gone(log: &Log, ops: &[usize]) -> bool {
    let says = |op: &usize| log.ops[*op].value == Some(ScalarValue::Boolean(true));
    !ops.is_empty() && ops.iter().all(says)
}

/// How the keys of what a key is a part of begin, where that can be taken out as a whole: an item,
/// an entry, a tag.
pub fn whole(key: &str) -> Option<&str> {
    let (noun, id, last) = schema::split(key)?;
    let is_item = schema::kind_of(noun).is_some() && ItemId::from_key(id).is_some();
    (is_item || noun == schema::TAG).then(|| &key[..key.len() - last.len()])
}
