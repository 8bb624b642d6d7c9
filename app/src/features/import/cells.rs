//! Cells that do not fit their place, to be mended before anything comes in.

use leptos::prelude::*;

use super::desk::{Desk, Work};
use crate::shell::grouped;
use crate::ui::Icon;

/// So many are drawn; as they are mended, others follow.
const SHOWN: usize = 100;

/// A cell to mend.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Cell {
    row: usize,
    column: usize,
    line: u64,
    title: String,
    text: String,
    why: Option<&'static str>,
}

/// Every cell that does not fit, and those that were mended.
#[component]
pub fn Cells(desk: Desk) -> impl IntoView {
    let cells = Memo::new(move |_| {
        desk.version.track();
        desk.with(cells).unwrap_or_default()
    });
    let shown = move || cells.with(|cells| cells.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    let more = move || cells.with(|cells| cells.len().saturating_sub(SHOWN));
    view! {
        <section class="section">
            <h2>"Cells that do not fit"</h2>
            <p class="second">"What you do not mend is kept as a note. Nothing is dropped."</p>
            <ul class="line-list">
                <For
                    each=shown
                    key=|cell| (cell.row, cell.column, cell.why)
                    let:cell
                >
                    <CellLine desk cell />
                </For>
            </ul>
            <Show when=move || { more() > 0 }>
                <p class="second">{move || format!("{} more follow.", grouped(more()))}</p>
            </Show>
        </section>
    }
}

fn cells(work: &Work) -> Vec<Cell> {
    let Some(plan) = &work.plan else { return Vec::new() };
    let cell = |row: usize, column: usize, text: String, why| Cell {
        row,
        column,
        line: work.source.rows[row].line,
        title: work.source.heads[column].title.clone(),
        text,
        why,
    };
    let problems = plan.rows.iter().flat_map(|row| &row.draft.problems);
    let mut all: Vec<Cell> =
        problems.map(|it| cell(it.row, it.column, it.cell.clone(), Some(it.why))).collect();
    for ((row, column), fixed) in &work.fixes {
        if !all.iter().any(|other| (other.row, other.column) == (*row, *column)) {
            all.push(cell(*row, *column, fixed.clone(), None));
        }
    }
    all.sort_by_key(|cell| (cell.row, cell.column));
    all
}

#[component]
fn CellLine(desk: Desk, cell: Cell) -> impl IntoView {
    let Cell { row, column, line, title, text, why } = cell;
    let name = format!("{title}, line {line}");
    let mend = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        desk.change(|work| _ = work.fixes.insert((row, column), text));
    };
    view! {
        <li class="line import-column">
            <span class="line-words">
                <div>{name.clone()}</div>
                <div class="field-hint" class:import-mended=why.is_none()>
                    {if why.is_some() { Icon::Alert.at(14) } else { Icon::Check.at(14) }}
                    {why.unwrap_or("mended")}
                </div>
            </span>
            <input class="field-input" aria-label=name prop:value=text on:change=mend />
        </li>
    }
}
