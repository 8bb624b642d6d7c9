//! `regulars contacts`: what it prints, and what it says of every row.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use super::support::Folder;

fn contacts(folder: &Folder, files: &[(&str, &[u8])]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
    command.arg("contacts").arg("--json");
    for (name, bytes) in files {
        let file = folder.path().join(name);
        fs::write(&file, bytes).expect("written");
        command.arg(file);
    }
    command.output().expect("it runs")
}

#[test]
fn contacts_of_several_files_are_one_list_and_every_row_is_accounted_for() {
    let folder = Folder::new();
    let table = b"name;city;phone;Shoe size\nZo\xEB;Leeds;555 118;44\n;Paris;;\n\n;;;\n";
    let card =
        b"BEGIN:VCARD\nVERSION:4.0\nFN:Owen Price\nN:Price;Owen;;;\nBDAY:--0412\nEND:VCARD\n";
    let output = contacts(&folder, &[("list.csv", table), ("card.vcf", card)]);
    assert!(output.status.success(), "{output:?}");
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(list.len(), 2);
    assert_eq!(list[0]["name"], "Zoë");
    assert_eq!(list[0]["phones"], serde_json::json!(["555 118"]));
    assert_eq!(list[0]["addresses"][0]["city"], "Leeds");
    assert_eq!(list[0]["notes"], "Shoe size: 44");
    assert_eq!(list[0]["other"]["Shoe size"], "44");
    assert_eq!(list[1]["first_name"], "Owen");
    assert_eq!(list[1]["birthday"], "--04-12");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("line 3: Nothing says who this is"), "{said}");
    assert!(said.contains("3 read, 1 contacts, 1 blank, 1 refused"), "{said}");
}

#[test]
fn a_file_that_cannot_be_read_keeps_no_other_back() {
    let folder = Folder::new();
    let output = contacts(&folder, &[("a.xlsx", b"PK\x03\x04zzz"), ("b.csv", b"name\nOwen\n")]);
    assert_eq!(output.status.code(), Some(1));
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(list.len(), 1);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("cannot read") && !said.contains("panicked"), "{said}");
}
