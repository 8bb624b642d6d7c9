//! The import of this tab: what was read, what it would do, and doing it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::exchange::csv::{FILE_BYTES, FileProblem};
use shared::exchange::import::{
    Fields, Fixes, Known, Mapping, Opening, Place, Plan, Planner, Reader, Source,
};
use shared::id::DocumentId;
use shared::model::together::together;
use shared::model::{CustomKind, Record};
use shared::view::{definitions, fold};
use wasm_bindgen_futures::JsFuture;

use super::write::Outcome;
use crate::preferences::imports;
use crate::replica::Replica;
use crate::ui::Slices;

/// Records that are opened together, to be certain of what is known.
const OPENED: usize = 16;

/// How far an import is.
#[derive(Clone, PartialEq)]
pub enum Stage {
    /// No file was chosen.
    Waiting,
    /// The file cannot be read; why.
    Refused(String),
    /// The file is read.
    Reading,
    /// Somebody looks at what it would do.
    Looking,
    /// It is carried out.
    Writing,
    /// It is done.
    Done(Arc<Outcome>),
}

/// Which part of what a file would do is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What the columns mean.
    Columns,
    /// Cells that do not fit.
    Cells,
    /// What becomes of the rows.
    Rows,
}

/// A file that was read, and what was said of it.
pub struct Work {
    /// The file.
    pub source: Source,
    /// What its columns mean.
    pub mapping: Mapping,
    /// The workspace's own fields, with those that it asks for.
    pub fields: Fields,
    /// Cells that were mended.
    pub fixes: Fixes,
    /// What it would do; `None` while that is found out.
    pub plan: Option<Plan>,
}

/// The import of this tab.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The workspace.
    pub replica: Replica,
    /// How far it is.
    pub stage: RwSignal<Stage>,
    /// What is looked at.
    pub step: RwSignal<Step>,
    /// How much of what goes on is done, from 0 to 1.
    pub progress: RwSignal<f64>,
    /// How many records are written.
    pub written: RwSignal<usize>,
    /// Counts what became of the plan.
    pub version: RwSignal<u32>,
    /// Whether it is being found out what the file would do.
    pub thinking: RwSignal<bool>,
    /// The tag for everybody of the file.
    pub tag: RwSignal<String>,
    pub(super) stopped: RwSignal<bool>,
    pub(super) work: StoredValue<Option<Work>>,
    turn: StoredValue<u32>,
}

impl Desk {
    /// A desk with nothing on it.
    pub fn new(replica: Replica) -> Self {
        Self {
            replica,
            stage: RwSignal::new(Stage::Waiting),
            step: RwSignal::new(Step::Columns),
            progress: RwSignal::new(0.0),
            written: RwSignal::new(0),
            version: RwSignal::new(0),
            thinking: RwSignal::new(false),
            tag: RwSignal::new(String::new()),
            stopped: RwSignal::new(false),
            work: StoredValue::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Ready for another file.
    pub fn clear(&self) {
        self.turn.update_value(|turn| *turn += 1);
        self.thinking.set(false);
        self.tag.set(String::new());
        self.stage.set(Stage::Waiting);
        self.work.set_value(None);
    }

    /// Stops after the slice at hand. What is written stays.
    pub fn stop(&self) {
        self.stopped.set(true);
    }

    /// Reads a file.
    pub fn give(self, file: web_sys::File) {
        self.clear();
        self.stage.set(Stage::Reading);
        self.progress.set(0.0);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let size = file.size() as usize;
            let name = file.name();
            // Pictures make cards large; they are not kept.
            let most =
                if name.to_lowercase().ends_with(".vcf") { FILE_BYTES * 8 } else { FILE_BYTES };
            if size > most {
                let words = FileProblem::TooLarge { bytes: size }.to_string();
                return self.stage.set(Stage::Refused(words));
            }
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => {
                    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
                    self.open(&bytes, &name, turn).await;
                }
                Err(_) => {
                    let words = "The browser could not read the file. Try it again.";
                    self.stage.set(Stage::Refused(words.to_owned()));
                }
            }
        });
    }

    /// Reads rows that were copied somewhere else.
    pub fn paste(self, text: String) {
        self.clear();
        self.stage.set(Stage::Reading);
        let turn = self.turn.get_value();
        spawn_local(async move { self.open(text.as_bytes(), "Pasted rows", turn).await });
    }

    /// Whether another file was given since.
    fn is_over(self, turn: u32) -> bool {
        self.turn.get_value() != turn
    }

    async fn open(self, bytes: &[u8], name: &str, turn: u32) {
        if self.is_over(turn) {
            return;
        }
        let mut opening = match Opening::new(bytes, name) {
            Ok(opening) => opening,
            Err(problem) => return self.stage.set(Stage::Refused(problem.to_string())),
        };
        let mut slices = Slices::begin();
        while opening.step(32) {
            if slices.is_over() {
                self.progress.set(opening.progress());
                slices.rest().await;
                if self.is_over(turn) {
                    return;
                }
            }
        }
        slices.rest().await;
        let source = opening.finish();
        slices.rest().await;
        let fields = Fields::new(untrack(|| self.replica.with_people(definitions)));
        let kept = imports::mapping_of(&Mapping::name_of(&source));
        let kept = kept.and_then(|text| Mapping::read(&text, &source, &fields));
        let is_kept = kept.is_some();
        let mapping = kept.unwrap_or_else(|| Mapping::guess(&source, &fields));
        slices.rest().await;
        let asks = source.has_columns()
            && (mapping.ambiguous(&source, &fields).is_some()
                || mapping.lacks_currency(&source).is_some()
                || !is_kept && mapping.places.contains(&Place::Note));
        slices.rest().await;
        if self.is_over(turn) {
            return;
        }
        self.step.set(if asks { Step::Columns } else { Step::Rows });
        let fixes = Fixes::new();
        self.work.set_value(Some(Work { source, mapping, fields, fixes, plan: None }));
        self.stage.set(Stage::Looking);
        slices.rest().await;
        self.think();
    }

    /// Reads what is on the desk; nothing where nothing is.
    pub fn with<R>(&self, read: impl FnOnce(&Work) -> R) -> Option<R> {
        self.work.with_value(|work| work.as_ref().map(read))
    }

    /// Says what a column holds; a new field of one's own by its kind.
    pub fn place(self, column: usize, place: Place) {
        self.change(|work| work.mapping.places[column] = place);
    }

    /// Puts a column into a new field of the workspace's own.
    pub fn place_in_new(self, column: usize, kind: CustomKind) {
        let id = self.replica.new_item();
        self.change(|work| {
            work.fields.add(id, &work.source.heads[column].title, kind);
            work.mapping.places[column] = Place::Own(id);
        });
    }

    /// Changes what was said of the file, and finds out anew what it would do.
    pub fn change(self, change: impl FnOnce(&mut Work)) {
        self.work.update_value(|work| {
            if let Some(work) = work {
                change(work);
                let name = Mapping::name_of(&work.source);
                if work.source.has_columns() {
                    imports::keep_mapping(&name, &work.mapping.text());
                }
            }
        });
        self.think();
    }

    /// Changes the plan.
    pub fn decide(self, change: impl FnOnce(&mut Plan)) {
        self.work.update_value(|work| {
            if let Some(plan) = work.as_mut().and_then(|work| work.plan.as_mut()) {
                change(plan);
            }
        });
        self.version.update(|version| *version += 1);
    }

    /// Finds out what the file would do, in slices. Whatever is said meanwhile begins it anew.
    fn think(self) {
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        self.thinking.set(true);
        self.version.update(|version| *version += 1);
        spawn_local(async move {
            if self.plan(turn).await {
                self.wear(self.tag.get_untracked());
                Slices::begin().rest().await;
                if self.turn.get_value() == turn {
                    self.thinking.set(false);
                }
            }
            self.version.update(|version| *version += 1);
        });
    }

    /// Says whether nothing came between.
    async fn plan(self, turn: u32) -> bool {
        let is_mine = || self.turn.get_value() == turn;
        let Some((mut planner, mut fields, count)) = self
            .with(|work| (Planner::new(&work.source), work.fields.clone(), work.source.rows.len()))
        else {
            return false;
        };
        let mut slices = Slices::begin();
        let ids: Vec<DocumentId> =
            untrack(|| self.replica.with_people(|people| people.all().map(|(id, _)| id).collect()));
        for some in ids.chunks(64) {
            untrack(|| {
                self.replica.with_people(|people| {
                    for id in some {
                        people.get(*id).into_iter().for_each(|facts| planner.know(*id, facts));
                    }
                });
            });
            slices.breathe().await;
        }
        let mut at = 0;
        while at < count {
            if !is_mine() {
                return false;
            }
            untrack(|| {
                self.with(|work| {
                    let reader = Reader::new(&work.source, &work.mapping, self.replica.today());
                    while at < count && !slices.is_over() {
                        let mut new_id = || self.replica.new_item();
                        let draft = reader.draft(at, &work.fixes, &mut fields, &mut new_id);
                        let line = work.source.rows[at].line;
                        planner.add(line, draft, &fields, &|id| self.facts(id));
                        at += 1;
                    }
                });
            });
            slices.breathe().await;
        }
        slices.rest().await;
        let mut plan = planner.finish();
        slices.rest().await;
        for some in plan.undecided().chunks(OPENED) {
            let cards: Vec<(DocumentId, Vec<DocumentId>)> =
                some.iter().map(|id| (*id, self.records_of(*id))).collect();
            let all: Vec<DocumentId> = cards.iter().flat_map(|(_, all)| all).copied().collect();
            let records = self.replica.read_records(&all).await;
            for (id, all) in cards {
                let mine = records.iter().filter(|(other, _)| all.contains(other));
                let mine: Vec<&Record> = mine.map(|(_, record)| record).collect();
                if !mine.is_empty() {
                    plan.settle(id, &Known::of_record(&together(&mine)), &fields);
                }
            }
            slices.breathe().await;
            if !is_mine() {
                return false;
            }
        }
        if !is_mine() {
            return false;
        }
        self.work.update_value(|work| {
            if let Some(work) = work {
                work.fields = fields;
                work.plan = Some(plan);
            }
        });
        true
    }

    /// The records that a card is put together from.
    fn records_of(self, id: DocumentId) -> Vec<DocumentId> {
        let mut all = untrack(|| self.replica.with_people(|people| people.members(id)));
        if !all.contains(&id) {
            all.push(id);
        }
        all
    }

    fn facts(self, id: DocumentId) -> Option<Known> {
        untrack(|| self.replica.with_people(|people| people.get(id).map(Known::of_facts)))
    }

    /// Puts a tag on everybody of the file.
    pub fn wear(self, tag: String) {
        let has = move |id: DocumentId, tag: &str| {
            untrack(|| {
                self.replica.with_people(|people| {
                    let wears = |facts: &shared::view::Facts| {
                        facts.tags.iter().any(|other| fold(other) == fold(tag))
                    };
                    people.get(id).is_some_and(wears)
                })
            })
        };
        self.decide(|plan| plan.set_tag(Some(tag), &has));
    }
}
