//! What the command does besides serving: work on files, without a server.

pub mod contacts;
pub mod duplicates;

use std::path::{Path, PathBuf};

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A file cannot be read.
    #[error("cannot read {}: {why}", .file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// What was found cannot be written.
    #[error("cannot write {}: {why}", .file.display())]
    Write {
        /// Where to.
        file: PathBuf,
        /// Why.
        why: String,
    },
}

/// Larger files are not taken into memory.
const FILE_BYTES: u64 = 512 << 20;

/// The bytes of a file.
fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    let size = std::fs::metadata(file).map_err(|error| unreadable(file, &error))?.len();
    if size > FILE_BYTES {
        let why = format!("it has {} MB, and {} MB fit at once", size >> 20, FILE_BYTES >> 20);
        return Err(unreadable(file, &why));
    }
    std::fs::read(file).map_err(|error| unreadable(file, &error))
}

fn unreadable(file: &Path, why: &impl ToString) -> CommandError {
    CommandError::Read { file: file.to_owned(), why: why.to_string() }
}

fn unwritable(file: &Path, why: &impl ToString) -> CommandError {
    CommandError::Write { file: file.to_owned(), why: why.to_string() }
}
