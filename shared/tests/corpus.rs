//! What fuzzing found worth keeping, replayed: `fuzz/corpus` holds a folder for each target. How to
//! look for more stands in CONTRIBUTING.md.

use std::fs::{read, read_dir};
use std::path::Path;

use shared::testing::hostile;

/// Runs every file of a target, and asks of these, which are as they should be, that they get in: or a
/// corpus in an encoding of the past would show nothing.
fn replay(name: &str, target: fn(&[u8]) -> bool, sound: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let files = read_dir(folder).expect("a folder for the target");
    let mut found = 0;
    for file in files {
        let path = file.expect("an entry").path();
        let bytes = read(&path).expect("a file");
        let result = std::panic::catch_unwind(|| target(&bytes));
        assert!(result.is_ok(), "{} does harm", path.display());
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if sound.contains(&file) {
            found += 1;
            assert!(matches!(result, Ok(true)), "{file} gets in");
        }
    }
    assert_eq!(found, sound.len(), "every seed is there");
}

#[test]
fn frames_say_the_same_when_they_are_written_again() {
    let seeds = [
        "answer",
        "answered",
        "compare",
        "delivery",
        "forgotten",
        "heartbeat",
        "hello",
        "invite",
        "lacking",
        "locate",
        "located",
        "new-password",
        "presence",
        "pull",
        "push",
        "sign-in",
        "welcome",
    ];
    replay("frame", hostile::frame, &seeds);
}

#[test]
fn what_the_gate_lets_in_can_be_read() {
    replay("gate", hostile::gate, &["beginning", "record"]);
}

#[test]
fn every_row_of_a_file_is_accounted_for() {
    let seeds = [
        "2.1.vcf",
        "4.0.vcf",
        "google.csv",
        "ours.csv",
        "sales.tsv",
        "utf-16.csv",
        "windows-1252.csv",
    ];
    replay("file", hostile::file, &seeds);
}

#[test]
fn a_backup_that_was_read_to_its_end_held_what_it_says() {
    replay("backup", hostile::backup, &["record-and-photo"]);
}
