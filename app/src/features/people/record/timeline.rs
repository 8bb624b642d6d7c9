use leptos::prelude::*;
use shared::edit::{Edit, ItemKind};
use shared::model::Entry;

use super::page::Card;
use crate::ui::{Icon, when};

/// How many entries are drawn until somebody asks for all.
const FIRST: usize = 50;

/// What happened, newest first.
#[component]
pub fn Timeline(card: Card) -> impl IntoView {
    let entries = Memo::new(move |_| card.open.with(|open| open.person.entries.clone()));
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| entries.with(Vec::len));
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        entries.with(|entries| entries.iter().take(limit).cloned().collect::<Vec<_>>())
    };
    view! {
        <Show
            when=move || { count.get() > 0 }
            fallback=|| {
                view! {
                    <p class="second timeline-empty">
                        "What you write stays here, newest first."
                    </p>
                }
            }
        >
            <ol class="timeline">
                <For each=shown key=|entry| entry.id let:entry>
                    <TimelineEntry card entry />
                </For>
            </ol>
            <Show when=move || { count.get() > FIRST && !all.get() }>
                <button type="button" class="link" on:click=move |_| all.set(true)>
                    {move || format!("Show all {}", count.get())}
                </button>
            </Show>
        </Show>
    }
}

#[component]
fn TimelineEntry(card: Card, entry: Entry) -> impl IntoView {
    let id = entry.id;
    let remove = move |_| {
        let edits = vec![Edit::Remove { kind: ItemKind::Entry, id }];
        card.edit_and_say(edits, Icon::Bin, "The entry is gone".into());
    };
    let mine = card.replica().is_mine(entry.author.as_deref());
    let who = if mine { "You wrote" } else { "Written on another device" };
    view! {
        <li class="entry">
            <span class="entry-icon">{Icon::Note.at(16)}</span>
            <div class="entry-head">
                <span class="second">{who}</span>
                <span class="entry-when">{when::moment(entry.at.0)}</span>
                <button
                    type="button"
                    class="inline-remove"
                    aria-label="Remove this entry"
                    title="Remove this entry"
                    on:click=remove
                >
                    {Icon::Cross.at(14)}
                </button>
            </div>
            <p class="entry-text">{entry.text}</p>
        </li>
    }
}
