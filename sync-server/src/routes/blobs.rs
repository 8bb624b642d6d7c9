//! `PUT` and `GET /api/blobs/{hash}`: photos of a workspace, each under the hash of its bytes.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use shared::access::Action;
use shared::id::{BlobHash, WorkspaceId};
use shared::wire::limits;
use tokio::time::timeout;

use crate::App;
use crate::access::{self, Entry};
use crate::error::Problem;
use crate::storage::Keeping;

/// How long a client may take to send one: room in memory is held for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps the body, if its hash is the address's. 201 for a new one, 200 for one that is here.
pub(crate) async fn keep(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let (workspace, hash) = open(&app, &Method::PUT, &headers, &hash).await?;
    if declared(&headers).is_some_and(|length| length > limits::BLOB_BYTES) {
        return Err(Problem::TooLarge);
    }
    let _room = app.bodies.try_acquire().map_err(|_| Problem::Busy)?;
    let bytes = timeout(PATIENCE, read(body, hash)).await.map_err(|_| Problem::TooSlow)??;
    let most = app.config.limits.blob_bytes;
    match app.storage.keep_blob(workspace, hash, bytes, most).await? {
        Keeping::Kept => Ok(StatusCode::CREATED),
        Keeping::There => Ok(StatusCode::OK),
        Keeping::NoRoom => Err(Problem::NoRoomForBlobs),
    }
}

/// The bytes. They are somebody's: a browser never takes them for anything that it could run, and
/// no cache keeps them.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (workspace, hash) = open(&app, &Method::GET, &headers, &hash).await?;
    let bytes = app.storage.blob(workspace, hash).await?.ok_or(Problem::NoSuchBlob)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// The workspace that the request opens, before anything is said of what it holds.
async fn open(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    hash: &str,
) -> Result<(WorkspaceId, BlobHash), Problem> {
    let action = if *method == Method::PUT { Action::Write } else { Action::Read };
    let Entry { workspace, .. } = access::enter(app, method, headers, action).await?;
    let known: Option<BlobHash> = hash.parse().ok();
    // One blob has one address.
    let known = known.filter(|known| known.to_string() == hash);
    let hash = known.ok_or(Problem::BadRequest("A hash is 64 hexadecimal digits."))?;
    Ok((workspace, hash))
}

fn declared(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads no more than may be, whatever the client declared.
async fn read(body: Body, hash: BlobHash) -> Result<Vec<u8>, Problem> {
    let mut pieces = body.into_data_stream();
    let mut hasher = Sha256::new();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::BadRequest("The request broke off."))?;
        if bytes.len() + piece.len() > limits::BLOB_BYTES {
            return Err(Problem::TooLarge);
        }
        hasher.update(&piece);
        bytes.extend_from_slice(&piece);
    }
    if bytes.is_empty() {
        return Err(Problem::BadRequest("There is nothing in it."));
    }
    let found = BlobHash(hasher.finalize().into());
    if found != hash {
        return Err(Problem::BadRequest("These bytes are not what their address says."));
    }
    Ok(bytes)
}
