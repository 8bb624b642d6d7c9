use leptos::prelude::*;
use shared::edit::Edit;
use shared::id::ItemId;
use shared::model::{About, CustomKind, CustomValue, Definition, Kind};
use shared::view::definitions;

use super::super::answers::Decided;
use super::super::page::Card;
use super::inline::Inline;
use super::select::InlineSelect;
use super::single::read_date;
use crate::shell::{birthday_in_words, money};

/// The workspace's own fields for records like this one, under their headings.
#[component]
pub fn CustomFields(card: Card) -> impl IntoView {
    let kind = Memo::new(move |_| card.open.with(|open| open.person.kind));
    let groups = Memo::new(move |_| {
        let mut groups: Vec<(Option<String>, Vec<Definition>)> = Vec::new();
        for field in card.replica().with_people(definitions) {
            if field.gone || !applies(&field, kind.get()) {
                continue;
            }
            match groups.iter_mut().find(|(group, _)| *group == field.group) {
                Some((_, fields)) => fields.push(field),
                None => groups.push((field.group.clone(), vec![field])),
            }
        }
        groups
    });
    view! {
        {move || {
            groups
                .get()
                .into_iter()
                .map(|(group, fields)| {
                    let heading = group.unwrap_or_else(|| "More".into());
                    let name = heading.clone();
                    view! {
                        <section class="details-part" aria-label=name>
                            <h3>{heading}</h3>
                            {fields
                                .into_iter()
                                .map(|field| view! { <OneField card field /> })
                                .collect_view()}
                        </section>
                    }
                })
                .collect_view()
        }}
    }
}

fn applies(field: &Definition, kind: Kind) -> bool {
    match field.applies.is_empty() {
        true => kind == Kind::Person,
        false => field.applies.contains(&kind),
    }
}

fn value_of(card: Card, field: ItemId) -> Option<CustomValue> {
    card.open.with(|open| open.person.custom_value(field).cloned())
}

#[component]
fn OneField(card: Card, field: Definition) -> impl IntoView {
    let (id, kind) = (field.id, field.kind);
    let field = StoredValue::new(field);
    if kind == CustomKind::MultiChoice {
        return view! { <Picks card field=field.get_value() /> }.into_any();
    }
    view! {
        <Decided card about=About::Custom(id, kind)>
            {match kind {
                CustomKind::YesNo | CustomKind::Choice => {
                    view! { <Choices card field=field.get_value() /> }.into_any()
                }
                _ => view! { <Typed card field=field.get_value() /> }.into_any(),
            }}
        </Decided>
    }
    .into_any()
}

/// A value that is typed. What is no value of the field's kind is marked, and kept.
#[component]
fn Typed(card: Card, field: Definition) -> impl IntoView {
    let (id, kind) = (field.id, field.kind);
    let value = Signal::derive(move || match value_of(card, id) {
        None => String::new(),
        Some(CustomValue::Money(amount)) => money(amount),
        Some(CustomValue::Date(date)) => birthday_in_words(&date).unwrap_or(date),
        Some(value) => value.text(),
    });
    let keep = move |text: String| {
        let text = match kind {
            CustomKind::Date => read_date(&text),
            CustomKind::Money => read_money(&text),
            _ => text,
        };
        let value = Some(text).filter(|text| !text.is_empty());
        card.edit(vec![Edit::SetCustom { field: id, kind, value }]);
    };
    let (check, example): (fn(&str) -> Option<&'static str>, _) = match kind {
        CustomKind::Number => (
            |text| {
                let is_number = CustomKind::Number.read(text).is_some() || text.is_empty();
                (!is_number).then_some("No number. Kept anyway.")
            },
            "12.5",
        ),
        CustomKind::Money => (|_| None, "12.50 EUR"),
        CustomKind::Date => (|_| None, "9 March, or 9 March 2020"),
        CustomKind::Link => (|_| None, "www.example.org"),
        _ => (|_| None, ""),
    };
    view! {
        <Inline label=field.name value draft=format!("{}.{id}", card.id) on_keep=keep check example />
    }
}

/// An amount as people type it, with its currency before or after it, as records hold it; what
/// cannot be read is kept as it is.
pub fn read_money(text: &str) -> String {
    let signs = [("€", " EUR"), ("£", " GBP"), ("$", " USD"), ("¥", " JPY")];
    let without_groups = text.replace(',', "");
    for text in [text, &without_groups] {
        let mut spelled = text.trim().to_owned();
        for (sign, code) in signs {
            if spelled.contains(sign) {
                spelled = format!("{}{code}", spelled.replace(sign, "").trim());
            }
        }
        let turned = spelled.split_once(' ').map(|(code, number)| format!("{number} {code}"));
        for candidate in [Some(spelled), turned].into_iter().flatten() {
            if let Some(amount) = CustomKind::Money.read(&candidate) {
                return amount.text();
            }
        }
    }
    text.to_owned()
}

/// One of a list, or yes or no.
#[component]
fn Choices(card: Card, field: Definition) -> impl IntoView {
    let (id, kind) = (field.id, field.kind);
    let mut options = vec![(String::new(), "Not known yet".to_owned())];
    match kind {
        CustomKind::YesNo => {
            options.extend([("yes".into(), "Yes".into()), ("no".into(), "No".into())]);
        }
        _ => options.extend(
            field.options.iter().filter(|it| !it.gone).map(|it| (it.id.to_key(), it.name.clone())),
        ),
    }
    let all = StoredValue::new(field.options);
    let chosen =
        Signal::derive(move || value_of(card, id).map(|value| value.text()).unwrap_or_default());
    let offered = Signal::derive(move || {
        let mut options = options.clone();
        let chosen = chosen.get();
        if !options.iter().any(|(value, _)| *value == chosen) {
            // Taken out since, or no value of this list: it still reads.
            let name = all.with_value(|all| {
                all.iter().find(|it| it.id.to_key() == chosen).map(|it| it.name.clone())
            });
            options.push((chosen.clone(), name.unwrap_or(chosen)));
        }
        options
    });
    let choose = move |value: String| {
        let value = Some(value).filter(|value| !value.is_empty());
        card.edit(vec![Edit::SetCustom { field: id, kind, value }]);
    };
    view! { <InlineSelect label=field.name options=offered chosen on_choose=choose /> }
}

/// Any of a list.
#[component]
fn Picks(card: Card, field: Definition) -> impl IntoView {
    let id = field.id;
    let picked = Memo::new(move |_| match value_of(card, id) {
        Some(CustomValue::MultiChoice(options)) => options,
        _ => Vec::new(),
    });
    let name = field.name.clone();
    view! {
        <div class="inline" role="group" aria-label=name>
            <span class="inline-label">{field.name}</span>
            <div class="inline-value inline-picks chips">
                {field
                    .options
                    .into_iter()
                    .map(|option| {
                        let key = option.id;
                        let is_on = Memo::new(move |_| picked.with(|it| it.contains(&key)));
                        view! {
                            <Show when=move || !option.gone || is_on.get()>
                                <button
                                    type="button"
                                    class="chip chip-button"
                                    class:chip-accent=move || is_on.get()
                                    aria-pressed=move || if is_on.get() { "true" } else { "false" }
                                    on:click=move |_| {
                                        let on = !is_on.get_untracked();
                                        card.edit(vec![Edit::Pick { field: id, option: key, on }]);
                                    }
                                >
                                    {option.name.clone()}
                                </button>
                            </Show>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::read_money;

    #[wasm_bindgen_test]
    fn an_amount_is_read_with_its_currency_on_either_side() {
        for typed in ["12.50 EUR", "€12.50", "12,50 €", "EUR 12.5", "eur 12.50"] {
            assert_eq!(read_money(typed), "12.50 EUR", "{typed}");
        }
        assert_eq!(read_money("€1,932.40"), "1932.40 EUR");
        assert_eq!(read_money("about twelve"), "about twelve");
    }
}
