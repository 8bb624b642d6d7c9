use leptos::prelude::*;
use shared::model::{About, Answer, Disagreement, Field, Said};

use super::page::Card;
use super::words::who;
use crate::shell::{label_of, portrait, said_in_words};
use crate::ui::{AvatarSize, Button, ButtonKind, Chip, Icon, Tone, when};

/// Something of a card that may have 2 answers: the answers in its place while it does, else
/// `children`.
#[component]
pub fn Decided(
    card: Card,
    about: About,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let _ = card.decided.try_update(|decided| decided.push(about));
    on_cleanup(move || {
        // One of them: what is drawn anew may stand there twice for a moment.
        let _ = card.decided.try_update(|decided| {
            let found = decided.iter().position(|other| *other == about)?;
            Some(decided.swap_remove(found))
        });
    });
    let disagreement = Memo::new(move |_| {
        card.open.with(|open| {
            open.disagreements.iter().find(|disagreement| disagreement.about == about).cloned()
        })
    });
    move || match disagreement.get() {
        Some(disagreement) => view! { <Answers card disagreement /> }.into_any(),
        None => children.as_ref().map(|children| children()).into_any(),
    }
}

/// The answers of what stands nowhere on the card, such as where a record came from: every
/// disagreement has a place where somebody can choose.
#[component]
pub fn OtherAnswers(card: Card) -> impl IntoView {
    let others = Memo::new(move |_| {
        card.open.with(|open| {
            card.decided.with(|decided| {
                let all = open.disagreements.iter();
                all.filter(|it| !decided.contains(&it.about)).cloned().collect::<Vec<_>>()
            })
        })
    });
    move || {
        let others = others.get().into_iter();
        others.map(|disagreement| view! { <Answers card disagreement /> }).collect_view()
    }
}

/// Every value with who gave it and when. Choosing resolves it; nothing is blocked until then.
#[component]
fn Answers(card: Card, disagreement: Disagreement) -> impl IntoView {
    let label = label_of(card.replica(), &disagreement.about.into());
    let count = disagreement.answers.len();
    let can_keep_both = disagreement.can_keep_both();
    let kept = StoredValue::new(disagreement.clone());
    let both = format!("{label}: both kept");
    let keep_both = move |()| {
        let replica = card.replica();
        let edits = kept.with_value(|kept| {
            card.open
                .with_untracked(|open| kept.keep_both(&open.person, &mut || replica.new_item()))
        });
        card.edit_and_say(edits, Icon::Split, both.clone());
    };
    view! {
        <section class="answers" aria-label=format!("{label} has {count} answers")>
            <div class="answers-head">
                <h3>{label.clone()}</h3>
                <Chip tone=Tone::Care icon=Icon::Split words=format!("{count} answers") />
            </div>
            {disagreement
                .answers
                .iter()
                .map(|answer| {
                    let choose = kept.with_value(|kept| kept.choose(answer));
                    let words = in_words(card, disagreement.about, answer);
                    let chosen = format!("{label}: {words}");
                    view! {
                        <div class="answer">
                            {picture(card, disagreement.about, answer)}
                            <div class="answer-words">
                                <strong>{words}</strong>
                                <span class="second">{said_by(card, answer)}</span>
                            </div>
                            <Button
                                small=true
                                on_press=move |()| {
                                    let edits = vec![choose.clone()];
                                    card.edit_and_say(edits, Icon::Check, chosen.clone());
                                }
                            >
                                "Use this"
                            </Button>
                        </div>
                    }
                })
                .collect_view()}
            <div class="answers-foot">
                <span class="second">"Each was written without the other in sight."</span>
                {can_keep_both
                    .then(|| {
                        view! {
                            <Button kind=ButtonKind::Accent small=true on_press=keep_both>
                                "Keep both"
                            </Button>
                        }
                    })}
            </div>
        </section>
    }
}

/// Of a photo, what it shows says more than words.
fn picture(card: Card, about: About, answer: &Answer) -> Option<AnyView> {
    let photo = answer.value.as_deref().filter(|_| about == About::Field(Field::Photo))?;
    let name = card.open.with_untracked(|open| open.person.display_name());
    let photo = photo.parse().ok();
    let portrait = portrait(card.replica(), card.id, name, photo, AvatarSize::Large);
    Some(view! { <span class="answer-picture">{portrait}</span> }.into_any())
}

fn in_words(card: Card, about: About, answer: &Answer) -> String {
    let said = answer.value.clone().map_or(Said::Nothing, Said::Text);
    said_in_words(card.replica(), &about.into(), &said)
        .or(answer.value.clone())
        .unwrap_or_else(|| "Nothing, it was cleared".into())
}

fn said_by(card: Card, answer: &Answer) -> String {
    let author = answer.origin.author.as_deref();
    let who = match who(card, author).as_str() {
        "You" => "This device".to_owned(),
        name => name.to_owned(),
    };
    format!("{who}, {}", when::within(answer.origin.at.0))
}
