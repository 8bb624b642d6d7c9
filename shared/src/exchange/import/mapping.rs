//! What the columns of a file mean, guessed and then said.

use sha2::{Digest, Sha256};

use super::super::contacts::table;
use super::super::csv::{Column, Head, Row};
use super::fields::Fields;
use super::place::Place;
use super::source::{Content, Source};
use crate::model::{Birthday, DateOrder, hex};
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
                own.map_or(Place::Note, |field| Place::Own(field.id))
            }
        };
        let places = source.heads.iter().map(place).collect();
        let sample = source.rows.iter().take(SAMPLE).filter_map(|row| match &row.content {
            Content::Cells(cells) => Some(Ok(Row { line: row.line, cells: cells.clone() })),
            Content::Card(_) => None,
        });
        let reading = table::reading(&source.heads, &sample.collect::<Vec<_>>());
        let mut mapping = Self { places, dates: reading.dates };
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
        let places = self.places.iter().map(|place| place.key());
        std::iter::once(order.to_owned()).chain(places).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`Self::text`] gives; `None` where it is none, or does not fit the file or the
    /// fields that the workspace has now.
    pub fn read(text: &str, source: &Source, fields: &Fields) -> Option<Self> {
        let mut words = text.split(' ');
        let dates = match words.next()? {
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
        fits.then_some(Self { places, dates })
    }

    /// The heads by which rows are read.
    pub(super) fn heads(&self, source: &Source) -> Vec<Head> {
        let heads = source.heads.iter().zip(&self.places);
        heads
            .map(|(head, place)| {
                let column = match place {
                    Place::Of(column) => Some(*column),
                    Place::Note => None,
                    Place::Own(_) | Place::LeftOut => Some(Column::LeftOut),
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

    fn dates_of<'a>(
        &self,
        source: &'a Source,
        fields: &Fields,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let is_date = |place: &Place| match place {
            Place::Of(Column::Birthday) => true,
            Place::Own(field) => fields.is_date(*field),
            _ => false,
        };
        let columns = self.places.iter().enumerate().filter(|(_, place)| is_date(place));
        let columns: Vec<usize> = columns.map(|(column, _)| column).collect();
        let cells =
            move |row| columns.clone().into_iter().map(move |column| source.cell(row, column));
        (0..source.rows.len()).flat_map(cells).filter(|cell| !cell.is_empty())
    }
}
