//! What becomes of the rows, one by one.

use leptos::prelude::*;
use shared::exchange::import::{Plan, PlanRow, Standing, Step, Verdict};

use super::desk::{Desk, Work};
use super::write::refused;
use crate::shell::grouped;
use crate::ui::{Button, Checkbox, Checked};

/// Rows that are drawn at once.
const PAGE: usize = 50;

/// Which rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Among {
    New,
    Changed,
    Maybe,
    Unchanged,
    Same,
    Refused,
}

impl Among {
    const ALL: [Self; 6] =
        [Self::Maybe, Self::New, Self::Changed, Self::Unchanged, Self::Same, Self::Refused];

    fn words(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Changed => "Say something else or more",
            Self::Maybe => "May be here already",
            Self::Unchanged => "Nothing new",
            Self::Same => "About somebody above",
            Self::Refused => "Do not fit",
        }
    }

    /// Where a row is shown: it stays there whatever is decided about it.
    fn of(plan: &Plan, at: usize) -> Self {
        let row = &plan.rows[at];
        match row.verdict {
            Verdict::New => Self::New,
            Verdict::Known(..) if plan.standing(at) == Standing::Changed || row.differs() => {
                Self::Changed
            }
            Verdict::Known(..) if !row.steps.is_empty() => Self::Changed,
            Verdict::Known(..) => Self::Unchanged,
            Verdict::Maybe(..) => Self::Maybe,
            Verdict::SameAs(..) => Self::Same,
            Verdict::Refused(_) => Self::Refused,
        }
    }
}

/// The rows by what becomes of them.
#[component]
pub fn Rows(desk: Desk) -> impl IntoView {
    let counts = Memo::new(move |_| {
        desk.version.track();
        desk.with(counts).unwrap_or_default()
    });
    let asked = RwSignal::new(None::<Among>);
    // Those about whom somebody has to say something come first.
    let among = Memo::new(move |_| {
        let there = |among: &Among| counts.with(|counts| counts[*among as usize] > 0);
        asked.get().filter(there).or_else(|| Among::ALL.into_iter().find(there))
    });
    let page = RwSignal::new(0_usize);
    let rows = Memo::new(move |_| {
        desk.version.track();
        let among = among.get()?;
        desk.with(|work| rows(work, among, page.get()))
    });
    let count = move || among.get().map_or(0, |among| counts.with(|counts| counts[among as usize]));
    let turn = move |to: usize| page.set(to);
    view! {
        <div class="import-tabs" role="group" aria-label="Which rows">
            {move || {
                Among::ALL
                    .into_iter()
                    .filter(|among| counts.with(|counts| counts[*among as usize] > 0))
                    .map(|this| {
                        view! {
                            <button
                                type="button"
                                class="import-tab"
                                aria-pressed=move || {
                                    if among.get() == Some(this) { "true" } else { "false" }
                                }
                                on:click=move |_| {
                                    page.set(0);
                                    asked.set(Some(this));
                                }
                            >
                                {this.words()}
                                <span class="import-count">
                                    {move || grouped(counts.with(|counts| counts[this as usize]))}
                                </span>
                            </button>
                        }
                    })
                    .collect_view()
            }}
        </div>
        <Show when=move || among.get() == Some(Among::Changed)>
            <div class="actions">
                <Button small=true on_press=move |()| desk.decide(|plan| plan.take_all(true))>
                    "Take the file's wherever they differ"
                </Button>
                <Button small=true on_press=move |()| desk.decide(|plan| plan.take_all(false))>
                    "Keep what is here"
                </Button>
            </div>
        </Show>
        <ul class="line-list">
            {move || {
                rows.get()
                    .unwrap_or_default()
                    .into_iter()
                    .map(|row| view! { <RowLine desk row /> })
                    .collect_view()
            }}
        </ul>
        <Show when=move || { count() > PAGE }>
            <div class="actions import-pages">
                <Button
                    disabled=Signal::derive(move || page.get() == 0)
                    on_press=move |()| turn(page.get_untracked().saturating_sub(1))
                >
                    "Earlier"
                </Button>
                <span class="second">
                    {move || {
                        let first = page.get() * PAGE + 1;
                        let last = (first + PAGE - 1).min(count());
                        format!("{} to {} of {}", grouped(first), grouped(last), grouped(count()))
                    }}
                </span>
                <Button
                    disabled=Signal::derive(move || (page.get() + 1) * PAGE >= count())
                    on_press=move |()| turn(page.get_untracked() + 1)
                >
                    "Later"
                </Button>
            </div>
        </Show>
    }
}

fn counts(work: &Work) -> [usize; 6] {
    let mut counts = [0; 6];
    for at in 0..work.plan.as_ref().map_or(0, |plan| plan.rows.len()) {
        work.plan.iter().for_each(|plan| counts[Among::of(plan, at) as usize] += 1);
    }
    counts[Among::Refused as usize] += work.source.refused.len();
    counts
}

/// A row as it is drawn.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    /// Its place in the plan; none of a row that cannot be read.
    at: Option<usize>,
    line: u64,
    name: String,
    words: String,
    steps: Vec<(usize, Step, bool)>,
    included: bool,
    /// Of somebody who may be known: whether it is them.
    is_them: Option<bool>,
}

fn rows(work: &Work, among: Among, page: usize) -> Vec<Shown> {
    let Some(plan) = &work.plan else { return Vec::new() };
    if among == Among::Refused {
        let refused = refused(work).into_iter().skip(page * PAGE).take(PAGE);
        let shown = refused.map(|it| Shown {
            at: None,
            line: it.line,
            name: it.raw,
            words: it.message.to_owned(),
            steps: Vec::new(),
            included: false,
            is_them: None,
        });
        return shown.collect();
    }
    let found = (0..plan.rows.len()).filter(|at| Among::of(plan, *at) == among);
    found.skip(page * PAGE).take(PAGE).map(|at| shown(work, plan, at)).collect()
}

fn shown(work: &Work, plan: &Plan, at: usize) -> Shown {
    let row = &plan.rows[at];
    let is_new = row.record().is_none() && !matches!(row.verdict, Verdict::SameAs(..));
    let steps = if is_new {
        let card = row.draft.card(&work.fields).into_iter().filter(|step| step.label != "Name");
        card.map(|step| (0, step, false)).collect()
    } else {
        let steps = row.steps.iter().cloned().enumerate();
        steps.map(|(step_at, step)| (step_at, step, row.taken.contains(&step_at))).collect()
    };
    let is_them = matches!(row.verdict, Verdict::Maybe(..)).then_some(row.is_them);
    let (name, words) = (row.name(), words(plan, row));
    Shown { at: Some(at), line: row.line, name, words, steps, included: row.included, is_them }
}

fn words(plan: &Plan, row: &PlanRow) -> String {
    match &row.verdict {
        Verdict::New => String::new(),
        Verdict::Known(_, by) => by.words().to_owned(),
        Verdict::Maybe(_, why) => why.clone(),
        Verdict::SameAs(first, by) => {
            format!("goes into line {}, {}", plan.rows[*first].line, by.words())
        }
        Verdict::Refused(why) => (*why).to_owned(),
    }
}

#[component]
fn RowLine(desk: Desk, row: Shown) -> impl IntoView {
    let Shown { at, line, name, words, steps, included, is_them } = row;
    let include = at.map(|at| {
        let checked = Signal::stored(if included { Checked::Yes } else { Checked::No });
        let flip = move |_| desk.decide(|plan| plan.rows[at].included = !included);
        view! { <Checkbox name=format!("Bring in {name}") checked on_press=flip /> }
    });
    let them = at.zip(is_them).map(|(at, is_them)| {
        let say = move |them: bool| desk.decide(|plan| plan.rows[at].is_them = them);
        let button = move |them: bool, words: &'static str| {
            view! {
                <button
                    type="button"
                    class="import-tab"
                    aria-pressed=if is_them == them { "true" } else { "false" }
                    on:click=move |_| say(them)
                >
                    {words}
                </button>
            }
        };
        view! {
            <div class="import-tabs" role="group" aria-label=format!("Who {name} is")>
                {button(false, "Somebody else")} {button(true, "The same person")}
            </div>
        }
    });
    let steps = steps
        .into_iter()
        .map(|(step_at, step, is_taken)| view! { <StepLine desk at step_at step is_taken /> })
        .collect_view();
    view! {
        <li class="line import-row" class:import-out=!included>
            {include}
            <div class="line-words">
                <div>{name}</div>
                <div class="second">
                    {format!("Line {line}")} {(!words.is_empty()).then(|| format!(", {words}"))}
                </div>
                <dl class="import-steps">{steps}</dl>
                {them}
            </div>
        </li>
    }
}

#[component]
fn StepLine(
    desk: Desk,
    at: Option<usize>,
    step_at: usize,
    step: Step,
    is_taken: bool,
) -> impl IntoView {
    let about = step.label.clone();
    let choose = step.before.clone().zip(at).map(|(_, at)| {
        let flip = move |_| {
            desk.decide(|plan| {
                let taken = &mut plan.rows[at].taken;
                if !taken.remove(&step_at) {
                    taken.insert(step_at);
                }
            });
        };
        let checked = Signal::stored(if is_taken { Checked::Yes } else { Checked::No });
        let name = format!("Take the file's: {about}");
        view! {
            <span class="check-line">
                <Checkbox name checked on_press=flip />
                "Take the file's"
            </span>
        }
    });
    let kept = step.before.is_some() && !is_taken;
    view! {
        <div>
            <dt>{step.label}</dt>
            <dd>
                {step
                    .before
                    .map(|before| {
                        if kept {
                            view! { <span>{before} " "</span> }.into_any()
                        } else {
                            view! { <del>{before} " "</del> }.into_any()
                        }
                    })}
                {if kept {
                    view! { <span class="second">{format!("in the file: {}", step.after)}</span> }
                        .into_any()
                } else {
                    view! { <ins>{step.after}</ins> }.into_any()
                }} {choose}
            </dd>
        </div>
    }
}
