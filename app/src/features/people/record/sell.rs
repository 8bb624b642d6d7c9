use leptos::prelude::*;
use shared::edit::Edit;
use shared::model::{Currency, Decimal, Money, Purchase, PurchaseLine};

use super::page::Card;
use super::words::short_name;
use crate::preferences::{Draft, DraftForm};
use crate::shell::money;
use crate::ui::{Button, ButtonKind, Dialog, Field, Icon};

/// What is between the columns of a line that is kept as a draft.
const BETWEEN: char = '\t';

/// One product, as it is typed.
#[derive(Clone, Copy)]
struct Line {
    key: usize,
    product: RwSignal<String>,
    quantity: RwSignal<String>,
    price: RwSignal<String>,
}

impl Line {
    fn read(key: usize, text: &str) -> Self {
        let mut columns = text.split(BETWEEN).map(str::to_owned);
        let mut next = || RwSignal::new(columns.next().unwrap_or_default());
        let (product, quantity, price) = (next(), next(), next());
        Self { key, product, quantity, price }
    }

    fn columns(&self) -> [String; 3] {
        [self.product, self.quantity, self.price].map(|column| column.get().replace(BETWEEN, " "))
    }

    fn is_empty(&self) -> bool {
        self.product.with(|it| it.trim().is_empty()) && self.price.with(|it| it.trim().is_empty())
    }

    /// The line, or what is wrong with it.
    fn finished(&self, currency: Currency) -> Result<PurchaseLine, &'static str> {
        let [product, quantity, price] = self.columns();
        let product = product.trim().to_owned();
        if product.is_empty() {
            return Err("What was bought?");
        }
        let quantity = match quantity.trim() {
            "" => Decimal::whole(1),
            quantity => Decimal::parse(quantity),
        };
        let quantity =
            quantity.filter(|it| it.0 > 0).ok_or("How many? A number such as 2 or 0.5")?;
        let price = Money::read(&price, currency).map_err(|_| "A price such as 3.50")?;
        Ok(PurchaseLine { product, quantity, unit_price: price.amount })
    }
}

/// The form for a sale: what, how many, for how much. What is typed stays until it is written down.
#[component]
pub fn Sell(card: Card) -> impl IntoView {
    let title = format!("Sale to {}", untrack(|| short_name(card)));
    view! {
        <Dialog title open=card.selling>
            <Form card />
        </Dialog>
    }
}

#[component]
fn Form(card: Card) -> impl IntoView {
    let draft = Draft::open(format!("sale.{}", card.id));
    let currency_form =
        DraftForm::open(format!("sale-currency.{}", card.id), &[untrack(|| usual_currency(card))]);
    let currency_typed = currency_form.fields[0];
    let kept = draft.text.get_untracked();
    let first: Vec<Line> =
        kept.split('\n').enumerate().map(|(key, line)| Line::read(key, line)).collect();
    let lines = RwSignal::new(first);
    let tried = RwSignal::new(false);
    Effect::new(move |_| {
        let kept = lines.with(|lines| {
            let lines = lines.iter().filter(|line| !line.is_empty());
            lines.map(|line| line.columns().join("\t")).collect::<Vec<_>>().join("\n")
        });
        if draft.text.with_untracked(|text| *text != kept) {
            draft.text.set(kept);
        }
    });
    let currency = Memo::new(move |_| currency_typed.with(|it| it.parse::<Currency>().ok()));
    let finished = move || {
        let currency = currency.get().ok_or("A currency such as EUR")?;
        let typed = lines.get();
        let typed = typed.iter().filter(|line| !line.is_empty());
        let lines = typed.map(|line| line.finished(currency)).collect::<Result<Vec<_>, _>>()?;
        if lines.is_empty() {
            return Err("What was bought?");
        }
        let at = card.replica().now();
        let total = Money::new(0, currency);
        let sale = Purchase { at, lines, total, source: None, external: None };
        let total = sale.lines_total().ok_or("That is more than can be counted")?;
        Ok(Purchase { total, ..sale })
    };
    let result = Memo::new(move |_| finished().map(|sale| sale.total));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(purchase) = untrack(finished) else { return tried.set(true) };
        let words = format!("Sold for {}", money(purchase.total));
        let edits = vec![Edit::AddPurchase { id: card.replica().new_item(), purchase }];
        card.edit_and_say(edits, Icon::Bag, words);
        draft.clear();
        currency_form.clear();
        lines.set(vec![Line::read(0, "")]);
        card.selling.set(false);
    };
    let add = move |()| {
        lines.update(|lines| {
            let key = lines.iter().map(|line| line.key + 1).max().unwrap_or_default();
            lines.push(Line::read(key, ""));
        });
    };
    let products = untrack(|| usual_products(card));
    view! {
        <form class="stack-fields sale" on:submit=save>
            <datalist id="sale-products">
                {products
                    .into_iter()
                    .map(|product| view! { <option value=product></option> })
                    .collect_view()}
            </datalist>
            <For each=move || lines.get() key=|line| line.key let:line>
                <div class="sale-line">
                    <label class="field">
                        <span class="label">"Product"</span>
                        <input
                            class="field-input"
                            list="sale-products"
                            autocomplete="off"
                            autofocus=line.key == 0
                            bind:value=line.product
                        />
                    </label>
                    <Field label="Quantity" value=line.quantity placeholder="1" kind="decimal" />
                    <Field label="Price of one" value=line.price kind="decimal" />
                </div>
            </For>
            <div class="sale-more">
                <Button kind=ButtonKind::Quiet small=true icon=Icon::Plus on_press=add>
                    "Another product"
                </Button>
                <label class="field sale-currency">
                    <span class="heard-only">"Currency"</span>
                    <input
                        class="field-input"
                        aria-label="Currency"
                        maxlength="3"
                        autocomplete="off"
                        bind:value=currency_typed
                    />
                </label>
            </div>
            <p class="field-hint sale-wrong" role="status">
                {move || result.get().err().filter(|_| tried.get())}
            </p>
            <div class="dialog-foot">
                {move || draft.hint().map(|hint| view! { <span class="dialog-note">{hint}</span> })}
                <Button kind=ButtonKind::First submit=true>
                    {move || match result.get() {
                        Ok(total) => format!("Save {}", money(total)),
                        Err(_) => "Save".into(),
                    }}
                </Button>
            </div>
        </form>
    }
}

/// The currency of the last sale, else one that the workspace sells in.
fn usual_currency(card: Card) -> String {
    let own = card.open.with(|open| open.person.purchases.first().map(|(_, it)| it.total.currency));
    let any = || {
        card.replica().with_people(|people| {
            people.all().find_map(|(_, facts)| {
                facts.purchases.as_ref()?.sums.first().map(|sum| sum.currency)
            })
        })
    };
    own.or_else(any).map_or_else(|| "EUR".into(), |currency| currency.to_string())
}

/// What they had before, the last first.
fn usual_products(card: Card) -> Vec<String> {
    let mut products: Vec<String> = Vec::new();
    card.open.with(|open| {
        products.extend(open.person.usual_order.clone());
        for line in open.person.purchases.iter().flat_map(|(_, purchase)| &purchase.lines) {
            if products.len() < 12 && !products.contains(&line.product) {
                products.push(line.product.clone());
            }
        }
    });
    products
}
