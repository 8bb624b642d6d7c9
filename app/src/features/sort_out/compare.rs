//! Two cards side by side, and the one that they would be.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use shared::id::DocumentId;
use shared::model::{About, Answer, Disagreement, Said};

use super::choices::{Both, Chosen};
use super::doubles::{Doubles, PairOfCards};
use super::rows::{Line, last_contact, lines};
use crate::preferences::Preferences;
use crate::replica::{Opened, Replica};
use crate::shell::{is_typing, label_of, portrait, said_in_words, say_left};
use crate::ui::{AvatarSize, Button, ButtonKind, Icon, Toast, Toaster, use_viewport, when};

/// The pair being decided, for its parts.
#[derive(Clone, Copy)]
struct Deciding {
    cards: PairOfCards,
    both: Memo<Option<Arc<Both>>>,
    /// What somebody chose; what they did not is as [`Both::first_choice`] has it.
    chosen: RwSignal<Option<Chosen>>,
    replica: Replica,
    toaster: Toaster,
    on_decided: Callback<()>,
}

impl Deciding {
    fn choices(&self) -> Chosen {
        let of_both = || self.both.with(|both| both.as_ref().map(|it| it.first_choice()));
        self.chosen.get().or_else(of_both).unwrap_or_default()
    }

    fn choose(&self, about: About, value: Option<String>) {
        let mut chosen = untrack(|| self.choices());
        chosen.insert(about, value);
        self.chosen.set(Some(chosen));
    }

    fn choose_side(&self, side: usize) {
        let chosen = untrack(|| {
            let chosen = self.choices();
            self.both.with(|both| both.as_ref().map(|both| both.choice_of(side, &chosen)))
        });
        self.chosen.set(chosen);
    }

    fn make_one(&self) {
        let Some(both) = self.both.get_untracked() else { return };
        let (one, other) = self.cards;
        let chosen = untrack(|| self.choices());
        let edits = both.edits([one, other], &chosen);
        let act = self.replica.make_one(one, &[other], edits);
        let name = self.replica.with_people_untracked(|people| {
            people.get(one).map(|facts| facts.name.clone()).unwrap_or_default()
        });
        self.say(act, Icon::Merge, format!("{name} has one card"));
        self.on_decided.run(());
    }

    fn set_apart(&self) {
        let (one, other) = self.cards;
        let act = self.replica.set_apart(one, other);
        self.say(act, Icon::People, "Two different people".to_owned());
        self.on_decided.run(());
    }

    fn say(&self, act: shared::id::GroupId, icon: Icon, words: String) {
        let (replica, toaster, (one, other)) = (self.replica, self.toaster, self.cards);
        let undo = move || say_left(toaster, &replica.undo(act, &[one, other]));
        toaster.show(Toast { icon, words, action: Some(("Undo", Arc::new(undo))) });
    }
}

/// Is this one person?
#[component]
pub fn Compare(
    cards: PairOfCards,
    #[prop(into)] because: Signal<String>,
    /// Where the pair stands among how many.
    place: Memo<Option<(usize, usize)>>,
    /// What follows once it is decided.
    on_decided: Callback<()>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let phone = use_viewport().phone;
    let (one, other) = cards;
    let each = [replica.open(one), replica.open(other)];
    let together = replica.open_together(vec![one, other]);
    let both = Memo::new(move |_| {
        let ready = |opened: Signal<Opened>| match opened.get() {
            Opened::Ready(open) => Some(open.as_ref().clone()),
            _ => None,
        };
        let each = [ready(each[0])?, ready(each[1])?];
        Some(Arc::new(Both { each, together: ready(together)? }))
    });
    let deciding = Deciding {
        cards,
        both,
        chosen: RwSignal::new(None),
        replica,
        toaster: expect_context(),
        on_decided,
    };
    let doubles: Doubles = expect_context();
    listen(deciding);
    view! {
        <section class="compare" aria-labelledby="compare-title">
            <div class="compare-scroll">
                <div class="compare-head">
                    <Show when=move || phone.get()>
                        <div class="compare-bar">
                            <a class="page-head-back" href="/sort-out?show=twice" aria-label="Back to the pairs">
                                {Icon::ArrowLeft.at(18)}
                            </a>
                            <h1>"Same person twice"</h1>
                            <span class="second">
                                {move || place.get().map(|(at, of)| format!("{at} of {of}"))}
                            </span>
                        </div>
                    </Show>
                    <h2 id="compare-title">"Is this one person?"</h2>
                    <p class="second">{because}</p>
                </div>
                {move || both.get().map(|both| view! { <Table deciding both /> })}
            </div>
            <div class="compare-foot">
                <Button
                    kind=ButtonKind::First
                    icon=Icon::Merge
                    key="Enter"
                    on_press=move |()| deciding.make_one()
                >
                    "Make one card"
                </Button>
                <Button key="2" on_press=move |()| deciding.set_apart()>
                    "Two different people"
                </Button>
                <Button
                    kind=ButtonKind::Quiet
                    on_press=move |()| {
                        doubles.put_off(cards);
                        on_decided.run(());
                    }
                >
                    "Later"
                </Button>
                <span class="second compare-promise">
                    {Icon::Undo.at(16)} "Nothing is thrown away. You can split them again at any time."
                </span>
            </div>
        </section>
    }
}

#[component]
fn Table(deciding: Deciding, both: Arc<Both>) -> impl IntoView {
    let replica = deciding.replica;
    let all = lines(replica, &both);
    let (same, differing): (Vec<Line>, Vec<Line>) = all.into_iter().partition(Line::is_same);
    let asked: Vec<Disagreement> = both.asked().cloned().collect();
    let same_words = match same.len() {
        1 => "1 detail is the same on both".to_owned(),
        count => format!("{count} details are the same on both"),
    };
    let heads = [deciding.cards.0, deciding.cards.1].into_iter().enumerate();
    let heads = heads.map(|(side, id)| head(replica, &both, side, id)).collect_view();
    view! {
        <div class="compare-table" role="group" aria-label="What each card says">
            <div class="compare-row compare-heads">
                <span></span>
                {heads}
                <strong class="compare-together">"Together"</strong>
            </div>
            {asked
                .into_iter()
                .map(|question| question_row(deciding, both.clone(), question))
                .collect_view()}
            {differing.into_iter().map(line_row).collect_view()}
        </div>
        {(!same.is_empty())
            .then(|| {
                view! {
                    <details class="compare-same">
                        <summary>{same_words}</summary>
                        <dl>
                            {same
                                .into_iter()
                                .map(|line| {
                                    view! {
                                        <div>
                                            <dt>{line.label}</dt>
                                            <dd>{line.together}</dd>
                                        </div>
                                    }
                                })
                                .collect_view()}
                        </dl>
                    </details>
                }
            })}
    }
}

fn head(replica: Replica, both: &Both, side: usize, id: DocumentId) -> AnyView {
    let record = &both.each[side].person;
    let second = last_contact(record).or_else(|| record.source.clone());
    let made = format!("Card from {}", when::within(both.made(side).0));
    view! {
        <a class="compare-card" href=format!("/people/{id}") title="Open this card">
            {portrait(replica, id, record.display_name(), record.picture(), AvatarSize::Phone)}
            <span>
                <strong>{made}</strong>
                <span class="second">{second}</span>
            </span>
        </a>
    }
    .into_any()
}

/// Something that differs: a choice for each answer, under the card that gives it.
fn question_row(deciding: Deciding, both: Arc<Both>, question: Disagreement) -> AnyView {
    let replica = deciding.replica;
    let about = question.about;
    let label = label_of(replica, &about.into());
    let group = label.clone();
    let name = format!("choice-{about:?}");
    let side = |side: usize| {
        let answers: Vec<Answer> = both.answers_of(side, &question).cloned().collect();
        let cells = answers.into_iter().map(|answer| {
            let words = in_words(replica, about, &answer);
            let value = StoredValue::new(answer.value.clone());
            let is_chosen =
                Memo::new(move |_| deciding.choices().get(&about) == Some(&value.get_value()));
            view! {
                <label class="choice" class:choice-on=move || is_chosen.get()>
                    <input
                        type="radio"
                        name=name.clone()
                        prop:checked=move || is_chosen.get()
                        on:change=move |_| deciding.choose(about, value.get_value())
                    />
                    <span>
                        <strong>{words}</strong>
                        <span class="second">{when::within(answer.origin.at.0)}</span>
                    </span>
                </label>
            }
        });
        let cells = cells.collect_view();
        view! { <div class="compare-cell">{cells}</div> }.into_any()
    };
    let (left, right) = (side(0), side(1));
    let question = StoredValue::new(question.clone());
    let together = move || {
        let chosen = deciding.choices().get(&about).cloned().flatten();
        question.with_value(|question| {
            let answer = question.answers.iter().find(|answer| answer.value == chosen);
            answer.map(|answer| in_words(replica, about, answer))
        })
    };
    view! {
        <div class="compare-row compare-asked" role="radiogroup" aria-label=group>
            <span class="compare-label">{label}</span>
            {left}
            {right}
            <div class="compare-together">{together}</div>
        </div>
    }
    .into_any()
}

fn line_row(line: Line) -> AnyView {
    let [left, right] = line.each.map(|said| match said {
        Some(said) => view! { <div class="compare-cell compare-said">{said}</div> }.into_any(),
        None => view! { <div class="compare-cell compare-unknown">"Not known"</div> }.into_any(),
    });
    view! {
        <div class="compare-row">
            <span class="compare-label">{line.label}</span>
            {left}
            {right}
            <div class="compare-together">
                {line.together} {line.because.map(|why| view! { <span class="second">{why}</span> })}
            </div>
        </div>
    }
    .into_any()
}

fn in_words(replica: Replica, about: About, answer: &Answer) -> String {
    let said = answer.value.clone().map_or(Said::Nothing, Said::Text);
    said_in_words(replica, &about.into(), &said)
        .or_else(|| answer.value.clone())
        .unwrap_or_else(|| "Nothing, it was cleared".into())
}

/// ← and → choose a side, Enter makes one card, 2 says that they are two.
fn listen(deciding: Deciding) {
    let preferences = Preferences::expect();
    let listener = window_event_listener(ev::keydown, move |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.default_prevented() || other || is_typing() {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" => deciding.choose_side(0),
            "ArrowRight" => deciding.choose_side(1),
            "Enter" if !on_something_pressed() => deciding.make_one(),
            "2" if preferences.letter_keys.get_untracked() => deciding.set_apart(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

/// Whether the focus is on what Enter presses by itself. The pair that is open is open already.
fn on_something_pressed() -> bool {
    document().active_element().is_some_and(|active| {
        let is_this_pair = active.get_attribute("aria-current").as_deref() == Some("true");
        matches!(active.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY") && !is_this_pair
    })
}
