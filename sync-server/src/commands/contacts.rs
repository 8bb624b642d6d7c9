//! `regulars contacts`: the contacts of files of any kind, as JSON.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};
use shared::exchange::contact::Contact;
use shared::exchange::contacts::{self, ReadContacts};
use shared::model::Address;

use super::{CommandError, read, unreadable, unwritable};

/// What `regulars contacts` is told.
#[derive(Debug, Args)]
pub struct ContactsArgs {
    /// Files of contacts: CSV and its relatives, XLSX, vCard
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print a JSON list with everything; else a line for each contact
    #[arg(long)]
    json: bool,
}

/// Prints the contacts of all files. What became of each file's rows goes to standard error. A file
/// that cannot be read keeps no other back.
///
/// # Errors
/// The first file that cannot be read, after all others are done, or that nothing can be written.
pub fn run(args: &ContactsArgs) -> Result<(), CommandError> {
    let mut all = Vec::new();
    let mut failed = None;
    for file in &args.files {
        match contacts_of(file) {
            Ok(read) => {
                account(file, &read);
                all.extend(read.contacts);
            }
            Err(error) if failed.is_none() => failed = Some(error),
            Err(error) => eprintln!("regulars: {error}"),
        }
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = if args.json { write_json(&mut out, &all) } else { write_lines(&mut out, &all) };
    let written = written.and_then(|()| out.flush());
    written.map_err(|error| unwritable(Path::new("standard output"), &error))?;
    failed.map_or(Ok(()), Err)
}

fn contacts_of(file: &Path) -> Result<ReadContacts, CommandError> {
    let bytes = read(file)?;
    // The readers of others' formats are others' code, and files come from anywhere.
    let result = std::panic::catch_unwind(|| contacts::read(&bytes));
    let result =
        result.map_err(|_| unreadable(file, &"it is broken in a way that cannot be read"))?;
    result.map_err(|problem| unreadable(file, &problem))
}

/// Says what became of every row, and why of those that are no contact.
fn account(file: &Path, read: &ReadContacts) {
    let name = file.display();
    for problem in &read.refused {
        eprintln!("{name}: {problem}");
    }
    eprintln!(
        "{name}: {} read, {} contacts, {} blank, {} refused",
        read.read,
        read.contacts.len(),
        read.blank,
        read.refused.len()
    );
}

/// A list with a contact on each line, written as it is made.
fn write_json(out: &mut impl Write, contacts: &[Contact]) -> std::io::Result<()> {
    out.write_all(b"[")?;
    for (index, contact) in contacts.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &as_json(contact))?;
    }
    out.write_all(b"\n]\n")
}

fn write_lines(out: &mut impl Write, contacts: &[Contact]) -> std::io::Result<()> {
    contacts.iter().try_for_each(|contact| writeln!(out, "{}", contact.in_a_line()))
}

fn as_json(contact: &Contact) -> Value {
    let values = |labelled: &[(String, Option<String>)]| -> Vec<String> {
        labelled.iter().map(|(value, _)| value.clone()).collect()
    };
    let labelled = contact.emails.iter().chain(&contact.phones);
    let labels: Map<String, Value> = labelled
        .filter_map(|(value, label)| Some((value.clone(), Value::from(label.clone()?))))
        .collect();
    let mut others = Map::new();
    for (column, text) in &contact.others {
        // Two columns of one name are two.
        let mut name = column.clone();
        let mut number = 1;
        while others.contains_key(&name) {
            number += 1;
            name = format!("{column} {number}");
        }
        others.insert(name, Value::from(text.clone()));
    }
    let notes: Vec<String> = contact.notes.iter().cloned().chain(contact.other_lines()).collect();
    json!({
        "name": contact.display_name().or_else(|| contact.company.clone()),
        "first_name": contact.given,
        "middle_name": contact.middle,
        "last_name": contact.family,
        "emails": values(&contact.emails),
        "phones": values(&contact.phones),
        "org": contact.company,
        "title": contact.title,
        "birthday": contact.birthday,
        "notes": notes.join("\n"),
        "tags": contact.tags,
        "addresses": contact.addresses.iter().map(address).collect::<Vec<_>>(),
        "usual_order": contact.usual_order,
        "labels": labels,
        "id": contact.id,
        "other": others,
    })
}

fn address(address: &Address) -> Value {
    json!({
        "text": address.line(),
        "street": address.street,
        "suburb": address.suburb,
        "city": address.city,
        "postcode": address.postcode,
        "state": address.state,
        "country": address.country,
        "label": address.label,
    })
}
