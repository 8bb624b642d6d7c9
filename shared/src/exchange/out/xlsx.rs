//! A table as a spreadsheet (Office Open XML, ECMA-376), a row at a time.
//!
//! Every cell is a text, so that no phone number loses its zero, no date its day, and no text runs as a
//! formula. The crates that write spreadsheets make the whole file at its end, in one go: the page would
//! stand still meanwhile. This one is written as its rows come.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Regulars" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Two styles of cells: texts, and the texts of the first row.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="22" defaultRowHeight="15"/><sheetData>"#;
const SHEET_END: &str = "</sheetData></worksheet>";

/// The most letters that spreadsheets take in a cell.
const CELL_LETTERS: usize = 32_767;
/// In memory, and with names and sizes that fit: writing does not fail.
const NO_FAILURE: &str = "writing a few parts to memory does not fail";

/// Writes a spreadsheet of one sheet.
pub struct Writer {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    rows: usize,
}

impl Writer {
    /// Begins a spreadsheet with the row that names the columns.
    pub fn begin(heads: &[String]) -> Self {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", SHEET),
        ] {
            zip.start_file(name, options).expect(NO_FAILURE);
            zip.write_all(text.as_bytes()).expect(NO_FAILURE);
        }
        let mut writer = Self { zip, rows: 0 };
        writer.add(heads, 1);
        writer
    }

    /// One more row.
    pub fn row(&mut self, cells: &[String]) {
        self.add(cells, 0);
    }

    fn add(&mut self, cells: &[String], style: u8) {
        self.rows += 1;
        let mut row = format!("<row r=\"{}\">", self.rows);
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = format!("{}{}", column_name(column), self.rows);
            row.push_str(&format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is>"));
            row.push_str("<t xml:space=\"preserve\">");
            cell.chars().take(CELL_LETTERS).for_each(|letter| escape(letter, &mut row));
            row.push_str("</t></is></c>");
        }
        row.push_str("</row>");
        self.zip.write_all(row.as_bytes()).expect(NO_FAILURE);
    }

    /// The whole file.
    pub fn end(mut self) -> Vec<u8> {
        self.zip.write_all(SHEET_END.as_bytes()).expect(NO_FAILURE);
        self.zip.finish().expect(NO_FAILURE).into_inner()
    }
}

/// The name of a column, from 0: A to Z, then AA.
fn column_name(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + (column % 26) as u8));
        match column / 26 {
            0 => return name,
            rest => column = rest - 1,
        }
    }
}

/// A letter as it stands in XML; those that cannot are left out.
fn escape(letter: char, into: &mut String) {
    match letter {
        '&' => into.push_str("&amp;"),
        '<' => into.push_str("&lt;"),
        '>' => into.push_str("&gt;"),
        '\r' => into.push_str("&#13;"),
        '\t' | '\n' => into.push(letter),
        '\u{fffe}' | '\u{ffff}' => {}
        letter if (letter as u32) < 0x20 => {}
        letter => into.push(letter),
    }
}
