use leptos::ev::{self, Custom};
use leptos::prelude::*;

use super::grouped;
use crate::replica::{Link, Replica, Status};
use crate::ui::{Banner, Button, ButtonKind, Icon, LinkButton, Tone};

/// Documents of a server's log that are fetched without a word: fewer are there at once.
const UNSAID: u64 = 200;

/// Lines above the screen, each with what to do: what is wrong with this device or the server, and a
/// new version that waits.
#[component]
pub fn Conditions() -> impl IntoView {
    let replica: Replica = expect_context();
    let status = replica.status();
    let problem = Memo::new(move |_| status.with(|status| status.problem.clone()));
    let link = Memo::new(move |_| status.with(|status| status.link));
    let kept = Memo::new(move |_| status.with(|status| status.kept));
    let unreadable = Memo::new(move |_| match status.with(|status| status.unreadable) {
        0 => None,
        1 => {
            Some("1 change could not be read into its card. It is kept on this device.".to_owned())
        }
        many => Some(format!(
            "{} changes could not be read into their cards. They are kept on this device.",
            grouped(many)
        )),
    });
    let failure = replica.failure();
    ask_before_leaving(status);
    let arriving = Memo::new(move |_| {
        let (read, end) = status.with(|status| status.progress);
        let much = link.get() == Link::Live && end.saturating_sub(read) > UNSAID;
        much.then(|| {
            format!(
                "Coming from the server: {} of {}",
                grouped(read as usize),
                grouped(end as usize)
            )
        })
    });
    view! {
        <NewVersion />
        {move || {
            problem
                .get()
                .map(|words| {
                    view! {
                        <Banner tone=Tone::Bad icon=Icon::Alert words>
                            <LinkButton href="/work" small=true>
                                "Where your work is"
                            </LinkButton>
                        </Banner>
                    }
                })
        }}
        {move || {
            failure
                .get()
                .map(|words| {
                    view! {
                        <Banner tone=Tone::Bad icon=Icon::Alert words>
                            <Button
                                kind=ButtonKind::Quiet
                                small=true
                                icon=Icon::Cross
                                name="Close"
                                on_press=move |()| failure.set(None)
                            />
                        </Banner>
                    }
                })
        }}
        <Show when=move || !kept.get()>
            <Banner
                tone=Tone::Care
                icon=Icon::Alert
                words="This browser keeps nothing when this tab closes, as in a private window. Share the workspace to have it on a server."
            >
                <LinkButton href="/share" small=true>
                    "Share"
                </LinkButton>
            </Banner>
        </Show>
        {move || {
            unreadable
                .get()
                .map(|words| view! { <Banner tone=Tone::Bad icon=Icon::Alert words /> })
        }}
        {move || {
            connection(link.get())
                .map(|words| view! { <Banner tone=Tone::Care icon=Icon::Alert words /> })
        }}
        {move || {
            membership(link.get())
                .map(|(words, href, act)| {
                    view! {
                        <Banner tone=Tone::Care icon=Icon::Alert words>
                            <LinkButton href small=true>
                                {act}
                            </LinkButton>
                        </Banner>
                    }
                })
        }}
        {move || arriving.get().map(|words| view! { <Banner icon=Icon::ArrowDown words /> })}
    }
}

/// For the moment between a keystroke and its place on this device, the browser asks before the page
/// goes away.
fn ask_before_leaving(status: Signal<Status>) {
    let listener = window_event_listener(ev::beforeunload, move |event| {
        if status.with_untracked(|status| status.unstored > 0) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// What of a connection somebody must do something about.
fn connection(link: Link) -> Option<&'static str> {
    match link {
        Link::Denied => Some(
            "The server does not know this workspace. Everything stays on this device; ask whoever runs the server, or share again.",
        ),
        Link::AppTooOld => Some(
            "The server has a newer version. Everything stays on this device; reload to get the new version and send it.",
        ),
        Link::ServerTooOld => Some(
            "The server has an older version and takes nothing from this one. Everything stays on this device.",
        ),
        _ => None,
    }
}

/// What somebody must do to be let in again: words, where to, and what that is called.
fn membership(link: Link) -> Option<(&'static str, &'static str, &'static str)> {
    match link {
        Link::SignedOut => Some((
            "You are signed out on this device. Everything stays here; sign in to send and receive.",
            "/sign-in",
            "Sign in",
        )),
        Link::MembersOnly => Some((
            "This workspace has members now, and its link opens it no more. Everything stays on this device; sign in, or ask for an invitation.",
            "/sign-in",
            "Sign in",
        )),
        Link::NoMember => Some((
            "You are not a member of this workspace any more. What was not sent is kept on this device, and can be saved.",
            "/sign-out",
            "Save or remove it",
        )),
        _ => None,
    }
}

/// A new version waits until it is asked for: nobody loses the page under their hands.
#[component]
fn NewVersion() -> impl IntoView {
    let waits = RwSignal::new(new_version_waits());
    let listener = window_event_listener(Custom::<web_sys::Event>::new("new-version"), move |_| {
        waits.set(true);
    });
    on_cleanup(move || listener.remove());
    view! {
        <Show when=move || waits.get()>
            <Banner icon=Icon::Refresh words="A new version of Regulars is ready.">
                <Button small=true on_press=|()| use_new_version()>
                    "Use it now"
                </Button>
            </Banner>
        </Show>
    }
}

/// boot.js writes this down too, because it may know before the app listens.
fn new_version_waits() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute("data-new-version"))
}

fn use_new_version() {
    if let Ok(event) = web_sys::Event::new("use-new-version") {
        let _ = window().dispatch_event(&event);
    }
}
