//! The project's text files, and Rust as a stream of paths: as much of the language as the rules of
//! [`crate::imports`] need.

use std::fs;
use std::path::Path;

use crate::project;
use crate::run::Outcome;

/// A text file of the project.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it stands, from the root, with forward slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// A rule that a line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What the rule says.
    pub rule: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// Folders that hold what was built or fetched.
const FOREIGN: [&str; 6] = ["target", "dist", "node_modules", "test-results", ".git", "data"];

/// Every file of the project with one of these extensions.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn all(extensions: &[&str]) -> Outcome<Vec<Source>> {
    let mut found = Vec::new();
    gather(&project::root(), extensions, &mut found)
        .map_err(|error| format!("the sources cannot be read: {error}."))?;
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn gather(folder: &Path, extensions: &[&str], found: &mut Vec<Source>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !FOREIGN.contains(&&*name) {
                gather(&path, extensions, found)?;
            }
        } else if path.extension().is_some_and(|end| extensions.iter().any(|one| end == *one)) {
            let below = path.strip_prefix(project::root()).unwrap_or(&path);
            let text = fs::read_to_string(&path)?;
            found.push(Source { path: below.to_string_lossy().replace('\\', "/"), text });
        }
    }
    Ok(())
}
