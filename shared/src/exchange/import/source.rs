//! A file as rows, whatever program wrote it.

use super::super::contact::Contact;
use super::super::contacts::{sheet, table, vcard};
use super::super::csv::{FileProblem, Head, Row, RowProblem, Sheet};

/// A row of a table, or a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// What stands in it.
    pub content: Content,
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Cells, of which there may be fewer or more than columns.
    Cells(Vec<String>),
    /// A card, which says itself what it holds.
    Card(Box<Contact>),
}

/// A file that was read. Every row of it is in `rows`, in `refused`, or counted as blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The file's name.
    pub name: String,
    /// The columns, as they are understood by their heads and by what stands in them; none of
    /// cards.
    pub heads: Vec<Head>,
    /// The rows, in the file's order.
    pub rows: Vec<SourceRow>,
    /// Rows that cannot be read.
    pub refused: Vec<RowProblem>,
    /// How many rows were blank.
    pub blank: usize,
}

impl Source {
    /// How many rows the file has, blank ones and those that cannot be read included.
    pub fn read(&self) -> usize {
        self.rows.len() + self.refused.len() + self.blank
    }

    /// Whether it has columns whose meaning somebody can say.
    pub fn has_columns(&self) -> bool {
        !self.heads.is_empty()
    }

    /// A cell; nothing where the row is too short, and of cards.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        match self.rows.get(row).map(|row| &row.content) {
            Some(Content::Cells(cells)) => cells.get(column).map_or("", |cell| cell.trim()),
            _ => "",
        }
    }
}

/// A file while it is read, in steps that leave a page responsive.
pub struct Opening {
    kind: Kind,
    source: Source,
    /// Rows of tables, with those that cannot be read.
    rows: Vec<Result<Row, RowProblem>>,
}

enum Kind {
    Text(Box<Sheet>),
    Spreadsheet(Vec<Row>),
    Cards,
}

impl Opening {
    /// Begins to read a file of any kind that is known, by what stands in it. Tables of text are
    /// read in steps; spreadsheets and cards at once.
    ///
    /// # Errors
    /// Why nothing of it can be read.
    pub fn new(bytes: &[u8], name: &str) -> Result<Self, FileProblem> {
        let mut source = Source { name: name.to_owned(), ..Source::default() };
        let kind = if sheet::is_spreadsheet(bytes) {
            Kind::Spreadsheet(sheet::rows(bytes)?)
        } else if vcard::is_vcard(bytes) {
            let read = vcard::read(bytes)?;
            let cards = read.lines.into_iter().zip(read.contacts);
            let card =
                |(line, contact)| SourceRow { line, content: Content::Card(Box::new(contact)) };
            source.rows = cards.map(card).collect();
            source.refused = read.refused;
            source.blank = read.blank;
            Kind::Cards
        } else {
            Kind::Text(Box::new(Sheet::open(bytes)?))
        };
        Ok(Self { kind, source, rows: Vec::new() })
    }

    /// Reads some rows on; says whether there are more.
    pub fn step(&mut self, rows: usize) -> bool {
        let Kind::Text(sheet) = &mut self.kind else { return false };
        let before = self.rows.len();
        self.rows.extend(sheet.by_ref().take(rows));
        self.rows.len() - before == rows
    }

    /// How much of the file has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.kind {
            Kind::Text(sheet) => sheet.progress(),
            _ => 1.0,
        }
    }

    /// The file, all of it.
    pub fn finish(mut self) -> Source {
        while self.step(1024) {}
        let Self { kind, mut source, mut rows } = self;
        match kind {
            Kind::Cards => return source,
            Kind::Text(sheet) => {
                source.blank = sheet.blank();
                source.heads = sheet.heads().to_vec();
            }
            Kind::Spreadsheet(all) => {
                let is_blank = |row: &Row| row.cells.iter().all(|cell| cell.trim().is_empty());
                let count = all.len();
                let mut filled = all.into_iter().filter(|row| !is_blank(row));
                let first = filled.next().unwrap_or_default();
                source.heads = first.cells.iter().map(|cell| Head::new(cell)).collect();
                rows = filled.map(Ok).collect();
                source.blank = count - rows.len() - 1;
            }
        }
        table::understand(&mut source.heads, &mut rows);
        let width = rows.iter().flatten().map(|row| row.cells.len()).max().unwrap_or(0);
        // Cells beyond the last head are a column without one.
        while source.heads.len() < width.min(source.heads.len() + MORE_COLUMNS) {
            let title = format!("Column {}", source.heads.len() + 1);
            source.heads.push(Head { title, column: None, label: None });
        }
        for row in rows {
            match row {
                Ok(Row { line, cells }) => {
                    source.rows.push(SourceRow { line, content: Content::Cells(cells) });
                }
                Err(problem) => source.refused.push(problem),
            }
        }
        source
    }
}

/// So many columns are offered beyond the last head; what stands further to the right is kept as a
/// note.
const MORE_COLUMNS: usize = 20;
