use std::sync::Arc;

use leptos::prelude::*;
use shared::exchange::csv::RowProblem;

use super::run::{Import, Outcome};
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Icon, LinkButton, Toast, Toaster, save_file};

/// How many rows that did not come in are drawn; the file has all of them.
const SHOWN: usize = 100;

/// What came of a file, and how to take it back.
#[component]
pub fn OutcomeView(import: Import, outcome: Arc<Outcome>) -> impl IntoView {
    let toaster: Toaster = expect_context();
    let people = outcome.people.len();
    let taken = outcome.clone();
    let take_back = move |()| {
        import.set_gone(taken.clone(), true);
        let again = taken.clone();
        toaster.show(Toast {
            icon: Icon::Bin,
            words: format!("{} are in the bin", people_in_words(people)),
            action: Some(("Undo", Arc::new(move || import.set_gone(again.clone(), false)))),
        });
        import.again();
    };
    let notes = notes(&outcome);
    view! {
        <div class="hero" role="status">
            <h2 class="hero-title">{headline(&outcome)}</h2>
            {(!notes.is_empty()).then(|| view! { <p>{notes}</p> })}
        </div>
        <div class="actions">
            <LinkButton href="/people" kind=ButtonKind::First icon=Icon::People>
                "See the people"
            </LinkButton>
            {(people > 0)
                .then(|| {
                    view! {
                        <Button icon=Icon::Undo on_press=take_back>
                            "Take it back"
                        </Button>
                    }
                })}
            <Button kind=ButtonKind::Quiet on_press=move |()| import.again()>
                "Another file"
            </Button>
        </div>
        {(!outcome.problems.is_empty()).then(|| view! { <Problems outcome=outcome.clone() /> })}
    }
}

fn people_in_words(count: usize) -> String {
    match count {
        1 => "1 person".into(),
        count => format!("{} people", grouped(count)),
    }
}

fn headline(outcome: &Outcome) -> String {
    let came = format!("{} came in.", people_in_words(outcome.people.len()));
    match outcome.problems.len() {
        0 => came,
        1 => format!("{came} 1 row did not."),
        rows => format!("{came} {} rows did not.", grouped(rows)),
    }
}

fn notes(outcome: &Outcome) -> String {
    let mut notes = Vec::new();
    if outcome.stopped {
        notes.push("You stopped before the end of the file.".to_owned());
    }
    match outcome.blank {
        0 => {}
        1 => notes.push("1 row was blank.".to_owned()),
        rows => notes.push(format!("{} rows were blank.", grouped(rows))),
    }
    if !outcome.as_notes.is_empty() {
        notes.push(format!("Kept as notes: {}.", outcome.as_notes.join(", ")));
    }
    notes.join(" ")
}

#[component]
fn Problems(outcome: Arc<Outcome>) -> impl IntoView {
    let rows = outcome.problems.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let more = outcome.problems.len().saturating_sub(SHOWN);
    let file = outcome.file.clone();
    let all = outcome.clone();
    let save = move |()| {
        let text: String = all.problems.iter().map(line).collect();
        save_file(&format!("{file} - rows that did not come in.txt"), "text/plain", &text);
    };
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"Rows that did not come in"</h2>
                <Button small=true icon=Icon::Download on_press=save>
                    "Save them"
                </Button>
            </div>
            <ul class="line-list">
                {rows
                    .into_iter()
                    .map(|problem| {
                        view! {
                            <li class="line">
                                <span class="line-words">
                                    <div>{format!("Line {}: {}", problem.line, problem.message)}</div>
                                    <code class="raw">{problem.raw}</code>
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {(more > 0)
                .then(|| {
                    view! {
                        <p class="second">
                            {format!("{} more are in the file that you can save.", grouped(more))}
                        </p>
                    }
                })}
        </section>
    }
}

fn line(problem: &RowProblem) -> String {
    format!("line {}: {}\n    {}\n", problem.line, problem.message, problem.raw)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_outcome_counts_in_words() {
        let problem = RowProblem { line: 2, message: "No.", raw: String::new() };
        let mut outcome =
            Outcome { people: vec![shared::id::DocumentId([0; 16]); 1000], ..Outcome::default() };
        assert_eq!(headline(&outcome), "1,000 people came in.");
        outcome.problems = vec![problem; 3];
        assert_eq!(headline(&outcome), "1,000 people came in. 3 rows did not.");
        outcome.blank = 1;
        outcome.as_notes = vec!["Shoe size".into()];
        assert_eq!(notes(&outcome), "1 row was blank. Kept as notes: Shoe size.");
    }
}
