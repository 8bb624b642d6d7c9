//! A row of a file to a person, and what of it does not fit its place.

use std::collections::BTreeMap;

use super::super::contact::Contact;
use super::super::csv::{Column, Head, Reading, contact};
use super::agreed::agreed;
use super::fields::Fields;
use super::happened::{NO_CURRENCY, Said, Sale, amount, entry, moment};
use super::happening::Happening;
use super::mapping::Mapping;
use super::place::Place;
use super::source::{Content, Source};
use crate::id::ItemId;
use crate::model::{
    Birthday, ConsentChannel, Currency, CustomKind, CustomValue, DateOrder, Decimal, NewEntry,
};
use crate::time::Timestamp;
use crate::view::Today;

/// Cells that somebody mended, by row and column, from 0.
pub type Fixes = BTreeMap<(usize, usize), String>;

/// A cell that does not fit its place. It can be mended; else it is kept as a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
    /// What stands there.
    pub cell: String,
    /// What is wrong with it, in a few words.
    pub why: &'static str,
}

/// A person as a row tells of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// What has a place of its own, and what is kept as a note.
    pub contact: Contact,
    /// Values of the workspace's own fields.
    pub own: Vec<(ItemId, CustomValue)>,
    /// Over which channels they may be reached, or not.
    pub consents: Vec<(ConsentChannel, bool)>,
    /// What they bought.
    pub sales: Vec<Sale>,
    /// What else happened.
    pub entries: Vec<NewEntry>,
    /// Cells that do not fit their place.
    pub problems: Vec<CellProblem>,
}

/// Reads the rows of a file by what its columns mean.
pub struct Reader<'a> {
    source: &'a Source,
    mapping: &'a Mapping,
    today: Today,
    heads: Vec<Head>,
    /// Columns whose cells are looked at before they go to their place.
    looked_at: Vec<(usize, Place)>,
}

impl<'a> Reader<'a> {
    /// A reader of all rows. Times that do not say where are of `today`'s place.
    pub fn new(source: &'a Source, mapping: &'a Mapping, today: Today) -> Self {
        let places = mapping.places.iter().copied().enumerate();
        let looked_at = places.filter(|(_, place)| match place {
            Place::Of(column) => {
                matches!(column, Column::Email | Column::Phone | Column::Birthday)
            }
            Place::Own(_) | Place::Consent(_) | Place::Happened(_) => true,
            _ => false,
        });
        let looked_at = looked_at.collect();
        Self { source, mapping, today, heads: mapping.heads(source), looked_at }
    }

    /// The person of a row; also where nothing says who it is. Options that a field does not have
    /// yet are added to `fields`.
    pub fn draft(
        &self,
        row: usize,
        fixes: &Fixes,
        fields: &mut Fields,
        new_id: &mut dyn FnMut() -> ItemId,
    ) -> Draft {
        let mut cells = match &self.source.rows[row].content {
            Content::Card(contact) => {
                return Draft { contact: (**contact).clone(), ..Draft::default() };
            }
            Content::Cells(cells) => cells.clone(),
        };
        for ((_, column), fixed) in fixes.range((row, 0)..(row + 1, 0)) {
            if *column >= cells.len() {
                cells.resize(column + 1, String::new());
            }
            cells[*column].clone_from(fixed);
        }
        let mut draft = Draft::default();
        let (mut kept, mut happened) = (Vec::new(), Telling::new(self, &cells));
        for &(column, place) in &self.looked_at {
            let Some(cell) = cells.get_mut(column).filter(|cell| !cell.trim().is_empty()) else {
                continue;
            };
            let checked = match place {
                Place::Own(field) => own_value(fields, field, cell.trim(), self.mapping, new_id)
                    .map(|value| draft.own.push((field, value))),
                Place::Of(of) => check(of, cell.trim(), self.mapping),
                Place::Consent(channel) => agreed(cell.trim())
                    .map(|given| draft.consents.push((channel, given)))
                    .ok_or("is neither yes nor no"),
                Place::Happened(it) => happened.take(it, cell.trim()),
                Place::Note | Place::LeftOut => Ok(()),
            };
            if let Err(why) = checked {
                let cell = std::mem::take(cell);
                kept.push((self.heads[column].title.clone(), cell.trim().to_owned()));
                // Which of two days dates are, and amounts in which currency, is asked about once.
                if ![COULD_BE_TWO_DAYS, NO_CURRENCY].contains(&why) {
                    draft.problems.push(CellProblem { row, column, cell, why });
                }
            }
        }
        let reading = Reading { dates: self.mapping.dates, title_is_address: false };
        draft.contact = contact(&self.heads, cells.iter().map(String::as_str), reading);
        draft.contact.others.extend(kept);
        happened.end(&mut draft);
        draft
    }
}

/// What a row tells of something that happened, while it is read.
struct Telling<'a> {
    mapping: &'a Mapping,
    today: Today,
    currency: Option<Currency>,
    sale: Said,
    when: Option<Timestamp>,
    what: String,
    way: String,
    /// What is kept as a note where there is no sale, or nothing happened, after all.
    told: Vec<(Happening, String)>,
}

impl<'a> Telling<'a> {
    fn new(reader: &Reader<'a>, cells: &[String]) -> Self {
        let is_currency = |place: &Place| *place == Place::Happened(Happening::Currency);
        let column = reader.mapping.places.iter().position(is_currency);
        let own = column.and_then(|column| cells.get(column)?.parse().ok());
        Self {
            mapping: reader.mapping,
            today: reader.today,
            currency: own.or(reader.mapping.currency),
            sale: Said::default(),
            when: None,
            what: String::new(),
            way: String::new(),
            told: Vec::new(),
        }
    }

    fn take(&mut self, it: Happening, cell: &str) -> Result<(), &'static str> {
        let amount = || amount(cell, self.currency);
        let moment = || {
            let order = self.mapping.dates;
            moment(cell, order, self.today).ok_or_else(|| {
                let either = moment(cell, Some(DateOrder::DayFirst), self.today);
                if either.is_some() { COULD_BE_TWO_DAYS } else { "is no date" }
            })
        };
        match it {
            Happening::SaleWhen => self.sale.when = Some(moment()?),
            Happening::SaleNumber => self.sale.number = Some(cell.to_owned()),
            Happening::Product => self.sale.product = Some(cell.to_owned()),
            Happening::Quantity => {
                let number = plain_number(cell).and_then(|text| Decimal::parse(&text));
                self.sale.quantity = Some(number.ok_or("is no number")?);
            }
            Happening::UnitPrice => self.sale.unit_price = Some(amount()?),
            Happening::LineTotal => self.sale.line_total = Some(amount()?),
            Happening::SaleTotal => self.sale.total = Some(amount()?),
            Happening::Currency => {
                cell.parse::<Currency>().map_err(|_| "is no currency such as EUR")?;
            }
            Happening::When => self.when = Some(moment()?),
            Happening::What => self.what = cell.to_owned(),
            Happening::Way => self.way = cell.to_owned(),
        }
        self.told.push((it, cell.to_owned()));
        Ok(())
    }

    /// Nothing of what was told is lost, also where it makes no sale.
    fn end(self, draft: &mut Draft) {
        let sale = self.sale.sale(self.today);
        let entry = entry(self.when, &self.what, &self.way);
        let is_in =
            |it: Happening| if it < Happening::When { sale.is_some() } else { entry.is_some() };
        let left = self.told.into_iter().filter(|(it, _)| !is_in(*it));
        draft.contact.others.extend(left.map(|(it, cell)| (it.words().to_owned(), cell)));
        draft.sales.extend(sale);
        draft.entries.extend(entry);
    }
}

const COULD_BE_TWO_DAYS: &str = "could be two days";

/// What is wrong with a cell of a place of its own.
fn check(column: Column, cell: &str, mapping: &Mapping) -> Result<(), &'static str> {
    match column {
        Column::Email if !is_email(cell) => Err("is no email address"),
        Column::Phone if is_rounded(cell) => Err("was rounded by a spreadsheet"),
        Column::Phone if cell.chars().filter(|letter| letter.is_numeric()).count() < 3 => {
            Err("is no phone number")
        }
        // "Birth Day" beside "Birth Month" is a number.
        Column::Birthday if cell.len() < 3 => Ok(()),
        Column::Birthday => date(cell, mapping).map(|_| ()),
        _ => Ok(()),
    }
}

/// Whether a cell has an address, or several.
fn is_email(cell: &str) -> bool {
    let mut parts = cell.split([';', ',', '\n', '|']).flat_map(|part| part.split(":::"));
    parts.any(|part| {
        let at = part.trim().rsplit_once('@');
        at.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    })
}

/// `4.8601E+10`, which was a number once.
fn is_rounded(cell: &str) -> bool {
    let parts = cell.split_once(['e', 'E']);
    parts.is_some_and(|(number, power)| {
        let is_number = |text: &str| {
            text.bytes().any(|byte| byte.is_ascii_digit())
                && text.bytes().all(|byte| byte.is_ascii_digit() || b".,+".contains(&byte))
        };
        is_number(number) && is_number(power)
    })
}

fn date(cell: &str, mapping: &Mapping) -> Result<Birthday, &'static str> {
    use crate::model::DateOrder::DayFirst;
    Birthday::parse_in(cell, mapping.dates).ok_or_else(|| {
        match Birthday::parse_in(cell, Some(DayFirst)) {
            Some(_) => COULD_BE_TWO_DAYS,
            None => "is no date",
        }
    })
}

/// The value of a field of the workspace's own, as files write it.
fn own_value(
    fields: &mut Fields,
    field: ItemId,
    cell: &str,
    mapping: &Mapping,
    new_id: &mut dyn FnMut() -> ItemId,
) -> Result<CustomValue, &'static str> {
    let kind = fields.get(field).map(|field| field.kind).ok_or("its field is gone")?;
    let read = |text: &str| kind.read(text);
    match kind {
        CustomKind::Text | CustomKind::Link => read(cell).ok_or("says nothing"),
        CustomKind::Number => {
            let number = plain_number(cell).and_then(|text| Decimal::parse(&text));
            number.map(CustomValue::Number).ok_or("is no number")
        }
        CustomKind::Money => {
            money(cell).and_then(|text| read(&text)).ok_or("is no amount of money")
        }
        CustomKind::Date => date(cell, mapping).map(|date| CustomValue::Date(date.to_string())),
        CustomKind::YesNo => yes_or_no(cell).map(CustomValue::YesNo).ok_or("is neither yes nor no"),
        CustomKind::Choice => {
            let option = fields.option(field, cell, new_id);
            option.map(CustomValue::Choice).ok_or("its field is gone")
        }
        CustomKind::MultiChoice => {
            let names =
                cell.split([',', ';', '|', '\n']).map(str::trim).filter(|it| !it.is_empty());
            let mut picked: Vec<ItemId> = Vec::new();
            for name in names {
                let option = fields.option(field, name, new_id).ok_or("its field is gone")?;
                if !picked.contains(&option) {
                    picked.push(option);
                }
            }
            if picked.is_empty() {
                Err("says nothing")
            } else {
                Ok(CustomValue::MultiChoice(picked))
            }
        }
    }
}

/// A number without what only makes it easier to read: `1,234.50` and `1.234,50` are `1234.50`.
/// `1,234` alone could be two numbers; it is read as a comma before decimals only where not three
/// digits follow.
pub(super) fn plain_number(cell: &str) -> Option<String> {
    let text: String =
        cell.chars().filter(|letter| !letter.is_whitespace() && *letter != '\'').collect();
    let last = text.rfind(['.', ',']);
    let Some(last) = last else { return Some(text) };
    let mark = text.as_bytes()[last];
    let is_same = |letter: char| letter as u32 == u32::from(mark);
    let several = text.chars().filter(|letter| is_same(*letter)).count() > 1;
    let mixed = text.contains('.') && text.contains(',');
    let groups = mark == b',' && text.len() - last == 4 && !mixed && !text.starts_with("0,");
    let whole = if several || groups { &text[..] } else { &text[..last] };
    let whole: String = whole.chars().filter(|letter| !matches!(letter, '.' | ',')).collect();
    Some(if several || groups { whole } else { format!("{whole}.{}", &text[last + 1..]) })
}

/// An amount as [`crate::model::Money`] writes it: `€ 12.50` is `12.50 EUR`.
pub(super) fn money(cell: &str) -> Option<String> {
    const SIGNS: [(&str, &str); 5] =
        [("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("zł", "PLN"), ("$", "USD")];
    let signed = SIGNS.iter().find(|(sign, _)| cell.contains(sign));
    let (number, code) = match signed {
        Some((sign, code)) => (cell.replace(sign, ""), (*code).to_owned()),
        None => {
            let code: String = cell.chars().filter(char::is_ascii_alphabetic).collect();
            let number = cell.chars().filter(|letter| !letter.is_ascii_alphabetic());
            (number.collect(), code)
        }
    };
    Some(format!("{} {code}", plain_number(number.trim())?))
}

pub(super) fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "✓" | "ja" | "oui" | "si" | "sí" | "tak" => {
            Some(true)
        }
        "no" | "n" | "false" | "0" | "-" | "nein" | "non" | "nee" | "nie" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_amounts_are_read_as_files_write_them() {
        let number = |cell: &str| plain_number(cell).and_then(|text| Decimal::parse(&text));
        for (cell, plain) in [
            ("1,234.50", "1234.5"),
            ("1.234,50", "1234.5"),
            ("1 234,5", "1234.5"),
            ("1'234", "1234"),
            ("1,234", "1234"),
            ("0,125", "0.125"),
            ("12,5", "12.5"),
            ("1.234.567", "1234567"),
            ("-3", "-3"),
        ] {
            assert_eq!(number(cell), Decimal::parse(plain), "{cell}");
        }
        assert_eq!(number("many"), None);
        let amount = |cell: &str| money(cell).and_then(|text| CustomKind::Money.read(&text));
        for (cell, plain) in
            [("€ 12,50", "12.50 EUR"), ("$1,200.00", "1200.00 USD"), ("9 PLN", "9.00 PLN")]
        {
            assert_eq!(amount(cell).map(|value| value.text()).as_deref(), Some(plain), "{cell}");
        }
        assert_eq!(amount("12.50"), None, "in which currency?");
    }
}
