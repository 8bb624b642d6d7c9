use leptos::prelude::*;

use super::page::Card;
use crate::ui::when;

/// What somebody at the counter wants to know first. Only what is known.
#[component]
pub fn Brief(card: Card) -> impl IntoView {
    let open = card.open;
    let order = Memo::new(move |_| open.with(|open| open.person.usual_order.clone()));
    let contact = Memo::new(move |_| {
        open.with(|open| {
            let entry = open.person.entries.first()?;
            Some((entry.at.0, entry.text.clone()))
        })
    });
    let undecided = Memo::new(move |_| {
        open.with(|open| {
            open.disagreements
                .iter()
                .map(|disagreement| disagreement.about.label())
                .collect::<Vec<_>>()
        })
    });
    let anything = Memo::new(move |_| {
        order.with(Option::is_some)
            || contact.with(Option::is_some)
            || undecided.with(|undecided| !undecided.is_empty())
    });
    view! {
        <Show when=move || anything.get()>
            <div class="brief">
                {move || {
                    order
                        .get()
                        .map(|order| {
                            view! {
                                <div class="brief-part">
                                    <span class="label">"Usual order"</span>
                                    <strong>{order}</strong>
                                </div>
                            }
                        })
                }}
                {move || {
                    contact
                        .get()
                        .map(|(at, text)| {
                            view! {
                                <div class="brief-part">
                                    <span class="label">"Last contact"</span>
                                    <strong>{when::day(at)}</strong>
                                    <span class="second brief-text">{text}</span>
                                </div>
                            }
                        })
                }}
                {move || {
                    let undecided = undecided.get();
                    (!undecided.is_empty())
                        .then(|| {
                            view! {
                                <div class="brief-part">
                                    <span class="label">"To decide"</span>
                                    {undecided
                                        .into_iter()
                                        .map(|label| {
                                            view! {
                                                <a class="brief-line" href="#details">
                                                    {crate::ui::Icon::Split.at(16)}
                                                    {format!("{label} has 2 answers")}
                                                </a>
                                            }
                                        })
                                        .collect_view()}
                                </div>
                            }
                        })
                }}
            </div>
        </Show>
    }
}
