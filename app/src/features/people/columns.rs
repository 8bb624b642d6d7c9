//! What a list can show beside the name.

use std::collections::{BTreeMap, HashMap};

use shared::id::ItemId;
use shared::model::{Currency, Definition, Kind};
use shared::view::{Column, Direction, People, Sort, definitions};

/// The column of names, which every list has.
pub const NAME: &str = "name";

/// A column beside the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    UsualOrder,
    Company,
    LastContact,
    Changed,
    Created,
    Owner,
    Tags,
    Phone,
    Email,
    Purchases,
    Spent,
    LastPurchase,
    Birthday,
    /// A field of the workspace's own.
    Custom(Definition),
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// Takes a part of the room, and at least so many pixels.
    Part(u32, f64),
    /// So many pixels.
    Fixed(f64),
}

impl Shown {
    const PERSON: [Self; 13] = [
        Self::UsualOrder,
        Self::Company,
        Self::LastContact,
        Self::Changed,
        Self::Created,
        Self::Tags,
        Self::Owner,
        Self::Spent,
        Self::Purchases,
        Self::LastPurchase,
        Self::Birthday,
        Self::Phone,
        Self::Email,
    ];
    const ORGANISATION: [Self; 11] = [
        Self::UsualOrder,
        Self::LastContact,
        Self::Changed,
        Self::Created,
        Self::Tags,
        Self::Owner,
        Self::Spent,
        Self::Purchases,
        Self::LastPurchase,
        Self::Phone,
        Self::Email,
    ];

    /// Every column that a list can show, the workspace's own fields last.
    pub fn offered(kind: Kind, people: &People) -> Vec<Self> {
        let known = match kind {
            Kind::Organisation => Self::ORGANISATION.to_vec(),
            _ => Self::PERSON.to_vec(),
        };
        let own = definitions(people);
        let own = own.into_iter().filter(|field| field.applies_to(kind) && !field.gone);
        known.into_iter().chain(own.map(Self::Custom)).collect()
    }

    /// Those that a list shows until somebody chooses.
    pub fn usual(kind: Kind) -> Vec<String> {
        let usual: &[Self] = match kind {
            Kind::Organisation => &[Self::LastContact, Self::Changed, Self::Tags],
            _ => &[Self::UsualOrder, Self::LastContact, Self::Changed, Self::Tags],
        };
        usual.iter().map(Self::key).collect()
    }

    /// The name under which this device remembers it.
    pub fn key(&self) -> String {
        match self {
            Self::UsualOrder => "order",
            Self::Company => "company",
            Self::LastContact => "contact",
            Self::Changed => "changed",
            Self::Created => "created",
            Self::Owner => "owner",
            Self::Tags => "tags",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Purchases => "purchases",
            Self::Spent => "spent",
            Self::LastPurchase => "bought",
            Self::Birthday => "birthday",
            Self::Custom(field) => return field.id.to_key(),
        }
        .into()
    }

    /// What its head says.
    pub fn label(&self) -> String {
        match self {
            Self::UsualOrder => "Usual order",
            Self::Company => "Company",
            Self::LastContact => "Last contact",
            Self::Changed => "Changed",
            Self::Created => "Here since",
            Self::Owner => "Looked after by",
            Self::Tags => "Tags",
            Self::Phone => "Phone",
            Self::Email => "Email",
            Self::Purchases => "Purchases",
            Self::Spent => "Spent",
            Self::LastPurchase => "Last bought",
            Self::Birthday => "Birthday",
            Self::Custom(field) => return field.name.clone(),
        }
        .into()
    }

    /// Whether it holds figures, which stand at the right.
    pub fn is_figure(&self) -> bool {
        use shared::model::CustomKind::{Money, Number};
        match self {
            Self::Purchases | Self::Spent => true,
            Self::Custom(field) => matches!(field.kind, Number | Money),
            _ => false,
        }
    }

    /// Whether a list can be sorted by it.
    pub fn sorts(&self) -> bool {
        !matches!(self, Self::Tags | Self::Phone | Self::Email)
    }

    /// Which end is asked for first: A to Z, but the newest and the most.
    pub fn begins_with(&self) -> Direction {
        match self {
            Self::LastContact
            | Self::Changed
            | Self::Created
            | Self::Purchases
            | Self::Spent
            | Self::LastPurchase => Direction::Descending,
            _ => Direction::Ascending,
        }
    }

    /// How wide it is.
    pub fn width(&self) -> Width {
        match self {
            Self::UsualOrder => Width::Part(9, 136.0),
            Self::Company | Self::Custom(_) | Self::Email => Width::Part(6, 112.0),
            Self::Tags => Width::Part(6, 96.0),
            Self::LastContact | Self::Changed | Self::Created | Self::LastPurchase => {
                Width::Fixed(112.0)
            }
            Self::Owner => Width::Fixed(120.0),
            Self::Phone => Width::Fixed(136.0),
            Self::Purchases => Width::Fixed(88.0),
            Self::Spent => Width::Fixed(104.0),
            Self::Birthday => Width::Fixed(96.0),
        }
    }
}

/// The pixels between columns, before the first and behind the last.
const GAP: f64 = 16.0;
const MARGIN: f64 = 24.0;
/// The box to tick, and the least that a name needs with its picture.
const CHECK: f64 = 20.0;
const NAME_WIDTH: f64 = 208.0;

/// The widths that somebody gave to columns, by their keys, in pixels.
pub type Widths = BTreeMap<String, f64>;

/// The least and the most that somebody can make of a column, in pixels.
pub const NARROWEST: f64 = 64.0;
pub const WIDEST: f64 = 640.0;

/// How many of `columns` a list has room for, from the first.
pub fn fitting(columns: &[Shown], widths: &Widths, room: f64) -> usize {
    let name = widths.get(NAME).copied().unwrap_or(NAME_WIDTH);
    let mut room = room - 2.0 * MARGIN - CHECK - GAP - name;
    let fits = columns.iter().take_while(|column| {
        room -= GAP + least(column, widths);
        room >= 0.0
    });
    fits.count()
}

/// The least that a column takes.
pub fn least(column: &Shown, widths: &Widths) -> f64 {
    let (Width::Part(_, least) | Width::Fixed(least)) = column.width();
    widths.get(&column.key()).copied().unwrap_or(least)
}

/// The columns as CSS has them, the box and the name in front; the column `fitted` as wide as its
/// content asks for.
pub fn tracks(columns: &[Shown], widths: &Widths, fitted: Option<&str>) -> String {
    let own = std::iter::once((NAME.to_owned(), Width::Part(10, NAME_WIDTH)))
        .chain(columns.iter().map(|column| (column.key(), column.width())));
    let mut tracks = format!("{CHECK}px");
    for (key, width) in own {
        tracks += &match (widths.get(&key), width) {
            _ if fitted == Some(key.as_str()) => " max-content".to_owned(),
            (Some(&pixels), _) | (None, Width::Fixed(pixels)) => format!(" {pixels}px"),
            (None, Width::Part(parts, least)) => format!(" minmax({least}px, {parts}fr)"),
        };
    }
    tracks
}

/// The currency in which most people paid.
pub fn currency(people: &People) -> Option<Currency> {
    let mut counts: HashMap<Currency, usize> = HashMap::new();
    for (_, facts) in people.all() {
        for sum in facts.purchases.iter().flat_map(|bought| &bought.sums) {
            *counts.entry(sum.currency).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(currency, count)| (*count, *currency)).map(|it| it.0)
}

/// The order that this device remembers as `text`: a column's key, a minus in front where the last
/// comes first.
pub fn sort(text: &str, people: &People) -> Option<Sort> {
    let (key, direction) = match text.strip_prefix('-') {
        Some(key) => (key, Direction::Descending),
        None => (text, Direction::Ascending),
    };
    let by = match key {
        NAME => Column::Name,
        "order" => Column::UsualOrder,
        "company" => Column::Company,
        "contact" => Column::LastContact,
        "changed" => Column::Changed,
        "created" => Column::Created,
        "owner" => Column::Owner,
        "purchases" => Column::Purchases,
        "spent" => Column::Spent(currency(people)?),
        "bought" => Column::LastPurchase,
        "birthday" => Column::Birthday,
        key => Column::Custom(ItemId::from_key(key)?),
    };
    Some(Sort { by, direction })
}

/// An order in words, in the middle of a sentence.
pub fn in_words(text: &str, offered: &[Shown]) -> String {
    let key = text.trim_start_matches('-');
    match text {
        "-changed" => return "recent first".into(),
        NAME => return "by name".into(),
        _ => {}
    }
    let column = offered.iter().find(|column| column.key() == key);
    let label = column.map_or("name".into(), |column| column.label().to_lowercase());
    format!("by {label}")
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_column_that_sorts_is_remembered() {
        let people = People::new();
        for column in Shown::PERSON.iter().chain(&Shown::ORGANISATION) {
            let known = sort(&column.key(), &people).is_some();
            // Nobody here paid in any currency.
            assert_eq!(known, column.sorts() && *column != Shown::Spent, "{column:?}");
        }
        let sorted = sort("-contact", &people);
        assert_eq!(sorted, Some(Sort::descending(Column::LastContact)));
    }

    #[wasm_bindgen_test]
    fn a_narrow_list_shows_the_first_columns_only() {
        let columns = [Shown::UsualOrder, Shown::LastContact, Shown::Changed, Shown::Tags];
        let none = Widths::new();
        assert_eq!(fitting(&columns, &none, 1200.0), 4);
        assert_eq!(fitting(&columns, &none, 704.0), 3);
        assert_eq!(fitting(&columns, &none, 300.0), 0);
        let tracks = |widths| tracks(&columns[..2], widths, None);
        assert_eq!(tracks(&none), "20px minmax(208px, 10fr) minmax(136px, 9fr) 112px");
        let wide = Widths::from([("order".into(), 300.0), ("contact".into(), 80.0)]);
        assert_eq!(tracks(&wide), "20px minmax(208px, 10fr) 300px 80px");
        assert_eq!(fitting(&columns, &wide, 704.0), 2);
    }
}
