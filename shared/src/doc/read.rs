//! Keys to values. Whatever does not fit is passed over, never an error.

mod custom;
mod entries;
mod items;
mod statements;

use std::collections::BTreeMap;

use self::custom::Custom;
use self::entries::Entries;
use self::statements::Statements;
use super::found::{Found, text};
use super::schema;
use crate::crdt::{Crdt, ScalarValue};
use crate::edit::ItemKey;
use crate::id::{DocumentId, ItemId};
use crate::model::{About, Answer, Disagreement, Field, ItemKind, Kind, Part, Record};
use crate::time::Timestamp;

/// Whether the document says that it is this record.
pub fn names(crdt: &Crdt, id: DocumentId) -> bool {
    matches!(&crdt.answers(schema::ID)[..], [(ScalarValue::Str(text), _)] if *text == id.to_string())
}

#[derive(Default)]
struct Item {
    parts: BTreeMap<Part, String>,
    rank: i64,
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
    entries: Entries,
    statements: Statements,
    custom: Custom,
    created: Timestamp,
    updated: Timestamp,
    gone: bool,
    gone_since: Option<Timestamp>,
    /// Keys with several values, equal or not.
    conflicts: BTreeMap<About, String>,
}

impl Reading {
    /// Reads a document.
    pub fn of(crdt: &Crdt) -> Self {
        let times = crdt.heads().iter().filter_map(|head| Some(crdt.origin(head)?.at)).max();
        let mut reading = Self { updated: times.unwrap_or_default(), ..Self::default() };
        for (key, value, conflict) in crdt.scalars() {
            reading.take(&Found { crdt, key: &key, value: &value, conflict });
        }
        reading
    }

    fn take(&mut self, found: &Found<'_>) {
        if let Some(field) = schema::field_of(found.key) {
            self.fields.extend(found.text().map(|text| (field, text)));
            return self.note_conflict(About::Field(field), found);
        }
        match found.key {
            schema::KIND => self.kind = found.text(),
            schema::CREATED => self.created = found.time().unwrap_or_default(),
            schema::GONE => {
                self.gone = found.is_gone();
                self.gone_since = self.gone.then(|| found.newest()).flatten();
            }
            _ => {}
        }
        let Some((noun, id, last)) = schema::split(found.key) else { return };
        if noun == schema::TAG {
            return self.take_tag(id, last, found);
        }
        let Some(id) = ItemId::from_key(id) else { return };
        if let Some(kind) = schema::statement_of(noun) {
            return self.statements.take(kind, id, last, found);
        }
        match noun {
            schema::PROMISE => self.entries.take_promise(id, last, found),
            schema::CUSTOM => {
                if let Some(kind) = self.custom.take(id, last, found) {
                    self.note_conflict(About::Custom(id, kind), found);
                }
            }
            _ => match schema::kind_of(noun) {
                Some(ItemKind::Entry) => self.entries.take(id, last, found),
                Some(kind) => self.take_item(kind, id, last, found),
                None => {}
            },
        }
    }

    fn take_tag(&mut self, folded: &str, last: &str, found: &Found<'_>) {
        let tag = self.tags.entry(folded.to_owned()).or_default();
        match last {
            schema::TAG_NAME => tag.name = found.text(),
            schema::GONE => tag.gone = found.is_gone(),
            _ => {}
        }
    }

    fn take_item(&mut self, kind: ItemKind, id: ItemId, last: &str, found: &Found<'_>) {
        let item = self.items.entry((kind, id)).or_default();
        if let Some(part) = schema::part_of(kind, last) {
            item.parts.extend(found.text().map(|text| (part, text)));
            return self.note_conflict(About::Item(id, part), found);
        }
        match last {
            schema::GONE => item.gone = found.is_gone(),
            schema::RANK => item.rank = found.value.as_i64().unwrap_or_default(),
            _ => {}
        }
    }

    fn note_conflict(&mut self, about: About, found: &Found<'_>) {
        if found.conflict {
            self.conflicts.insert(about, found.key.to_owned());
        }
    }

    /// All that differs, with all answers. Items that are out do not count.
    pub fn disagreements(&self, crdt: &Crdt) -> Vec<Disagreement> {
        let is_out = |about: &About| match about {
            About::Field(_) | About::Custom(..) => false,
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

    /// The record; with the authors of entries and purchases where the document is given.
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
            photo: field(Field::Photo),
            created: self.created,
            updated: self.updated,
            gone: self.gone,
            gone_since: self.gone_since,
            ..Record::default()
        };
        let tags = self.tags.into_values().filter(|tag| !tag.gone);
        record.tags = tags.filter_map(|tag| tag.name).collect();
        let mut items: Vec<_> = self.items.into_iter().collect();
        items.sort_by_key(|((kind, id), item)| (*kind, item.rank, *id));
        for ((kind, id), item) in items {
            items::place(&mut record, kind, id, item);
        }
        record.entries = self.entries.read(authors);
        self.statements.place(&mut record, authors);
        record.custom = self.custom.read();
        record
    }
}
