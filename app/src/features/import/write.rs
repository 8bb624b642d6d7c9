//! Carrying an import out, and taking it back.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edit::Edit;
use shared::exchange::csv::RowProblem;
use shared::exchange::import::{Account, Target, Verdict};
use shared::id::{DocumentId, GroupId, ItemId};
use shared::model::{Definition, Kind};
use shared::view::catalogs;

use super::desk::{Desk, Stage, Work};
use crate::preferences::imports::{self, UnderWay};
use crate::replica::{Replica, records_ready};
use crate::ui::Slices;

/// Records that are taken back between two breaths of the page.
const TAKEN_BACK: usize = 16;
/// How often it is remembered that an import goes on, in milliseconds.
const BEAT_MS: i64 = 1000;

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The file's name.
    pub file: String,
    /// The act; one undo takes it back.
    pub group: GroupId,
    /// The records that it made or changed.
    pub records: Vec<DocumentId>,
    /// What became of every row.
    pub account: Account,
    /// Rows that did not come in.
    pub refused: Vec<RowProblem>,
    /// Whether somebody stopped it before the end.
    pub stopped: bool,
}

impl Desk {
    /// Carries out what the file would do.
    pub fn write(self) {
        self.stage.set(Stage::Writing);
        self.progress.set(0.0);
        self.written.set(0);
        self.stopped.set(false);
        spawn_local(async move {
            if let Some(outcome) = self.carry_out().await {
                self.stage.set(Stage::Done(Arc::new(outcome)));
                self.work.set_value(None);
            } else {
                self.stage.set(Stage::Looking);
            }
        });
    }

    async fn carry_out(self) -> Option<Outcome> {
        let replica = self.replica;
        let (file, planned, rows, used) = self.with(|work| {
            let plan = work.plan.as_ref()?;
            let rows = plan.rows.len();
            Some((work.source.name.clone(), plan.account(), rows, plan.fields_used()))
        })??;
        self.make_fields(&used);
        let group = replica.begin_many();
        let mut beat = UnderWay {
            workspace: replica.workspace_id().map(|id| id.to_string()).unwrap_or_default(),
            file: file.clone(),
            group: group.to_key(),
            records: planned.written(),
            beat: replica.now().0,
        };
        imports::set_under_way(Some(&beat));
        let mut records = Vec::with_capacity(planned.written());
        // Until then edits are held, and would be made all in one go.
        records_ready().await;
        let mut slices = Slices::begin();
        let (mut at, mut stopped) = (0, false);
        while at < rows && !stopped {
            while at < rows && !slices.is_over() && replica.has_room_to_write() {
                let now = replica.now();
                let edits = self.with(|work| {
                    let plan = work.plan.as_ref()?;
                    plan.edits(at, &work.fields, &mut || replica.new_item(), now)
                });
                at += 1;
                let Some((target, edits)) = edits.flatten() else { continue };
                let record = match target {
                    Target::New => None,
                    Target::Known(id) => Some(id),
                };
                records.push(replica.write_one(group, record, edits));
            }
            self.written.set(records.len());
            self.progress.set(at as f64 / rows.max(1) as f64);
            if replica.now().0 - beat.beat > BEAT_MS {
                beat.beat = replica.now().0;
                imports::set_under_way(Some(&beat));
            }
            slices.rest().await;
            stopped = self.stopped.get_untracked();
        }
        if stopped {
            // What was not reached is left out, and told so.
            self.decide(|plan| plan.rows[at..].iter_mut().for_each(|row| row.included = false));
        }
        // What is said to have come in outlives the page. Where it cannot, the line above every
        // screen says so.
        let _ = replica.all_stored().await;
        imports::set_under_way(None);
        let (account, refused) =
            self.with(|work| Some((work.plan.as_ref()?.account(), refused(work))))??;
        Some(Outcome { file, group, records, account, refused, stopped })
    }

    /// Makes the fields of the workspace's own that the file asks for, and their options.
    fn make_fields(self, used: &[ItemId]) {
        let replica = self.replica;
        let home = |field: ItemId| {
            untrack(|| {
                replica.with_people(|people| {
                    let defines = |all: &[Definition]| all.iter().any(|it| it.id == field);
                    let mut known = catalogs(people);
                    known.find(|(_, all)| defines(all)).map(|(id, _)| id)
                })
            })
        };
        for field in used {
            let edits = self.with(|work| work.fields.edits(*field)).unwrap_or_default();
            if edits.is_empty() {
                continue;
            }
            let first =
                || untrack(|| replica.with_people(|people| catalogs(people).map(|it| it.0).min()));
            let make = || replica.bring_in(vec![Edit::Make { kind: Kind::Catalog }]);
            let catalog = home(*field).or_else(first).unwrap_or_else(make);
            replica.edit(catalog, edits);
        }
    }
}

/// Rows that do not come in, with their cells.
pub fn refused(work: &Work) -> Vec<RowProblem> {
    let mut refused = work.source.refused.clone();
    let rows = work.plan.iter().flat_map(|plan| plan.rows.iter().enumerate());
    refused.extend(rows.filter_map(|(at, row)| {
        let Verdict::Refused(message) = row.verdict else { return None };
        let cells = (0..work.source.heads.len()).map(|column| work.source.cell(at, column));
        let raw = cells.collect::<Vec<_>>().join(" | ").chars().take(2000).collect();
        Some(RowProblem { line: row.line, message, raw })
    }));
    refused.sort_by_key(|problem| problem.line);
    refused
}

/// Takes an act back in all its records, bit by bit: those that it made go to the bin, the others
/// are as they were. `by` is the act that does it; taking that back brings everything again.
pub fn take_back(replica: Replica, group: GroupId, by: GroupId, records: Arc<Vec<DocumentId>>) {
    spawn_local(async move {
        let mut slices = Slices::begin();
        for some in records.chunks(TAKEN_BACK) {
            while !replica.has_room_to_write() {
                slices.rest().await;
            }
            replica.take_back_some(group, by, some);
            slices.rest().await;
        }
    });
}
