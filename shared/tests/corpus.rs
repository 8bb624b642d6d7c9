//! What fuzzing found worth keeping, replayed: `fuzz/corpus` holds a folder for each target. How to
//! look for more stands in CONTRIBUTING.md.

use std::fs::{read, read_dir};
use std::path::Path;

use shared::testing::hostile;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let files = read_dir(folder).expect("a folder for the target");
    let mut count = 0;
    for file in files {
        let path = file.expect("an entry").path();
        let bytes = read(&path).expect("a file");
        let harmed = std::panic::catch_unwind(|| target(&bytes)).is_err();
        assert!(!harmed, "{} does harm", path.display());
        count += 1;
    }
    assert!(count > 0, "{name} has seeds");
}

#[test]
fn frames_say_the_same_when_they_are_written_again() {
    replay("frame", hostile::frame);
}

#[test]
fn what_the_gate_lets_in_can_be_read() {
    replay("gate", hostile::gate);
}

#[test]
fn every_row_of_a_file_is_accounted_for() {
    replay("file", hostile::file);
}

#[test]
fn a_backup_ends_and_says_what_is_wrong() {
    replay("backup", hostile::backup);
}
