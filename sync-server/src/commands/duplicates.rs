//! `regulars duplicates`: the rows of a table that are about the same person.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use shared::exchange::linkage::{Linkage, Options, Role, THRESHOLD, Table};

use super::{CommandError, read, unreadable, unwritable};

/// What `regulars duplicates` is told.
#[derive(Debug, Args)]
pub struct DuplicatesArgs {
    /// A table of people, such as a CSV file; its first row names the columns
    file: PathBuf,
    /// Where the pairs are written, as CSV: id_a, id_b, probability [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// From which probability on rows are one person, from 0 to 1
    #[arg(long, default_value_t = THRESHOLD, value_parser = probability)]
    threshold: f64,
    /// Add a column that says why
    #[arg(long)]
    explain: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("not between 0 and 1".to_owned()) }
}

/// Finds the duplicates of a file, and writes all pairs that are one person.
///
/// # Errors
/// When the file cannot be read or the pairs cannot be written.
pub fn run(args: &DuplicatesArgs) -> Result<(), CommandError> {
    let bytes = read(&args.file)?;
    let read = Table::read(&bytes).map_err(|problem| unreadable(&args.file, &problem))?;
    for problem in &read.problems {
        eprintln!("regulars: {}: {problem}", args.file.display());
    }
    let linkage = Linkage::of(&read.table, &Options { threshold: args.threshold });
    let ids = ids(&read.table, linkage.roles());
    let mut text = csv::Writer::from_writer(Vec::new());
    let heads = ["id_a", "id_b", "probability", "because"];
    let columns = if args.explain { 4 } else { 3 };
    let to_memory = "a table is written to memory";
    text.write_record(&heads[..columns]).expect(to_memory);
    for pair in &linkage.pairs {
        let probability = format!("{:.6}", pair.probability);
        let because = if args.explain { because(&linkage, pair.a, pair.b) } else { String::new() };
        let cells = [&ids[pair.a], &ids[pair.b], &probability, &because];
        text.write_record(&cells[..columns]).expect(to_memory);
    }
    let text = text.into_inner().expect(to_memory);
    let target = args.out.as_deref();
    write(target, &text)
        .map_err(|error| unwritable(target.unwrap_or(Path::new("standard output")), &error))?;
    eprintln!(
        "{} rows read, {} blank, {} refused; {} pairs of {} people who have more than one row",
        read.table.rows.len(),
        read.blank,
        read.problems.len(),
        linkage.pairs.len(),
        linkage.clusters.len(),
    );
    Ok(())
}

fn write(target: Option<&Path>, text: &[u8]) -> std::io::Result<()> {
    match target {
        Some(file) => std::fs::write(file, text),
        None => std::io::stdout().write_all(text),
    }
}

/// The file's own ids; where a row has none, its number, the first being 1.
fn ids(table: &Table, roles: &[Role]) -> Vec<String> {
    let column = roles.iter().position(|role| *role == Role::Id);
    let own = |row: usize| column.map_or("", |column| table.cell(row, column));
    (0..table.rows.len())
        .map(|row| match own(row) {
            "" => (row + 1).to_string(),
            id => id.to_owned(),
        })
        .collect()
}

/// What speaks most for it and against it.
fn because(linkage: &Linkage, a: usize, b: usize) -> String {
    let reasons = linkage.explain(a, b);
    let words = reasons.iter().filter(|reason| reason.weight.abs() > 0.5).take(5);
    words.map(|reason| reason.words.as_str()).collect::<Vec<_>>().join(", ")
}
