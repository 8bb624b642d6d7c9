//! What is known goes out again, as files that other programs read.

mod everything;
mod form;
mod run;

use leptos::prelude::*;

use crate::replica::Replica;
use crate::shell::{Commands, Page, grouped};
use crate::ui::{Button, Icon, LinkButton, Panel, Tone};
pub use everything::EverythingPage;
use form::Form;
use run::{Running, Stage, Whom};

/// The page at `/export`.
#[component]
pub fn ExportPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let selected = Commands::expect().leaving.get_untracked();
    let begin = if selected.is_empty() { "everything" } else { "selected" };
    let chosen = RwSignal::new(begin.to_owned());
    let count = selected.len();
    let options = Memo::new(move |_| {
        let mut options = Vec::new();
        if count > 0 {
            options.push(("selected".to_owned(), format!("The {} selected", grouped(count))));
        }
        options.push(("everything".to_owned(), "Everybody".to_owned()));
        let segments = replica.segments().into_iter();
        options.extend(segments.map(|segment| (segment.id.to_string(), segment.name)));
        options
    });
    let whom = move || match chosen.get_untracked().as_str() {
        "selected" => Whom::These(selected.clone()),
        "everything" => Whom::Everybody,
        id => id.parse().map_or(Whom::Everybody, Whom::Segment),
    };
    let running = Running::new(replica);
    let begin = Callback::new(move |form| running.begin(form, whom()));
    view! {
        <Page title="Take your data with you">
            {move || match running.stage.get() {
                Stage::Choosing => {
                    view! { <Choose options chosen begin /> }.into_any()
                }
                Stage::Failed(words) => {
                    view! {
                        <Panel tone=Tone::Bad title="Nothing was saved" words />
                        <Choose options chosen begin />
                    }
                        .into_any()
                }
                Stage::Writing => view! { <Progress running /> }.into_any(),
                Stage::Saved(words) => {
                    view! {
                        <div class="hero" role="status">
                            <h2 class="hero-title">{words}</h2>
                            <p>"It is where your browser keeps downloads."</p>
                        </div>
                        <Choose options chosen begin />
                    }
                        .into_any()
                }
            }}
        </Page>
    }
}

#[component]
fn Choose(
    options: Memo<Vec<(String, String)>>,
    chosen: RwSignal<String>,
    begin: Callback<Form>,
) -> impl IntoView {
    let forms = Form::ALL.map(|form| {
        view! {
            <li class="line">
                <span class="line-words">
                    <div>{form.title()}</div>
                    <div class="second">{form.words()}</div>
                </span>
                <Button icon=Icon::Download on_press=move |()| begin.run(form)>
                    "Save"
                    <span class="heard-only">{format!(" as {}", form.title())}</span>
                </Button>
            </li>
        }
    });
    view! {
        <p>
            "Your data is yours. Files are made on this device, with or without a network, and nothing of them is sent anywhere."
        </p>
        <label class="field">
            <span class="label">"Who"</span>
            <select
                class="field-input"
                on:change=move |event| chosen.set(event_target_value(&event))
            >
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(value, words)| {
                            let is_chosen = chosen.with_untracked(|chosen| *chosen == value);
                            view! {
                                <option value=value selected=is_chosen>
                                    {words}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </label>
        <ul class="line-list" aria-label="Forms">
            {forms.into_iter().collect_view()}
        </ul>
        <p class="second">
            "These files are for other programs and for reading. To bring everything back into Regulars as it was, save a backup."
        </p>
        <div class="actions">
            <LinkButton href="/backup" icon=Icon::Cloud>
                "Backup"
            </LinkButton>
        </div>
    }
}

#[component]
fn Progress(running: Running) -> impl IntoView {
    let words = move || {
        let (done, all) = running.progress.get();
        format!("{} of {}", grouped(done), grouped(all))
    };
    let part = move || {
        let (done, all) = running.progress.get();
        done as f64 / all.max(1) as f64
    };
    view! {
        <div class="section">
            <h2>"Writing the file"</h2>
            <progress
                class="progress"
                max="1"
                aria-label="How much of the file is written"
                prop:value=part
            ></progress>
            <p class="second" role="status">
                {words}
            </p>
            <div class="actions">
                <Button icon=Icon::Cross on_press=move |()| running.stop()>
                    "Stop"
                </Button>
            </div>
        </div>
    }
}
