use leptos::prelude::*;
use shared::edit::Edit;
use shared::id::ItemId;
use shared::model::{Decimal, Money, Purchase, PurchaseLine, Reversal, ReversalKind};

use super::super::page::Card;
use super::super::words::who;
use super::sale::lines_in_words;
use crate::preferences::DraftForm;
use crate::shell::money;
use crate::ui::{Button, ButtonKind, Field, Icon, Segmented, when};

const RETURN: &str = "return";
const VOID: &str = "void";

/// That something came back, or that a sale never was.
#[component]
pub fn TimelineReversal(
    card: Card,
    id: ItemId,
    reversal: Reversal,
    purchase: Option<Purchase>,
) -> impl IntoView {
    let did = match reversal.kind {
        ReversalKind::Return => "took something back",
        ReversalKind::Void => "voided a sale",
    };
    let by = move || card.open.with(|open| who(card, open.person.writer(id)));
    let what = match (&purchase, reversal.lines.is_empty()) {
        (_, false) => lines_in_words(&reversal.lines),
        (Some(purchase), true) => lines_in_words(&purchase.lines),
        (None, true) => String::new(),
    };
    let back =
        purchase.as_ref().filter(|_| reversal.kind == ReversalKind::Return).map(|purchase| {
            let amount = reversal.refund.unwrap_or(purchase.total.amount);
            format!("{} given back", money(Money::new(amount, purchase.total.currency)))
        });
    let sold = purchase.map(|purchase| format!("Sold {}", when::day_within(purchase.at.0)));
    let second = [back, sold, reversal.why].into_iter().flatten().collect::<Vec<_>>().join(". ");
    view! {
        <li class="entry">
            <span class="entry-icon">{Icon::Undo.at(16)}</span>
            <div class="entry-head">
                <span class="second">
                    <strong>{by}</strong>
                    " "
                    {did}
                </span>
                <span class="entry-when">{when::moment(reversal.at.0)}</span>
            </div>
            <p class="entry-text">
                {what} " " <span class="second">{second}</span>
            </p>
        </li>
    }
}

/// What the form for a return holds, in the order of its draft.
#[derive(Clone)]
struct Typed {
    refund: RwSignal<String>,
    why: RwSignal<String>,
    day: RwSignal<String>,
    /// How much of each line came back.
    quantities: Vec<RwSignal<String>>,
}

/// What came back of a sale, why and when; or that it never was.
#[component]
pub fn ReversalForm(
    card: Card,
    id: ItemId,
    purchase: Purchase,
    #[prop(into)] on_leave: Callback<()>,
) -> impl IntoView {
    let left = card.open.with_untracked(|open| purchase.not_returned(id, &open.person.reversals));
    let mut begin = vec![String::new(), String::new(), when::iso_day(card.replica().now().0)];
    begin.extend(left.iter().map(|line| line.quantity.to_string()));
    let draft = DraftForm::open(format!("return.{}.{id}", card.id), &begin);
    let [refund, why, day] = [0, 1, 2].map(|index| draft.fields[index]);
    let typed = Typed { refund, why, day, quantities: draft.fields[3..].to_vec() };
    let kind = RwSignal::new(RETURN.to_owned());
    let tried = RwSignal::new(false);
    let is_void = Memo::new(move |_| kind.with(|kind| kind == VOID));
    let (currency, total) = (purchase.total.currency, purchase.total);
    let rows: Vec<_> = left
        .iter()
        .zip(&typed.quantities)
        .filter(|(line, _)| line.quantity.0 > 0)
        .map(|(line, typed)| (format!("{}, of {}", line.product, line.quantity), *typed))
        .collect();
    let form = StoredValue::new((purchase, left, typed));
    let result = Memo::new(move |_| {
        form.with_value(|(purchase, left, typed)| {
            let kind = if is_void.get() { ReversalKind::Void } else { ReversalKind::Return };
            finished(card, id, kind, purchase, left, typed)
        })
    });
    let placeholder = Signal::derive(move || {
        let back = form.with_value(|(purchase, left, typed)| {
            let lines = came_back(left, typed).ok()?;
            Some(shown_refund(purchase, &lines))
        });
        back.map(|amount| Money::new(amount, currency).number()).unwrap_or_default()
    });
    let draft = StoredValue::new(draft);
    let leave = move |()| {
        draft.with_value(DraftForm::clear);
        on_leave.run(());
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(reversal) = result.get_untracked() else { return tried.set(true) };
        let words = match reversal.kind {
            ReversalKind::Void => format!("The sale of {} is void", money(total)),
            ReversalKind::Return => {
                let amount = reversal.refund.unwrap_or(total.amount);
                format!("Return written down, {} given back", money(Money::new(amount, currency)))
            }
        };
        let edits = vec![Edit::AddReversal { id: card.replica().new_item(), reversal }];
        card.edit_and_say(edits, Icon::Undo, words);
        leave(());
    };
    view! {
        <form class="details-form return-form" aria-label="What came back" on:submit=save>
            <Segmented
                label="What happened"
                options=vec![(RETURN, "Something came back"), (VOID, "It never was")]
                chosen=kind
                on_choose=move |chosen| kind.set(chosen)
            />
            <Show when=move || !is_void.get()>
                {rows
                    .iter()
                    .map(|(label, typed)| {
                        view! { <Field label=label.clone() value=*typed kind="decimal" /> }
                    })
                    .collect_view()}
                <label class="field">
                    <span class="label">{format!("Given back, {currency}")}</span>
                    <input
                        class="field-input"
                        inputmode="decimal"
                        autocomplete="off"
                        placeholder=placeholder
                        bind:value=refund
                    />
                </label>
            </Show>
            <Field label="Why" value=why placeholder="Did not fit, was broken" />
            <Field label="When" value=day kind="date" />
            <p class="field-hint sale-wrong" role="status">
                {move || result.get().err().filter(|_| tried.get())}
            </p>
            {move || {
                let hint = draft.with_value(DraftForm::hint);
                hint.map(|hint| view! { <span class="field-hint">{hint}</span> })
            }}
            <div class="actions">
                <Button small=true submit=true>
                    {move || if is_void.get() { "Void the sale" } else { "Write down" }}
                </Button>
                <Button small=true kind=ButtonKind::Quiet on_press=leave>
                    "Leave it"
                </Button>
            </div>
        </form>
    }
}

/// How much of each line came back, by what is typed.
fn came_back(left: &[PurchaseLine], typed: &Typed) -> Result<Vec<PurchaseLine>, &'static str> {
    let mut back = Vec::new();
    for (line, typed) in left.iter().zip(&typed.quantities) {
        let text = typed.get();
        let quantity = match text.trim() {
            "" => Decimal(0),
            text => Decimal::parse(text).ok_or("How many came back? A number such as 1 or 0.5")?,
        };
        if quantity.0 < 0 || quantity > line.quantity {
            return Err("No more can come back than was bought");
        }
        if quantity.0 > 0 {
            back.push(PurchaseLine { quantity, ..line.clone() });
        }
    }
    Ok(back)
}

/// What is given back where nobody says it.
fn shown_refund(purchase: &Purchase, back: &[PurchaseLine]) -> i64 {
    match purchase.lines.is_empty() {
        true => purchase.total.amount,
        false => purchase.refund_for(back).unwrap_or_default(),
    }
}

fn finished(
    card: Card,
    id: ItemId,
    kind: ReversalKind,
    purchase: &Purchase,
    left: &[PurchaseLine],
    typed: &Typed,
) -> Result<Reversal, &'static str> {
    let why = typed.why.get().trim().to_owned();
    let why = Some(why).filter(|why| !why.is_empty());
    let now = card.replica().now();
    let at = when::of_iso_day(&typed.day.get(), now.0).ok_or("When was it? A day")?;
    let reversal = Reversal {
        purchase: id,
        kind,
        at: shared::time::Timestamp(at),
        refund: None,
        why,
        lines: Vec::new(),
    };
    if kind == ReversalKind::Void {
        return Ok(reversal);
    }
    let lines = came_back(left, typed)?;
    if lines.is_empty() && !purchase.lines.is_empty() {
        return Err("What came back? How many of at least one");
    }
    let refund = match typed.refund.get().trim() {
        "" => shown_refund(purchase, &lines),
        text => {
            let amount = Money::read(text, purchase.total.currency);
            amount.map_err(|_| "How much was given back? An amount such as 3.50")?.amount
        }
    };
    Ok(Reversal { refund: Some(refund), lines, ..reversal })
}
