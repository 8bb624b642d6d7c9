use leptos::prelude::*;
use shared::edit::{Edit, ItemKind, put_relation};
use shared::id::{DocumentId, ItemId};
use shared::model::{Field, Kind, RelationKind};
use shared::view::{Related, relations_of, search};

use super::super::page::Card;
use super::items::remove_item;
use crate::shell::{edit_and_say, portrait};
use crate::ui::{AvatarSize, Button, ButtonKind, Icon};

/// How many records are offered.
const OFFERED: usize = 5;

/// How they belong together, as seen from this record; turned round, the other record holds it.
const KINDS: [(RelationKind, bool); 7] = [
    (RelationKind::WorksAt, false),
    (RelationKind::WorksAt, true),
    (RelationKind::ReferredBy, false),
    (RelationKind::ReferredBy, true),
    (RelationKind::Family, false),
    (RelationKind::Friend, false),
    (RelationKind::Other, false),
];

fn words(kind: RelationKind, turned: bool) -> &'static str {
    if turned { kind.words_back() } else { kind.words() }
}

fn capitalised(words: &str) -> String {
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

/// Who belongs together with this record, whichever of the two says so.
#[component]
pub fn Relations(card: Card) -> impl IntoView {
    let related = Memo::new(move |_| {
        // The facts of a record follow it a moment later: its own relations come from the record.
        card.open.track();
        card.replica().with_people(|people| {
            relations_of(people, card.id)
                .into_iter()
                .map(|related| {
                    let name = people.get(related.other).map(|facts| facts.name.clone());
                    (related, name.unwrap_or_default())
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || related.with(|related| !related.is_empty())>
            <section class="details-part" aria-label="Relationships">
                <h3>"Belongs together with"</h3>
                <For
                    each=move || related.get()
                    key=|(it, name)| (it.other, it.words, it.label.clone(), name.clone())
                    let((related, name))
                >
                    <OneRelation card related name />
                </For>
            </section>
        </Show>
    }
}

#[component]
fn OneRelation(card: Card, related: Related, name: String) -> impl IntoView {
    let shown = if name.is_empty() { "Not on this device".to_owned() } else { name };
    let remove = related.is_own.then(|| {
        let said = format!("Take this away: {} {shown}", related.words);
        let (other, kind) = (related.other, related.kind);
        view! {
            <button
                type="button"
                class="inline-remove"
                aria-label=said.clone()
                title=said
                on:click=move |_| {
                    if let Some(id) = held(card, other, kind) {
                        remove_item(card, ItemKind::Relation, id, "Relationship");
                    }
                }
            >
                {Icon::Cross.at(14)}
            </button>
        }
    });
    view! {
        <div class="inline">
            <span class="inline-label">{capitalised(related.words)}</span>
            <span class="inline-value inline-fixed">
                <a class="link" href=format!("/people/{}", related.other)>
                    {shown}
                </a>
                {related.label.map(|label| view! { <span class="second">{format!(", {label}")}</span> })}
            </span>
            {remove}
        </div>
    }
}

/// The relation of this record that says so.
fn held(card: Card, other: DocumentId, kind: RelationKind) -> Option<ItemId> {
    card.open.with_untracked(|open| {
        let mut all = open.person.relations.iter();
        all.find(|(_, it)| it.other == other && it.kind == kind).map(|(id, _)| *id)
    })
}

/// The form for a relation that is not there yet: how, and with whom.
#[component]
pub fn NewRelation(card: Card, #[prop(into)] on_leave: Callback<()>) -> impl IntoView {
    let chosen = RwSignal::new(0usize);
    let typed = RwSignal::new(String::new());
    let label = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let query = typed.get();
        if query.trim().is_empty() {
            return Vec::new();
        }
        card.replica().with_people(|people| {
            search(people, &query, Some(OFFERED + 1))
                .into_iter()
                .filter(|hit| hit.id != card.id)
                .take(OFFERED)
                .filter_map(|hit| {
                    let facts = people.get(hit.id)?;
                    Some((hit.id, facts.name.clone(), facts.photo()))
                })
                .collect::<Vec<_>>()
        })
    });
    let relate = move |other: DocumentId, name: &str| {
        let (kind, turned) = KINDS[chosen.get_untracked()];
        let label = label.get_untracked().trim().to_owned();
        let label = Some(label).filter(|label| !label.is_empty());
        let id = card.replica().new_item();
        let said = format!("{} {name}", capitalised(words(kind, turned)));
        // Turned, the other record says it: one that works at this one holds that itself.
        let (holder, other) = if turned { (other, card.id) } else { (card.id, other) };
        let edits = put_relation(id, kind, other, label);
        edit_and_say(card.replica(), card.toaster, vec![holder], edits, Icon::People, said);
        on_leave.run(());
    };
    let offers_new = move || {
        let kind = KINDS[chosen.get()];
        kind == (RelationKind::WorksAt, false) && typed.with(|typed| !typed.trim().is_empty())
    };
    let make = move |()| {
        let name = typed.get_untracked().trim().to_owned();
        let edits =
            vec![Edit::Make { kind: Kind::Organisation }, Edit::set(Field::Name, name.clone())];
        relate(card.replica().create(edits), &name);
    };
    view! {
        <form
            class="details-form"
            aria-label="Relationship"
            on:submit=move |event| {
                event.prevent_default();
                if let Some((other, name, _)) = found.get_untracked().into_iter().next() {
                    relate(other, &name);
                }
            }
        >
            <label class="field">
                <span class="label">"How"</span>
                <select
                    class="field-input"
                    on:change=move |event| {
                        chosen.set(event_target_value(&event).parse().unwrap_or_default());
                    }
                >
                    {KINDS
                        .iter()
                        .enumerate()
                        .map(|(index, (kind, turned))| {
                            view! {
                                <option value=index.to_string()>
                                    {capitalised(words(*kind, *turned))}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <crate::ui::Field label="Who" value=typed autofocus=true />
            <ul class="relation-offers">
                <For each=move || found.get() key=Clone::clone let((id, name, photo))>
                    <li>
                        <button
                            type="button"
                            class="relation-offer"
                            on:click={
                                let name = name.clone();
                                move |_| relate(id, &name)
                            }
                        >
                            {portrait(card.replica(), id, name.clone(), photo, AvatarSize::Row)}
                            {name.clone()}
                        </button>
                    </li>
                </For>
            </ul>
            <crate::ui::Field label="More precisely" value=label placeholder="Sister, owner" />
            <div class="actions">
                <Show when=offers_new>
                    <Button small=true icon=Icon::Plus on_press=make>
                        {move || format!("New organisation “{}”", typed.get().trim())}
                    </Button>
                </Show>
                <Button small=true kind=ButtonKind::Quiet on_press=move |()| on_leave.run(())>
                    "Leave it"
                </Button>
            </div>
        </form>
    }
}
