//! Keys to values. Whatever does not fit is passed over, never an error.

mod items;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::schema;
use crate::crdt::{Crdt, ScalarValue};
use crate::edit::ItemKey;
use crate::id::{DocumentId, ItemId};
use crate::model::{About, Answer, Disagreement, Field, Kind, Part, Record};
use crate::time::Timestamp;

/// Whether the document says that it is this record.
pub fn names(crdt: &Crdt, id: DocumentId) -> bool {
    matches!(&crdt.answers(schema::ID)[..], [(ScalarValue::Str(text), _)] if *text == id.to_string())
}

#[derive(Default)]
struct Item {
    parts: BTreeMap<Part, String>,
    rank: i64,
    channel: Option<String>,
    texts: Vec<String>,
    at: Timestamp,
    gone: bool,
}

#[derive(Default)]
struct Tag {
    name: Option<String>,
    gone: bool,
}

/// All keys of a document, sorted out.
#[derive(Default)]
pub struct Reading {
    kind: Option<String>,
    fields: BTreeMap<Field, String>,
    items: BTreeMap<ItemKey, Item>,
    tags: BTreeMap<String, Tag>,
    created: Timestamp,
    updated: Timestamp,
    gone: bool,
    /// Keys with several values, equal or not.
    conflicts: BTreeMap<About, String>,
}

impl Reading {
    /// Reads a document.
    pub fn of(crdt: &Crdt) -> Self {
        let times = crdt.heads().iter().filter_map(|head| Some(crdt.origin(head)?.at)).max();
        let mut reading = Self { updated: times.unwrap_or_default(), ..Self::default() };
        for (key, value, conflict) in crdt.scalars() {
            let here = || conflict && !all_gone(crdt, &key);
            let gone = value == ScalarValue::Boolean(true) && !here();
            reading.take(crdt, &key, &value, conflict, gone);
        }
        reading
    }

    fn take(&mut self, crdt: &Crdt, key: &str, value: &ScalarValue, conflict: bool, gone: bool) {
        if let Some(field) = schema::field_of(key) {
            self.fields.extend(text(value).map(|text| (field, text)));
            if conflict {
                self.conflicts.insert(About::Field(field), key.to_owned());
            }
            return;
        }
        match key {
            schema::KIND => self.kind = text(value),
            schema::CREATED => self.created = Timestamp(value.as_i64().unwrap_or_default()),
            schema::GONE => self.gone = gone,
            _ => {}
        }
        let Some((noun, id, last)) = schema::split(key) else { return };
        if noun == schema::TAG {
            let tag = self.tags.entry(id.to_owned()).or_default();
            match last {
                schema::TAG_NAME => tag.name = text(value),
                schema::GONE => tag.gone = gone,
                _ => {}
            }
            return;
        }
        let (Some(kind), Some(id)) = (schema::kind_of(noun), ItemId::from_key(id)) else { return };
        let item = self.items.entry((kind, id)).or_default();
        if let Some(part) = schema::part_of(kind, last) {
            item.parts.extend(text(value).map(|text| (part, text)));
            if conflict {
                self.conflicts.insert(About::Item(id, part), key.to_owned());
            }
            return;
        }
        match last {
            schema::GONE => item.gone = gone,
            schema::RANK => item.rank = value.as_i64().unwrap_or_default(),
            schema::CHANNEL => item.channel = text(value),
            schema::AT => item.at = Timestamp(value.as_i64().unwrap_or_default()),
            // Two devices never make the same entry; if they did, both texts would be shown.
            schema::TEXT if conflict => {
                item.texts =
                    crdt.answers(key).iter().filter_map(|(value, _)| text(value)).collect();
                item.texts.sort_unstable();
                item.texts.dedup();
            }
            schema::TEXT => item.texts.extend(text(value)),
            _ => {}
        }
    }

    /// All that differs, with all answers. Items that are out do not count.
    pub fn disagreements(&self, crdt: &Crdt) -> Vec<Disagreement> {
        let is_out = |about: &About| match about {
            About::Field(_) => false,
            About::Item(id, part) => {
                self.items.get(&(part.kind(), *id)).is_some_and(|item| item.gone)
            }
        };
        let all = self.conflicts.iter().filter(|(about, _)| !is_out(about));
        all.filter_map(|(about, key)| {
            let mut answers: Vec<Answer> = Vec::new();
            // The last is the one that a plain read gives.
            for (value, origin) in crdt.answers(key).into_iter().rev() {
                let value = text(&value);
                if !answers.iter().any(|answer| answer.value == value) {
                    answers.push(Answer { value, origin });
                }
            }
            (answers.len() > 1).then_some(Disagreement { about: *about, answers })
        })
        .collect()
    }

    /// The record; with the authors of entries where the document is given.
    pub fn record(mut self, authors: Option<&Crdt>) -> Record {
        let mut field = |field| self.fields.remove(&field);
        // A document that says nothing of its kind is a person's.
        let kind = self.kind.as_deref().map_or(Some(Kind::Person), Kind::of_name);
        let mut record = Record {
            kind: kind.unwrap_or_default(),
            of_another_kind: kind.is_none(),
            name: field(Field::Name),
            given_name: field(Field::GivenName),
            family_name: field(Field::FamilyName),
            company: field(Field::Company),
            birthday: field(Field::Birthday),
            usual_order: field(Field::UsualOrder),
            pinned: field(Field::Pinned),
            source: field(Field::Source),
            language: field(Field::Language),
            owner: field(Field::Owner),
            website: field(Field::Website),
            description: field(Field::Description),
            industry: field(Field::Industry),
            filter: field(Field::Filter),
            author: field(Field::Author),
            created: self.created,
            updated: self.updated,
            gone: self.gone,
            ..Record::default()
        };
        let tags = self.tags.into_values().filter(|tag| !tag.gone);
        record.tags = tags.filter_map(|tag| tag.name).collect();
        let mut items: Vec<_> = self.items.into_iter().collect();
        items.sort_by_key(|((kind, id), item)| (*kind, item.rank, *id));
        for ((kind, id), item) in items {
            items::place(&mut record, kind, id, item, authors);
        }
        record.entries.sort_by_key(|entry| Reverse((entry.at, entry.id)));
        record
    }
}

fn all_gone(crdt: &Crdt, key: &str) -> bool {
    crdt.answers(key).iter().all(|(value, _)| *value == ScalarValue::Boolean(true))
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
