//! The same person twice: the pairs, and the one that is being decided.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::id::DocumentId;

use super::bulk::MakeAll;
use super::compare::Compare;
use super::doubles::{Double, Doubles, Looking, PairOfCards};
use super::look::look;
use crate::replica::{Phase, Replica};
use crate::shell::{grouped, portrait};
use crate::ui::{AvatarSize, Button, ButtonKind, Icon, LinkButton, Panel, use_viewport};

/// The pairs at the left, and at the right the cards of one. On a phone one after the other.
#[component]
pub fn Twice(
    /// What waits for a decision.
    open: Memo<Vec<Double>>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let doubles: Doubles = expect_context();
    let phone = use_viewport().phone;
    let phase = replica.phase();
    Effect::new(move |_| {
        let is_ready = phase.get() == Phase::Ready;
        if is_ready && doubles.looking.get_untracked() == Looking::NotYet {
            look(replica, doubles);
        }
    });
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| pair_of(&query.get("pair")?)));
    // On a wide screen the first stands open by itself.
    let shown = Memo::new(move |_| {
        open.with(|open| {
            let found = asked.get().and_then(|cards| open.iter().find(|it| it.cards == cards));
            let first = || open.first().filter(|_| !phone.get());
            found.or_else(first).cloned()
        })
    });
    let place = Memo::new(move |_| {
        let cards = shown.with(|shown| shown.as_ref().map(|it| it.cards))?;
        open.with(|open| Some((open.iter().position(|it| it.cards == cards)? + 1, open.len())))
    });
    let navigate = use_navigate();
    let decided = Callback::new(move |()| {
        // Whatever comes first is next; on a phone the list shows what is left.
        let next = open.with_untracked(|open| {
            let at = place.get_untracked().map_or(0, |(at, _)| at - 1);
            open.get(at).or(open.first()).map(|it| address(it.cards))
        });
        let to = next.unwrap_or_else(|| "/sort-out?show=twice".to_owned());
        navigate(&to, NavigateOptions { replace: true, ..Default::default() });
    });
    // Of one pair the parts stay while its cards change below them.
    let cards = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|it| it.cards)));
    let because =
        Memo::new(move |_| shown.with(|shown| shown.as_ref().map(in_words).unwrap_or_default()));
    view! {
        <Show
            when=move || open.with(|open| !open.is_empty())
            fallback=move || view! { <div class="page-scroll"><div class="page-column stack"><Nothing doubles /></div></div> }
        >
            <div class="twice" class:twice-one=move || phone.get() && cards.get().is_some()>
                <Show when=move || !phone.get() || cards.get().is_none()>
                    <div class="twice-list">
                        <Show when=move || matches!(doubles.looking.get(), Looking::Through(_))>
                            <Progress doubles />
                        </Show>
                        <ul aria-label="Pairs">
                            <For
                                each=move || open.get()
                                key=|double| double.cards
                                let:double
                            >
                                <li>{line(replica, &double, cards.into())}</li>
                            </For>
                        </ul>
                        <MakeAll open />
                        <Button
                            kind=ButtonKind::Quiet
                            small=true
                            icon=Icon::Refresh
                            on_press=move |()| look(replica, doubles)
                        >
                            "Look again"
                        </Button>
                    </div>
                </Show>
                {move || {
                    cards
                        .get()
                        .map(|cards| {
                            view! { <Compare cards because place on_decided=decided /> }
                        })
                }}
            </div>
        </Show>
    }
}

#[component]
fn Progress(doubles: Doubles) -> impl IntoView {
    let words = move || match doubles.looking.get() {
        Looking::Through(count) => format!("Looking through {} people", grouped(count)),
        _ => String::new(),
    };
    view! {
        <p class="second twice-looking" role="status">
            {words}
        </p>
    }
}

/// What stands here while no pair waits.
#[component]
fn Nothing(doubles: Doubles) -> impl IntoView {
    let replica: Replica = expect_context();
    move || {
        match doubles.looking.get() {
        Looking::NotYet | Looking::Through(_) => view! { <Progress doubles /> }.into_any(),
        Looking::Done => view! {
            <Panel
                title="Nobody is here twice"
                words="Cards that are probably about one person stand here: the same phone, nearly the same name. You decide, and can split them again at any time."
            >
                <Button icon=Icon::Refresh on_press=move |()| look(replica, doubles)>
                    "Look again"
                </Button>
                <LinkButton href="/people" kind=ButtonKind::Quiet>
                    "Back to People"
                </LinkButton>
            </Panel>
        }
        .into_any(),
    }
    }
}

fn line(replica: Replica, double: &Double, shown: Signal<Option<PairOfCards>>) -> AnyView {
    let cards = double.cards;
    let (name, faces) = replica.with_people_untracked(|people| {
        let of = |id| people.get(id).map(|facts| (facts.name.clone(), facts.photo()));
        let each = [cards.0, cards.1].map(|id| (id, of(id).unwrap_or_default()));
        let faces = each.clone().map(|(id, (name, photo))| (id, name, photo));
        (each[0].1.0.clone(), faces)
    });
    let words = in_words(double);
    view! {
        <a
            class="twice-line"
            href=address(cards)
            aria-current=move || (shown.get() == Some(cards)).then_some("true")
        >
            <span class="twice-faces">
                {faces
                    .map(|(id, name, photo)| portrait(replica, id, name, photo, AvatarSize::Row))
                    .into_iter()
                    .collect_view()}
            </span>
            <span class="line-words">
                <span>{name}</span>
                <span class="second twice-because">{words}</span>
            </span>
        </a>
    }
    .into_any()
}

/// Why, as one reads it: "Same phone number, family names one letter apart".
fn in_words(double: &Double) -> String {
    let mut because = double.because.clone();
    let names = ["same given name", "same family name"];
    if names.iter().all(|name| because.iter().any(|reason| reason == name)) {
        because.retain(|reason| !names.contains(&reason.as_str()));
        because.insert(0, "same name".to_owned());
    }
    let words = because.join(", ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn address((one, other): PairOfCards) -> String {
    format!("/sort-out?pair={one}.{other}")
}

fn pair_of(text: &str) -> Option<PairOfCards> {
    let (one, other) = text.split_once('.')?;
    Some((one.parse::<DocumentId>().ok()?, other.parse::<DocumentId>().ok()?))
}
