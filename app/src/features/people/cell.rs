//! What stands in a row below a column's head.

use leptos::prelude::document;
use shared::id::ItemId;
use shared::model::{Birthday, Currency, CustomValue, Definition, Money};
use shared::view::{Facts, People};
use web_sys::{Element, Text};

use super::columns::Shown;
use crate::shell::grouped;
use crate::ui::dom::{append, element};
use crate::ui::when;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Any text.
    Text(String),
    /// A number, at the right.
    Figure(String),
    /// A day.
    Day(String),
    /// Tags.
    Tags(Vec<String>),
}

impl Cell {
    /// What a record says in a column. `currency` is the one in which most people paid.
    pub fn of(column: &Shown, facts: &Facts, people: &People, currency: Option<Currency>) -> Self {
        let text = |text: &Option<String>| Self::Text(text.clone().unwrap_or_default());
        let bought = facts.purchases.as_ref();
        match column {
            Shown::UsualOrder => text(&facts.usual_order),
            Shown::Company => text(&facts.company),
            Shown::LastContact => {
                Self::Day(facts.last_contact.map(|at| when::day(at.0)).unwrap_or_default())
            }
            Shown::Changed => Self::Day(when::day(facts.updated.0)),
            Shown::Created => Self::Day(when::day(facts.created.0)),
            Shown::LastPurchase => {
                Self::Day(bought.map(|bought| when::day(bought.last.0)).unwrap_or_default())
            }
            Shown::Owner => {
                let owner = facts.owner.and_then(|owner| people.get(owner));
                Self::Text(owner.map(|owner| owner.name.clone()).unwrap_or_default())
            }
            Shown::Tags => Self::Tags(facts.tags.clone()),
            Shown::Phone => text(&facts.phones.first().cloned()),
            Shown::Email => text(&facts.emails.first().cloned()),
            Shown::Purchases => {
                Self::Figure(bought.map(|it| grouped(it.count as usize)).unwrap_or_default())
            }
            Shown::Spent => {
                let sums = bought.map(|bought| &bought.sums[..]).unwrap_or_default();
                let usual = sums.iter().find(|sum| Some(sum.currency) == currency);
                Self::Figure(usual.or(sums.first()).map(amount).unwrap_or_default())
            }
            Shown::Birthday => Self::Text(date(facts.birthday.as_deref().unwrap_or_default())),
            Shown::Custom(field) => {
                let value = facts.custom.iter().find(|(id, _)| *id == field.id);
                value.map_or(Self::Text(String::new()), |(_, value)| Self::of_value(value, field))
            }
        }
    }

    fn of_value(value: &CustomValue, field: &Definition) -> Self {
        let option = |id: &ItemId| {
            let option = field.options.iter().find(|option| option.id == *id)?;
            Some(option.name.clone())
        };
        match value {
            CustomValue::Number(number) => Self::Figure(number.to_string()),
            CustomValue::Money(money) => Self::Figure(amount(money)),
            CustomValue::Text(text) | CustomValue::Link(text) => Self::Text(text.clone()),
            CustomValue::Date(text) => Self::Text(date(text)),
            CustomValue::YesNo(yes) => Self::Text(if *yes { "Yes" } else { "No" }.into()),
            CustomValue::Choice(picked) => Self::Text(option(picked).unwrap_or_default()),
            CustomValue::MultiChoice(picked) => {
                Self::Tags(picked.iter().filter_map(option).collect())
            }
        }
    }

    fn class(&self) -> &'static str {
        match self {
            Self::Text(_) => "row-text",
            Self::Figure(_) => "row-figure",
            Self::Day(_) => "row-when",
            Self::Tags(_) => "row-tags",
        }
    }
}

/// A cell in the page, made by hand: it shows one person's after another's.
pub struct CellElement {
    root: Element,
    text: Text,
    cell: Cell,
}

impl CellElement {
    /// The last cell of a row, which says nothing yet.
    pub fn new(row: &Element) -> Self {
        let cell = Cell::Text(String::new());
        let root = element("div", &[("class", cell.class()), ("role", "gridcell")], &[]);
        let text = document().create_text_node("");
        append(&root, &text);
        append(row, &root);
        Self { root, text, cell }
    }

    /// Says something else, if it is something else.
    pub fn show(&mut self, cell: Cell) {
        if self.cell == cell {
            return;
        }
        let before = std::mem::replace(&mut self.cell, cell);
        if before.class() != self.cell.class() {
            self.root.set_class_name(self.cell.class());
        }
        match &self.cell {
            Cell::Tags(tags) => {
                self.root.set_text_content(None);
                for tag in tags {
                    let chip = element("span", &[("class", "chip")], &[]);
                    chip.set_text_content(Some(tag));
                    append(&self.root, &chip);
                }
            }
            Cell::Text(text) | Cell::Day(text) | Cell::Figure(text) => {
                if matches!(before, Cell::Tags(_)) {
                    self.root.set_text_content(None);
                    append(&self.root, &self.text);
                }
                self.text.set_data(text);
            }
        }
    }

    /// Takes it out of the page.
    pub fn remove(self) {
        self.root.remove();
    }
}

/// An amount as a till shows it: `€1,932.40`.
fn amount(money: &Money) -> String {
    let number = money.number();
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => ("−", number),
        None => ("", number.as_str()),
    };
    let (whole, minor) = number.split_at(number.find('.').unwrap_or(number.len()));
    let whole = whole.parse().map_or(whole.to_owned(), grouped);
    match money.currency.code() {
        "EUR" => format!("{sign}€{whole}{minor}"),
        "GBP" => format!("{sign}£{whole}{minor}"),
        "USD" => format!("{sign}${whole}{minor}"),
        "JPY" => format!("{sign}¥{whole}{minor}"),
        code => format!("{sign}{whole}{minor} {code}"),
    }
}

/// A day as a record holds it, in words: `18 May 1972`.
fn date(text: &str) -> String {
    let Some(date) = Birthday::parse(text) else { return text.to_owned() };
    let month = when::month_name(date.month).map_or("", |name| &name[..3]);
    match date.year {
        Some(year) => format!("{} {month} {year}", date.day),
        None => format!("{} {month}", date.day),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn amounts_and_days_are_said_as_people_say_them() {
        let check = |text: &str, expected: &str| {
            assert_eq!(amount(&text.parse().expect("an amount")), expected);
        };
        check("1932.40 EUR", "€1,932.40");
        check("-0.05 GBP", "−£0.05");
        check("1250 JPY", "¥1,250");
        check("12.50 PLN", "12.50 PLN");
        assert_eq!(date("1972-05-18"), "18 May 1972");
        assert_eq!(date("--02-29"), "29 Feb");
        assert_eq!(date("in spring"), "in spring");
    }
}
