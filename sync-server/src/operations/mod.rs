//! What whoever looks after a server does with its database, beside serving it.

pub mod backup;
pub mod doctor;
pub mod export;
pub mod migrate;
pub mod restore;
pub mod schedule;
mod stamp;
pub mod test_mail;
pub mod verify;

pub use stamp::Stamp;

use std::path::PathBuf;

use clap::Args;

use crate::config::{Database, refuse};
use crate::error::StartError;
use crate::storage::StorageError;

/// Which database is meant: as `serve` takes it.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// The server's data folder [default: regulars-data]
    #[arg(long, env = "REGULARS_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    /// The database in place of a file in the data folder: sqlite:FILE or postgres://USER@HOST/NAME
    #[arg(long, env = "REGULARS_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

impl Place {
    /// The database, which may not be there.
    ///
    /// # Errors
    /// When two are named, or one cannot be read.
    pub fn database(&self) -> Result<Database, StartError> {
        match (&self.data, &self.database_url) {
            (Some(_), Some(_)) => Err(refuse(
                "--data and --database-url name two places for the database: give one".into(),
            )),
            (folder, None) => {
                let folder = folder.clone().unwrap_or_else(|| "regulars-data".into());
                Ok(Database::Sqlite(folder.join("regulars.sqlite")))
            }
            (None, Some(url)) => match Database::parse(url)? {
                Database::Memory => Err(refuse("memory: keeps nothing".into())),
                database => Ok(database),
            },
        }
    }
}

/// Why an operation did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The database, or a file.
    #[error("{0}")]
    Start(#[from] StartError),
    /// The database, while it was read.
    #[error("the database cannot be read: {0}")]
    Storage(#[from] StorageError),
    /// Where something is written to.
    #[error("cannot write {}: {}", .0.display(), .1)]
    Write(PathBuf, std::io::Error),
    /// Something was found that must not be.
    #[error("{0}")]
    Found(String),
}
