//! What the columns of a file mean, guessed and then said.

use sha2::{Digest, Sha256};

use super::super::contacts::table;
use super::super::csv::{Column, Head, Row};
use super::agreed::channel_of_head;
use super::fields::Fields;
use super::happened::{NO_CURRENCY, amount};
use super::happening::Happening;
use super::place::Place;
use super::source::{Content, Source};
use crate::model::{Birthday, Currency, DateOrder, hex};
use crate::view::fold;

/// Rows that are looked at to tell how dates are written.
const SAMPLE: usize = 5000;

/// What the columns of a file mean, and how what could mean two things is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// A place for each column.
    pub places: Vec<Place>,
    /// What stands first in dates of numbers, where that is known.
    pub dates: Option<DateOrder>,
    /// In which currency amounts of sales are that do not say it.
    pub currency: Option<Currency>,
}

impl Mapping {
    /// What the heads say, and what stands in the columns.
    pub fn guess(source: &Source, fields: &Fields) -> Self {
        let titles = source.heads.iter().filter(|head| head.column == Some(Column::Title));
        // "Title" beside "Job Title" is what people are addressed by.
        let is_address = titles.count() > 1;
        let place = |head: &Head| match head.column {
            Some(Column::Title) if is_address && head.is_bare_title() => Place::Note,
            Some(column) => Place::Of(column),
            None => {
                let title = fold(&head.title);
                let own = fields.offered().find(|field| fold(&field.name) == title);
                let consent = || channel_of_head(&head.title).map(Place::Consent);
                let own = own.map(|field| Place::Own(field.id));
                own.or_else(consent).unwrap_or(Place::Note)
            }
        };
        let mut places: Vec<Place> = source.heads.iter().map(place).collect();
        let titles: Vec<&str> = source.heads.iter().map(|head| head.title.as_str()).collect();
        let is_free = |at: usize| matches!(places[at], Place::Note | Place::Of(Column::Id));
        for (at, happening) in Happening::guess(&titles, &is_free) {
            places[at] = Place::Happened(happening);
        }
        let sample = source.rows.iter().take(SAMPLE).filter_map(|row| match &row.content {
            Content::Cells(cells) => Some(Ok(Row { line: row.line, cells: cells.clone() })),
            Content::Card(_) => None,
        });
        let reading = table::reading(&source.heads, &sample.collect::<Vec<_>>());
        let mut mapping = Self { places, dates: reading.dates, currency: None };
        if mapping.dates.is_none() {
            mapping.dates = DateOrder::of(mapping.dates_of(source, fields));
        }
        mapping
    }

    /// Under what name it is kept: files with the same columns have the same.
    pub fn name_of(source: &Source) -> String {
        let mut digest = Sha256::new();
        for head in &source.heads {
            digest.update(fold(&head.title));
            digest.update([0]);
        }
        hex::write(&digest.finalize()[..8])
    }

    /// As it is kept.
    pub fn text(&self) -> String {
        let order = match self.dates {
            None => "?",
            Some(DateOrder::DayFirst) => "d",
            Some(DateOrder::MonthFirst) => "m",
            Some(DateOrder::YearFirst) => "y",
        };
        let currency = self.currency.as_ref().map_or("", Currency::code);
        let places = self.places.iter().map(|place| place.key());
        std::iter::once(format!("{order}{currency}")).chain(places).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`Self::text`] gives; `None` where it is none, or does not fit the file or the
    /// fields that the workspace has now.
    pub fn read(text: &str, source: &Source, fields: &Fields) -> Option<Self> {
        let mut words = text.split(' ');
        let (dates, currency) = words.next()?.split_at_checked(1)?;
        let dates = match dates {
            "d" => Some(DateOrder::DayFirst),
            "m" => Some(DateOrder::MonthFirst),
            "y" => Some(DateOrder::YearFirst),
            _ => None,
        };
        let places = words.map(Place::read).collect::<Option<Vec<_>>>()?;
        let is_known = |place: &Place| match place {
            Place::Own(field) => fields.get(*field).is_some_and(|field| !field.gone),
            _ => true,
        };
        let fits = places.len() == source.heads.len() && places.iter().all(is_known);
        fits.then_some(Self { places, dates, currency: currency.parse().ok() })
    }

    /// The heads by which rows are read.
    pub(super) fn heads(&self, source: &Source) -> Vec<Head> {
        let heads = source.heads.iter().zip(&self.places);
        heads
            .map(|(head, place)| {
                let column = match place {
                    Place::Of(column) => Some(*column),
                    Place::Note => None,
                    Place::Own(_) | Place::Consent(_) | Place::Happened(_) | Place::LeftOut => {
                        Some(Column::LeftOut)
                    }
                };
                // "Home" of a phone is none of a company.
                let label = head.label.filter(|_| head.column == column);
                Head { title: head.title.clone(), column, label }
            })
            .collect()
    }

    /// A date of the file that could be two days, and how many there are; `None` where none is, or it was
    /// said how they are read.
    pub fn ambiguous(&self, source: &Source, fields: &Fields) -> Option<(String, usize)> {
        if self.dates.is_some() {
            return None;
        }
        let is_one = |order| move |cell: &str| Birthday::parse_in(cell, Some(order));
        let could_be_two = |cell: &&str| {
            Birthday::parse_loose(cell).is_none()
                && is_one(DateOrder::DayFirst)(cell).is_some()
                && is_one(DateOrder::MonthFirst)(cell).is_some()
        };
        let mut dates = self.dates_of(source, fields).filter(could_be_two);
        let first = dates.next()?.to_owned();
        Some((first, 1 + dates.count()))
    }

    /// An amount of a sale that does not say its currency, and how many there are; `None` where none
    /// is, or the file's was said.
    pub fn lacks_currency(&self, source: &Source) -> Option<(String, usize)> {
        let is_said = |column: usize| self.places[column] == Place::Happened(Happening::Currency);
        if self.currency.is_some() || (0..self.places.len()).any(is_said) {
            return None;
        }
        let is_money = |place: &Place| matches!(place, Place::Happened(it) if it.is_money());
        let mut bare = cells(source, self.columns(is_money))
            .filter(|cell| amount(cell, None) == Err(NO_CURRENCY));
        let first = bare.next()?.to_owned();
        Some((first, 1 + bare.count()))
    }

    fn dates_of<'a>(
        &self,
        source: &'a Source,
        fields: &Fields,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let is_date = |place: &Place| match place {
            Place::Of(Column::Birthday) => true,
            Place::Own(field) => fields.is_date(*field),
            Place::Happened(it) => it.is_date(),
            _ => false,
        };
        cells(source, self.columns(is_date))
    }

    /// The columns that have one of some places.
    fn columns(&self, is_meant: impl Fn(&Place) -> bool) -> Vec<usize> {
        let columns = self.places.iter().enumerate().filter(|(_, place)| is_meant(place));
        columns.map(|(column, _)| column).collect()
    }
}

/// Cells of some columns that say something, row by row.
fn cells(source: &Source, columns: Vec<usize>) -> impl Iterator<Item = &str> {
    let row = move |row| columns.clone().into_iter().map(move |column| source.cell(row, column));
    (0..source.rows.len()).flat_map(row).filter(|cell| !cell.is_empty())
}
