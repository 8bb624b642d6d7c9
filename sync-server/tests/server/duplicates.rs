//! `regulars duplicates`: what it writes, and what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use shared::testing::duplicates::{Columns, KnownTable, Recipe};

use super::support::Folder;

fn duplicates(arguments: &[&str]) -> Output {
    let command =
        Command::new(env!("CARGO_BIN_EXE_regulars")).arg("duplicates").args(arguments).output();
    command.expect("it runs")
}

fn write(known: &KnownTable, file: &Path) {
    let mut writer = csv::Writer::from_path(file).expect("opened");
    writer.write_record(&known.table.heads).expect("written");
    for row in &known.table.rows {
        writer.write_record(row).expect("written");
    }
    writer.flush().expect("written");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn the_pairs_of_a_file_are_written_with_its_own_ids_and_hardly_one_is_wrong() {
    let folder = Folder::new();
    let (file, out) = (folder.path().join("people.csv"), folder.path().join("pairs.csv"));
    let known = Recipe { people: 300, columns: Columns::Customers, ..Recipe::default() }.make();
    write(&known, &file);
    let output = duplicates(&[text(&file), "--out", text(&out), "--explain"]);
    assert!(output.status.success(), "{output:?}");
    let written = fs::read_to_string(&out).expect("written");
    let mut rows = csv::Reader::from_reader(written.as_bytes());
    assert_eq!(rows.headers().expect("heads"), vec!["id_a", "id_b", "probability", "because"]);
    let row_of = |id: &str| id[1..].parse::<usize>().expect("ids are r0, r1 …");
    let mut seen = BTreeSet::new();
    let (mut right, mut all) = (0, 0);
    for row in rows.records() {
        let row = row.expect("a row");
        let probability: f64 = row[2].parse().expect("a number");
        assert!((0.5..=1.0).contains(&probability), "{row:?}");
        assert!(!row[3].is_empty() && seen.insert((row[0].to_owned(), row[1].to_owned())));
        right += usize::from(known.person[row_of(&row[0])] == known.person[row_of(&row[1])]);
        all += 1;
    }
    assert!(right > 200 && right * 100 >= all * 95, "{right} of {all}");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(
        said.starts_with(&format!("{} rows read, 0 blank, 0 refused", known.person.len())),
        "{said}"
    );
}

#[test]
fn rows_without_an_id_are_named_by_their_number() {
    let folder = Folder::new();
    let file = folder.path().join("people.csv");
    let line = "Brzezina;Wislawa;wislawa@x.example;1972-05-18\n";
    let others =
        "Price;Owen;owen@y.example;1980-01-02\n\nJanssens;Hanne;hanne@z.example;1991-07-21\n";
    fs::write(&file, format!("last name;first name;email;birthday\n{line}{others}{line}"))
        .expect("written");
    let output = duplicates(&[text(&file)]);
    let found = String::from_utf8(output.stdout).expect("text");
    assert!(found.starts_with("id_a,id_b,probability\n1,4,"), "{found}");
}

#[test]
fn what_cannot_be_done_is_said_in_a_sentence() {
    let folder = Folder::new();
    let missing = folder.path().join("nowhere.csv");
    let output = duplicates(&[text(&missing)]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.starts_with("regulars: cannot read") && said.lines().count() == 1, "{said}");
    let output = duplicates(&[text(&missing), "--threshold", "7"]);
    assert_eq!(output.status.code(), Some(2));
    let empty = folder.path().join("empty.csv");
    fs::write(&empty, "\n\n").expect("written");
    let output = duplicates(&[text(&empty)]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("The file is empty."));
}
