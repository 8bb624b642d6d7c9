//! `regulars restore`: a backup becomes the database.

use std::path::PathBuf;

use clap::Args;

use super::{OperationError, Place, verify};
use crate::config::Database;
use crate::error::StartError;
use crate::storage::copy;

/// What `regulars restore` takes.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    place: Place,

    /// The backup
    #[arg(long, value_name = "FILE")]
    from: PathBuf,

    /// Put it in the place of a database that is there, which is kept beside it
    #[arg(long)]
    replace: bool,

    /// Restore a backup that `verify` finds damage in, as far as it can be read
    #[arg(long)]
    damaged: bool,
}

/// Looks the backup through, and puts it where the server finds it. What clients did since they
/// bring by themselves, as soon as they connect.
///
/// # Errors
/// A sentence. The database is then as it was.
pub async fn run(args: &RestoreArgs) -> Result<(), OperationError> {
    let found = verify::look(&Database::Sqlite(args.from.clone())).await?;
    if !found.problems.is_empty() && !args.damaged {
        for problem in &found.problems {
            eprintln!("{problem}");
        }
        let file = args.from.display();
        return Err(OperationError::Found(format!(
            "{file} is damaged: take an older backup, or restore this one with --damaged"
        )));
    }
    match args.place.database()? {
        Database::Sqlite(file) => {
            if let Some(folder) = file.parent() {
                crate::config::make_private(folder)?;
            }
            let kept = copy::restore_file(&args.from, &file, args.replace).await?;
            println!("restored {}", file.display());
            if let Some(kept) = kept {
                println!("what was there is kept as {}", kept.display());
            }
        }
        Database::Postgres(url) => {
            if args.replace {
                let why = "PostgreSQL takes a backup into an empty database only".to_owned();
                return Err(StartError::Configuration(why).into());
            }
            let rows = copy::into_postgres(&args.from, &url, true).await?;
            println!("restored {rows} rows into {}", url.place());
        }
        Database::Memory => {}
    }
    Ok(())
}
