use leptos::prelude::*;
use shared::model::purchase::standing;
use shared::model::{Field, Sums};

use super::super::header::customer_since;
use super::super::page::Card;
use super::super::timeline::sums_in_words;
use super::super::words::counted;
use crate::ui::when;

/// What follows from the rest, and is changed nowhere.
#[component]
pub fn KnownFacts(card: Card) -> impl IntoView {
    let facts = Memo::new(move |_| {
        card.open.with(|open| {
            let person = &open.person;
            let standing = standing(&person.purchases, &person.reversals);
            let mut facts = vec![("Here since", when::month(customer_since(person).0))];
            if !standing.is_empty() {
                let mut sums = Sums::default();
                for (purchase, refunded) in &standing {
                    sums.add(purchase.total);
                    sums.subtract(*refunded);
                }
                let spent = sums_in_words(&sums.all());
                facts.push(("Spent", format!("{spent} in {}", counted(standing.len(), "sale"))));
            }
            facts.extend(person.source.clone().map(|source| (Field::Source.label(), source)));
            facts.push(("Last changed", when::within(person.updated.0)));
            facts
        })
    });
    view! {
        <dl class="details-facts">
            {move || {
                facts
                    .get()
                    .into_iter()
                    .map(|(label, value)| {
                        view! {
                            <div class="inline">
                                <dt class="inline-label">{label}</dt>
                                <dd class="inline-value inline-fixed">{value}</dd>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </dl>
    }
}
