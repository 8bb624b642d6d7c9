use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edit::Edit;
use shared::exchange::csv::{FILE_BYTES, FileProblem, Importer, RowProblem};
use shared::id::DocumentId;
use wasm_bindgen_futures::JsFuture;

use crate::replica::Replica;

/// How long rows come in between two breaths of the page, in milliseconds: within a frame, on slow
/// devices too.
const SLICE_MS: u64 = 12;

/// How far an import is.
#[derive(Clone)]
pub enum Stage {
    /// No file was chosen.
    Waiting,
    /// The file cannot be read; why.
    Refused(String),
    /// Rows come in.
    Running,
    /// The file is read.
    Done(Arc<Outcome>),
}

/// What came of a file.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The file's name.
    pub file: String,
    /// Who came in.
    pub people: Vec<DocumentId>,
    /// Rows that did not.
    pub problems: Vec<RowProblem>,
    /// Rows in which nothing stood.
    pub blank: usize,
    /// Heads of columns that have no place of their own and were kept as notes.
    pub as_notes: Vec<String>,
    /// Whether somebody stopped it before the end.
    pub stopped: bool,
}

/// The import of this tab. It runs on while other screens are open.
#[derive(Clone, Copy)]
pub struct Import {
    /// How far it is.
    pub stage: RwSignal<Stage>,
    /// How much of the file is read, from 0 to 1.
    pub progress: RwSignal<f64>,
    /// How many people came in so far.
    pub people: RwSignal<usize>,
    stopped: RwSignal<bool>,
    replica: Replica,
}

impl Import {
    /// Gives it to every component below.
    pub fn provide(replica: Replica) -> Self {
        let import = Self {
            stage: RwSignal::new(Stage::Waiting),
            progress: RwSignal::new(0.0),
            people: RwSignal::new(0),
            stopped: RwSignal::new(false),
            replica,
        };
        provide_context(import);
        import
    }

    /// The import that [`Import::provide`] gave.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Reads a file and brings its people in, in slices that leave the page responsive.
    pub fn begin(&self, file: web_sys::File) {
        let import = *self;
        import.stage.set(Stage::Running);
        import.progress.set(0.0);
        import.people.set(0);
        import.stopped.set(false);
        spawn_local(async move {
            let stage = match import.run(file).await {
                Ok(outcome) => Stage::Done(Arc::new(outcome)),
                Err(words) => Stage::Refused(words),
            };
            import.stage.set(stage);
        });
    }

    /// Stops after the slice at hand. Who is in stays in.
    pub fn stop(&self) {
        self.stopped.set(true);
    }

    /// Ready for another file.
    pub fn again(&self) {
        self.stage.set(Stage::Waiting);
    }

    async fn run(self, file: web_sys::File) -> Result<Outcome, String> {
        let size = file.size() as usize;
        if size > FILE_BYTES {
            return Err(FileProblem::TooLarge { bytes: size }.to_string());
        }
        let bytes = JsFuture::from(file.array_buffer())
            .await
            .map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec())
            .map_err(|_| "The browser could not read the file. Try it again.".to_owned())?;
        let name = file.name();
        let mut importer = Importer::new(&bytes, &name).map_err(|problem| problem.to_string())?;
        let untitled = importer.heads().iter().filter(|head| head.column.is_none());
        let as_notes = untitled.map(|head| head.title.clone()).filter(|title| !title.is_empty());
        let mut outcome =
            Outcome { file: name, as_notes: as_notes.collect(), ..Outcome::default() };
        let replica = self.replica;
        loop {
            let begun = replica.now();
            let mut at_end = false;
            while !at_end && begun.0.abs_diff(replica.now().0) < SLICE_MS {
                let rows = importer.next(1, &mut || replica.new_item(), replica.now());
                at_end = rows.is_empty();
                for row in rows {
                    match row {
                        Ok(edits) => outcome.people.push(replica.bring_in(edits)),
                        Err(problem) => outcome.problems.push(problem),
                    }
                }
            }
            if at_end {
                break;
            }
            self.progress.set(importer.progress());
            self.people.set(outcome.people.len());
            breathe().await;
            if self.stopped.get_untracked() {
                outcome.stopped = true;
                break;
            }
        }
        outcome.blank = importer.counts().blank;
        self.stored().await;
        Ok(outcome)
    }

    /// Waits until this device keeps everybody: who is said to have come in outlives the page. Where
    /// it cannot, the line above every screen says so.
    async fn stored(&self) {
        let status = self.replica.status();
        while status.with_untracked(|status| status.unstored > 0 && status.problem.is_none()) {
            breathe().await;
        }
    }

    /// Puts everybody of a file in the bin, or takes them out again.
    pub fn set_gone(&self, people: Arc<Outcome>, gone: bool) {
        self.replica.edit_all(&people.people, vec![Edit::SetGone { gone }]);
    }
}

/// Lets the browser draw and answer before going on.
async fn breathe() {
    let (done, wait) = futures::channel::oneshot::channel();
    set_timeout(
        move || {
            // Nobody waits any more where the page is closing.
            let _ = done.send(());
        },
        Duration::ZERO,
    );
    let _ = wait.await;
}
