use leptos::prelude::*;
use shared::model::{Channel, Direction, Mood};

use super::super::page::Card;
use super::super::words::{direction_in_words, icon_of, mood_in_words};
use super::turned;
use crate::preferences::Preferences;
use crate::ui::{Icon, Menu, MenuItem};

/// The ways that are written down most, each with a button.
const FIRST: [Channel; 5] =
    [Channel::Call, Channel::InPerson, Channel::Whatsapp, Channel::Email, Channel::Note];
/// The other ways, in a menu.
const OTHERS: [Channel; 4] = [Channel::Sms, Channel::Social, Channel::Chat, Channel::Form];

/// Who usually begins; `None` where that means nothing.
pub fn usual_direction(channel: Channel) -> Option<Direction> {
    match channel {
        Channel::InPerson | Channel::Note => None,
        // Nobody else fills in a form.
        Channel::Form => Some(Direction::In),
        _ => Some(Direction::Out),
    }
}

/// By which way it happened, who began, and how they felt.
#[component]
pub fn How(
    card: Card,
    channel: RwSignal<Channel>,
    direction: RwSignal<Option<Direction>>,
    mood: RwSignal<Option<Mood>>,
) -> impl IntoView {
    let last = Preferences::expect().channel.get_untracked();
    let mut first = FIRST.to_vec();
    // The one used last comes first; the others stay where the hand knows them.
    first.sort_by_key(|channel| channel.name() != last);
    // One of the others gets a button while it is chosen.
    let other = Memo::new(move |_| OTHERS.into_iter().find(|other| channel.get() == *other));
    let ways = move || other.get().into_iter().chain(first.clone()).collect::<Vec<_>>();
    let others = Signal::derive(move || {
        let all = OTHERS.into_iter().filter(|way| other.get() != Some(*way));
        all.map(|way| MenuItem {
            icon: Some(icon_of(Some(way))),
            ..MenuItem::new(way.name(), way.label())
        })
        .collect::<Vec<_>>()
    });
    let press = move |pressed: Channel| {
        if channel.get_untracked() == pressed {
            if direction.get_untracked().is_some() {
                direction.update(|direction| *direction = turned(*direction));
            }
        } else {
            direction.set(usual_direction(pressed));
            channel.set(pressed);
        }
    };
    let began = move || {
        let direction = direction.get()?;
        Some(direction_in_words(card, channel.get(), direction))
    };
    let moods = Signal::derive(move || {
        let mut items: Vec<MenuItem> = Mood::ALL
            .into_iter()
            .map(|mood| {
                let (words, icon, _) = mood_in_words(mood);
                MenuItem { icon: Some(icon), ..MenuItem::new(mood.name(), words) }
            })
            .collect();
        if mood.get().is_some() {
            items.push(MenuItem::new("", "Say nothing of it"));
        }
        items
    });
    let mood_words = move || {
        mood.get().map_or(("Mood", Icon::Smile), |mood| {
            let (words, icon, _) = mood_in_words(mood);
            (words, icon)
        })
    };
    view! {
        {move || {
            began()
                .map(|words| {
                    view! {
                        <button
                            type="button"
                            class="composer-began"
                            title="Turn round who began"
                            on:click=move |_| {
                                direction.update(|direction| *direction = turned(*direction));
                            }
                        >
                            {words}
                        </button>
                    }
                })
        }}
        <div class="composer-ways" role="group" aria-label="How it happened">
            <For each=ways key=|way| *way let:way>
                <button
                    type="button"
                    class="composer-way"
                    aria-label=way.label()
                    title=way.label()
                    aria-pressed=move || if channel.get() == way { "true" } else { "false" }
                    on:click=move |_| press(way)
                >
                    {icon_of(Some(way)).at(18)}
                </button>
            </For>
            <Menu
                name="Other ways"
                items=others
                above=true
                class="composer-way"
                on_choose=move |name: &'static str| {
                    if let Some(way) = Channel::of_name(name) {
                        press(way);
                    }
                }
            >
                {Icon::More.at(18)}
            </Menu>
        </div>
        <Menu
            name="How they felt"
            items=moods
            above=true
            class="composer-way composer-mood"
            on_choose=move |name: &'static str| mood.set(Mood::of_name(name))
        >
            {move || mood_words().1.at(18)}
            {move || mood.get().map(|_| view! { <span>{mood_words().0}</span> })}
        </Menu>
    }
}
