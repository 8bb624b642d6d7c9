use leptos::prelude::*;
use shared::id::{ChangeHash, ItemId};
use shared::model::{HistoryChange, Said, Subject, Sums};

use super::super::changes::{label_of, said_in_words};
use super::super::page::Card;
use super::super::words::{beginning, counted, icon_of, money};
use crate::preferences::{Look, last_look, look};
use crate::ui::{Icon, when};

/// The most lines.
const LINES: usize = 4;

/// A line of news.
#[derive(Debug, Clone, PartialEq)]
struct News {
    icon: Icon,
    words: String,
    /// Whether somebody must decide: a link to the details.
    asks: bool,
}

/// What others changed since this device last showed the record, and what waits for a decision.
#[component]
pub fn Since(card: Card) -> impl IntoView {
    let record = card.id.to_string();
    let before = last_look(&record);
    let heads: Option<Vec<ChangeHash>> =
        before.as_ref().map(|look| look.heads.iter().filter_map(|it| it.parse().ok()).collect());
    // Looking is what happens here: what comes while the card is open is seen as well.
    Effect::new(move |_| {
        card.open.track();
        let heads = card.replica().heads(card.id).iter().map(ToString::to_string).collect();
        look(Look { record: record.clone(), at: card.replica().now().0, heads });
    });
    let told = Memo::new(move |_| {
        card.open.track();
        let Some(heads) = &heads else { return Vec::new() };
        let now = untrack(|| card.replica().heads(card.id));
        if now == *heads {
            return Vec::new();
        }
        news(card, &card.replica().history_since(card.id, heads))
    });
    let undecided = Memo::new(move |_| {
        card.open.with(|open| {
            let all = open.disagreements.iter();
            let line = |it: &shared::model::Disagreement| News {
                icon: Icon::Split,
                words: format!(
                    "{} has {} answers",
                    label_of(card, &it.about.into()),
                    it.answers.len()
                ),
                asks: true,
            };
            all.map(line).collect::<Vec<_>>()
        })
    });
    let lines = Memo::new(move |_| {
        let mut lines = undecided.get();
        lines.extend(told.get());
        let more = lines.len().saturating_sub(LINES);
        if more > 0 {
            lines.truncate(LINES - 1);
            let words = format!("and {} more", more + 1);
            lines.push(News { icon: Icon::Pencil, words, asks: false });
        }
        lines
    });
    let title = move || match &before {
        Some(look) if told.with(|told| !told.is_empty()) => {
            format!("Since you last looked, {}", when::day_within(look.at))
        }
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
                        .map(|News { icon, words, asks }| {
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

/// What others did, each thing once, as it stands now.
fn news(card: Card, changes: &[HistoryChange]) -> Vec<News> {
    let mut seen: Vec<Subject> = Vec::new();
    let mut bought: Vec<ItemId> = Vec::new();
    let mut news = Vec::new();
    let of_others =
        changes.iter().filter(|change| !card.replica().is_mine(change.origin.author.as_deref()));
    for line in of_others.flat_map(|change| &change.lines) {
        if seen.contains(&line.subject) {
            continue;
        }
        seen.push(line.subject.clone());
        match &line.subject {
            Subject::Purchase(id) => bought.push(*id),
            Subject::Entry(id) => news.extend(entry_news(card, *id)),
            Subject::Promise(id) => news.extend(promise_news(card, *id)),
            subject => {
                let after = said_in_words(card, subject, &line.after);
                news.extend(after.map(|after| News {
                    icon: Icon::Pencil,
                    words: match line.after {
                        Said::Here | Said::Gone => after,
                        _ => format!("{}: {after}", label_of(card, subject)),
                    },
                    asks: false,
                }));
            }
        }
    }
    if !bought.is_empty() {
        let sums: Sums = card.open.with(|open| {
            let sales = open.person.purchases.iter().filter(|(id, _)| bought.contains(id));
            sales.map(|(_, purchase)| purchase.total).collect()
        });
        let sums: Vec<String> = sums.all().into_iter().map(money).collect();
        let words = format!("{}, {}", counted(bought.len(), "sale"), sums.join(" and "));
        news.insert(0, News { icon: Icon::Bag, words, asks: false });
    }
    news
}

fn entry_news(card: Card, id: ItemId) -> Option<News> {
    card.open.with(|open| {
        let entry = open.person.entries.iter().find(|entry| entry.id == id)?;
        let channel = entry.known_channel();
        let label = channel.map_or("Entry", |channel| channel.label());
        let words = match beginning(&entry.text, 60) {
            text if text.is_empty() => label.to_owned(),
            text => format!("{label}: {text}"),
        };
        Some(News { icon: icon_of(channel), words, asks: false })
    })
}

fn promise_news(card: Card, id: ItemId) -> Option<News> {
    card.open.with(|open| {
        let entry = open.person.entries.iter().find(|entry| entry.id == id)?;
        let promise = entry.promise.as_ref()?;
        let state = if promise.kept.is_some() { "Kept" } else { "Open again" };
        let words = format!("{state}: {}", promise.text);
        Some(News { icon: Icon::Promise, words, asks: false })
    })
}
