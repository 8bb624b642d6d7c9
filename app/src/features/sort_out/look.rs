//! Looking for cards that are about one person, while the page goes on.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::exchange::linkage::{Linkage, Options, Table};
use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::{Facts, People};

use super::doubles::{Double, Doubles, Looking};
use crate::replica::Replica;
use crate::ui::Slices;

/// What is shown of the reasons.
const REASONS: usize = 4;
/// What says less than this, as a logarithm, is no reason.
const LEAST: f64 = 0.5;

/// Looks through everybody, unless it is under way.
pub fn look(replica: Replica, doubles: Doubles) {
    if matches!(doubles.looking.get_untracked(), Looking::Through(_)) {
        return;
    }
    let (ids, table) = replica.with_people_untracked(table);
    doubles.looking.set(Looking::Through(ids.len()));
    spawn_local(async move {
        let mut slices = Slices::begin();
        let options = Options::default();
        let pause = &mut async || slices.breathe().await;
        let linkage = Linkage::of_in_turns(&table, &options, pause).await;
        let created = |id: DocumentId| {
            replica.with_people_untracked(|people| people.get(id).map(|facts| facts.created))
        };
        let mut found: Vec<Double> = Vec::new();
        for rows in &linkage.clusters {
            // Each with the card that was made first.
            let first = rows.iter().copied().min_by_key(|row| (created(ids[*row]), ids[*row]));
            let Some(first) = first else { continue };
            for row in rows.iter().copied().filter(|row| *row != first) {
                let (a, b) = (first.min(row), first.max(row));
                let pair = linkage.pairs.binary_search_by_key(&(a, b), |pair| (pair.a, pair.b));
                let Ok(pair) = pair else { continue };
                let reasons = linkage.explain(first, row).into_iter();
                let because = reasons.filter(|reason| reason.weight > LEAST).take(REASONS);
                found.push(Double {
                    cards: (ids[first], ids[row]),
                    probability: linkage.pairs[pair].probability,
                    because: because.map(|reason| reason.words).collect(),
                });
            }
        }
        found.sort_by(|one, other| other.probability.total_cmp(&one.probability));
        // The page may have been left for good meanwhile; the tab has not.
        let _ = doubles.found.try_set(Arc::new(found));
        let _ = doubles.looking.try_set(Looking::Done);
    });
}

/// Everybody who is here, as a table, and who stands in which row.
fn table(people: &People) -> (Vec<DocumentId>, Table) {
    let here = people
        .all()
        .filter(|(_, facts)| facts.kind == Kind::Person && !facts.gone && !facts.of_another_kind);
    let mut here: Vec<(DocumentId, &Facts)> = here.collect();
    // What is found does not depend on the order in which records came.
    here.sort_unstable_by_key(|(id, _)| *id);
    let heads =
        ["name", "given name", "family name", "company", "birthday", "address", "email", "phone"];
    let row = |facts: &Facts| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let parts = facts.given_name.is_some() || facts.family_name.is_some();
        vec![
            if parts { String::new() } else { facts.name.clone() },
            text(&facts.given_name),
            text(&facts.family_name),
            text(&facts.company),
            text(&facts.birthday),
            text(&facts.address),
            facts.emails.join("; "),
            facts.phones.join("; "),
        ]
    };
    let rows = here.iter().map(|(_, facts)| row(facts)).collect();
    let table = Table { heads: heads.map(str::to_owned).to_vec(), rows };
    (here.into_iter().map(|(id, _)| id).collect(), table)
}
