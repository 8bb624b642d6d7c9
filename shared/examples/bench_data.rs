//! What files cost, outside of any browser: `cargo xtask bench data [--out FILE] [--quick]`.
//! docs/BENCHMARKS.md says what its keys mean.

use std::io::{Cursor, Write};
use std::time::Instant;

use serde_json::{Map, Value, json};
use shared::doc::RecordDocument;
use shared::edit::encode;
use shared::exchange::contacts;
use shared::exchange::import::{
    Account, Fields, Fixes, Known, Mapping, Opening, Plan, Planner, Reader, Source, Target,
};
use shared::exchange::linkage::{Linkage, Options};
use shared::id::{ActorId, DocumentId, ItemId};
use shared::sync::document::{Authoring, Document};
use shared::testing::duplicates::{Columns, Quality, Recipe};
use shared::testing::people;
use shared::time::Timestamp;
use shared::view::{Facts, People, Today};

#[allow(dead_code, reason = "the server's bench uses the rest")]
#[path = "../../sync-server/examples/bench_sync/machine.rs"]
mod machine;

const SEED: u64 = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let out = arguments.iter().position(|argument| argument == "--out");
    let out = out.map(|at| arguments.get(at + 1).expect("--out FILE"));
    let (rows, sizes) =
        if quick { (1_000, vec![1_000]) } else { (50_000, vec![10_000, 30_000, 100_000]) };

    let mut figures = Map::new();
    let table = people::csv(SEED, rows);
    figures.insert("read_rows_per_second".into(), formats(&table, rows));
    figures.insert("import".into(), import(&table, rows));
    let mut linked = Map::new();
    for size in sizes {
        linked.insert(size.to_string(), duplicates(size));
    }
    figures.insert("duplicates".into(), linked.into());
    figures.insert("peak_memory_mib".into(), peak().into());
    figures.insert("machine".into(), machine::describe().into());
    figures.insert("commit".into(), machine::commit().into());
    let text = serde_json::to_string_pretty(&figures).expect("figures are plain");
    println!("{text}");
    if let Some(out) = out {
        std::fs::write(out, text + "\n").expect("the figures are written");
    }
}

fn seconds<R>(what: impl FnOnce() -> R) -> (R, f64) {
    let begun = Instant::now();
    let result = what();
    (result, begun.elapsed().as_secs_f64())
}

/// The same people in each format, read to contacts.
fn formats(table: &str, rows: u64) -> Value {
    let read = contacts::read(table.as_bytes()).expect("a table");
    let cells: Vec<Vec<String>> = csv_cells(table);
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(table.replace(',', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let cards: String = read.contacts.iter().map(card).collect();
    let files = [
        ("csv", table.as_bytes().to_vec()),
        ("tsv_utf16", utf16),
        ("xlsx", spreadsheet(&cells)),
        ("vcf", cards.into_bytes()),
    ];
    let mut figures = Map::new();
    for (name, bytes) in files {
        let (read, seconds) = seconds(|| contacts::read(&bytes).expect("readable"));
        assert!(read.contacts.len() as u64 * 10 >= rows * 9, "{name}: {}", read.contacts.len());
        figures.insert(name.into(), whole(rows as f64 / seconds));
    }
    figures.into()
}

fn csv_cells(table: &str) -> Vec<Vec<String>> {
    let source = Opening::new(table.as_bytes(), "").expect("a table").finish();
    let heads = source.heads.iter().map(|head| head.title.clone()).collect();
    let rows = (0..source.rows.len()).map(|row| {
        (0..source.heads.len()).map(|column| source.cell(row, column).to_owned()).collect()
    });
    std::iter::once(heads).chain(rows).collect()
}

fn card(contact: &shared::exchange::contact::Contact) -> String {
    let name = contact.display_name().unwrap_or_default();
    let email = contact.emails.first().map_or("", |(email, _)| email);
    let phone = contact.phones.first().map_or("", |(phone, _)| phone);
    let note = contact.notes.first().map_or(String::new(), |note| note.replace('\n', "\\n"));
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:{};{};;;\r\nFN:{name}\r\nEMAIL:{email}\r\nTEL;TYPE=CELL:{phone}\r\nNOTE:{note}\r\nEND:VCARD\r\n",
        contact.family.as_deref().unwrap_or_default(),
        contact.given.as_deref().unwrap_or_default(),
    )
}

/// A spreadsheet as programs write it, its cells inline.
fn spreadsheet(rows: &[Vec<String>]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const LINKS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (line, row) in (1..).zip(rows) {
        sheet.push_str(&format!("<row r=\"{line}\">"));
        for (column, cell) in ('A'..='Z').zip(row) {
            let text = cell.replace('&', "&amp;").replace('<', "&lt;");
            sheet.push_str(&format!(
                "<c r=\"{column}{line}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"
            ));
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let files = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{LINKS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{LINKS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("started");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

/// A file looked at and brought in, and the same file held against everybody of it.
fn import(table: &str, rows: u64) -> Value {
    let (source, read) =
        seconds(|| Opening::new(table.as_bytes(), "people.csv").expect("a table").finish());
    let mut people = People::new();
    let ((mut first, fields), planned) = seconds(|| plan(&source, &people));
    first.take_all(false);
    let (facts, written) = seconds(|| write(&first, &fields));
    for (id, facts) in &facts {
        people.set(*id, facts).expect("readable");
    }
    let ((again, _), diffed) = seconds(|| plan(&source, &people));
    let account = again.account();
    json!({
        "rows": rows,
        "account_of_the_first": told(&first.account()),
        "account_of_the_second": told(&account),
        "second_undecided": again.undecided().len(),
        "read_seconds": rounded(read),
        "plan_into_nothing_seconds": rounded(planned),
        "write_rows_per_second": whole(rows as f64 / written),
        "plan_against_all_seconds": rounded(diffed),
        "read_and_diffed_rows_per_second": whole(rows as f64 / (read + diffed)),
    })
}

fn told(account: &Account) -> Value {
    json!({
        "rows": account.rows, "new": account.new, "changed": account.changed,
        "unchanged": account.unchanged, "same": account.same, "refused": account.refused,
        "blank": account.blank,
    })
}

fn plan(source: &Source, people: &People) -> (Plan, Fields) {
    let mut fields = Fields::default();
    let mapping = Mapping::guess(source, &fields);
    let mut planner = Planner::new(source);
    people.all().for_each(|(id, facts)| planner.know(id, facts));
    let reader = Reader::new(source, &mapping, Today::new(Timestamp(0), 0));
    for (at, row) in source.rows.iter().enumerate() {
        let draft = reader.draft(at, &Fixes::new(), &mut fields, &mut || ItemId([0; 16]));
        planner.add(row.line, draft, &fields, &|id| people.get(id).map(Known::of_facts));
    }
    (planner.finish(), fields)
}

fn write(plan: &Plan, fields: &Fields) -> Vec<(DocumentId, Vec<u8>)> {
    let at = Timestamp(1_700_000_000_000);
    let authoring = Authoring { actor: ActorId([7; 16]), author: None, at };
    let mut items = 0_u128;
    let mut facts = Vec::new();
    for row in 0..plan.rows.len() {
        let mut next = || {
            items += 1;
            ItemId((items << 64).to_be_bytes())
        };
        let Some((Target::New, edits)) = plan.edits(row, fields, &mut next, at) else { continue };
        let id = DocumentId(next().0);
        let mut document = <RecordDocument as Document>::new(id);
        document.author(&encode(&edits), &authoring).expect("it fits");
        facts.push((id, Facts::of(&document.record(), 0).encode()));
    }
    facts
}

/// Rows of a customer list that are about one person.
fn duplicates(rows: usize) -> Value {
    let recipe = Recipe {
        seed: SEED,
        // About 1.4 rows each.
        people: rows * 5 / 7,
        columns: Columns::Customers,
        firms: 0.02,
        ..Recipe::default()
    };
    let known = recipe.make();
    let (found, seconds) = seconds(|| Linkage::of(&known.table, &Options::default()));
    let pairs: Vec<(usize, usize)> = found.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    json!({
        "rows": known.table.rows.len(),
        "seconds": rounded(seconds),
        "compared": found.compared,
        "f1": rounded(Quality::of(&pairs, &known.person).f1()),
    })
}

/// The most memory that this process had, where the system says.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn whole(number: f64) -> Value {
    (number.round() as u64).into()
}

fn rounded(number: f64) -> Value {
    ((number * 1000.0).round() / 1000.0).into()
}
