//! What is written once: consent, purchases and what became of them, who is one with whom.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::found::Found;
use super::schema::{self, Statement};
use crate::crdt::{Crdt, ScalarValue};
use crate::id::ItemId;
use crate::model::{Apart, ConsentChannel, ConsentStatement, Merge, Purchase, Record, Reversal};
use crate::time::Timestamp;

#[derive(Default)]
struct Consent {
    channel: Option<ConsentChannel>,
    given: bool,
    at: Timestamp,
    how: Option<String>,
    words: Option<String>,
    by: Option<String>,
}

/// All of them, by id.
#[derive(Default)]
pub struct Statements {
    consents: BTreeMap<ItemId, Consent>,
    purchases: Vec<(ItemId, Purchase)>,
    reversals: Vec<(ItemId, Reversal)>,
    merges: Vec<(ItemId, Merge)>,
    apart: Vec<(ItemId, Apart)>,
    gone: BTreeSet<(Statement, ItemId)>,
}

impl Statements {
    /// Takes in a key of a statement.
    pub fn take(&mut self, kind: Statement, id: ItemId, last: &str, found: &Found<'_>) {
        match (kind, last) {
            (_, schema::GONE) if found.is_gone() => _ = self.gone.insert((kind, id)),
            (Statement::Consent, _) => self.take_consent(id, last, found),
            // Two that were made under one id are both there.
            (Statement::Purchase, schema::PAYLOAD) => {
                self.purchases.extend(found.payloads().into_iter().map(|purchase| (id, purchase)));
            }
            (Statement::Reversal, schema::PAYLOAD) => {
                self.reversals.extend(found.payloads().into_iter().map(|reversal| (id, reversal)));
            }
            (Statement::Merge, schema::PAYLOAD) => {
                self.merges.extend(found.payloads().into_iter().map(|merge| (id, merge)));
            }
            (Statement::Apart, schema::PAYLOAD) => {
                self.apart.extend(found.payloads().into_iter().map(|apart| (id, apart)));
            }
            _ => {}
        }
    }

    fn take_consent(&mut self, id: ItemId, last: &str, found: &Found<'_>) {
        let consent = self.consents.entry(id).or_default();
        match last {
            schema::CHANNEL => {
                consent.channel = found.text().and_then(|name| ConsentChannel::of_name(&name));
            }
            // Whatever is doubtful is no consent.
            schema::GIVEN => {
                let yes = ScalarValue::Boolean(true);
                consent.given = found.all().iter().all(|value| *value == yes);
            }
            schema::AT => consent.at = found.time().unwrap_or_default(),
            schema::HOW => consent.how = found.lines(),
            schema::WORDS => consent.words = found.lines(),
            schema::BY => consent.by = found.lines(),
            _ => {}
        }
    }

    /// Puts those that are here in a record, newest first; with who wrote down purchases where the
    /// document is given.
    pub fn place(mut self, record: &mut Record, authors: Option<&Crdt>) {
        let is_here = |kind, id: &ItemId| !self.gone.contains(&(kind, *id));
        let consents = self.consents.into_iter();
        record.consents = consents
            .filter(|(id, _)| is_here(Statement::Consent, id))
            .filter_map(|(id, it)| Some((id, it.statement()?)))
            .collect();
        record.consents.sort_by_key(|(id, it)| (Reverse(it.at), it.given, *id));
        record.purchases = self.purchases;
        record.purchases.retain(|(id, _)| is_here(Statement::Purchase, id));
        record.purchases.sort_by_key(|(id, it)| Reverse((it.at, *id)));
        record.reversals = self.reversals;
        record.reversals.retain(|(id, _)| is_here(Statement::Reversal, id));
        record.reversals.sort_by_key(|(id, it)| Reverse((it.at, *id)));
        (record.merges, record.revoked) = {
            let all = std::mem::take(&mut self.merges).into_iter();
            let (here, revoked) =
                all.partition::<Vec<_>, _>(|(id, _)| is_here(Statement::Merge, id));
            (here, revoked.into_iter().map(|(id, _)| id).collect())
        };
        self.apart.retain(|(id, _)| is_here(Statement::Apart, id));
        record.apart = self.apart.into_iter().map(|(_, apart)| apart.other).collect();
        record.apart.sort_unstable();
        record.apart.dedup();
        let Some(crdt) = authors else { return };
        let written = |noun, id| {
            let author = crdt.answers(&schema::key(noun, id, schema::PAYLOAD)).pop()?.1.author;
            Some((id, author?))
        };
        let bought = record.purchases.iter().map(|(id, _)| (schema::PURCHASE, *id));
        let reversed = record.reversals.iter().map(|(id, _)| (schema::REVERSAL, *id));
        record.writers =
            bought.chain(reversed).filter_map(|(noun, id)| written(noun, id)).collect();
    }
}

impl Consent {
    fn statement(self) -> Option<ConsentStatement> {
        Some(ConsentStatement {
            channel: self.channel?,
            given: self.given,
            at: self.at,
            how: self.how,
            words: self.words,
            by: self.by,
        })
    }
}
