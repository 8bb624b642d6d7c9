use leptos::html;
use leptos::prelude::*;
use shared::view::segment::Grouping;
use shared::view::{People, Segment};

use super::ask::{How, Needs, What};
use super::conditions::Conditions;
use super::offered::offered;
use crate::features::people::Listing;
use crate::replica::Replica;
use crate::ui::{Button, ButtonKind, Dialog, Field};

/// Where a new condition goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewPlace {
    /// The group, by its place in the list's conditions.
    pub group: Vec<usize>,
    /// Whether it begins a group of its own there.
    pub as_group: bool,
}

/// Asks for one more condition of the list.
#[component]
pub fn AddCondition(
    listing: Listing,
    open: RwSignal<bool>,
    place: RwSignal<NewPlace>,
) -> impl IntoView {
    view! {
        <Dialog title="Add a condition" open>
            <Form listing open place />
        </Dialog>
    }
}

#[component]
fn Form(listing: Listing, open: RwSignal<bool>, place: RwSignal<NewPlace>) -> impl IntoView {
    let replica: Replica = expect_context();
    let kind = untrack(|| listing.kind());
    let groups = untrack(|| replica.with_people(|people| offered(kind, people)));
    let tags = untrack(|| replica.with_people(People::tags));
    let known: Vec<What> =
        groups.iter().flat_map(|(_, group)| group.iter().map(|(_, what)| what.clone())).collect();
    let known = StoredValue::new(known);
    let what = RwSignal::new(0usize);
    let how = RwSignal::new(0usize);
    let first = RwSignal::new(String::new());
    let second = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);

    let asked = Memo::new(move |_| {
        let what = known.with_value(|known| known[what.get()].clone());
        let how = what.hows()[how.get().min(what.hows().len() - 1)];
        (what, how)
    });
    let needs = Memo::new(move |_| {
        let (what, how) = asked.get();
        replica.with_people(|people| what.needs(how, people))
    });
    // What is picked from a list begins with its first.
    Effect::watch(
        move || needs.get(),
        move |needs, before, _| {
            if Some(needs) != before {
                let picked = match needs {
                    Needs::Pick(options) => options.first().map(|(value, _)| value.clone()),
                    _ => None,
                };
                first.set(picked.unwrap_or_default());
                second.set(String::new());
                problem.set(None);
            }
        },
        true,
    );
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (what, how) = asked.get_untracked();
        let part = what.asked(how, &first.get_untracked(), &second.get_untracked());
        let part = match part {
            Ok(part) => part,
            Err(words) => return problem.set(Some(words.into())),
        };
        let before = untrack(|| listing.filter());
        let NewPlace { group, as_group } = place.get_untracked();
        let part = if as_group { Grouping::Any.of(vec![part]) } else { part };
        let filter = match group.is_empty() {
            true => Conditions::of(before).with(part).filter(),
            false => Conditions::of(before).filter().with_added(&group, part),
        };
        match Segment::over(kind, filter.clone()) {
            Ok(_) => {
                listing.set_filter(Some(filter));
                open.set(false);
            }
            Err(error) => problem.set(Some(error.to_string())),
        }
    };
    let mut place = 0..;
    view! {
        <form class="stack-fields" on:submit=add>
            <label class="field">
                <span class="label">"What"</span>
                <select
                    class="field-input"
                    aria-label="What"
                    autofocus=true
                    on:change=move |event| {
                        how.set(0);
                        what.set(event_target_value(&event).parse().unwrap_or(0));
                    }
                >
                    {groups
                        .into_iter()
                        .map(|(heading, group)| {
                            view! {
                                <optgroup label=heading>
                                    {group
                                        .into_iter()
                                        .zip(place.by_ref())
                                        .map(|((words, _), index): (_, usize)| {
                                            view! { <option value=index.to_string()>{words}</option> }
                                        })
                                        .collect_view()}
                                </optgroup>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="field">
                <span class="label">"How"</span>
                <select
                    class="field-input"
                    aria-label="How"
                    on:change=move |event| {
                        how.set(event_target_value(&event).parse().unwrap_or(0));
                    }
                >
                    <For
                        each=move || hows(&asked.get().0)
                        key=|(index, how)| (*index, how.label())
                        let((index, offered))
                    >
                        <option
                            value=index.to_string()
                            prop:selected=move || asked.get().1 == offered
                        >
                            {offered.label()}
                        </option>
                    </For>
                </select>
            </label>
            {move || value_field(&needs.get(), first, second, problem)}
            <Show when=move || asked.with(|(what, _)| *what == What::Tag)>
                <div class="chips">
                    {tags
                        .iter()
                        .take(12)
                        .map(|(tag, _)| {
                            let tag = tag.clone();
                            let chosen = tag.clone();
                            view! {
                                <button
                                    type="button"
                                    class="chip chip-button"
                                    on:click=move |_| first.set(chosen.clone())
                                >
                                    {tag}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </Show>
            <div class="dialog-foot">
                <Button kind=ButtonKind::First submit=true>
                    "Add"
                </Button>
            </div>
        </form>
    }
}

fn hows(what: &What) -> Vec<(usize, How)> {
    what.hows().iter().copied().enumerate().collect()
}

/// What has to be typed or picked.
fn value_field(
    needs: &Needs,
    first: RwSignal<String>,
    second: RwSignal<String>,
    problem: RwSignal<Option<String>>,
) -> AnyView {
    let typed = move |label: &'static str, kind: &'static str| {
        let input_ref = NodeRef::<html::Input>::new();
        view! { <Field label value=first kind wrong=problem input_ref /> }.into_any()
    };
    match needs {
        Needs::Nothing => view! { <p class="field-hint">{move || problem.get()}</p> }.into_any(),
        Needs::Text => typed("Value", "text"),
        Needs::Days => typed("Days", "numeric"),
        Needs::Number => typed("Number", "text"),
        Needs::Days2 => view! {
            <Field label="From" value=first kind="date" wrong=problem />
            <Field label="To" value=second kind="date" />
        }
        .into_any(),
        Needs::Pick(options) => view! {
            <label class="field">
                <span class="label">"Value"</span>
                <select
                    class="field-input"
                    on:change=move |event| first.set(event_target_value(&event))
                >
                    {options
                        .iter()
                        .map(|(value, words)| {
                            view! { <option value=value.clone()>{words.clone()}</option> }
                        })
                        .collect_view()}
                </select>
            </label>
            <p class="field-hint">{move || problem.get()}</p>
        }
        .into_any(),
    }
}
