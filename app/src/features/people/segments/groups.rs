//! Conditions within groups within groups, changed where they stand.

use leptos::prelude::*;
use shared::model::Kind;
use shared::view::segment::{Filter, Grouping};
use shared::view::{People, Segment};

use super::conditions::Conditions;
use super::form::{AddCondition, NewPlace};
use crate::features::people::Listing;
use crate::replica::Replica;
use crate::ui::{Button, ButtonKind, Dialog, Icon, focus_one_of};

/// A condition or a group, as a line.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    /// Where it stands.
    place: Vec<usize>,
    /// What it says.
    words: String,
    /// How its parts belong together, where it is a group.
    grouping: Option<Grouping>,
}

/// Every condition and group within `filter`, from the top.
fn lines(filter: &Filter, place: &[usize], kind: Kind, people: &People, lines: &mut Vec<Line>) {
    let group = filter.group();
    lines.push(Line {
        place: place.to_vec(),
        words: filter.words(kind, people),
        grouping: group.map(|(grouping, _)| grouping),
    });
    for (index, part) in group.iter().flat_map(|(_, parts)| parts.iter()).enumerate() {
        let place = [place, &[index]].concat();
        self::lines(part, &place, kind, people, lines);
    }
}

/// All conditions of the list, each in its group.
#[component]
pub fn Groups(listing: Listing, open: RwSignal<bool>) -> impl IntoView {
    let adding = RwSignal::new(false);
    let place = RwSignal::new(NewPlace::default());
    view! {
        <Dialog title="Groups of conditions" open>
            <Lines listing adding place />
        </Dialog>
        <AddCondition listing open=adding place />
    }
}

#[component]
fn Lines(listing: Listing, adding: RwSignal<bool>, place: RwSignal<NewPlace>) -> impl IntoView {
    let replica: Replica = expect_context();
    let problem = RwSignal::new(None::<String>);
    let all = Memo::new(move |_| {
        let mut all = Vec::new();
        let filter = Conditions::of(listing.filter()).filter();
        replica.with_people(|people| lines(&filter, &[], listing.kind(), people, &mut all));
        all
    });
    let change = move |change: &dyn Fn(&Filter) -> Filter| {
        let filter = change(&Conditions::of(untrack(|| listing.filter())).filter());
        match Segment::over(untrack(|| listing.kind()), filter.clone()) {
            Ok(_) => listing.set_filter(Some(filter)),
            Err(error) => return problem.set(Some(error.to_string())),
        }
        problem.set(None);
    };
    let act = Act {
        regroup: Callback::new(move |(place, grouping): (Vec<usize>, Grouping)| {
            change(&|filter| filter.regrouped(&place, grouping));
        }),
        remove: Callback::new(move |place: Vec<usize>| {
            let at = all.with_untracked(|all| all.iter().position(|line| line.place == place));
            change(&|filter| filter.without(&place));
            // The outermost group has no such button.
            let at = at.unwrap_or_default().saturating_sub(1);
            focus_one_of(".group-remove button", at, ".group-add button");
        }),
        add: Callback::new(move |to: NewPlace| {
            place.set(to);
            adding.set(true);
        }),
    };
    view! {
        <ul class="group-lines">
            <For
                each=move || all.get()
                key=|line| (line.place.clone(), line.grouping.is_some())
                let(line)
            >
                {
                    let at = line.place.clone();
                    let now = Memo::new(move |before: Option<&Line>| {
                        all.with(|all| all.iter().find(|line| line.place == at).cloned())
                            .or_else(|| before.cloned())
                            .unwrap_or_else(|| line.clone())
                    });
                    one_line(now, act)
                }
            </For>
        </ul>
        <p class="field-hint" role="alert">{move || problem.get()}</p>
    }
}

#[derive(Clone, Copy)]
struct Act {
    regroup: Callback<(Vec<usize>, Grouping)>,
    remove: Callback<Vec<usize>>,
    add: Callback<NewPlace>,
}

fn one_line(line: Memo<Line>, act: Act) -> AnyView {
    let place = line.with_untracked(|line| line.place.clone());
    let depth = place.len();
    let is_group = line.with_untracked(|line| line.grouping.is_some());
    let removed = place.clone();
    let remove = (depth > 0).then(|| {
        view! {
            <span class="group-remove">
                <Button
                    kind=ButtonKind::Quiet
                    small=true
                    icon=Icon::Cross
                    name=if is_group { "Take this group away" } else { "Take this away" }
                    on_press=move |()| act.remove.run(removed.clone())
                />
            </span>
        }
    });
    let words = if is_group {
        group_words(line, act)
    } else {
        view! { <span class="group-words">{move || line.with(|line| line.words.clone())}</span> }
            .into_any()
    };
    view! {
        <li class="group-line" class:group-head=is_group style=("--depth", depth.to_string())>
            {words}
            {remove}
        </li>
    }
    .into_any()
}

/// How the parts of a group belong together, and what can be added to it. How the outermost ones
/// do, the list itself asks too, and only for all or any.
fn group_words(line: Memo<Line>, act: Act) -> AnyView {
    let place = line.with_untracked(|line| line.place.clone());
    let offered = if place.is_empty() { &Grouping::ALL[..2] } else { &Grouping::ALL[..] };
    let regrouped = place.clone();
    let on_change = move |event: leptos::ev::Event| {
        let grouping =
            event_target_value(&event).parse().ok().and_then(|it: usize| offered.get(it));
        if let Some(grouping) = grouping {
            act.regroup.run((regrouped.clone(), *grouping));
        }
    };
    let options = offered.iter().enumerate().map(|(index, grouping)| {
        let is_chosen = move || line.with(|line| line.grouping == Some(*grouping));
        view! {
            <option value=index.to_string() prop:selected=is_chosen>
                {said(*grouping)}
            </option>
        }
    });
    let add = move |words: &'static str, as_group: bool| {
        let group = place.clone();
        view! {
            <Button
                kind=ButtonKind::Quiet
                small=true
                icon=Icon::Plus
                on_press=move |()| act.add.run(NewPlace { group: group.clone(), as_group })
            >
                {words}
            </Button>
        }
    };
    view! {
        <select class="field-input group-select" aria-label="How many have to hold" on:change=on_change>
            {options.collect_view()}
        </select>
        <span class="group-add">{add("Condition", false)} {add("Group", true)}</span>
    }
    .into_any()
}

fn said(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::All => "All of these hold",
        Grouping::Any => "Any of these holds",
        Grouping::None => "None of these holds",
        Grouping::NotAll => "Not all of these hold",
    }
}

#[cfg(test)]
mod tests {
    use shared::view::segment::Condition;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_condition_stands_in_its_group() {
        let tag = |name: &str| Filter::Is(Condition::Tag { name: name.into(), on: true });
        let inner = Grouping::None.of(vec![tag("b"), tag("c")]);
        let filter = Filter::All(vec![tag("a"), inner]);
        let mut all = Vec::new();
        lines(&filter, &[], Kind::Person, &People::new(), &mut all);
        let places: Vec<&[usize]> = all.iter().map(|line| &line.place[..]).collect();
        assert_eq!(places, [&[][..], &[0], &[1], &[1, 0], &[1, 1]]);
        assert_eq!(all[2].grouping, Some(Grouping::None));
        assert_eq!((all[3].words.as_str(), all[3].grouping), ("Tag b", None));
    }
}
