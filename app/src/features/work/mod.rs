//! Where your work is: the reassurance, then what needs help, then what waits.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::replica::{Link, RefusedChange, Replica, Room, Status, Waiting};
use crate::shell::{Page, grouped};
use crate::ui::{Button, Icon, LinkButton, in_bytes, save_file, when};

/// How many waiting changes are drawn until somebody asks for all.
const FIRST: usize = 50;

/// The page at `/work`.
#[component]
pub fn WorkPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let status = replica.status();
    let waiting = RwSignal::new(Vec::new());
    let refused = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        status.track();
        spawn_local(async move {
            waiting.set(replica.waiting().await);
            refused.set(replica.refused().await);
        });
    });
    let headline = Memo::new(move |_| status.with(headline));
    let reassurance = Memo::new(move |_| status.with(reassurance));
    let is_shared = Memo::new(move |_| status.with(|status| status.shared));
    let room = RwSignal::new(None);
    spawn_local(async move { room.set(replica.room().await.map(room_in_words)) });

    view! {
        <Page title="Where your work is" own_heading=true>
            <div class="hero">
                <h1>{move || headline.get()}</h1>
                <p>{move || reassurance.get()}</p>
            </div>
            <div class="actions">
                <Show when=move || is_shared.get()>
                    <Button icon=Icon::Refresh on_press=move |()| replica.try_now()>
                        "Try now"
                    </Button>
                </Show>
                <LinkButton href="/share" icon=Icon::Share>
                    {move || if is_shared.get() { "Share the link" } else { "Share this workspace" }}
                </LinkButton>
            </div>
            <Show when=move || refused.with(|refused| !refused.is_empty())>
                <Refused refused />
            </Show>
            <Show when=move || is_shared.get() && waiting.with(|waiting| !waiting.is_empty())>
                <WaitingList waiting status />
            </Show>
            {move || {
                let photos = status.with(photos_in_words)?;
                Some(view! { <p class="second">{photos}</p> })
            }}
            {move || room.get().map(|room| view! { <p class="second">{room}</p> })}
        </Page>
    }
}

fn room_in_words(room: Room) -> String {
    format!("{} of {} used on this device.", in_bytes(room.used), in_bytes(room.allowed))
}

/// How many photos are on their way, and what stands in it.
fn photos_in_words(status: &Status) -> Option<String> {
    let photos = status.photos;
    let waiting = match photos.waiting {
        _ if !status.shared => None,
        0 => None,
        1 => Some("1 photo is not on the server yet.".to_owned()),
        more => Some(format!("{} photos are not on the server yet.", grouped(more))),
    };
    let problem = photos.problem.map(str::to_owned);
    let words: Vec<String> = waiting.into_iter().chain(problem).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn headline(status: &Status) -> String {
    let changes = |count: usize| match count {
        1 => "1 change waits".to_owned(),
        count => format!("{count} changes wait"),
    };
    if let Some(problem) = &status.problem {
        return format!("Problem: {problem}");
    }
    if status.unstored > 0 {
        return "Being kept on this device right now.".into();
    }
    match (status.shared, status.waiting + status.photos.waiting, status.link) {
        (false, ..) => "Everything is on this device.".into(),
        (true, 0, Link::Live) => "Everything is on the server.".into(),
        (true, 0, _) => "Everything is on this device and on the server.".into(),
        (true, waiting, Link::Live) => {
            format!("Everything is on this device.\n{} to be sent.", changes(waiting))
        }
        (true, waiting, _) => {
            format!("Everything is on this device.\n{} for a network.", changes(waiting))
        }
    }
}

fn reassurance(status: &Status) -> String {
    if !status.shared {
        return "No other device has it. Share this workspace, and it is on a server too.".into();
    }
    let last = status
        .last_on_server
        .map(|at| format!("Last on the server {}.", when::within(at.0)))
        .unwrap_or_default();
    match status.waiting + status.photos.waiting {
        0 => last,
        _ => format!(
            "They go by themselves, as soon as this page is open and there is a network. {last}"
        ),
    }
}

/// What the server did not take. It stays here, and can be taken away as a file.
#[component]
fn Refused(refused: RwSignal<Vec<RefusedChange>>) -> impl IntoView {
    let count = move || match refused.with(Vec::len) {
        1 => "1 was not accepted".to_owned(),
        count => format!("{count} were not accepted"),
    };
    view! {
        <section class="notice">
            <h2>{Icon::Alert.at(18)} {count}</h2>
            {move || {
                refused
                    .get()
                    .into_iter()
                    .map(|change| {
                        let words = format!(
                            "{}, {}. {} It is safe on this device.",
                            change.what,
                            when::within(change.at.0),
                            change.reason,
                        );
                        let copy = StoredValue::new(change.copy);
                        view! {
                            <div class="notice-item">
                                <a class="link" href=format!("/people/{}", change.document)>
                                    {change.name}
                                </a>
                                <p>{words}</p>
                                <div class="actions">
                                    <Button
                                        small=true
                                        icon=Icon::Download
                                        on_press=move |()| {
                                            copy.with_value(|copy| {
                                                save_file("not-accepted.json", "application/json", copy);
                                            });
                                        }
                                    >
                                        "Save a copy"
                                    </Button>
                                </div>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </section>
    }
}

#[component]
fn WaitingList(waiting: RwSignal<Vec<Waiting>>, status: Signal<Status>) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| waiting.with(Vec::len));
    // The list is cut; the status knows them all.
    let in_words = move || match status.with(|status| status.waiting) {
        1 => "1 change".to_owned(),
        count => format!("{} changes", grouped(count)),
    };
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"Waiting"</h2>
                <span class="second">{in_words}</span>
            </div>
            <ul class="line-list">
                {move || {
                    let limit = if all.get() { usize::MAX } else { FIRST };
                    waiting
                        .get()
                        .into_iter()
                        .take(limit)
                        .map(|change| {
                            view! {
                                <li>
                                    <a class="line" href=format!("/people/{}", change.document)>
                                        <span class="line-icon">{Icon::Pencil.at(16)}</span>
                                        <span class="line-words">
                                            <div>{change.name}</div>
                                            <div class="second">{change.what}</div>
                                        </span>
                                        <span class="line-end">{when::short(change.at.0)}</span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <Show when=move || { count.get() > FIRST && !all.get() }>
                <div class="actions">
                    <Button on_press=move |()| all.set(true)>"Show all"</Button>
                </div>
            </Show>
        </section>
    }
}
