use leptos::prelude::*;
use shared::edit::Edit;
use shared::model::Entry;
use shared::view::Today;

use super::super::page::Card;
use super::super::words::who;
use crate::shell::{Editing, refocus};
use crate::ui::{Checkbox, Checked, Icon, when};

/// How many promises stand in the brief; the timeline has them all.
const SHOWN: usize = 3;

/// What was promised and is not kept yet, the earliest due first. A tick keeps it.
#[component]
pub fn Promises(card: Card) -> impl IntoView {
    let open = Memo::new(move |_| {
        let mut open: Vec<Entry> = card.open.with(|open| {
            let entries = open.person.entries.iter();
            entries.filter(|entry| is_open(entry)).cloned().collect()
        });
        open.sort_by_key(|entry| {
            let due = entry.promise.as_ref().and_then(|promise| promise.due);
            (due.is_none(), due, entry.at)
        });
        open
    });
    let more = move || open.with(|open| open.len().saturating_sub(SHOWN));
    let shown = move || open.with(|open| open.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    view! {
        <Show when=move || open.with(|open| !open.is_empty())>
            <section class="brief-part" aria-label="Open promises">
                <h2 class="label">"Open promises"</h2>
                <Editing>
                    <ul class="promises">
                        <For each=shown key=|entry| entry.id let:entry>
                            <OpenPromise card entry />
                        </For>
                    </ul>
                </Editing>
                {move || {
                    (more() > 0)
                        .then(|| {
                            view! {
                                <span class="second">
                                    {format!("and {} more in the timeline", more())}
                                </span>
                            }
                        })
                }}
            </section>
        </Show>
    }
}

#[component]
fn OpenPromise(card: Card, entry: Entry) -> impl IntoView {
    let promise = entry.promise.clone()?;
    let id = entry.id;
    let words = promise.text.clone();
    let keep = move |_: bool| {
        let at = Some(card.replica().now());
        card.edit_and_say(
            vec![Edit::SetKept { entry: id, at }],
            Icon::Check,
            format!("Kept: {words}"),
        );
        refocus(&[".promises [role=checkbox]", ".promises input", ".record h1"]);
    };
    let author = entry.author.clone();
    let due = promise.due.map(|due| {
        // Late when its day is over, as segments have it.
        let today = Today::new(card.replica().now(), when::offset_minutes());
        let is_late = today.day_of(due) < today.day();
        let day = when::due(due.0);
        match is_late {
            true => {
                view! { <strong class="late">{format!("late since {day}")}</strong> }.into_any()
            }
            false => view! { <span>{day}</span> }.into_any(),
        }
    });
    Some(view! {
        <li class="promise">
            <Checkbox
                name=format!("Kept: {}", promise.text)
                checked=Signal::stored(Checked::No)
                on_press=keep
            />
            <span class="promise-words">
                <span>{promise.text.clone()}</span>
                <span class="second promise-due">
                    <span>{move || who(card, author.as_deref())}</span>
                    {due}
                </span>
            </span>
        </li>
    })
}

fn is_open(entry: &Entry) -> bool {
    entry.promise.as_ref().is_some_and(|promise| promise.kept.is_none())
}
