use leptos::prelude::*;
use shared::model::{Money, PurchaseLine};

use super::super::page::Card;
use super::super::words::who;
use super::Sale;
use super::reversal::ReversalForm;
use crate::preferences::Draft;
use crate::shell::money;
use crate::ui::{Chip, Icon, Tone, when};

/// What was bought, who sold it, and whether it still stands.
#[component]
pub fn TimelineSale(card: Card, sale: Sale) -> impl IntoView {
    let Sale { id, purchase, voided, returned, all_back } = sale;
    let is_left = Draft::open(format!("return.{}.{id}", card.id)).found_from.is_some();
    let reversing = RwSignal::new(is_left && !voided && !all_back);
    let total = money(purchase.total);
    let what = lines_in_words(&purchase.lines);
    let source = purchase.source.clone();
    // Of what was brought in from elsewhere, who brought it in is not who sold it.
    let by = move || match &source {
        Some(source) => ("Sale".to_owned(), format!(", {source}")),
        None => match card.open.with(|open| open.person.writer(id).map(<[u8]>::to_vec)) {
            Some(author) => (who(card, Some(&author)), " sold".to_owned()),
            None => ("Sale".to_owned(), String::new()),
        },
    };
    let state = match (voided, returned, all_back) {
        (true, ..) => Some("Void: it does not count"),
        (_, true, true) => Some("All of it came back"),
        (_, true, false) => Some("Some of it came back"),
        _ => None,
    };
    let can_reverse = !voided && !all_back;
    let kept = StoredValue::new(purchase.clone());
    view! {
        <li class="entry" class:entry-void=voided>
            <span class="entry-icon">{Icon::Bag.at(16)}</span>
            <div class="entry-head">
                <span class="second">
                    {move || {
                        let (who, did) = by();
                        view! {
                            <strong>{who}</strong>
                            {did}
                        }
                    }}
                </span>
                <span class="entry-when">{when::moment(purchase.at.0)}</span>
                {can_reverse
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="inline-remove"
                                aria-label=format!("Return or void the sale of {total}")
                                title="Return or void this sale"
                                aria-expanded=move || if reversing.get() { "true" } else { "false" }
                                on:click=move |_| reversing.update(|open| *open = !*open)
                            >
                                {Icon::Undo.at(14)}
                            </button>
                        }
                    })}
            </div>
            <p class="entry-text">
                {what} " " <span class="second">{total.clone()}</span>
            </p>
            {state
                .map(|words| {
                    view! {
                        <div class="entry-chips chips">
                            <Chip tone=Tone::Neutral words />
                        </div>
                    }
                })}
            <Show when=move || reversing.get()>
                <ReversalForm
                    card
                    id
                    purchase=kept.get_value()
                    on_leave=move |()| {
                        let _ = reversing.try_set(false);
                    }
                />
            </Show>
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
