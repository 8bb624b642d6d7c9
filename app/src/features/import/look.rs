//! What a file would do, before it does.

use leptos::prelude::*;
use shared::exchange::import::Account;

use super::cells::Cells;
use super::columns::Columns;
use super::desk::{Desk, Step};
use super::people_in_words;
use super::rows::Rows;
use crate::shell::grouped;
use crate::ui::{Button, ButtonKind, Field};

/// Everything that is looked at, and the act that carries it out.
#[component]
pub fn Look(desk: Desk) -> impl IntoView {
    let account = Memo::new(move |_| {
        desk.version.track();
        desk.with(|work| work.plan.as_ref().map(shared::exchange::import::Plan::account)).flatten()
    });
    let problems = Memo::new(move |_| {
        desk.version.track();
        let count = |work: &super::desk::Work| {
            let rows = work.plan.iter().flat_map(|plan| &plan.rows);
            rows.map(|row| row.draft.problems.len()).sum::<usize>()
        };
        // What was mended stays in sight, so that it can be mended again.
        desk.with(|work| count(work) + work.fixes.len()).unwrap_or_default()
    });
    let file = desk.with(|work| work.source.name.clone()).unwrap_or_default();
    let has_columns = desk.with(|work| work.source.has_columns()).unwrap_or_default();
    let writes = move || account.get().map_or(0, |account| account.written());
    let tab = move |step: Step, words: Signal<String>| {
        view! {
            <button
                type="button"
                class="import-tab"
                aria-current=move || (desk.step.get() == step).then_some("step")
                on:click=move |_| desk.step.set(step)
            >
                {move || words.get()}
            </button>
        }
    };
    view! {
        <div class="hero">
            <h2 class="hero-title">{file}</h2>
            <p role="status">
                {move || match account.get().filter(|_| !desk.thinking.get()) {
                    Some(account) => in_words(&account),
                    None => "Looking who is who".to_owned(),
                }}
            </p>
        </div>
        <div class="form">
            <Field
                label="A tag for all of them"
                value=desk.tag
                hint="May stay empty. By it they are found again, also as a segment."
            />
        </div>
        <div class="actions">
            <Button
                kind=ButtonKind::First
                disabled=Signal::derive(move || desk.thinking.get() || writes() == 0)
                on_press=move |()| {
                    desk.wear(desk.tag.get_untracked());
                    desk.write();
                }
            >
                {move || format!("Bring in {}", people_in_words(writes()))}
            </Button>
            <Button kind=ButtonKind::Quiet on_press=move |()| desk.clear()>
                "Another file"
            </Button>
        </div>
        <nav class="import-tabs" aria-label="What to look at">
            {has_columns.then(|| tab(Step::Columns, Signal::stored("Columns".to_owned())))}
            {move || {
                (problems.get() > 0)
                    .then(|| {
                        let words = Signal::derive(move || {
                            format!("Cells that do not fit, {}", grouped(problems.get()))
                        });
                        tab(Step::Cells, words)
                    })
            }}
            {tab(Step::Rows, Signal::stored("Who comes in".to_owned()))}
        </nav>
        {move || match desk.step.get() {
            Step::Columns => view! { <Columns desk /> }.into_any(),
            Step::Cells => view! { <Cells desk /> }.into_any(),
            Step::Rows => view! { <Rows desk /> }.into_any(),
        }}
    }
}

/// What becomes of the rows, in a sentence.
pub fn in_words(account: &Account) -> String {
    let parts = [
        (account.new, "new"),
        (account.changed, "changed"),
        (account.unchanged, "unchanged"),
        (account.same, "about somebody above"),
        (account.left_out, "left out"),
        (
            account.refused,
            if account.refused == 1 { "that does not fit" } else { "that do not fit" },
        ),
        (account.blank, "blank"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, words)| format!("{} {words}", grouped(count))).collect();
    let rows = match account.rows {
        1 => "1 row".to_owned(),
        rows => format!("{} rows", grouped(rows)),
    };
    if parts.is_empty() { rows } else { format!("{rows}: {}.", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_becomes_of_the_rows_is_told_in_a_sentence() {
        let account = Account { rows: 1204, new: 1200, refused: 1, blank: 3, ..Account::default() };
        assert_eq!(in_words(&account), "1,204 rows: 1,200 new, 1 that does not fit, 3 blank.");
        assert_eq!(in_words(&Account { rows: 1, new: 1, ..Account::default() }), "1 row: 1 new.");
    }
}
