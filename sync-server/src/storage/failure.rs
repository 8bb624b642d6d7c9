//! What a database's errors mean to whoever asked.

use sqlx::postgres::PgDatabaseError;

use super::StorageError;
use super::sqlite::{FULL, primary_code};

/// PostgreSQL's `disk_full`.
const DISK_FULL: &str = "53100";

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        // Both databases number their errors: which one speaks has to be known first.
        let postgres = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
            .map(PgDatabaseError::code);
        match postgres {
            Some(DISK_FULL) => Self::Full,
            None if primary_code(&error) == Some(FULL) => Self::Full,
            _ => Self::Failed(error.to_string()),
        }
    }
}
