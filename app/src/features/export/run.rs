use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::exchange::csv::Table;
use shared::exchange::out::{Known, Leaving};
use shared::id::DocumentId;
use shared::view::{Facts, People, Segment, definitions};

use super::form::{Form, Records, Rows};
use crate::replica::{KeptRecord, OpenRecord, Replica};
use crate::shell::grouped;
use crate::ui::{NewFile, Slices};

/// How many records are read from the device at a time.
const AT_ONCE: usize = 32;

/// Of whom a file is.
#[derive(Debug, Clone)]
pub enum Whom {
    /// Every record.
    Everybody,
    /// Those in a segment.
    Segment(DocumentId),
    /// Those who were selected.
    These(Arc<Vec<DocumentId>>),
}

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    Choosing,
    Writing,
    /// Saved, in a sentence.
    Saved(String),
    /// Not saved; why.
    Failed(String),
}

/// A file that is being written. It ends with the page.
#[derive(Clone, Copy)]
pub struct Running {
    pub stage: RwSignal<Stage>,
    pub progress: RwSignal<(usize, usize)>,
    stopped: RwSignal<bool>,
    replica: Replica,
}

impl Running {
    pub fn new(replica: Replica) -> Self {
        let stage = RwSignal::new(Stage::Choosing);
        let (progress, stopped) = (RwSignal::new((0, 0)), RwSignal::new(false));
        Self { stage, progress, stopped, replica }
    }

    /// Stops after the slice at hand; nothing is saved.
    pub fn stop(&self) {
        self.stopped.set(true);
    }

    /// Writes the file, in slices that leave the page responsive, and saves it.
    pub fn begin(&self, form: Form, whom: Whom) {
        let running = *self;
        running.stage.set(Stage::Writing);
        running.progress.set((0, 0));
        running.stopped.set(false);
        spawn_local(async move {
            let done = match form.is_of_rows() {
                true => running.rows(form, &whom).await,
                false => running.records(form, &whom).await,
            };
            let stage = match done {
                Ok(Some((file, count))) => running.save(file, form, count).await,
                Ok(None) => Stage::Choosing,
                Err(words) => Stage::Failed(words),
            };
            // The page may have gone meanwhile.
            running.stage.try_set(stage);
        });
    }

    async fn save(&self, file: NewFile, form: Form, count: usize) -> Stage {
        let (ending, media_type) = form.file();
        let name = format!("regulars-{}.{ending}", self.replica.today().day().iso());
        if let Err(words) = file.save(&name, media_type) {
            return Stage::Failed(words);
        }
        self.replica.note_export().await;
        let noun = match (form, count) {
            (Form::Json, 1) => "record",
            (Form::Json, _) => "records",
            (_, 1) => "person or organisation",
            _ => "people and organisations",
        };
        Stage::Saved(format!("{name} has {} {noun}.", grouped(count)))
    }

    /// Whether the page has gone, or somebody stopped it.
    fn is_over(&self) -> bool {
        self.stopped.try_get_untracked() != Some(false)
    }

    /// Who is in a file of rows, and in one of contacts: people and organisations, not of the bin.
    fn contacts(&self, whom: &Whom) -> Vec<DocumentId> {
        let is_here =
            |facts: &Facts| facts.kind.is_contact() && !facts.gone && !facts.of_another_kind;
        self.people(|people| match whom {
            Whom::These(ids) => {
                let here = |id: &&DocumentId| people.get(**id).is_some_and(is_here);
                ids.iter().filter(here).copied().collect()
            }
            Whom::Segment(id) => self.of_segment(*id, people),
            Whom::Everybody => {
                let others = people.all().filter(|(_, facts)| is_here(facts));
                let others = others.filter(|(_, facts)| facts.kind != shared::model::Kind::Person);
                let mut others: Vec<_> = others.map(|(id, facts)| (&facts.name, id)).collect();
                others.sort_unstable();
                people.by_name().chain(others.into_iter().map(|(_, id)| id)).collect()
            }
        })
    }

    fn of_segment(&self, id: DocumentId, people: &People) -> Vec<DocumentId> {
        let bytes = people.get(id).and_then(|facts| facts.segment.as_deref());
        let Some(Ok(segment)) = bytes.map(Segment::decode) else { return Vec::new() };
        let matcher = segment.compile(self.replica.today());
        people.matching(&matcher).collect()
    }

    fn people<R>(&self, read: impl FnOnce(&People) -> R) -> R {
        untrack(|| self.replica.with_people(read))
    }

    async fn rows(&self, form: Form, whom: &Whom) -> Result<Option<(NewFile, usize)>, String> {
        self.replica.all_stored().await?;
        let ids = self.contacts(whom);
        let table = self.people(|people| {
            let fields: Vec<_> = definitions(people).into_iter().filter(|it| !it.gone).collect();
            Table::of(ids.iter().filter_map(|id| people.get(*id)), &fields)
        });
        let (mut rows, head) = Rows::begin(form, table);
        let mut file = NewFile::default();
        file.add(&head);
        let mut slices = Slices::begin();
        for (done, id) in ids.iter().enumerate() {
            let row = self.people(|people| people.get(*id).map(|facts| rows.row(facts)));
            file.add(&row.unwrap_or_default());
            self.progress.try_set((done + 1, ids.len()));
            slices.breathe().await;
            if self.is_over() {
                return Ok(None);
            }
        }
        file.add(&rows.end());
        Ok(Some((file, ids.len())))
    }

    async fn records(&self, form: Form, whom: &Whom) -> Result<Option<(NewFile, usize)>, String> {
        self.replica.all_stored().await?;
        let ids = match (form, whom) {
            // All that there is: what was deleted, and what is no person, too.
            (Form::Json, Whom::Everybody) => self.replica.all_kept().await?,
            (Form::Json, whom) => {
                let cards = self.contacts(whom);
                self.people(|people| cards.iter().flat_map(|id| people.members(*id)).collect())
            }
            _ => self.contacts(whom),
        };
        let name = untrack(|| self.replica.workspace_name());
        let now = self.replica.now();
        let known = Arc::new(self.people(|people| Known::of(people, name, now)));
        let (mut records, head) = Records::begin(form, &known, self.replica.today());
        let mut file = NewFile::default();
        file.add(&head);
        let (mut slices, mut done) = (Slices::begin(), 0);
        for some in ids.chunks(AT_ONCE) {
            let cards: Vec<Vec<DocumentId>> = some.iter().map(|id| self.card(form, *id)).collect();
            let mut kept = self.replica.read_kept(&cards.concat()).await?;
            for card in cards {
                let is_of_it = |it: &KeptRecord| card.contains(&it.id);
                let (of_it, others): (Vec<_>, Vec<_>) = kept.into_iter().partition(is_of_it);
                kept = others;
                if !of_it.is_empty() {
                    file.add(&self.record(form, &of_it, &mut records).await?);
                    done += 1;
                }
                self.progress.try_set((done, ids.len()));
                slices.breathe().await;
                if self.is_over() {
                    return Ok(None);
                }
            }
        }
        file.add(&records.end());
        Ok(Some((file, done)))
    }

    /// The records of a card that are told as one: JSON tells each by itself.
    fn card(&self, form: Form, id: DocumentId) -> Vec<DocumentId> {
        match form {
            Form::Json => vec![id],
            _ => self.people(|people| people.members(id)),
        }
    }

    async fn record(
        &self,
        form: Form,
        card: &[KeptRecord],
        records: &mut Records,
    ) -> Result<Vec<u8>, String> {
        let open: Vec<_> = card.iter().map(|kept| &kept.open).collect();
        let (record, disagreements) = OpenRecord::together(&open);
        if card.iter().any(|kept| kept.unreadable > 0) {
            let name = record.display_name();
            return Err(format!(
                "Some of what was written of {name} cannot be read on this device."
            ));
        }
        let (mut history, mut photo) = (Vec::new(), None);
        if form == Form::Json {
            history = card[0].open.history();
        }
        if let (Form::Contacts, Some(picture)) = (form, record.picture()) {
            photo = self.replica.photo(picture.hash).await;
        }
        Ok(records.record(&Leaving {
            id: card[0].id,
            record: &record,
            disagreements: &disagreements,
            history: &history,
            photo: photo.as_deref(),
        }))
    }
}
