//! `regulars verify`: whether everything that a database or a backup holds is sound.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use clap::Args;
use shared::crdt::{self, Crdt};
use shared::gate::inspect_by;
use shared::id::{BlobHash, DocumentId};
use shared::sync::cursor::Cursor;
use shared::sync::erasure::tombstone;
use shared::wire::PushedChange;

use super::{OperationError, Place};
use crate::config::Database;
use crate::storage::contents::{self, Contents, StoredRow, StoredWorkspace};

/// What `regulars verify` takes.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    /// A backup, in place of the server's database
    #[arg(value_name = "FILE", conflicts_with_all = ["data", "database_url"])]
    file: Option<PathBuf>,

    #[command(flatten)]
    place: Place,
}

/// What was looked at, and what is wrong.
#[derive(Debug, Default)]
pub struct Findings {
    /// Workspaces, changes, records and blobs that were looked at.
    pub counted: (u64, u64, u64, u64),
    /// A sentence each.
    pub problems: Vec<String>,
    /// The records that damage was found in.
    pub records: HashSet<DocumentId>,
}

/// Looks everything through, and says what was found.
///
/// # Errors
/// When anything is damaged, or the database cannot be read at all.
pub async fn run(args: &VerifyArgs) -> Result<(), OperationError> {
    let database = match &args.file {
        Some(file) => Database::Sqlite(file.clone()),
        None => args.place.database()?,
    };
    let found = look(&database).await?;
    for problem in &found.problems {
        println!("{problem}");
    }
    let (workspaces, changes, records, blobs) = found.counted;
    println!("{workspaces} workspaces, {changes} changes, {records} records, {blobs} photos");
    if found.problems.is_empty() {
        return Ok(());
    }
    let (count, records) = (found.problems.len(), found.records.len());
    Err(OperationError::Found(format!("{count} problems, in {records} records")))
}

/// Every row's place in the chain, every chunk's hash, every record, every blob.
///
/// # Errors
/// When the database cannot be opened, or not even be asked for its workspaces.
pub async fn look(database: &Database) -> Result<Findings, OperationError> {
    let contents = contents::open(database).await?;
    let mut found = Findings::default();
    match contents.damage().await {
        Ok(damage) => found.problems.extend(damage),
        Err(error) => found.problems.push(error.to_string()),
    }
    for workspace in contents.workspaces().await? {
        found.counted.0 += 1;
        log(contents.as_ref(), &workspace, &mut found).await;
        records(contents.as_ref(), &workspace, &mut found).await;
        blobs(contents.as_ref(), &workspace, &mut found).await;
    }
    Ok(found)
}

/// Rows read at once.
const ROWS: u32 = 500;

/// The log from its start to its head: numbers without a gap, the chain, each change's bytes.
async fn log(contents: &dyn Contents, workspace: &StoredWorkspace, found: &mut Findings) {
    let mut at = Cursor::start(workspace.head.log);
    // One by one where a page has damage, so that it costs only what it is in.
    let mut count = ROWS;
    while at.seq < workspace.head.seq {
        let rows = match contents.rows(workspace.id, at.seq, count).await {
            Ok(rows) => rows,
            Err(_) if count > 1 => {
                count = 1;
                continue;
            }
            Err(error) => {
                let seq = at.seq + 1;
                found.problems.push(format!("change {seq} of {}: {error}", workspace.id));
                // What follows is still looked at; the chain begins anew with it.
                at.seq = seq;
                continue;
            }
        };
        if rows.is_empty() {
            break;
        }
        count = (count * 2).min(ROWS);
        for row in rows.iter().take_while(|row| row.seq <= workspace.head.seq) {
            found.counted.1 += 1;
            let next = at.after(&row.document, &row.hash);
            if let Some(problem) = problem(row, &next) {
                found.problems.push(format!("change {} of {}: {problem}", row.seq, workspace.id));
                found.records.insert(row.document);
            }
            at = Cursor { log: at.log, seq: row.seq, chain: row.chain };
        }
    }
    if at != workspace.head {
        let (reached, head) = (at.seq, workspace.head.seq);
        let problem = format!("its rows end at {reached} and not where it says, at {head}");
        found.problems.push(format!("the log of {}: {problem}", workspace.id));
    }
}

fn problem(row: &StoredRow, expected: &Cursor) -> Option<String> {
    if row.seq != expected.seq {
        return Some(format!("{} was due here", expected.seq));
    }
    if row.chain != expected.chain {
        return Some("the chain is broken".into());
    }
    let Some((kind, bytes)) = &row.chunk else { return Some("its bytes are missing".into()) };
    if row.is_erased() {
        let left = !bytes.is_empty();
        return left.then(|| "it was erased, and has bytes".into());
    }
    if *kind != 1 {
        return Some(format!("its bytes are of an unknown kind, {kind}"));
    }
    let pushed = PushedChange { document: row.document, hash: row.hash, bytes: bytes.clone() };
    match inspect_by(crdt::inspect, pushed) {
        Err(_) => Some("its bytes are not what its hash says".into()),
        Ok(candidate) => {
            let info = candidate.info;
            let same = info.actor == row.actor && info.seq == row.actor_seq;
            (!same).then(|| "its writer is not who its bytes say".into())
        }
    }
}

/// Whether every record can be opened and is what its changes make of it.
async fn records(contents: &dyn Contents, workspace: &StoredWorkspace, found: &mut Findings) {
    let mut after = None;
    loop {
        let page = match contents.documents(workspace.id, after, ROWS).await {
            Ok(page) => page,
            Err(error) => {
                return found.problems.push(format!("records of {}: {error}", workspace.id));
            }
        };
        let Some(last) = page.last() else { return };
        after = Some(*last);
        for document in page {
            found.counted.2 += 1;
            let rows = contents.document(workspace.id, document, workspace.head.seq).await;
            let opened = rows.map_err(|error| error.to_string()).and_then(|rows| opens(&rows));
            if let Err(why) = opened
                && found.records.insert(document)
            {
                found.problems.push(format!("record {document} of {}: {why}", workspace.id));
            }
        }
    }
}

/// Automerge panics on some bytes.
fn opens(rows: &[StoredRow]) -> Result<(), String> {
    let buried = rows.iter().any(|row| row.hash == tombstone(&row.document));
    if buried || rows.iter().any(StoredRow::is_erased) {
        return match buried && rows.iter().all(StoredRow::is_erased) {
            true => Ok(()),
            false => Err("it was erased, but not all of it".into()),
        };
    }
    let open = || {
        let mut record = Crdt::new();
        for row in rows {
            let Some((_, bytes)) = &row.chunk else { return Err("bytes are missing".into()) };
            record.apply(bytes).map_err(|error| error.to_string())?;
        }
        // Reading everything that is in it.
        let values = record.scalars().count();
        let lost = rows.iter().filter(|row| !record.contains(&row.hash)).count();
        if lost > 0 {
            Err(format!("{lost} changes got lost among {values} values"))
        } else {
            Ok(())
        }
    };
    catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| Err("it cannot be opened".into()))
}

async fn blobs(contents: &dyn Contents, workspace: &StoredWorkspace, found: &mut Findings) {
    let names = match contents.blobs(workspace.id).await {
        Ok(names) => names,
        Err(error) => return found.problems.push(format!("photos of {}: {error}", workspace.id)),
    };
    let mut total = 0;
    for name in names {
        found.counted.3 += 1;
        match contents.blob(workspace.id, name).await {
            Ok(Some(bytes)) if BlobHash::of(&bytes) == name => total += bytes.len() as u64,
            Ok(_) => found.problems.push(format!("photo {name}: not what its hash says")),
            Err(error) => found.problems.push(format!("photo {name}: {error}")),
        }
    }
    // More is a photo that came in meanwhile.
    if total < workspace.blob_bytes {
        let problem = format!("{total} bytes of {} are there", workspace.blob_bytes);
        found.problems.push(format!("photos of {}: {problem}", workspace.id));
    }
}

/// Whether two databases hold the same: workspaces, every column of every row, blobs.
///
/// # Errors
/// The first difference, or a database that cannot be read.
pub async fn compare(one: &Database, other: &Database) -> Result<(), OperationError> {
    let (one, other) = (contents::open(one).await?, contents::open(other).await?);
    let workspaces = one.workspaces().await?;
    let different = |what: String| Err(OperationError::Found(format!("{what}: not the same")));
    if workspaces != other.workspaces().await? {
        return different("workspaces".into());
    }
    for workspace in workspaces {
        let mut at = 0;
        while at < workspace.head.seq {
            let rows = one.rows(workspace.id, at, ROWS).await?;
            let Some(last) = rows.last() else { break };
            if rows != other.rows(workspace.id, at, ROWS).await? {
                return different(format!("changes of {} after {at}", workspace.id));
            }
            at = last.seq;
        }
        for name in one.blobs(workspace.id).await? {
            if one.blob(workspace.id, name).await? != other.blob(workspace.id, name).await? {
                return different(format!("photo {name}"));
            }
        }
    }
    Ok(())
}
