//! `regulars backup`: a copy of the database of one moment, while the server goes on.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{OperationError, Place, Stamp};
use crate::config::Database;
use crate::storage::copy;

/// What `regulars backup` takes.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    #[command(flatten)]
    place: Place,

    /// A file that is not there yet, or a folder to put one into, named by the time
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Writes a backup, and says where.
///
/// # Errors
/// A sentence. There is no backup then.
pub async fn run(args: &BackupArgs) -> Result<(), OperationError> {
    let database = args.place.database()?;
    let file = if args.to.is_dir() { name_in(&args.to, Stamp::now()) } else { args.to.clone() };
    let bytes = write(&database, &file).await?;
    println!("{} ({} kB)", file.display(), bytes.div_ceil(1000));
    Ok(())
}

/// Writes a backup: how many bytes it has.
///
/// # Errors
/// A sentence. There is no backup then.
pub async fn write(database: &Database, file: &Path) -> Result<u64, OperationError> {
    copy::back_up(database, file).await?;
    let size = std::fs::metadata(file).map(|file| file.len());
    size.map_err(|error| OperationError::Write(file.to_owned(), error))
}

/// How backups are named.
const PREFIX: &str = "regulars-";
const SUFFIX: &str = ".sqlite";

/// A backup's name in a folder.
pub fn name_in(folder: &Path, at: Stamp) -> PathBuf {
    folder.join(format!("{PREFIX}{at}{SUFFIX}"))
}

/// Removes what backups left that a stopped server did not finish.
///
/// # Errors
/// When the folder cannot be read.
pub fn clear_away_parts(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(PREFIX) && name.contains(".sqlite.part") {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// The complete backups in a folder, oldest first. Other files are none of ours.
///
/// # Errors
/// When the folder cannot be read.
pub fn in_folder(folder: &Path) -> std::io::Result<Vec<(Stamp, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stamp = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
        if let Some(stamp) = stamp.and_then(Stamp::parse) {
            found.push((stamp, path));
        }
    }
    found.sort();
    Ok(found)
}
