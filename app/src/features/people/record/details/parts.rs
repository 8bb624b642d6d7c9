use std::sync::Arc;

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::time::Timestamp;

use super::super::page::Card;
use crate::shell::{grouped, portrait, say_left};
use crate::ui::{AvatarSize, Button, Icon, Toast, when};

/// One of the cards that were made one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Part {
    id: DocumentId,
    name: String,
    created: Timestamp,
    /// Others that are joined to the rest through it only: they are parted with it.
    also: Vec<String>,
}

/// The cards that this one was made of, each to be made one of its own again.
#[component]
pub fn Parts(card: Card) -> impl IntoView {
    let replica = card.replica();
    let parts = Memo::new(move |_| {
        replica.with_people(|people| {
            let name = |id| people.own(id).map(|facts| facts.name.clone()).unwrap_or_default();
            let members = people.members(card.id);
            let part = |id: &DocumentId| {
                let facts = people.own(*id)?;
                let rest = people.rest_without(*id);
                // The largest group keeps the card.
                let also = rest.into_iter().skip(1).flatten().map(name).collect();
                Some(Part { id: *id, name: facts.name.clone(), created: facts.created, also })
            };
            members.iter().filter_map(part).collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || { parts.with(Vec::len) > 1 }>
            <section class="record-parts" aria-label="The cards that this one was made of">
                <h3>{move || format!("One card, made of {}", grouped(parts.with(Vec::len)))}</h3>
                <For each=move || parts.get() key=Clone::clone let:part>
                    {line(card, part)}
                </For>
                <p class="second">
                    "What was written while they were one stays on each. What was chosen when they became one is taken back."
                </p>
            </section>
        </Show>
    }
}

fn line(card: Card, part: Part) -> AnyView {
    let replica = card.replica();
    let made = format!("Card from {}", when::within(part.created.0));
    let also = match part.also.len() {
        0 => None,
        _ => Some(format!("This also parts {}.", part.also.join(", "))),
    };
    let (id, name) = (part.id, part.name.clone());
    let split = move |()| {
        let members = replica.with_people_untracked(|people| people.members(id));
        let act = replica.part(id);
        let undo = move || say_left(card.toaster, &replica.undo(act, &members));
        card.toaster.show(Toast {
            icon: Icon::Split,
            words: format!("{name} has a card of their own"),
            action: Some(("Undo", Arc::new(undo))),
        });
    };
    view! {
        <div class="line">
            {portrait(replica, id, part.name.clone(), None, AvatarSize::Row)}
            <span class="line-words">
                <span>{part.name}</span>
                <span class="second">{made} " " {also}</span>
            </span>
            <Button small=true icon=Icon::Split on_press=split>
                "Split off"
            </Button>
        </div>
    }
    .into_any()
}
