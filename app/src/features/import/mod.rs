//! People from a file that somebody has: looked at first, then brought in, and taken back as one act.

mod cells;
mod choose;
mod columns;
mod cut_off;
mod desk;
mod look;
mod outcome;
mod place;
mod rows;
mod write;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::replica::{Phase, Replica, take_shared_file};
use crate::shell::{OnlyLooking, Page, grouped};
use crate::ui::{Button, Icon, LinkButton, Panel, Tone};
use choose::Choose;
use cut_off::CutOff;
use desk::{Desk, Stage};
use look::Look;
use outcome::OutcomeView;
pub use place::ImportDesk;

/// The page at `/import`.
#[component]
pub fn ImportPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let desk = expect_context::<ImportDesk>().get(|| Desk::new(replica));
    take_what_was_shared(desk, replica);
    view! {
        <Page title="Bring people in">
            <OnlyLooking />
            {move || match desk.stage.get() {
                // What is being written is told to its end, also to whom it was taken away meanwhile.
                Stage::Waiting | Stage::Refused(_) | Stage::Looking if !replica.may_edit() => {
                    ().into_any()
                }
                Stage::Waiting => {
                    view! {
                        <CutOff replica />
                        <Choose desk />
                    }
                        .into_any()
                }
                Stage::Refused(words) => {
                    view! {
                        <Panel tone=Tone::Bad title="Nobody came in" words />
                        <Choose desk />
                    }
                        .into_any()
                }
                Stage::Reading => view! { <Reading desk /> }.into_any(),
                Stage::Looking => view! { <Look desk /> }.into_any(),
                Stage::Writing => view! { <Writing desk /> }.into_any(),
                Stage::Done(outcome) => view! { <OutcomeView desk outcome /> }.into_any(),
            }}
        </Page>
    }
}

/// Puts what the system's share sheet gave on the desk, once it is known who is here already.
fn take_what_was_shared(desk: Desk, replica: Replica) {
    let was_shared = use_location().search.get_untracked().contains("shared");
    let taken = StoredValue::new(!was_shared);
    Effect::new(move |_| {
        if replica.phase().get() == Phase::Ready && !taken.get_value() {
            taken.set_value(true);
            spawn_local(async move {
                if let Some(file) = take_shared_file().await {
                    desk.give(file);
                }
            });
        }
    });
}

/// A count of people in words.
fn people_in_words(count: usize) -> String {
    match count {
        1 => "1 person".into(),
        count => format!("{} people", grouped(count)),
    }
}

#[component]
fn Reading(desk: Desk) -> impl IntoView {
    view! {
        <div class="section" role="status">
            <h2>"Reading"</h2>
            <Bar desk name="How much of the file is read" />
        </div>
    }
}

#[component]
fn Bar(desk: Desk, name: &'static str) -> impl IntoView {
    view! {
        <progress
            class="progress"
            max="1"
            aria-label=name
            prop:value=move || desk.progress.get()
        ></progress>
    }
}

#[component]
fn Writing(desk: Desk) -> impl IntoView {
    view! {
        <div class="section">
            <h2>"Bringing people in"</h2>
            <Bar desk name="How much of the file is in" />
            <p class="second" role="status">
                {move || format!("{} so far", people_in_words(desk.written.get()))}
            </p>
            <p class="second">"You can go on working; keep this tab open until it is done."</p>
            <div class="actions">
                <LinkButton href="/people" icon=Icon::People>
                    "See them arrive"
                </LinkButton>
                <Button icon=Icon::Cross on_press=move |()| desk.stop()>
                    "Stop here"
                </Button>
            </div>
        </div>
    }
}
