//! PostgreSQL's programs, for the tests and benches that start a database of their own.

use std::env;
use std::path::PathBuf;

use super::{apt, on_path};
use crate::run::{Outcome, fail};

/// Names the folder of the programs, for whoever has them elsewhere, and for the tests.
pub const VARIABLE: &str = "REGULARS_POSTGRES";

/// Looks for the folder of its programs; fetches them from Debian where we may. Debian's package
/// also makes a database of its own, which nothing here uses.
pub fn find() -> Outcome<PathBuf> {
    if let Some(folder) = look() {
        return Ok(folder);
    }
    apt::try_install("Installing PostgreSQL with apt-get (about a minute)", &["postgresql"]);
    match look() {
        Some(folder) => Ok(folder),
        None => fail(format!(
            "the server's tests start a PostgreSQL of their own: install it (Debian: `apt-get \
             install postgresql`), or name the folder of its programs in {VARIABLE}."
        )),
    }
}

/// Looks for it, and no more.
pub fn look() -> Option<PathBuf> {
    let named = env::var_os(VARIABLE).map(PathBuf::from);
    // Debian keeps each version in a folder of its own, and off PATH.
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort();
    let beside = on_path(&["initdb"]).and_then(|initdb| initdb.parent().map(PathBuf::from));
    let mut folders = named.into_iter().chain(debian.into_iter().rev()).chain(beside);
    folders.find(|folder| {
        ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file())
    })
}
