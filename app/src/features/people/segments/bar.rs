use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::conditions::Conditions;
use super::name::{put_in_bin, save};
use crate::features::people::Listing;
use crate::features::people::dialogs::Dialogs;
use crate::features::people::found::Saved;
use crate::features::people::place::Place;
use crate::replica::Replica;
use crate::shell::Commands;
use crate::ui::{
    Button, ButtonKind, Icon, LinkButton, Panel, Segmented, Toaster, Tone, focus_one_of,
};

/// The conditions of the list in words, and what can be done with them.
#[component]
pub fn Bar(listing: Listing) -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let commands = Commands::expect();
    let Dialogs { adding, grouping, saving, renaming, .. } = listing.dialogs;
    // A list that was asked for with a condition asks for it once, and never another list.
    let address = use_location().pathname.get_untracked();
    Effect::new(move |_| {
        if commands.asks_condition.get() == Some(address.as_str()) {
            commands.asks_condition.set(None);
            adding.set(true);
        }
    });
    // What one list was asked is not asked of the next.
    Effect::watch(
        move || listing.place(),
        move |_, _, _| listing.dialogs.close_conditions(),
        false,
    );
    let conditions = Memo::new(move |_| Conditions::of(listing.filter()));
    let chips = Memo::new(move |_| {
        conditions.with(|all| replica.with_people(|people| all.chips(listing.kind(), people)))
    });
    let take_away = move |chip: &(String, usize)| {
        let all = chips.get_untracked();
        let Some(index) = all.iter().position(|known| known == chip) else { return };
        listing.set_filter(Some(conditions.get_untracked().without(index).filter()));
        // The chip goes with its button: the next one has the focus, or what adds another.
        focus_one_of(".conditions .chip-remove", index, ".conditions-add button");
    };
    let count = Memo::new(move |_| conditions.with(|conditions| conditions.parts.len()));
    let any = Memo::new(move |_| conditions.with(|conditions| conditions.any));
    // The segment whose filter can be read.
    let segment = Memo::new(move |_| match (listing.place(), listing.saved()) {
        (Place::Segment(id), Saved::Segment { .. }) => Some(id),
        _ => None,
    });
    let can_ask = Memo::new(move |_| {
        let unreadable = matches!(listing.saved(), Saved::Segment { filter: Err(_), .. });
        !unreadable && listing.saved() != Saved::Missing
    });
    let set = move |conditions: Conditions| listing.set_filter(Some(conditions.filter()));
    view! {
        <div class="conditions" role="group" aria-label="Conditions">
            <Show when=move || { count.get() > 1 }>
                <Segmented
                    label="How many have to hold"
                    options=vec![("all", "All"), ("any", "Any")]
                    chosen=Signal::derive(move || if any.get() { "any" } else { "all" }.to_owned())
                    on_choose=move |chosen: String| {
                        let conditions = conditions.get_untracked();
                        set(Conditions { any: chosen == "any", ..conditions });
                    }
                />
            </Show>
            <For each=move || chips.get() key=Clone::clone let(chip)>
                <span class="chip chip-outlined">
                    {chip.0.clone()}
                    <button
                        type="button"
                        class="chip-remove"
                        aria-label=format!("Take “{}” away", chip.0)
                        on:click=move |_| take_away(&chip)
                    >
                        {Icon::Cross.at(14)}
                    </button>
                </span>
            </For>
            <Show when=move || can_ask.get()>
                <span class="conditions-add">
                    <Button
                        kind=ButtonKind::Quiet
                        small=true
                        icon=Icon::Plus
                        on_press=move |()| adding.set(true)
                    >
                        "Add a condition"
                    </Button>
                </span>
                <Show when=move || { count.get() > 0 }>
                    <Button kind=ButtonKind::Quiet small=true on_press=move |()| grouping.set(true)>
                        "Edit groups"
                    </Button>
                </Show>
            </Show>
            <Show when=move || listing.is_changed()>
                {move || match segment.get() {
                    Some(id) => {
                        view! {
                            <span class="edits">
                                <Button small=true on_press=move |()| save(replica, listing, id)>
                                    "Save"
                                </Button>
                            </span>
                            <Button
                                kind=ButtonKind::Quiet
                                small=true
                                on_press=move |()| listing.set_filter(None)
                            >
                                "Back to as it was"
                            </Button>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <span class="edits">
                                <Button small=true on_press=move |()| saving.set(true)>
                                    "Save as segment"
                                </Button>
                            </span>
                        }
                            .into_any()
                    }
                }}
            </Show>
            {move || {
                segment
                    .get()
                    .map(|id| {
                        view! {
                            <span class="conditions-segment edits-block">
                                <Button
                                    kind=ButtonKind::Quiet
                                    small=true
                                    icon=Icon::Pencil
                                    name="Rename the segment"
                                    on_press=move |()| renaming.set(true)
                                />
                                <Button
                                    kind=ButtonKind::Quiet
                                    small=true
                                    icon=Icon::Bin
                                    name="Put the segment in the bin"
                                    on_press=move |()| put_in_bin(replica, toaster, listing, id)
                                />
                            </span>
                        }
                    })
            }}
        </div>
    }
}

/// What stands in the list's place where nobody can say who is meant.
#[component]
pub fn Unreadable(listing: Listing) -> impl IntoView {
    let (title, words) = match listing.saved() {
        Saved::Segment { filter: Err(error), .. } => ("Could not read this segment", error),
        _ => (
            "This segment is not here",
            "The link leads to a segment that is in the bin, or that has not come here yet.".into(),
        ),
    };
    view! {
        <Panel tone=Tone::Bad title words=words>
            <LinkButton href="/people">"Back to People"</LinkButton>
        </Panel>
    }
}
