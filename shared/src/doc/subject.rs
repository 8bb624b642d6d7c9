//! Keys as what they are about, and their values as a reader would say them.

use super::found::{is_kept, is_picked, text};
use super::log::Log;
use super::schema::{self, Statement};
use crate::crdt::ScalarValue;
use crate::id::ItemId;
use crate::model::{Apart, CustomKind, ItemKind, Merge, Purchase, Reversal, Said, Subject};
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
        let name = log.shown(&name).and_then(text);
        return Subject::Tag(name.unwrap_or_else(|| id.to_owned()));
    }
    let Some(id) = ItemId::from_key(id) else { return other() };
    match (schema::statement_of(noun), noun) {
        (Some(Statement::Consent), _) => return Subject::Consent(id),
        (Some(Statement::Purchase), _) => return Subject::Purchase(id),
        (Some(Statement::Reversal), _) => return Subject::Reversal(id),
        (Some(Statement::Merge), _) => return Subject::Merge(id),
        (Some(Statement::Apart), _) => return Subject::Apart(id),
        (None, schema::PROMISE) if last == schema::KEPT => return Subject::Promise(id),
        (None, schema::CUSTOM) => {
            let pick = || Some(Subject::Pick(id, ItemId::from_key(last)?));
            let value = || Some(Subject::Custom(id, CustomKind::of_name(last)?));
            return pick().or_else(value).unwrap_or_else(other);
        }
        _ => {}
    }
    let Some(kind) = schema::kind_of(noun) else { return other() };
    if let Some(part) = schema::part_of(kind, last) {
        return Subject::Item(id, part);
    }
    match last {
        schema::GONE => Subject::Presence(kind, id),
        schema::RANK => Subject::Rank(kind, id),
        _ if kind == ItemKind::Entry && schema::ENTRY.contains(&last) => Subject::Entry(id),
        _ => other(),
    }
}

/// What the writes of `ops`, beside one another, say under `key`.
pub fn said(log: &Log, key: &str, ops: &[usize]) -> Said {
    if is_flag(key) {
        return if is_gone(log, ops) { Said::Gone } else { Said::Here };
    }
    match subject(log, key) {
        Subject::Pick(..) if is_picked(&values(log, ops)) => return Said::Here,
        Subject::Pick(..) => return Said::Nothing,
        Subject::Promise(_) if !is_kept(&values(log, ops)) => return Said::Nothing,
        _ => {}
    }
    let Some(value) = log.shown(ops) else { return Said::Nothing };
    if let ScalarValue::Bytes(payload) = value {
        return summary(key, payload).map_or(Said::Nothing, Said::Text);
    }
    match value.as_i64() {
        Some(kept) if matches!(value, ScalarValue::Timestamp(_)) => Said::Time(Timestamp(kept)),
        Some(time) if key == schema::CREATED => Said::Time(Timestamp(time)),
        Some(rank) if key.rsplit('/').next() == Some(schema::RANK) => Said::Number(rank),
        _ => text(value).map_or(Said::Nothing, Said::Text),
    }
}

fn values(log: &Log, ops: &[usize]) -> Vec<ScalarValue> {
    ops.iter().filter_map(|op| log.ops[*op].value.clone()).collect()
}

/// A statement that is a payload, in a word: a purchase, what became of one, or another record's id.
fn summary(key: &str, payload: &[u8]) -> Option<String> {
    match schema::statement_of(schema::split(key)?.0)? {
        Statement::Consent => None,
        Statement::Purchase => {
            minicbor::decode::<Purchase>(payload).ok().map(|purchase| purchase.total.to_string())
        }
        Statement::Reversal => {
            minicbor::decode::<Reversal>(payload).ok().map(|it| it.kind.label().to_owned())
        }
        Statement::Merge => minicbor::decode::<Merge>(payload).ok().map(|it| it.other.to_string()),
        Statement::Apart => minicbor::decode::<Apart>(payload).ok().map(|it| it.other.to_string()),
    }
}

/// The value to write so that `key` says what the writes of `ops`, beside one another, said.
pub fn value(log: &Log, key: &str, ops: &[usize]) -> ScalarValue {
    // One of several may say that a promise was kept, and does not count beside the others.
    let says_nothing = said(log, key, ops) == Said::Nothing;
    let shown = log.shown(ops).cloned();
    match subject(log, key) {
        Subject::Promise(_) | Subject::Pick(..) if says_nothing => ScalarValue::Null,
        _ => shown.unwrap_or(ScalarValue::Null),
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
/// an entry, a statement, a tag.
pub fn whole(key: &str) -> Option<&str> {
    let (noun, id, last) = schema::split(key)?;
    let is_item = schema::kind_of(noun).is_some() && ItemId::from_key(id).is_some();
    let is_statement = schema::statement_of(noun).is_some();
    (is_item || is_statement || noun == schema::TAG).then(|| &key[..key.len() - last.len()])
}
