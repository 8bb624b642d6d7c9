use std::sync::Arc;

use leptos::prelude::*;
use shared::exchange::csv::RowProblem;

use super::desk::Desk;
use super::look::in_words;
use super::people_in_words;
use super::write::{Outcome, take_back};
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Icon, LinkButton, Toast, Toaster, save_file};

/// How many rows that did not come in are drawn; the file has all of them.
const SHOWN: usize = 100;

/// What came of a file, and how to take it back.
#[component]
pub fn OutcomeView(desk: Desk, outcome: Arc<Outcome>) -> impl IntoView {
    let toaster: Toaster = expect_context();
    let replica = desk.replica;
    let written = outcome.records.len();
    let (group, records) = (outcome.group, Arc::new(outcome.records.clone()));
    let back = move |()| {
        let by = replica.begin_many();
        take_back(replica, group, by, records.clone());
        let again = records.clone();
        toaster.show(Toast {
            icon: Icon::Undo,
            words: format!("Taken back: {}", people_in_words(written)),
            action: Some((
                "Undo",
                Arc::new(move || take_back(replica, by, replica.begin_many(), again.clone())),
            )),
        });
        desk.clear();
    };
    view! {
        <div class="hero" role="status">
            <h2 class="hero-title">{headline(&outcome)}</h2>
            <p>{in_words(&outcome.account)}</p>
            {outcome.stopped.then(|| view! { <p>"You stopped before the end of the file."</p> })}
        </div>
        <div class="actions">
            <LinkButton href="/people" kind=ButtonKind::First icon=Icon::People>
                "See the people"
            </LinkButton>
            {(written > 0)
                .then(|| {
                    view! {
                        <Button icon=Icon::Undo on_press=back>
                            "Take it back"
                        </Button>
                    }
                })}
            <Button kind=ButtonKind::Quiet on_press=move |()| desk.clear()>
                "Another file"
            </Button>
        </div>
        {(!outcome.refused.is_empty()).then(|| view! { <Refused outcome=outcome.clone() /> })}
    }
}

fn headline(outcome: &Outcome) -> String {
    let account = &outcome.account;
    match (account.new, account.changed) {
        (0, 0) => "Nothing new came in.".to_owned(),
        (new, 0) => format!("{} came in.", people_in_words(new)),
        (0, 1) => "1 person was brought up to date.".to_owned(),
        (0, changed) => format!("{} people were brought up to date.", grouped(changed)),
        (new, changed) => {
            let were = if changed == 1 { "was" } else { "were" };
            let came = people_in_words(new);
            format!("{came} came in. {} {were} brought up to date.", grouped(changed))
        }
    }
}

#[component]
fn Refused(outcome: Arc<Outcome>) -> impl IntoView {
    let rows = outcome.refused.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let more = outcome.refused.len().saturating_sub(SHOWN);
    let file = outcome.file.clone();
    let all = outcome.clone();
    let save = move |()| {
        let text: String = all.refused.iter().map(line).collect();
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
    use shared::exchange::import::Account;
    use shared::id::GroupId;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_outcome_counts_in_words() {
        let mut outcome = Outcome {
            file: String::new(),
            group: GroupId([0; 16]),
            records: Vec::new(),
            account: Account { rows: 1000, new: 1000, ..Account::default() },
            refused: Vec::new(),
            stopped: false,
        };
        assert_eq!(headline(&outcome), "1,000 people came in.");
        outcome.account.changed = 2;
        assert_eq!(headline(&outcome), "1,000 people came in. 2 were brought up to date.");
        outcome.account.new = 0;
        assert_eq!(headline(&outcome), "2 people were brought up to date.");
    }
}
