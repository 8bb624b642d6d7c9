use super::*;

fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.into() }
}

/// The rule must let `good` pass and stop `bad`, in the same file.
fn check(path: &str, good: &str, bad: &str) {
    assert_eq!(in_file(&source(path, good)), [], "{path}: {good}");
    let found = in_file(&source(path, bad));
    assert!(!found.is_empty(), "{path}: {bad}");
    assert!(found.iter().all(|violation| violation.path == path));
}

#[test]
fn this_checkout_keeps_the_rules() {
    let found = violations().unwrap();
    let lines: Vec<String> = found.iter().map(Violation::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn shared_reads_no_clock_no_file_and_no_entropy() {
    let path = "shared/src/sync/backoff.rs";
    check(path, "use std::time::Duration;", "use std::time::{Duration, Instant};");
    check(path, "use std::collections::HashMap;", "let text = std::fs::read(path);");
    check(path, "use rand::Rng;", "let x = rand::rng().random();");
    check(path, "", "use std::{fmt, net::TcpStream};");
}

#[test]
fn the_sync_core_does_not_know_what_documents_mean() {
    for path in [
        "shared/src/sync/log.rs",
        "shared/src/gate.rs",
        "shared/src/wire.rs",
        "shared/src/wire/presence.rs",
    ] {
        check(path, "use crate::id::DocumentId;", "use crate::{id, model::Record};");
        check(path, "use crate::sync::document::Document;", "use crate::doc::RecordDocument;");
    }
    check("shared/src/sync/log.rs", "use super::cursor::Cursor;", "use super::super::edit::Edit;");
}

#[test]
fn only_crdt_opens_automerge() {
    assert_eq!(in_file(&source("shared/src/crdt.rs", "use automerge::Automerge;")), []);
    check("shared/src/doc/person.rs", "use crate::crdt::ROOT;", "use automerge::ROOT;");
    check("sync-server/src/storage/mod.rs", "", "let c = automerge::Change::try_from(b);");
    check("app/src/replica/mod.rs", "use shared::doc::RecordDocument;", "use shared::crdt::Crdt;");
}

#[test]
fn only_doc_writes_keys() {
    let write = "tx.put(ROOT, \"name\", value)?;";
    assert_eq!(in_file(&source("shared/src/doc/person.rs", write)), []);
    check("shared/src/view/row.rs", "store.put(row)", write);
}

#[test]
fn features_do_not_import_one_another() {
    let path = "app/src/features/people/list.rs";
    check(path, "use crate::features::people::row::Row;", "use crate::features::deals::Board;");
    check(path, "use super::row::Row;", "use super::super::deals::Board;");
    // The table of contents names them all.
    assert_eq!(in_file(&source("app/src/app.rs", "use crate::features::people::Page;")), []);
}

#[test]
fn only_replica_knows_the_platform() {
    let bad = "use crate::replica::{status, platform::socket};";
    check("app/src/features/people/list.rs", "use crate::replica::status;", bad);
    check("app/src/app.rs", "use crate::replica::Replica;", bad);
    assert_eq!(in_file(&source("app/src/replica/driver.rs", bad)), []);
}

#[test]
fn ui_knows_no_noun_and_no_storage() {
    let path = "app/src/ui/dialog/mod.rs";
    check(path, "use crate::ui::button::Button;", "use crate::features::people::Row;");
    check(path, "use shared::time::Timestamp;", "use shared::{time, model::Record};");
    check(path, "", "crate::replica::status()");
}

#[test]
fn the_server_takes_documents_through_one_door() {
    let door = source("sync-server/src/sync/gate.rs", "use shared::doc::RecordDocument;");
    let second = source("sync-server/src/routes/people.rs", "shared::doc::RecordDocument::new()");
    assert_eq!(one_door_to_the_documents(std::slice::from_ref(&door)), []);
    let found = one_door_to_the_documents(&[door, second]);
    assert_eq!(found.len(), 1);
    check("sync-server/src/sync/gate.rs", "use shared::wire::Refusal;", "use shared::edit::Edit;");
    check(
        "sync-server/src/commands/duplicates.rs",
        "use shared::exchange::linkage::Table;",
        "use crate::storage::Storage;",
    );
}
