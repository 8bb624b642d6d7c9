//! `regulars migrate-database`: from SQLite to PostgreSQL, when one server is not enough.

use clap::Args;

use super::{OperationError, Place, verify};
use crate::config::{Database, refuse};
use crate::storage::{Sqlite, Storage, copy};

/// What `regulars migrate-database` takes.
#[derive(Debug, Clone, Args)]
pub struct MigrateArgs {
    #[command(flatten)]
    place: Place,

    /// An empty database: postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Copies everything, and compares: the same logs, to the byte. The file stays as it is.
///
/// # Errors
/// A sentence. The server's file is then as it was, and the other database empty, unless the
/// comparison failed.
pub async fn run(args: &MigrateArgs) -> Result<(), OperationError> {
    let Database::Sqlite(file) = args.place.database()? else {
        return Err(refuse("--database-url: give sqlite:FILE, or --data".into()).into());
    };
    let Database::Postgres(url) = Database::parse(&args.to)? else {
        return Err(refuse("--to: give postgres://USER@HOST/NAME".into()).into());
    };
    if !file.exists() {
        return Err(refuse(format!("{} is not there", file.display())).into());
    }
    // As a server does, so that none writes meanwhile.
    let held = Sqlite::open(&file).await?;
    let moved = async {
        let rows = copy::into_postgres(&file, &url, false).await?;
        verify::compare(&Database::Sqlite(file.clone()), &Database::Postgres(url.clone())).await?;
        Ok::<u64, OperationError>(rows)
    };
    let moved = moved.await;
    held.close().await;
    println!("{} rows are in {}, and compare equal", moved?, url.place());
    println!("start the servers with --database-url from now on; {} stays", file.display());
    Ok(())
}
