use std::cell::RefCell;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::exchange::backup::{BackupProblem, Head, Piece, check};
use shared::id::DocumentId;
use shared::model::Kind;
use shared::sync::replica::TakenIn;

use super::Progress;
use super::source::{Source, Unread};
use crate::replica::{OpenRecord, Replica};
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Field, Icon, LinkButton, Panel, Tone};

/// How many records, and how many bytes of them, are taken in at a time.
const AT_ONCE: usize = 32;
const BYTES_AT_ONCE: usize = 256 << 10;

/// What a backup holds.
#[derive(Clone)]
struct Found {
    head: Head,
    people: usize,
    organisations: usize,
    photos: u64,
}

#[derive(Clone)]
enum Stage {
    Waiting,
    /// It asks for its passphrase.
    Locked {
        wrong: bool,
    },
    Checking,
    /// It is sound.
    Sound(Found),
    Bringing,
    Done(TakenIn),
    Failed(String),
}

/// The file at hand, while it is asked about.
#[derive(Clone, Copy)]
struct Restoring {
    replica: Replica,
    stage: RwSignal<Stage>,
    done: RwSignal<f64>,
    file: StoredValue<Option<web_sys::File>, LocalStorage>,
    source: StoredValue<Option<Source>, LocalStorage>,
}

/// Bringing a backup back.
#[component]
pub fn Restore() -> impl IntoView {
    let restoring = Restoring {
        replica: expect_context(),
        stage: RwSignal::new(Stage::Waiting),
        done: RwSignal::new(0.0),
        file: StoredValue::new_local(None),
        source: StoredValue::new_local(None),
    };
    let Restoring { stage, done, .. } = restoring;
    view! {
        <section class="section">
            <h2>"Bring a backup back"</h2>
            <p class="second">
                "The whole file is checked before anything is changed. What is here already stays: the backup only adds what is missing."
            </p>
            {move || match stage.get() {
                Stage::Waiting => view! { <Choose restoring /> }.into_any(),
                Stage::Failed(words) => {
                    view! {
                        <Panel tone=Tone::Bad title="Nothing was brought back" words />
                        <Choose restoring />
                    }
                        .into_any()
                }
                Stage::Locked { wrong } => view! { <Ask restoring wrong /> }.into_any(),
                Stage::Checking => {
                    view! { <Progress title="Checking the backup" done /> }.into_any()
                }
                Stage::Sound(found) => view! { <Offer restoring found /> }.into_any(),
                Stage::Bringing => {
                    view! { <Progress title="Bringing everything back. Keep this page open until it is done." done /> }
                        .into_any()
                }
                Stage::Done(taken) => view! { <Outcome restoring taken /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Choose(restoring: Restoring) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        if let Some(file) = input.get_untracked().and_then(|input| input.files()?.get(0)) {
            restoring.file.set_value(Some(file));
            restoring.look(None);
        }
    };
    view! {
        <div class="actions">
            <label class="button button-second file-button">
                {Icon::FileUp.at(18)} "Choose a backup"
                <input node_ref=input type="file" accept=".regulars,.age" on:change=chosen />
            </label>
        </div>
    }
}

#[component]
fn Ask(restoring: Restoring, wrong: bool) -> impl IntoView {
    let passphrase = RwSignal::new(String::new());
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        restoring.look(Some(passphrase.get_untracked()));
    };
    let wrong = wrong.then(|| "This passphrase does not open the backup.".to_owned());
    view! {
        <form class="stack-fields" on:submit=open>
            <p>"This backup is encrypted."</p>
            <Field
                label="Its passphrase"
                kind="password"
                autocomplete="current-password"
                autofocus=true
                value=passphrase
                wrong
            />
            <div class="actions">
                <Button kind=ButtonKind::First submit=true>
                    "Open it"
                </Button>
                <Button kind=ButtonKind::Quiet on_press=move |()| restoring.again()>
                    "Another file"
                </Button>
            </div>
        </form>
    }
}

#[component]
fn Offer(restoring: Restoring, found: Found) -> impl IntoView {
    let here = untrack(|| restoring.replica.with_people(shared::view::People::len));
    let today = restoring.replica.today();
    let mut holds = vec![people(found.people)];
    match found.organisations {
        0 => {}
        1 => holds.push("1 organisation".into()),
        count => holds.push(format!("{} organisations", grouped(count))),
    }
    match found.photos {
        0 => {}
        1 => holds.push("1 photo".into()),
        count => holds.push(format!("{} photos", grouped(count as usize))),
    }
    let made = today.day_of(found.head.made);
    let workspace = match found.head.workspace.as_str() {
        "" => String::new(),
        name => format!(", of the workspace {name}"),
    };
    let then = match here {
        0 => "This workspace is empty: all of it comes in.".to_owned(),
        here => format!(
            "This workspace has {}. What the backup has and this workspace lacks is added. Where both changed something, both stay, and nothing is overwritten.",
            people(here)
        ),
    };
    view! {
        <div role="status">
            <p>
                <strong>{format!("A sound backup from {made}{workspace}: {}.", holds.join(", "))}</strong>
            </p>
            <p>{then}</p>
        </div>
        <div class="actions">
            <Button kind=ButtonKind::First icon=Icon::Undo on_press=move |()| restoring.bring()>
                "Bring it back"
            </Button>
            <Button kind=ButtonKind::Quiet on_press=move |()| restoring.again()>
                "Leave it"
            </Button>
        </div>
    }
}

#[component]
fn Outcome(restoring: Restoring, taken: TakenIn) -> impl IntoView {
    let words = match (taken.records, taken.changes) {
        (0, 0) => "Everything of this backup was here already.".to_owned(),
        (1, 1) => "1 change of 1 record is back.".to_owned(),
        (1, changes) => format!("{} changes of 1 record are back.", grouped(changes)),
        (records, changes) => {
            format!("{} changes of {} records are back.", grouped(changes), grouped(records))
        }
    };
    let refused = (taken.refused > 0).then(|| {
        format!(
            "{} changes belong to records that began anew here, and could not be added to them.",
            grouped(taken.refused)
        )
    });
    view! {
        <div class="hero" role="status">
            <h3 class="hero-title">{words}</h3>
            <p>"Nothing that was here was overwritten. A server gets what it lacks."</p>
            {refused.map(|words| view! { <p>{words}</p> })}
        </div>
        <div class="actions">
            <LinkButton href="/people" kind=ButtonKind::First icon=Icon::People>
                "See the people"
            </LinkButton>
            <Button kind=ButtonKind::Quiet on_press=move |()| restoring.again()>
                "Another file"
            </Button>
        </div>
    }
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".into() } else { format!("{} people", grouped(count)) }
}

impl Restoring {
    fn again(self) {
        self.file.set_value(None);
        self.source.set_value(None);
        self.stage.set(Stage::Waiting);
    }

    /// Checks the whole file, and keeps nothing of it.
    fn look(self, passphrase: Option<String>) {
        let Some(file) = self.file.get_value() else { return };
        let tried = passphrase.is_some();
        self.stage.set(Stage::Checking);
        self.done.set(0.0);
        spawn_local(async move {
            let stage = match self.checked(file, passphrase).await {
                Ok(found) => Stage::Sound(found),
                Err(Unread::Locked) => Stage::Locked { wrong: false },
                Err(Unread::WrongPassphrase) => Stage::Locked { wrong: tried },
                Err(Unread::Because(words)) => Stage::Failed(words),
            };
            // The page may have gone meanwhile.
            self.stage.try_set(stage);
        });
    }

    async fn checked(
        self,
        file: web_sys::File,
        passphrase: Option<String>,
    ) -> Result<Found, Unread> {
        self.replica.all_stored().await.map_err(Unread::Because)?;
        let mut source = Source::open(file, passphrase).await?;
        let counts = Rc::new(RefCell::new((0, 0)));
        let counted = counts.clone();
        let reader = source
            .each(move |piece, progress| {
                let checked = check::<OpenRecord>(&piece).map(|record| {
                    let record = record.map(|open| open.record());
                    let kind =
                        record.filter(|it| !it.gone && !it.of_another_kind).map(|it| it.kind);
                    let (people, organisations) = &mut *counted.borrow_mut();
                    *people += usize::from(kind == Some(Kind::Person));
                    *organisations += usize::from(kind == Some(Kind::Organisation));
                });
                self.done.try_set(progress);
                async move { checked.map_err(Unread::from) }
            })
            .await?;
        let head = reader.head().cloned().ok_or(BackupProblem::CutOff)?;
        let ((people, organisations), (_, photos)) = (*counts.borrow(), reader.counts());
        self.source.try_set_value(Some(source));
        Ok(Found { head, people, organisations, photos })
    }

    /// Adds what is missing.
    fn bring(self) {
        let mut source = None;
        self.source.update_value(|kept| source = kept.take());
        let Some(source) = source else { return };
        self.stage.set(Stage::Bringing);
        self.done.set(0.0);
        spawn_local(async move {
            let stage = match self.brought(source).await {
                Ok(taken) => Stage::Done(taken),
                Err(Unread::Because(words)) => Stage::Failed(words),
                Err(Unread::Locked | Unread::WrongPassphrase) => Stage::Waiting,
            };
            self.stage.try_set(stage);
        });
    }

    async fn brought(self, mut source: Source) -> Result<TakenIn, Unread> {
        let batch = Rc::new(RefCell::new(Batch::default()));
        let shared = batch.clone();
        let replica = self.replica;
        source
            .each(move |piece, progress| {
                self.done.try_set(progress);
                let batch = shared.clone();
                async move {
                    match piece {
                        Piece::Record { document, changes, .. } => {
                            let full = batch.borrow_mut().add(document, changes);
                            if full { flush(&batch, replica).await } else { Ok(()) }
                        }
                        Piece::Photo(bytes) => {
                            replica.take_photo(bytes).await.map_err(Unread::Because)
                        }
                    }
                }
            })
            .await?;
        flush(&batch, replica).await?;
        let taken = batch.borrow().taken;
        Ok(taken)
    }
}

/// Records that wait to be taken in together.
#[derive(Default)]
struct Batch {
    records: Vec<(DocumentId, Vec<Vec<u8>>)>,
    bytes: usize,
    taken: TakenIn,
}

impl Batch {
    /// Whether there are enough.
    fn add(&mut self, id: DocumentId, changes: Vec<Vec<u8>>) -> bool {
        self.bytes += changes.iter().map(Vec::len).sum::<usize>();
        self.records.push((id, changes));
        self.records.len() >= AT_ONCE || self.bytes >= BYTES_AT_ONCE
    }
}

async fn flush(batch: &RefCell<Batch>, replica: Replica) -> Result<(), Unread> {
    let records = {
        let mut batch = batch.borrow_mut();
        batch.bytes = 0;
        std::mem::take(&mut batch.records)
    };
    if records.is_empty() {
        return Ok(());
    }
    let taken = replica.take_in(records).await;
    let taken = taken.ok_or_else(|| Unread::Because("The page was closed meanwhile.".into()))?;
    let all = &mut batch.borrow_mut().taken;
    all.records += taken.records;
    all.changes += taken.changes;
    all.refused += taken.refused;
    Ok(())
}
