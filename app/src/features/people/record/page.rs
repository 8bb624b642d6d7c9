use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::edit::Edit;
use shared::id::DocumentId;
use shared::model::About;
use shared::view::{Members, bin_days_left};
use wasm_bindgen::JsCast;

use super::brief::Brief;
use super::composer::Composer;
use super::details::Details;
use super::dock::Dock;
use super::header::{Header, RecordBar};
use super::others::{Others, say_doing};
use super::sell::Sell;
use super::timeline::{Timeline, TimelineFilter};
use crate::features::people::Listing;
use crate::features::people::erase::EraseForGood;
use crate::preferences::Preferences;
use crate::replica::{OpenPerson, Opened, Replica};
use crate::shell::{
    Commands, NotHere, OnlyLooking, edit_and_say, focus_composer, focus_heading, is_typing,
};
use crate::ui::{Banner, Button, Icon, LinkButton, Panel, Tally, Toaster, use_viewport, when};

/// One person's card, for its parts.
#[derive(Clone, Copy)]
pub struct Card {
    /// The record.
    pub id: DocumentId,
    /// Its person, and what has more than one answer.
    pub open: Signal<Arc<OpenPerson>>,
    /// Who works with the workspace, by what they write under.
    pub members: Memo<Members>,
    /// What has its answers shown in its own place, as far as it has several.
    pub decided: RwSignal<Vec<About>>,
    /// Whether the form for a sale is open.
    pub selling: RwSignal<bool>,
    /// Where to say what was done.
    pub toaster: Toaster,
    replica: Replica,
}

impl Card {
    /// Changes the record: on the screen at once, then on the device.
    pub fn edit(&self, edits: Vec<Edit>) {
        self.replica.edit(self.id, edits);
    }

    /// The same, and says what was done, with an undo.
    pub fn edit_and_say(&self, edits: Vec<Edit>, icon: Icon, words: String) {
        edit_and_say(self.replica, self.toaster, vec![self.id], edits, icon, words);
    }

    /// The replica, for ids and the time.
    pub fn replica(&self) -> Replica {
        self.replica
    }
}

/// The page at `/people/:id`.
#[component]
pub fn RecordPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get("id")?.parse::<DocumentId>().ok())?;
        // An old link may name a record that is part of a card by now.
        Some(replica.with_people_untracked(|people| people.card_of(id)))
    });
    let commands = Commands::expect();
    commands.own_bar.set(true);
    on_cleanup(move || commands.own_bar.set(false));
    move || match id.get() {
        Some(id) => view! { <Record replica id /> }.into_any(),
        None => missing(),
    }
}

#[component]
fn Record(replica: Replica, id: DocumentId) -> impl IntoView {
    let listing = Listing::expect();
    let toaster: Toaster = expect_context();
    listing.cursor.set(Some(id));
    let opened = replica.open(id);
    // The parts of the card stay in the page while its person changes below them.
    let kind = Memo::new(move |_| {
        opened.with(|opened| match opened {
            Opened::Loading => 0,
            Opened::Missing => 1,
            Opened::Ready(_) => 2,
            Opened::Erased(_) => 3,
        })
    });
    let last = RwSignal::new(None::<Arc<OpenPerson>>);
    move || match kind.get() {
        0 => ().into_any(),
        1 => missing(),
        3 => erased(replica, opened),
        _ => {
            let open = Signal::derive(move || {
                if let Opened::Ready(open) = opened.get() {
                    last.write_untracked().replace(open);
                }
                last.get_untracked().unwrap_or_default()
            });
            let members = Memo::new(move |_| replica.members());
            let selling = RwSignal::new(false);
            let decided = RwSignal::default();
            let card = Card { id, open, members, decided, selling, toaster, replica };
            view! { <Open card /> }.into_any()
        }
    }
}

/// In place of somebody who was erased for good.
fn erased(replica: Replica, opened: Signal<Opened>) -> AnyView {
    let status = replica.status();
    let words = move || {
        let when = match opened.get() {
            Opened::Erased(at) => when::within(at.0),
            _ => return String::new(),
        };
        let rest = match status.with(|status| status.shared) {
            true => " Every other device erases it as soon as it connects.",
            false => "",
        };
        format!("Since {when}. Nothing of this record is on this device any more.{rest}")
    };
    view! {
        <div class="page">
            <RecordBar />
            <h1 class="heard-only">"An erased record"</h1>
            <div class="people-empty">
                {move || {
                    view! {
                        <Panel title="Erased for good" words=words()>
                            <LinkButton href="/people">"Back to People"</LinkButton>
                        </Panel>
                    }
                }}
            </div>
        </div>
    }
    .into_any()
}

fn missing() -> AnyView {
    view! {
        <div class="page">
            <RecordBar />
            <h1 class="heard-only">"Not on this device"</h1>
            <div class="people-empty">
                <NotHere />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Open(card: Card) -> impl IntoView {
    let phone = use_viewport().phone;
    let filter = RwSignal::new("everything".to_owned());
    let others = Others::provide(card);
    listen(card);
    Effect::new(move |_| {
        let name = card.open.with(|open| open.person.display_name());
        document().set_title(&format!("{name} · Regulars"));
    });
    let page = NodeRef::<html::Div>::new();
    focus_heading(page);
    let write_down = Commands::expect().write_down;
    Effect::new(move |_| {
        if write_down.get() == Some(card.id) && page.get().is_some() {
            write_down.set(None);
            // After the heading, which has the focus of every page that opens.
            request_animation_frame(focus_composer);
        }
    });
    let gone = Memo::new(move |_| card.open.with(|open| open.person.gone));
    view! {
        <div
            class="page record"
            node_ref=page
            on:focusin=move |_| say_doing(card)
            on:focusout=move |_| say_doing(card)
            on:input=move |_| say_doing(card)
            on:keyup=move |_| say_doing(card)
        >
            <RecordBar card />
            <Show when=move || gone.get()>
                {in_bin(card)}
            </Show>
            <div class="record-scroll">
                <Header card />
                <Brief card />
                <div class="record-columns">
                    <section class="record-timeline" aria-label="Timeline">
                        <div class="timeline-head">
                            <h2>"Timeline"</h2>
                            <TimelineFilter filter />
                        </div>
                        <Show when=move || !phone.get() && !gone.get()>
                            <Show when=move || card.replica().may_edit()>
                                <Composer card />
                            </Show>
                            <OnlyLooking />
                        </Show>
                        <Timeline card filter />
                    </section>
                    <Details card />
                </div>
                {print_foot(card)}
            </div>
            <Show when=move || phone.get()>{others.row()}</Show>
            <Show when=move || phone.get() && !gone.get()>
                <Dock card />
            </Show>
            <Sell card />
        </div>
    }
}

/// On paper only: when it was printed, without which "yesterday" soon says nothing, and whose it is.
fn print_foot(card: Card) -> AnyView {
    let today = move || format!("Printed {}", when::on_paper(card.replica().now().0));
    let day = RwSignal::new(today());
    // A tab may have been open since yesterday.
    let prints = ev::Custom::<web_sys::Event>::new("beforeprint");
    let printed = window_event_listener(prints, move |_| day.set(today()));
    on_cleanup(move || printed.remove());
    let name = move || {
        Some(card.replica().workspace_name())
            .filter(|it| !it.is_empty())
            .unwrap_or("Regulars".into())
    };
    view! {
        <footer class="print-foot">
            <span>
                <Tally />
                {name}
            </span>
            <span>{day}</span>
        </footer>
    }
    .into_any()
}

/// Says that the record is in the bin, since when, and for how long the bin lists it.
fn in_bin(card: Card) -> AnyView {
    let words = Signal::derive(move || {
        let since = card.open.with(|open| open.person.gone_since.unwrap_or(open.person.updated));
        let left = match bin_days_left(since, card.replica().now()) {
            0 => "It is in no list any more, and not erased.".to_owned(),
            1 => "It is in no list. The bin lists it for 1 more day.".to_owned(),
            days => format!("It is in no list. The bin lists it for {days} more days."),
        };
        format!("In the bin since {}. {left}", when::within(since.0))
    });
    view! {
        <Banner icon=Icon::Bin words>
            <span class="edits">
                <span class="line-acts">
                    <Button small=true icon=Icon::Undo on_press=move |()| restore(card)>
                        "Restore"
                    </Button>
                    <EraseForGood
                        id=card.id
                        name=card.open.with_untracked(|open| open.person.display_name())
                    />
                </span>
            </span>
        </Banner>
    }
    .into_any()
}

/// Takes the record out of the bin, and offers to take that back.
fn restore(card: Card) {
    let name = card.open.with_untracked(|open| open.person.display_name());
    let edits = vec![Edit::SetGone { gone: false }];
    card.edit_and_say(edits, Icon::Undo, format!("{name} is back"));
}

/// Puts the person in the bin, and offers to take it back.
pub fn put_in_bin(card: Card) {
    let name = card.open.with_untracked(|open| open.person.display_name());
    let edits = vec![Edit::SetGone { gone: true }];
    card.edit_and_say(edits, Icon::Bin, format!("{name} is in the bin"));
}

/// The keys of a card: neighbours, a note, a sale, the details, back.
fn listen(card: Card) {
    let listing = Listing::expect();
    let preferences = Preferences::expect();
    let navigate = use_navigate();
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || is_typing() {
            return;
        }
        let letters = preferences.letter_keys.get_untracked();
        let go = |id: Option<DocumentId>| {
            if let Some(id) = id {
                navigate(&format!("/people/{id}"), Default::default());
            }
        };
        match event.key().as_str() {
            "j" if letters => go(untrack(|| listing.neighbour(1))),
            "k" if letters => go(untrack(|| listing.neighbour(-1))),
            "c" if letters => focus_composer(),
            "s" if letters && may_sell(card) => {
                card.selling.set(true);
            }
            "e" if letters => focus_details(),
            "Escape" => navigate(&untrack(|| listing.place()).path(), Default::default()),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

fn may_sell(card: Card) -> bool {
    card.replica().may_edit_now() && !card.open.with_untracked(|open| open.person.gone)
}

/// Puts the focus on the first detail.
fn focus_details() {
    let first = document().query_selector("#details .inline-button").ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = first.focus();
    }
}
