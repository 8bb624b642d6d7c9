//! People from a file that somebody has.

mod outcome;
mod run;

use leptos::html;
use leptos::prelude::*;

use crate::shell::{Page, grouped};
use crate::ui::{Button, Icon, LinkButton, Panel, Tone};
use outcome::OutcomeView;
pub use run::Import;
use run::Stage;

/// The page at `/import`.
#[component]
pub fn ImportPage() -> impl IntoView {
    let import = Import::expect();
    let stage = import.stage;
    view! {
        <Page title="Bring people in">
            {move || match stage.get() {
                Stage::Waiting => view! { <Choose import /> }.into_any(),
                Stage::Refused(words) => {
                    view! {
                        <Panel tone=Tone::Bad title="Nobody came in" words />
                        <Choose import />
                    }
                        .into_any()
                }
                Stage::Running => view! { <Progress import /> }.into_any(),
                Stage::Done(outcome) => view! { <OutcomeView import outcome /> }.into_any(),
            }}
        </Page>
    }
}

/// Where a file is dropped or chosen.
#[component]
fn Choose(import: Import) -> impl IntoView {
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let chosen = move || {
        let file = input.get_untracked().and_then(|input| input.files()?.get(0));
        if let Some(file) = file {
            import.begin(file);
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()?.get(0)) {
            import.begin(file);
        }
    };
    view! {
        <p>
            "A CSV file, as spreadsheets, address books and tills save it. The first row names the columns: name, email, phone, company, street, birthday, tags, notes, usual order. What has no place of its own is kept as a note."
        </p>
        <div
            class="drop"
            class:drop-over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            {Icon::FileUp.at(24)}
            <label class="button button-first file-button">
                "Choose a file"
                <input
                    node_ref=input
                    type="file"
                    accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
                    on:change=move |_| chosen()
                />
            </label>
            <span class="field-hint">"or drop it here"</span>
        </div>
        <p class="second">
            "Everybody comes in as a new person, and you can take the whole file back."
        </p>
    }
}

#[component]
fn Progress(import: Import) -> impl IntoView {
    let words = move || format!("{} people so far", grouped(import.people.get()));
    view! {
        <div class="section">
            <h2>"Bringing people in"</h2>
            <progress
                class="progress"
                max="1"
                aria-label="How much of the file is read"
                prop:value=move || import.progress.get()
            ></progress>
            <p class="second" role="status">
                {words}
            </p>
            <p class="second">"You can go on working; keep this page open until it is done."</p>
            <div class="actions">
                <LinkButton href="/people" icon=Icon::People>
                    "See them arrive"
                </LinkButton>
                <Button icon=Icon::Cross on_press=move |()| import.stop()>
                    "Stop here"
                </Button>
            </div>
        </div>
    }
}
