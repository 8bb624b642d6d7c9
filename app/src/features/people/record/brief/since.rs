use leptos::prelude::*;
use shared::id::ChangeHash;

use super::super::news::{NewsLine, disagreements, news};
use super::super::page::Card;
use crate::preferences::{Look, last_look, look};
use crate::ui::{Icon, when};

/// The most lines.
const LINES: usize = 4;

/// What others changed since this device last showed the record, and what waits for a decision.
#[component]
pub fn Since(card: Card) -> impl IntoView {
    let record = card.id.to_string();
    let before = last_look(&record);
    let replica = card.replica();
    let looked: Option<Vec<ChangeHash>> =
        before.as_ref().map(|look| look.heads.iter().filter_map(|it| it.parse().ok()).collect());
    // Of a record that was never shown here, what came from elsewhere is new all the same.
    let noted = || {
        let all = untrack(|| replica.news());
        all.into_iter().find(|news| news.record == card.id).map(|news| news.before)
    };
    let heads = looked.or_else(noted);
    // Looking is what happens here: what comes while the card is open is seen as well.
    Effect::new(move |_| {
        card.open.track();
        let heads = card.replica().heads(card.id).iter().map(ToString::to_string).collect();
        look(Look { record: record.clone(), at: card.replica().now().0, heads });
        card.replica().seen(card.id);
    });
    let told = Memo::new(move |_| {
        card.open.track();
        let Some(heads) = &heads else { return Vec::new() };
        let now = untrack(|| card.replica().heads(card.id));
        if now == *heads {
            return Vec::new();
        }
        let changes = card.replica().history_since(card.id, heads);
        card.open.with(|open| news(card.replica(), open, &changes))
    });
    let undecided = Memo::new(move |_| card.open.with(|open| disagreements(card.replica(), open)));
    let lines = Memo::new(move |_| {
        let mut lines = undecided.get();
        lines.extend(told.get());
        let more = lines.len().saturating_sub(LINES);
        if more > 0 {
            lines.truncate(LINES - 1);
            let words = format!("and {} more", more + 1);
            lines.push(NewsLine { icon: Icon::Pencil, words, asks: false });
        }
        lines
    });
    let title = move || match &before {
        Some(look) if told.with(|told| !told.is_empty()) => {
            format!("Since you last looked, {}", when::day_within(look.at))
        }
        None if told.with(|told| !told.is_empty()) => "New from others".to_owned(),
        _ => "To decide".to_owned(),
    };
    let title = StoredValue::new(title);
    view! {
        <Show when=move || lines.with(|lines| !lines.is_empty())>
            <section class="brief-part" aria-label=move || title.with_value(|title| title())>
                <h2 class="label">{move || title.with_value(|title| title())}</h2>
                {move || {
                    lines
                        .get()
                        .into_iter()
                        .map(|NewsLine { icon, words, asks }| {
                            let line = (icon.at(16), view! { <span>{words}</span> });
                            match asks {
                                true => {
                                    view! {
                                        <a class="brief-line" href="#details">
                                            {line}
                                        </a>
                                    }
                                        .into_any()
                                }
                                false => view! { <div class="brief-line">{line}</div> }.into_any(),
                            }
                        })
                        .collect_view()
                }}
            </section>
        </Show>
    }
}
