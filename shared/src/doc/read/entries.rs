//! The timeline.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::found::{Found, is_kept};
use super::schema;
use crate::crdt::Crdt;
use crate::id::ItemId;
use crate::model::{Direction, Entry, ItemKind, Mood, Promise};
use crate::time::Timestamp;

#[derive(Default)]
struct Parts {
    channel: Option<String>,
    texts: Option<Vec<String>>,
    at: Timestamp,
    direction: Option<Direction>,
    mood: Option<Mood>,
    promise: Option<String>,
    due: Option<Timestamp>,
    kept: Option<Timestamp>,
    gone: bool,
}

/// Entries and what became of their promises, by the entry's id.
#[derive(Default)]
pub struct Entries(BTreeMap<ItemId, Parts>);

impl Entries {
    /// Takes in a key of an entry.
    pub fn take(&mut self, id: ItemId, last: &str, found: &Found<'_>) {
        let parts = self.0.entry(id).or_default();
        match last {
            schema::CHANNEL => parts.channel = found.text(),
            // Two devices never make the same entry; if they did, both texts would be shown.
            schema::TEXT => parts.texts = Some(found.texts()),
            schema::AT => parts.at = found.time().unwrap_or_default(),
            schema::DIRECTION => {
                parts.direction = found.text().and_then(|name| Direction::of_name(&name));
            }
            schema::MOOD => parts.mood = found.text().and_then(|name| Mood::of_name(&name)),
            schema::PROMISE_TEXT => parts.promise = found.lines(),
            schema::DUE => parts.due = found.time(),
            schema::GONE => parts.gone = found.is_gone(),
            _ => {}
        }
    }

    /// Takes in a key of what became of a promise.
    pub fn take_promise(&mut self, id: ItemId, last: &str, found: &Found<'_>) {
        if last == schema::KEPT && is_kept(&found.all()) {
            self.0.entry(id).or_default().kept = found.time();
        }
    }

    /// The entries that are here, newest first; with their authors where the document is given.
    pub fn read(self, authors: Option<&Crdt>) -> Vec<Entry> {
        let here = self.0.into_iter().filter(|(_, parts)| !parts.gone);
        let mut entries: Vec<Entry> =
            here.flat_map(|(id, parts)| parts.entries(id, authors)).collect();
        entries.sort_by_key(|entry| Reverse((entry.at, entry.id)));
        entries
    }
}

impl Parts {
    /// One, but for texts that two devices wrote under one id; none without any text, be it empty.
    fn entries(self, id: ItemId, authors: Option<&Crdt>) -> Vec<Entry> {
        let Some(mut texts) = self.texts else { return Vec::new() };
        if texts.is_empty() {
            texts.push(String::new());
        }
        let author = authors.and_then(|crdt| {
            let key = schema::item(ItemKind::Entry, id, schema::TEXT);
            crdt.answers(&key).pop()?.1.author
        });
        let promise = self.promise.map(|text| Promise { text, due: self.due, kept: self.kept });
        let channel = self.channel.unwrap_or_else(|| Entry::NOTE.to_owned());
        let entry = |text| Entry {
            id,
            channel: channel.clone(),
            text,
            at: self.at,
            direction: self.direction,
            mood: self.mood,
            promise: promise.clone(),
            author: author.clone(),
        };
        texts.into_iter().map(entry).collect()
    }
}
