use leptos::prelude::*;
use shared::edit::Edit;
use shared::model::{Money, PurchaseLine, Reversal, ReversalKind};

use super::super::page::Card;
use super::super::words::money;
use super::Sale;
use crate::ui::{Chip, Icon, Tone, when};

/// What was bought, and whether it still stands.
#[component]
pub fn TimelineSale(card: Card, sale: Sale) -> impl IntoView {
    let Sale { id, purchase, voided, returned } = sale;
    let total = money(purchase.total);
    let said = total.clone();
    let void = move |_| {
        let reversal = Reversal {
            purchase: id,
            kind: ReversalKind::Void,
            at: card.replica().now(),
            refund: None,
            why: None,
        };
        let edits = vec![Edit::AddReversal { id: card.replica().new_item(), reversal }];
        card.edit_and_say(edits, Icon::Bag, format!("The sale of {said} is void"));
    };
    let what = lines_in_words(&purchase.lines);
    let source = purchase.source.clone();
    let by = move || match &source {
        Some(source) => format!("Sale, {source}"),
        None => "Sale".to_owned(),
    };
    let state = match (voided, returned) {
        (true, _) => Some(("Void: it does not count", Tone::Neutral)),
        (_, true) => Some(("Something came back", Tone::Neutral)),
        _ => None,
    };
    view! {
        <li class="entry" class:entry-void=voided>
            <span class="entry-icon">{Icon::Bag.at(16)}</span>
            <div class="entry-head">
                <span class="second">
                    <strong>{by}</strong>
                </span>
                <span class="entry-when">{when::moment(purchase.at.0)}</span>
                {(!voided)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="inline-remove"
                                aria-label=format!("Void the sale of {total}")
                                title="Void this sale"
                                on:click=void
                            >
                                {Icon::Cross.at(14)}
                            </button>
                        }
                    })}
            </div>
            <p class="entry-text">
                {what} " " <span class="second">{money(purchase.total)}</span>
            </p>
            {state
                .map(|(words, tone)| {
                    view! {
                        <div class="entry-chips chips">
                            <Chip tone words />
                        </div>
                    }
                })}
        </li>
    }
}

/// "Oat flat white ×2, cinnamon bun".
pub fn lines_in_words(lines: &[PurchaseLine]) -> String {
    let line = |line: &PurchaseLine| match line.quantity.to_string().as_str() {
        "1" => line.product.clone(),
        quantity => format!("{} ×{quantity}", line.product),
    };
    let words = lines.iter().map(line).collect::<Vec<_>>().join(", ");
    if words.is_empty() { "What was bought was not written down".into() } else { words }
}

/// The sums of what counts, in words.
pub fn sums_in_words(sums: &[Money]) -> String {
    sums.iter().map(|sum| money(*sum)).collect::<Vec<_>>().join(" and ")
}
