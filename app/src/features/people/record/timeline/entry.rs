use leptos::prelude::*;
use shared::edit::{Edit, ItemKind};
use shared::model::{Entry, Mood, Promise};

use super::super::page::Card;
use super::super::words::{icon_of, mood_in_words, told};
use crate::ui::{Chip, Icon, Tone, when};

/// A talk, a message, a note.
#[component]
pub fn TimelineEntry(card: Card, entry: Entry) -> impl IntoView {
    let id = entry.id;
    let remove = move |_| {
        let edits = vec![Edit::Remove { kind: ItemKind::Entry, id }];
        card.edit_and_say(edits, Icon::Bin, "The entry is gone".into());
    };
    let mood = entry.mood.filter(|mood| *mood != Mood::Neutral).map(mood_in_words);
    let promise = entry.promise.clone();
    let has_chips = mood.is_some() || promise.is_some();
    let (icon, at) = (icon_of(entry.known_channel()), entry.at.0);
    let text = entry.text.clone();
    view! {
        <li class="entry">
            <span class="entry-icon">{icon.at(16)}</span>
            <div class="entry-head">
                {move || {
                    let (who, did) = told(card, &entry);
                    view! {
                        <span class="second">
                            <strong>{who}</strong>
                            " "
                            {did}
                        </span>
                    }
                }}
                <span class="entry-when">{when::moment(at)}</span>
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
            {(!text.is_empty()).then(|| view! { <p class="entry-text">{text}</p> })}
            {has_chips
                .then(|| {
                    view! {
                        <div class="entry-chips chips">
                            {mood.map(|(words, icon, tone)| view! { <Chip tone icon words /> })}
                            {promise.map(|promise| promise_chip(card, id, promise))}
                        </div>
                    }
                })}
        </li>
    }
}

/// A promise: pressed, it is kept or open again.
fn promise_chip(card: Card, entry: shared::id::ItemId, promise: Promise) -> impl IntoView {
    let due = promise.due.map(|due| format!(", {}", when::due(due.0))).unwrap_or_default();
    match promise.kept {
        Some(kept) => {
            let words = format!("Kept {}: {}", when::day_within(kept.0), promise.text);
            let open_again = move |_| card.edit(vec![Edit::SetKept { entry, at: None }]);
            view! {
                <Chip tone=Tone::Good icon=Icon::Check words />
                <button type="button" class="chip-act" on:click=open_again>
                    "Open again"
                </button>
            }
            .into_any()
        }
        None => {
            let words = format!("Promise open: {}{due}", promise.text);
            let keep = move |_| {
                let at = Some(card.replica().now());
                card.edit(vec![Edit::SetKept { entry, at }]);
            };
            view! {
                <Chip tone=Tone::Accent icon=Icon::Promise words />
                <button type="button" class="chip-act" on:click=keep>
                    "Kept"
                </button>
            }
            .into_any()
        }
    }
}
