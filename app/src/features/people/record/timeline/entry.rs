use leptos::prelude::*;
use shared::edit::{Edit, ItemKind};
use shared::id::ItemId;
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
    let promised = entry.promise.is_some();
    let has_chips = mood.is_some() || promised;
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
                            {promised.then(|| view! { <PromiseChip card id /> })}
                        </div>
                    }
                })}
        </li>
    }
}

/// A promise, and the button by which it is kept or open again. The button stays while its promise
/// changes, and with it the focus.
#[component]
fn PromiseChip(card: Card, id: ItemId) -> impl IntoView {
    let promise = Memo::new(move |_| {
        card.open.with(|open| {
            let entry = open.person.entries.iter().find(|entry| entry.id == id)?;
            entry.promise.clone()
        })
    });
    let is_kept =
        Memo::new(move |_| promise.with(|it| it.as_ref().is_some_and(|it| it.kept.is_some())));
    let turn = move |_| {
        let Some(Promise { text, kept, .. }) = promise.get_untracked() else { return };
        let at = kept.is_none().then(|| card.replica().now());
        let said = if at.is_some() { "Kept" } else { "Open again" };
        let edits = vec![Edit::SetKept { entry: id, at }];
        card.edit_and_say(edits, Icon::Promise, format!("{said}: {text}"));
    };
    view! {
        {move || {
            promise
                .get()
                .map(|Promise { text, due, kept }| match kept {
                    Some(kept) => {
                        let words = format!("Kept {}: {text}", when::day_within(kept.0));
                        view! { <Chip tone=Tone::Good icon=Icon::Check words /> }
                    }
                    None => {
                        let due = due.map(|due| format!(", {}", when::due(due.0)));
                        let words = format!("Promise open: {text}{}", due.unwrap_or_default());
                        view! { <Chip tone=Tone::Accent icon=Icon::Promise words /> }
                    }
                })
        }}
        <button type="button" class="chip-act" on:click=turn>
            {move || if is_kept.get() { "Open again" } else { "Kept" }}
        </button>
    }
}
