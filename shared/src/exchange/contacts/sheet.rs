//! The first sheet with anything in it of a spreadsheet (XLSX), read cell by cell within bounds.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::super::csv::{FileProblem, Row};

/// The most that a spreadsheet may hold, uncompressed. What a file says of its own size is not
/// believed: it is unpacked and counted.
const UNPACKED_BYTES: u64 = 256 << 20;
/// The most that may be unpacked for each byte of the file: text packs to a twentieth, a bomb to a
/// thousandth.
const UNPACKED_TIMES: u64 = 200;
/// The most cells, empty ones within a row included: a cell far to the right makes a long row.
const MOST_CELLS: usize = 20_000_000;

/// Whether bytes are an archive, as spreadsheets are.
pub fn is_spreadsheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The rows of the first sheet that has any.
pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, FileProblem> {
    check_size(bytes)?;
    let broken = |_| FileProblem::NotText { what: "an archive that is no spreadsheet" };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in book.sheet_names() {
        let rows = sheet(&mut book, &name)?;
        if rows.iter().any(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
            return Ok(rows);
        }
    }
    Err(FileProblem::Empty)
}

/// Unpacks everything once without keeping it, and refuses what grows too large.
fn check_size(bytes: &[u8]) -> Result<(), FileProblem> {
    let broken = || FileProblem::NotText { what: "a broken spreadsheet" };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let allowed =
        UNPACKED_BYTES.min((bytes.len() as u64).saturating_mul(UNPACKED_TIMES).max(8 << 20));
    let too_large =
        |bytes: u64| FileProblem::TooLarge { bytes: usize::try_from(bytes).unwrap_or(usize::MAX) };
    let mut all = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| broken())?;
        if entry.size() > allowed {
            return Err(too_large(entry.size()));
        }
        let left = allowed.saturating_sub(all) + 1;
        let unpacked = std::io::copy(&mut entry.by_ref().take(left), &mut std::io::sink());
        all += unpacked.map_err(|_| broken())?;
        if all > allowed {
            return Err(too_large(all));
        }
    }
    Ok(())
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, FileProblem> {
    let broken = |_| FileProblem::NotText { what: "a broken spreadsheet" };
    // Something else than cells, such as a chart.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let mut rows: Vec<Row> = Vec::new();
    let mut held = 0;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        let column = column as usize;
        if text.is_empty() {
            continue;
        }
        let line = u64::from(row) + 1;
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(Row { line, cells: Vec::new() });
        }
        let Some(last) = rows.last_mut() else { continue };
        if last.cells.len() <= column {
            held += column + 1 - last.cells.len();
            if held > MOST_CELLS {
                return Err(FileProblem::TooLarge { bytes: held * size_of::<String>() });
            }
            last.cells.resize(column + 1, String::new());
        }
        last.cells[column] = text;
    }
    Ok(rows)
}

/// A cell as one reads it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
            let time = if (hour, minute) == (0, 0) {
                String::new()
            } else {
                format!(" {hour:02}:{minute:02}")
            };
            format!("{year:04}-{month:02}-{day:02}{time}")
        }
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
