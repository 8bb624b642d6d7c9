//! How the server does, for who owns it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::server::{BackupsStatus, Keeps, ServerStatus};

use crate::replica::{Replica, Trouble};
use crate::shell::{Page, grouped};
use crate::ui::{Button, Icon, LinkButton, Panel, Tone, in_bytes, when};

/// How often is asked whether the backup is there.
const LOOK: Duration = Duration::from_secs(1);

/// The page at `/server`.
#[component]
pub fn ServerPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let status = RwSignal::new(None::<Result<ServerStatus, Trouble>>);
    let asked = RwSignal::new(false);
    // A page that was left is told nothing any more.
    let take = move |answer| {
        status.try_set(Some(answer));
        asked.try_set(false);
    };
    let look = move || spawn_local(async move { take(replica.account().server().await) });
    look();
    let told = Signal::derive(move || status.get()?.ok());
    let running = Memo::new(move |_| told.with(is_running));
    Effect::new(move |_| {
        if running.get() {
            let again = set_interval_with_handle(look, LOOK).ok();
            on_cleanup(move || again.into_iter().for_each(|again| again.clear()));
        }
    });
    let back_up = Callback::new(move |()| {
        asked.set(true);
        spawn_local(async move { take(replica.account().back_up_server().await) });
    });
    let busy = Signal::derive(move || asked.get() || running.get());
    let trouble = Memo::new(move |_| status.get()?.err());
    view! {
        <Page title="This server">
            <Show when=move || told.with(Option::is_some)>
                <Backups told back_up busy />
                <Facts told />
            </Show>
            {move || match trouble.get()? {
                Trouble::NotAllowed => {
                    let words = "Whoever set this server up sees here how it does and when it was backed up.";
                    Some(view! { <Panel title="For the owner of the server" words /> }.into_any())
                }
                trouble => {
                    Some(
                        view! {
                            <Panel title="Not to be seen right now" words=trouble.words()>
                                <Button icon=Icon::Refresh on_press=move |()| look()>
                                    "Try again"
                                </Button>
                            </Panel>
                        }
                            .into_any(),
                    )
                }
            }}
            <div class="actions">
                <LinkButton href="/account">"Your account"</LinkButton>
            </div>
        </Page>
    }
}

type Answer = Option<ServerStatus>;

fn backups_of(told: &Answer) -> Option<&BackupsStatus> {
    told.as_ref()?.backups.as_ref()
}

fn is_running(told: &Answer) -> bool {
    backups_of(told).is_some_and(|backups| backups.running)
}

#[component]
fn Backups(told: Signal<Answer>, back_up: Callback<()>, busy: Signal<bool>) -> impl IntoView {
    let some = Memo::new(move |_| told.with(|told| backups_of(told).is_some()));
    let state = move || match busy.get() {
        true => Some("Backing up.".to_owned()),
        false => told.with(|told| Some(newest_in_words(backups_of(told)?))),
    };
    let order = move || told.with(|told| Some(order_in_words(backups_of(told)?)));
    let trouble = Memo::new(move |_| {
        told.with(|told| backups_of(told).filter(|backups| !backups.running)?.trouble.clone())
    });
    view! {
        <Show
            when=move || some.get()
            fallback=|| {
                view! {
                    <Panel
                        title="This server makes no backups"
                        words="Start it with --backup-dir and a folder, best on another disk: it then backs itself up every day."
                    />
                }
            }
        >
            <section class="section">
                <h2>"Backups"</h2>
                <p role="status">{state}</p>
                <p class="second">{order}</p>
                {move || {
                    let words = format!(
                        "Those before it are still there. The server says: {}",
                        trouble.get()?,
                    );
                    Some(view! { <Panel tone=Tone::Bad title="The last backup failed" words /> })
                }}
                <div class="actions">
                    <Button icon=Icon::Download on_press=back_up>
                        "Back up now"
                    </Button>
                </div>
            </section>
        </Show>
    }
}

/// What a fact is called, and what it says.
type Fact = (&'static str, fn(&ServerStatus) -> String);

#[component]
fn Facts(told: Signal<Answer>) -> impl IntoView {
    let facts: [Fact; 5] = [
        ("Version", |status| {
            format!("{}, running since {}", status.version, when::within(status.since.0))
        }),
        ("Its data", |status| kept_in_words(status.keeps, status.bytes)),
        ("Connected now", |status| counted(status.connections, "device", "devices")),
        ("What it holds", |status| {
            format!(
                "{}, {}, {}",
                counted(status.workspaces, "workspace", "workspaces"),
                counted(status.accounts, "account", "accounts"),
                counted(status.changes, "change", "changes"),
            )
        }),
        ("Mail", |status| {
            let words = match status.mail {
                true => "It sends invitations, and links for forgotten passwords.",
                false => {
                    "It sends none. Whoever forgets a password gets a link from you, on the page Members."
                }
            };
            words.to_owned()
        }),
    ];
    let line = move |(name, words): (&'static str, fn(&ServerStatus) -> String)| {
        view! {
            <li class="line">
                <span class="line-words">
                    <div>{name}</div>
                    <div class="second">{move || told.with(|told| told.as_ref().map(words))}</div>
                </span>
            </li>
        }
    };
    view! {
        <section class="section">
            <h2>"How it does"</h2>
            <ul class="line-list">{facts.map(line).collect_view()}</ul>
        </section>
    }
}

fn newest_in_words(backups: &BackupsStatus) -> String {
    match backups.newest {
        Some(newest) => {
            let size = in_bytes(newest.bytes as f64);
            format!("The last one: {}, {size}.", when::within(newest.at.0))
        }
        None => "There is none yet.".into(),
    }
}

/// How often, and how many stay.
fn order_in_words(backups: &BackupsStatus) -> String {
    let every = match backups.every_s {
        86_400 => "day".into(),
        3600 => "hour".into(),
        seconds if seconds.is_multiple_of(86_400) => format!("{} days", seconds / 86_400),
        seconds if seconds.is_multiple_of(3600) => format!("{} hours", seconds / 3600),
        seconds => counted(seconds.div_ceil(60), "minute", "minutes"),
    };
    let kept = match backups.keep {
        1 => "the last one is kept".into(),
        more => format!("the last {more} are kept"),
    };
    format!("Of everything, every {every}; {kept}, in the folder that the server was given.")
}

fn kept_in_words(keeps: Keeps, bytes: Option<u64>) -> String {
    let place = match keeps {
        Keeps::Memory => return "In memory only: it forgets everything when it stops.".into(),
        Keeps::Sqlite => "In a file of its own (SQLite)",
        Keeps::Postgres => "In PostgreSQL",
    };
    match bytes {
        Some(bytes) => format!("{place}, {}", in_bytes(bytes as f64)),
        None => place.into(),
    }
}

fn counted(count: u64, one: &str, more: &str) -> String {
    let noun = if count == 1 { one } else { more };
    format!("{} {noun}", grouped(usize::try_from(count).unwrap_or(usize::MAX)))
}
