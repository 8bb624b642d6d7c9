//! How well duplicates are found: on made-up tables of many kinds, or on a file of which the truth
//! is known.
//!
//! ```sh
//! cargo run --release -p shared --features testing,linkage --example linkage_quality [-- SEED…]
//! cargo run --release -p shared --features testing,linkage --example linkage_quality -- FILE.csv TRUTH.csv
//! cargo run --release -p shared --features testing,linkage --example linkage_quality -- --rows N
//! cargo run --release -p shared --features testing,linkage --example linkage_quality -- --table NAME SEED
//! ```
//!
//! The truth names pairs (`id_a,id_b`) or the person of each row (`id,cluster`).

use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

use shared::exchange::linkage::{Linkage, Options, Role, Table};
use shared::testing::duplicates::{Columns, Quality, Recipe, Spread};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [rows, count] if rows == "--rows" => growth(count.parse()?),
        [table, name, seed] if table == "--table" => mistakes(name, seed.parse()?),
        [file, truth, rest @ ..] if file.ends_with(".csv") => of_file(file, truth, rest)?,
        seeds => {
            let seeds: Result<Vec<u64>, _> = seeds.iter().map(|seed| seed.parse()).collect();
            let seeds = seeds?;
            made_up(if seeds.is_empty() { &[1, 2] } else { &seeds });
        }
    }
    Ok(())
}

/// The kinds of tables that are tried.
fn recipes() -> Vec<(&'static str, Recipe)> {
    let register = Recipe::default();
    let nine = Recipe { most_rows: 9, spread: Spread::Uniform, repeated: 0.6, ..register.clone() };
    vec![
        ("register, light", Recipe { most_slips: 2, most_rows: 2, ..register.clone() }),
        ("register, poisson", register.clone()),
        ("register, nine rows, heavy", Recipe { most_slips: 8, missing: 0.06, ..nine.clone() }),
        (
            "no number, zipf, heavy",
            Recipe {
                columns: Columns::RegisterWithoutNumber,
                spread: Spread::Zipf,
                most_rows: 9,
                most_slips: 7,
                ..register.clone()
            },
        ),
        (
            "no number, families",
            Recipe { columns: Columns::RegisterWithoutNumber, families: 0.4, ..register.clone() },
        ),
        (
            "sparse, heavy",
            Recipe {
                columns: Columns::Sparse,
                people: 300,
                repeated: 0.8,
                most_rows: 9,
                missing: 0.2,
                most_slips: 6,
                families: 0.0,
                spread: Spread::Uniform,
                ..register.clone()
            },
        ),
        (
            "sparse, families",
            Recipe { columns: Columns::Sparse, missing: 0.1, families: 0.2, ..register.clone() },
        ),
        (
            "customers",
            Recipe { columns: Columns::Customers, missing: 0.15, firms: 0.1, ..register.clone() },
        ),
        (
            "customers, nine rows",
            Recipe { columns: Columns::Customers, missing: 0.15, most_slips: 7, ..nine },
        ),
        (
            "customers, families and firms",
            Recipe {
                columns: Columns::Customers,
                missing: 0.15,
                families: 0.3,
                firms: 0.3,
                ..register.clone()
            },
        ),
        (
            "whole names",
            Recipe { columns: Columns::Whole, missing: 0.1, families: 0.05, ..register.clone() },
        ),
        ("none twice", Recipe { repeated: 0.0, families: 0.2, ..register.clone() }),
        (
            "small list",
            Recipe { people: 60, columns: Columns::Customers, missing: 0.2, ..register },
        ),
    ]
}

fn made_up(seeds: &[u64]) {
    println!(
        "{:32} {:>5} {:>6} {:>6}  {:>6} {:>6} {:>6} {:>6}",
        "table", "seed", "rows", "pairs", "prec", "recall", "F1", "s"
    );
    let mut sum = (0.0, 0);
    for (name, recipe) in recipes() {
        for seed in seeds {
            let known = Recipe { seed: *seed, ..recipe.clone() }.make();
            let start = Instant::now();
            let linkage = Linkage::of(&known.table, &Options::default());
            let found: Vec<_> = linkage.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
            let quality = Quality::of(&found, &known.person);
            println!(
                "{name:32} {seed:>5} {:>6} {:>6}  {:.4} {:.4} {:.4} {:>6.2}  wrong {}",
                known.person.len(),
                quality.right + quality.missed,
                quality.precision(),
                quality.recall(),
                quality.f1(),
                start.elapsed().as_secs_f64(),
                quality.wrong,
            );
            if quality.right + quality.missed > 0 {
                sum = (sum.0 + quality.f1(), sum.1 + 1);
            }
        }
    }
    println!("mean F1 {:.4}", sum.0 / f64::from(sum.1));
}

/// Shows what was judged wrongly in a made-up table.
fn mistakes(name: &str, seed: u64) {
    let recipes = recipes();
    let Some((_, recipe)) = recipes.iter().find(|(other, _)| *other == name) else { return };
    let known = Recipe { seed, ..recipe.clone() }.make();
    let linkage = Linkage::of(&known.table, &Options::default());
    let found: Vec<_> = linkage.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    show(&known.table, &linkage, &known.person, &found);
}

fn growth(rows: usize) {
    // Two rows a person on average.
    let recipe = Recipe {
        people: rows * 5 / 8,
        columns: Columns::Customers,
        missing: 0.1,
        ..Recipe::default()
    };
    let known = recipe.make();
    let start = Instant::now();
    let linkage = Linkage::of(&known.table, &Options::default());
    let seconds = start.elapsed().as_secs_f64();
    let found: Vec<_> = linkage.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    let quality = Quality::of(&found, &known.person);
    println!(
        "{} rows, {} pairs compared, {seconds:.2} s, peak {} MiB, F1 {:.4}, precision {:.4}",
        known.person.len(),
        linkage.compared,
        peak(),
        quality.f1(),
        quality.precision()
    );
    let mut index = linkage.into_index();
    let mut times: Vec<f64> = (0..known.table.rows.len())
        .step_by(known.table.rows.len().div_ceil(1000))
        .map(|row| {
            let start = Instant::now();
            let found = index.check(&known.table.rows[row], 0.5);
            assert!(!found.is_empty(), "a row is like itself");
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "a new row: median {:.3} ms, p99 {:.3} ms, most {:.3} ms",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1]
    );
}

/// The most memory that the process had, in MiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn of_file(file: &str, truth: &str, rest: &[String]) -> Result<(), Box<dyn Error>> {
    let table = read(file)?;
    let start = Instant::now();
    let threshold =
        rest.first().and_then(|t| t.parse().ok()).unwrap_or(Options::default().threshold);
    let linkage = Linkage::of(&table, &Options { threshold });
    let seconds = start.elapsed().as_secs_f64();
    let id = linkage.roles().iter().position(|role| *role == Role::Id).unwrap_or(0);
    let row_of: HashMap<&str, usize> =
        (0..table.rows.len()).map(|row| (table.cell(row, id), row)).collect();
    let known = read(truth)?;
    let mut person: Vec<usize> = (0..table.rows.len()).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for row in 0..known.rows.len() {
        let (one, other) = (known.cell(row, 0), known.cell(row, 1));
        if known.heads[1] == "cluster" {
            let here = row_of[one];
            person[here] = *first.entry(other).or_insert(here);
        } else {
            let (from, to) = (person[row_of[other]], person[row_of[one]]);
            person.iter_mut().filter(|p| **p == from).for_each(|p| *p = to);
        }
    }
    let found: Vec<_> = linkage.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    let quality = Quality::of(&found, &person);
    println!("{:?}", linkage.roles());
    println!(
        "{} rows, {} compared, {seconds:.2} s, peak {} MiB: right {}, wrong {}, missed {}; precision {:.4}, recall {:.4}, F1 {:.4}",
        table.rows.len(),
        linkage.compared,
        peak(),
        quality.right,
        quality.wrong,
        quality.missed,
        quality.precision(),
        quality.recall(),
        quality.f1()
    );
    if rest.len() > 1 {
        show(&table, &linkage, &person, &found);
    }
    Ok(())
}

/// Prints pairs that were judged wrongly.
fn show(table: &Table, linkage: &Linkage, person: &[usize], found: &[(usize, usize)]) {
    let print = |a: usize, b: usize| {
        println!("  {:?}\n  {:?}", table.rows[a], table.rows[b]);
        for reason in linkage.explain(a, b) {
            print!("   {} {:+.1};", reason.words, reason.weight);
        }
        println!();
    };
    println!("wrong:");
    for (a, b) in found.iter().filter(|(a, b)| person[*a] != person[*b]).take(12) {
        print(*a, *b);
    }
    println!("missed:");
    let mut cluster: Vec<usize> = (0..person.len()).collect();
    for (number, rows) in linkage.clusters.iter().enumerate() {
        rows.iter().for_each(|row| cluster[*row] = person.len() + number);
    }
    let mut by_person: HashMap<usize, Vec<usize>> = HashMap::new();
    for (row, one) in person.iter().enumerate() {
        by_person.entry(*one).or_default().push(row);
    }
    let mut people: Vec<_> = by_person.into_values().collect();
    people.sort();
    let parted = people.iter().filter_map(|rows| {
        let first = *rows.first()?;
        let other = rows.iter().find(|row| cluster[**row] != cluster[first])?;
        Some((first, *other))
    });
    for (a, b) in parted.take(25) {
        print(a, b);
    }
}

fn read(file: &str) -> Result<Table, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file)?;
    let heads = reader.headers()?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(record?.iter().map(str::to_owned).collect());
    }
    Ok(Table { heads, rows })
}
