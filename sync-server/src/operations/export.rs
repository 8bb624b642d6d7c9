//! `regulars export`: a whole workspace as JSON lines. docs/EXPORT.md describes them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::{Map, Value, json};
use shared::crdt::{Crdt, Logged, ScalarValue};
use shared::id::{DocumentId, WorkspaceId};

use super::{OperationError, Place};
use crate::config::refuse;
use crate::storage::contents::{self, Contents, StoredRow, StoredWorkspace};

/// What `regulars export` takes.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    place: Place,

    /// Which workspace, where there are several: 32 hexadecimal digits
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,

    /// A file that is not there yet [default: standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Of the format, in its first line.
const VERSION: u32 = 1;

/// Records read at once.
const PAGE: u32 = 500;

/// Writes the workspace as it stands, while the server goes on.
///
/// # Errors
/// When it cannot be read, or a record in it cannot be opened: an export has all or says what not.
pub async fn run(args: &ExportArgs) -> Result<(), OperationError> {
    let contents = contents::open(&args.place.database()?).await?;
    let workspace = choose(contents.workspaces().await?, args.workspace.as_deref())?;
    let name = args.to.clone().unwrap_or_else(|| "standard output".into());
    let cannot = |error| OperationError::Write(name.clone(), error);
    let out: Box<dyn Write> = match &args.to {
        Some(file) => Box::new(File::create_new(file).map_err(cannot)?),
        None => Box::new(io::stdout().lock()),
    };
    let mut lines = Lines { out: BufWriter::new(out), name: name.clone() };
    write(contents.as_ref(), &workspace, &mut lines).await?;
    lines.out.flush().map_err(cannot)
}

fn choose(
    workspaces: Vec<StoredWorkspace>,
    wanted: Option<&str>,
) -> Result<StoredWorkspace, OperationError> {
    let known: Vec<String> = workspaces.iter().map(|found| found.id.to_string()).collect();
    let known = known.join("\n");
    match wanted {
        None if workspaces.len() == 1 => Ok(workspaces[0]),
        None => Err(refuse(format!("name one with --workspace:\n{known}")).into()),
        Some(wanted) => {
            let wanted: Option<WorkspaceId> = wanted.parse().ok();
            let found = workspaces.into_iter().find(|found| Some(found.id) == wanted);
            found.ok_or_else(|| {
                refuse(format!("there is no such workspace; there are:\n{known}")).into()
            })
        }
    }
}

struct Lines {
    out: BufWriter<Box<dyn Write>>,
    name: PathBuf,
}

impl Lines {
    fn line(&mut self, value: &Value) -> Result<(), OperationError> {
        writeln!(self.out, "{value}")
            .map_err(|error| OperationError::Write(self.name.clone(), error))
    }
}

async fn write(
    contents: &dyn Contents,
    workspace: &StoredWorkspace,
    lines: &mut Lines,
) -> Result<(), OperationError> {
    let head = workspace.head.seq;
    lines.line(&json!({
        "regulars_export": VERSION,
        "workspace": workspace.id.to_string(),
        "log": workspace.head.log.to_string(),
        "head": head,
    }))?;
    let mut after = None;
    loop {
        let page = contents.documents(workspace.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(*last);
        for document in page {
            let rows = contents.document(workspace.id, document, head).await?;
            if rows.is_empty() {
                // Begun after the head was read.
                continue;
            }
            if rows.iter().any(StoredRow::is_erased) {
                lines.line(&json!({ "record": document.to_string(), "erased": true }))?;
                continue;
            }
            let open = || record(document, &rows);
            let record = catch_unwind(AssertUnwindSafe(open)).unwrap_or(None);
            let record = record.ok_or_else(|| {
                let sentence = format!("record {document} cannot be opened: see `regulars verify`");
                OperationError::Found(sentence)
            })?;
            for line in record {
                lines.line(&line)?;
            }
        }
    }
    for name in contents.blobs(workspace.id).await? {
        if let Some(bytes) = contents.blob(workspace.id, name).await? {
            lines.line(&json!({ "photo": name.to_string(), "bytes": STANDARD.encode(bytes) }))?;
        }
    }
    Ok(())
}

/// The record as it stands, then each change that made it, in the order of the log.
fn record(document: DocumentId, rows: &[StoredRow]) -> Option<Vec<Value>> {
    let mut record = Crdt::new();
    for row in rows {
        record.apply(&row.chunk.as_ref()?.1).ok()?;
    }
    let mut values = Map::new();
    for (key, value, several) in record.scalars() {
        let plain = if several {
            let answers = record.answers(&key);
            json!({ "answers": answers.iter().map(|(value, _)| scalar(value)).collect::<Vec<_>>() })
        } else {
            scalar(&value)
        };
        values.insert(key, plain);
    }
    let heads: Vec<String> = record.heads().iter().map(ToString::to_string).collect();
    let id = document.to_string();
    let mut lines = vec![json!({ "record": id, "heads": heads, "values": values })];
    let log = record.log();
    for row in rows {
        let logged = log.iter().find(|logged| logged.origin.hash == row.hash)?;
        lines.push(change(&id, row, logged)?);
    }
    Some(lines)
}

fn change(record: &str, row: &StoredRow, logged: &Logged) -> Option<Value> {
    let writes: Vec<Value> = logged
        .writes
        .iter()
        .map(|write| json!({ "key": write.key, "value": write.value.as_ref().map(scalar) }))
        .collect();
    Some(json!({
        "change": row.hash.to_string(),
        "record": record,
        "seq": row.seq,
        "actor": row.actor.to_string(),
        "author": logged.origin.author.as_ref().map(|author| hex(author)),
        "at": logged.origin.at.0,
        "message": logged.message,
        "deps": logged.deps.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "writes": writes,
        "bytes": STANDARD.encode(&row.chunk.as_ref()?.1),
    }))
}

/// A value as JSON has it; what JSON has not is an object that says what it is.
fn scalar(value: &ScalarValue) -> Value {
    match value {
        ScalarValue::Str(text) => json!(text.as_str()),
        ScalarValue::Int(number) => json!(number),
        ScalarValue::Uint(number) => json!(number),
        ScalarValue::F64(number) => json!(number),
        ScalarValue::Boolean(truth) => json!(truth),
        ScalarValue::Null => Value::Null,
        ScalarValue::Timestamp(at) => json!({ "timestamp": at }),
        ScalarValue::Counter(counter) => json!({ "counter": i64::from(counter) }),
        ScalarValue::Bytes(bytes) => json!({ "bytes": STANDARD.encode(bytes) }),
        ScalarValue::Unknown { type_code, bytes } => {
            json!({ "unknown": type_code, "bytes": STANDARD.encode(bytes) })
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
