use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::exchange::backup::Writer;
use shared::sync::document::Document;

use super::Progress;
use super::lock::Lock;
use crate::replica::Replica;
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Field, Icon, NewFile, Panel, Slices, Switch, Tone};

/// How many records are read from the device at a time.
const AT_ONCE: usize = 32;

#[derive(Clone)]
enum Stage {
    Waiting,
    Running,
    Saved(String),
    Failed(String),
}

/// Saving a backup, with a passphrase or without.
#[component]
pub fn Save() -> impl IntoView {
    let replica: Replica = expect_context();
    let locks = RwSignal::new(false);
    let (passphrase, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let stage = RwSignal::new(Stage::Waiting);
    let done = RwSignal::new(0.0);
    let begin = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = locks.get_untracked().then(|| passphrase.get_untracked());
        if let Some(typed) = &typed {
            let problem = match again.with_untracked(|again| again == typed) {
                _ if typed.chars().count() < 8 => Some("A few words, at least 8 letters."),
                false => Some("The two are not the same."),
                true => None,
            };
            wrong.set(problem.map(str::to_owned));
            if problem.is_some() {
                return;
            }
        }
        stage.set(Stage::Running);
        done.set(0.0);
        spawn_local(async move {
            let next = match write(replica, typed, done).await {
                Ok(words) => {
                    passphrase.try_set(String::new());
                    again.try_set(String::new());
                    Stage::Saved(words)
                }
                Err(words) => Stage::Failed(words),
            };
            // The page may have gone meanwhile.
            stage.try_set(next);
        });
    };
    let running = move || matches!(stage.get(), Stage::Running);
    view! {
        <section class="section">
            <h2>"Save a backup"</h2>
            <form class="stack-fields" on:submit=begin>
                <div class="line">
                    <div class="line-words">
                        <div>"Encrypt it with a passphrase"</div>
                        <div class="second">
                            "Without one, whoever has the file can read it."
                        </div>
                    </div>
                    <Switch
                        label="Encrypt it with a passphrase"
                        on=locks
                        on_change=move |on| locks.set(on)
                    />
                </div>
                <Show when=move || locks.get()>
                    <Field
                        label="Passphrase"
                        kind="password"
                        autocomplete="new-password"
                        value=passphrase
                        wrong
                        hint="Write it down somewhere safe: nobody can open the backup without it, and nobody can set another."
                    />
                    <Field
                        label="The passphrase once more"
                        kind="password"
                        autocomplete="new-password"
                        value=again
                    />
                </Show>
                <div class="actions">
                    <Button
                        kind=ButtonKind::First
                        icon=Icon::Download
                        submit=true
                        disabled=Signal::derive(running)
                    >
                        "Save a backup"
                    </Button>
                </div>
            </form>
            {move || match stage.get() {
                Stage::Waiting => ().into_any(),
                Stage::Running => {
                    view! { <Progress title="Writing the backup" done /> }.into_any()
                }
                Stage::Saved(words) => view! { <p role="status">{words}</p> }.into_any(),
                Stage::Failed(words) => {
                    view! { <Panel tone=Tone::Bad title="Nothing was saved" words /> }.into_any()
                }
            }}
        </section>
    }
}

/// What goes into the file: as it is, or encrypted.
struct Out {
    file: NewFile,
    lock: Option<Lock>,
}

impl Out {
    fn add(&mut self, bytes: &[u8]) -> Result<(), String> {
        match &mut self.lock {
            Some(lock) => self.file.add(&lock.add(bytes)?),
            None => self.file.add(bytes),
        }
        Ok(())
    }
}

async fn write(
    replica: Replica,
    passphrase: Option<String>,
    done: RwSignal<f64>,
) -> Result<String, String> {
    replica.all_stored().await?;
    let ids = replica.all_kept().await?;
    let photos = replica.photos().await;
    let all = (ids.len() + photos.len()).max(1) as f64;
    let people = untrack(|| replica.with_people(shared::view::People::len));
    let name = untrack(|| replica.workspace_name());
    let ending = if passphrase.is_some() { "regulars.age" } else { "regulars" };
    let lock = passphrase.map(Lock::begin).transpose()?;
    let mut out = Out { file: NewFile::default(), lock };
    let (mut writer, head) = Writer::begin(name, replica.now(), people as u64);
    out.add(&head)?;
    let (mut slices, mut records, mut unreadable) = (Slices::begin(), 0, 0);
    for some in ids.chunks(AT_ONCE) {
        for kept in replica.read_kept(some).await? {
            unreadable += kept.unreadable;
            out.add(&writer.record(kept.id, kept.changes, kept.open.heads()))?;
            records += 1;
            if done.try_set(f64::from(records) / all).is_some() {
                return Err("The page was closed.".into());
            }
            slices.breathe().await;
        }
    }
    for hash in photos {
        if let Some(bytes) = replica.photo(hash).await {
            out.add(&writer.photo(bytes))?;
            slices.breathe().await;
        }
    }
    out.add(&writer.end())?;
    let Out { mut file, lock } = out;
    if let Some(lock) = lock {
        file.add(&lock.end()?);
    }
    let name = format!("backup-{}.{ending}", replica.today().day().iso());
    file.save(&name, "application/octet-stream")?;
    replica.note_export().await;
    let people =
        if people == 1 { "1 person".into() } else { format!("{} people", grouped(people)) };
    let lacks = match unreadable {
        0 => String::new(),
        count => {
            format!(" {} changes that this device could not read are not in it.", grouped(count))
        }
    };
    Ok(format!("{name} has all of it: {people}, and what else there is.{lacks}"))
}
