//! One line that grows: what happened, by which way, and what was promised.

mod by_hand;
mod how;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::edit::Edit;
use shared::model::{Channel, Direction, Mood, NewEntry};
use shared::time::Timestamp;
use shared::view::{Doing, FoundPromise, Today, find_promise};

use self::by_hand::ByHand;
use self::how::How;
use super::others::mark;
use super::page::Card;
use crate::preferences::{Draft, Preferences};
use crate::shell::COMPOSER;
use crate::ui::{Button, ButtonKind, Chip, Icon, Tone, when};

/// What happened, as it is being written. Kept as a draft until it is saved.
#[component]
pub fn Composer(card: Card) -> impl IntoView {
    let draft = Draft::open(format!("note.{}", card.id));
    let field = NodeRef::<html::Textarea>::new();
    let last = Preferences::expect().channel;
    let channel = RwSignal::new(Channel::of_name(&last.get_untracked()).unwrap_or(Channel::Note));
    let direction = RwSignal::new(how::usual_direction(channel.get_untracked()));
    let mood = RwSignal::new(None::<Mood>);
    let refused = RwSignal::new(None::<String>);
    let found = Memo::new(move |_| {
        let today = Today::new(card.replica().now(), when::offset_minutes());
        draft.text.with(|text| find_promise(text, today))
    });
    // A promise that was taken away stays away while its words stay as they are.
    let promise = Memo::new(move |_| {
        let refused = refused.get();
        found.get().filter(|found| refused.as_ref() != Some(&found.text))
    });
    let by_hand = ByHand::open(card.id);
    let empty = Memo::new(move |_| {
        let says_nothing = draft.text.with(|text| text.trim().is_empty());
        let says_nothing = says_nothing && by_hand.promised().is_none();
        says_nothing && (channel.get() == Channel::Note || mood.get().is_none())
    });
    // As high as its lines, wrapped ones too; from a height on it scrolls, which the style says.
    let grow = move || {
        let Some(field) = field.try_get_untracked().flatten() else { return };
        let style = web_sys::HtmlElement::style(&field);
        if draft.text.try_with_untracked(String::is_empty).unwrap_or(true) {
            // One line high, as it is without any word; measuring would lay the page out.
            _ = style.remove_property("height");
            return;
        }
        // Refused only for names that are no properties.
        let _ = style.set_property("height", "auto");
        let _ = style.set_property("height", &format!("{}px", field.scroll_height()));
    };
    Effect::new(move |_| {
        draft.text.track();
        if field.get().is_some() {
            grow();
            // What the text brings along, such as a promise, can narrow the field.
            request_animation_frame(grow);
        }
    });
    let save = move || {
        if empty.get_untracked() {
            return;
        }
        let replica = card.replica();
        let found = promise.get_untracked().map(|it| (capitalised(&it.text), due_of(&it)));
        let (promise, due) = untrack(|| by_hand.promised()).or(found).unzip();
        let entry = NewEntry {
            direction: direction.get_untracked(),
            mood: mood.get_untracked(),
            due: due.flatten(),
            promise,
            ..NewEntry::new(
                channel.get_untracked(),
                draft.text.get_untracked().trim(),
                replica.now(),
            )
        };
        last.set(entry.channel.name().into());
        card.edit(vec![Edit::AddContact { id: replica.new_item(), entry }]);
        draft.clear();
        by_hand.clear();
        mood.set(None);
        refused.set(None);
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        } else if event.key() == "Escape" {
            event.prevent_default();
            if let Some(field) = field.get_untracked() {
                let _ = field.blur();
            }
        }
    };
    view! {
        <form
            class="composer"
            class:composer-typed=move || !empty.get()
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <textarea
                id=COMPOSER
                node_ref=field
                rows="1"
                aria-label="What happened?"
                data-doing="note"
                placeholder="What happened?"
                bind:value=draft.text
                on:keydown=keys
            />
            <Show when=move || by_hand.open.get()>
                {by_hand.fields()}
            </Show>
            <div class="composer-foot">
                {move || {
                    promise
                        .get()
                        .filter(|_| !by_hand.open.get())
                        .map(|promise| {
                            let words = promise_in_words(&promise);
                            view! {
                                <Chip
                                    tone=Tone::Accent
                                    icon=Icon::Promise
                                    words
                                    on_remove=move |()| refused.set(Some(promise.text.clone()))
                                />
                            }
                        })
                }}
                {move || {
                    draft.hint().map(|hint| view! { <span class="field-hint">{hint}</span> })
                }}
                <span class="composer-space"></span>
                {mark(Doing::Note)}
                <button
                    type="button"
                    class="composer-way"
                    aria-label="A promise"
                    title="A promise"
                    aria-pressed=move || if by_hand.open.get() { "true" } else { "false" }
                    on:click=move |_| {
                        by_hand.turn(promise.get_untracked().map(|it| (it.text.clone(), due_of(&it))));
                    }
                >
                    {Icon::Promise.at(18)}
                </button>
                <How card channel direction mood />
                <Show when=move || !empty.get()>
                    <Button kind=ButtonKind::First small=true submit=true>
                        "Save"
                        <span class="key" aria-hidden="true">
                            "Ctrl ↵"
                        </span>
                    </Button>
                </Show>
            </div>
        </form>
    }
}

fn due_of(promise: &FoundPromise) -> Option<Timestamp> {
    let due = promise.due?;
    let (year, month, day) = due.day.date();
    Some(Timestamp(when::due_at(year, month, day, due.minute)))
}

fn promise_in_words(promise: &FoundPromise) -> String {
    match due_of(promise) {
        Some(due) => format!("Promise: {}, {}", promise.text, when::due(due.0)),
        None => format!("Promise: {}", promise.text),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Whether the other began, as it turns with a press.
fn turned(direction: Option<Direction>) -> Option<Direction> {
    match direction {
        Some(Direction::Out) => Some(Direction::In),
        _ => Some(Direction::Out),
    }
}
