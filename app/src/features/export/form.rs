use std::sync::Arc;

use shared::exchange::csv::{Table, line};
use shared::exchange::out::{Known, Leaving, calendar, json, vcard, xlsx};
use shared::view::{Facts, Today};

/// As what a list is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An Office Open XML spreadsheet.
    Spreadsheet,
    /// Comma-separated values.
    Csv,
    /// vCard 4.0.
    Contacts,
    /// iCalendar.
    Calendar,
    /// JSON, of docs/EXPORT.md.
    Json,
}

impl Form {
    /// All of them, what most people want first.
    pub const ALL: [Self; 5] =
        [Self::Spreadsheet, Self::Csv, Self::Contacts, Self::Calendar, Self::Json];

    /// What a screen calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Spreadsheet => "Spreadsheet",
            Self::Csv => "CSV",
            Self::Contacts => "vCards",
            Self::Calendar => "Calendar",
            Self::Json => "JSON",
        }
    }

    /// What it is good for.
    pub fn words(self) -> &'static str {
        match self {
            Self::Spreadsheet => "For Excel, LibreOffice and Google Sheets: a row for each",
            Self::Csv => "For any other program that reads lists: a row for each",
            Self::Contacts => "For phones and address books: names, numbers, addresses, photos",
            Self::Calendar => "Birthdays, other days, and promises that are still open",
            Self::Json => {
                "Everything: what happened, purchases, consent, and who changed what when"
            }
        }
    }

    /// Whether the records' rows in memory are enough, or the records are read.
    pub fn is_of_rows(self) -> bool {
        matches!(self, Self::Spreadsheet | Self::Csv)
    }

    /// How the file's name ends, and what kind of file it is.
    pub fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Spreadsheet => {
                ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            }
            Self::Csv => ("csv", "text/csv;charset=utf-8"),
            Self::Contacts => ("vcf", "text/vcard;charset=utf-8"),
            Self::Calendar => ("ics", "text/calendar;charset=utf-8"),
            Self::Json => ("json", "application/json"),
        }
    }
}

/// A table on its way into a file.
pub enum Rows {
    Csv(Table),
    Spreadsheet(Table, Box<xlsx::Writer>),
}

impl Rows {
    pub fn begin(form: Form, table: Table) -> (Self, Vec<u8>) {
        if form == Form::Spreadsheet {
            let writer = Box::new(xlsx::Writer::begin(&table.heads()));
            return (Self::Spreadsheet(table, writer), Vec::new());
        }
        let head = format!("\u{feff}{}", line(&table.heads()));
        (Self::Csv(table), head.into_bytes())
    }

    pub fn row(&mut self, facts: &Facts) -> Vec<u8> {
        match self {
            Self::Csv(table) => line(&table.row(facts)).into_bytes(),
            Self::Spreadsheet(table, writer) => {
                writer.row(&table.row(facts));
                Vec::new()
            }
        }
    }

    pub fn end(self) -> Vec<u8> {
        match self {
            Self::Csv(_) => Vec::new(),
            Self::Spreadsheet(_, writer) => writer.end(),
        }
    }
}

/// Records on their way into a file.
pub enum Records {
    Contacts(Arc<Known>),
    Calendar(Arc<Known>, Today),
    Json(Box<json::Writer>),
}

impl Records {
    pub fn begin(form: Form, known: &Arc<Known>, today: Today) -> (Self, Vec<u8>) {
        match form {
            Form::Json => {
                let (writer, bytes) = json::Writer::begin((**known).clone());
                (Self::Json(Box::new(writer)), bytes)
            }
            Form::Calendar => (Self::Calendar(known.clone(), today), calendar::begin(known)),
            _ => (Self::Contacts(known.clone()), Vec::new()),
        }
    }

    pub fn record(&mut self, leaving: &Leaving<'_>) -> Vec<u8> {
        match self {
            Self::Contacts(known) => vcard::card(leaving, known),
            Self::Calendar(known, today) => calendar::record(leaving, known, *today),
            Self::Json(writer) => writer.record(leaving),
        }
    }

    pub fn end(self) -> Vec<u8> {
        match self {
            Self::Contacts(_) => Vec::new(),
            Self::Calendar(..) => calendar::end(),
            Self::Json(writer) => writer.end(),
        }
    }
}
