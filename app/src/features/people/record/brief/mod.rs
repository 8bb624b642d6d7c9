//! What a colleague needs in the five seconds before the call.

mod promises;
mod since;

use leptos::prelude::*;
use shared::model::Mood;
use shared::view::{Today, WEEKS, rhythm, visits};

use self::promises::Promises;
use self::since::Since;
use super::page::Card;
use super::words::{beginning, direction_in_words, icon_of, mood_in_words, told, who};
use crate::ui::{Chip, Rhythm, when};

/// How many letters of the last contact are read in passing.
const EXCERPT: usize = 120;

/// What somebody at the counter wants to know first. Only what is known.
#[component]
pub fn Brief(card: Card) -> impl IntoView {
    view! {
        <div class="brief">
            <UsualOrder card />
            <LastContact card />
            <Promises card />
            <Since card />
        </div>
    }
}

#[component]
fn UsualOrder(card: Card) -> impl IntoView {
    let order = Memo::new(move |_| card.open.with(|open| open.person.usual_order.clone()));
    let weeks = Memo::new(move |_| {
        let today = Today::new(card.replica().now(), when::offset_minutes());
        let visits = card.open.with(|open| visits(&open.person));
        rhythm(visits, today).to_vec()
    });
    let came = Memo::new(move |_| weeks.with(|weeks| weeks.iter().filter(|came| **came).count()));
    let last = Memo::new(move |_| {
        card.open.with(|open| visits(&open.person).into_iter().max().map(|at| at.0))
    });
    view! {
        <Show when=move || order.with(Option::is_some) || last.get().is_some()>
            <section class="brief-part" aria-label="Usual order">
                <h2 class="label">
                    {move || if order.with(Option::is_some) { "Usual order" } else { "Comes" }}
                </h2>
                {move || order.get().map(|order| view! { <strong>{order}</strong> })}
                {move || {
                    last.get()
                        .map(|last| {
                            view! {
                                <span class="brief-rhythm second">
                                    <Rhythm weeks />
                                    {move || {
                                        format!(
                                            "{} of {WEEKS} weeks, last {}",
                                            came.get(),
                                            when::day_within(last),
                                        )
                                    }}
                                </span>
                            }
                        })
                }}
            </section>
        </Show>
    }
}

#[component]
fn LastContact(card: Card) -> impl IntoView {
    let entry = Memo::new(move |_| {
        card.open.with(|open| {
            let person = &open.person;
            person.last_contact().or(person.entries.first()).cloned()
        })
    });
    view! {
        {move || {
            entry
                .get()
                .map(|entry| {
                    let channel = entry.known_channel();
                    let label = channel.map_or("Contact", |channel| channel.label());
                    // Nobody was in touch yet: the last note is what there is.
                    let title = if entry.is_contact() { "Last contact" } else { "Last note" };
                    let by = match (channel, entry.direction) {
                        (Some(channel), Some(direction)) if entry.is_contact() => {
                            let words = direction_in_words(card, channel, direction);
                            if words.starts_with("You ") {
                                let (who, act) = told(card, &entry);
                                format!("{who} {act}")
                            } else {
                                format!("{words}, with {}", lower_you(&who(card, entry.author.as_deref())))
                            }
                        }
                        _ => who(card, entry.author.as_deref()),
                    };
                    let text = beginning(&entry.text, EXCERPT);
                    let line = if text.is_empty() { by } else { format!("{by}. {text}") };
                    let mood = entry
                        .mood
                        .filter(|mood| matches!(mood, Mood::Annoyed | Mood::Angry))
                        .map(mood_in_words);
                    view! {
                        <section class="brief-part" aria-label=title>
                            <h2 class="label">{title}</h2>
                            <strong class="brief-contact">
                                {icon_of(channel).at(18)}
                                {format!("{label}, {}", when::day_within(entry.at.0))}
                            </strong>
                            <span class="second brief-text">{line}</span>
                            {mood
                                .map(|(words, icon, tone)| {
                                    view! {
                                        <div>
                                            <Chip tone icon words />
                                        </div>
                                    }
                                })}
                        </section>
                    }
                })
        }}
    }
}

fn lower_you(who: &str) -> String {
    match who {
        "You" => "you".into(),
        "Another device" => "another device".into(),
        name => name.into(),
    }
}
