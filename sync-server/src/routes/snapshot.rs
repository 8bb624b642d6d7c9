//! `GET /api/snapshot`: a workspace's log as one download, for a device that has little of it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;
use shared::access::Action;
use shared::id::{AccountId, ChangeHash, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::wire::{DeliveredChange, Delivery, ERASURE_SINCE, ServerMessage};

use crate::App;
use crate::access::{self, Entry};
use crate::error::Problem;
use crate::storage::StorageError;

/// The log's last sequence number, so that progress can be shown.
const HEAD: HeaderName = HeaderName::from_static("x-regulars-head");

#[derive(Deserialize)]
pub(crate) struct From {
    /// The last sequence number that the client has.
    #[serde(default)]
    after: u64,
    /// The newest version of the protocol that the client speaks, where it says so.
    #[serde(default)]
    newest: u16,
    /// The chain there, in hexadecimal, to make sure that it is this log's.
    chain: Option<String>,
}

/// Deliveries from after `after` to the log's end at the time of asking: each a length of four
/// bytes, big-endian, and an encoded [`ServerMessage::Delivery`]. There is at least one, but for a
/// client too old for what is in it.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let Entry { workspace, opening, account } =
        access::enter(&app, &Method::GET, &headers, Action::Read).await?;
    if from.after > opening.head {
        return Err(Problem::Diverged);
    }
    if let Some(chain) = from.chain {
        let chain: ChangeHash = chain
            .parse()
            .map_err(|_| Problem::BadRequest("The chain is 64 hexadecimal digits."))?;
        let point = Cursor { log: opening.log, seq: from.after, chain };
        if app.storage.locate(workspace, &[point]).await? != point {
            return Err(Problem::Diverged);
        }
    }
    let first = app.storage.read(workspace, from.after).await?;
    let (newest, head) = (from.newest, opening.head);
    let pages = Pages { app, workspace, account, newest, head, next: Some(first) };
    let headers = [
        (HEAD, HeaderValue::from(opening.head)),
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(stream::try_unfold(pages, Pages::frame))).into_response())
}

struct Pages {
    app: Arc<App>,
    workspace: WorkspaceId,
    account: Option<AccountId>,
    newest: u16,
    head: u64,
    next: Option<Delivery>,
}

impl Pages {
    /// A download may take long: who is removed meanwhile gets no more of it.
    async fn check(&self) -> Result<(), StorageError> {
        let Some(account) = self.account else { return Ok(()) };
        match access::role(self.app.accounts.as_ref(), self.workspace, account).await {
            Ok(_) => Ok(()),
            Err(_) => Err(StorageError::Failed("no member any more".into())),
        }
    }

    /// The next page as a frame; the page after it is read when this one is on its way.
    async fn frame(mut self) -> Result<Option<(Bytes, Self)>, StorageError> {
        let Some(delivery) = self.next.take() else { return Ok(None) };
        if self.newest < ERASURE_SINCE && delivery.changes.iter().any(DeliveredChange::is_erased) {
            // Who does not know what that means hears on the socket that they are too old.
            return Ok(None);
        }
        let reached = delivery.to.seq;
        let message = ServerMessage::Delivery(delivery).to_bytes();
        let mut frame = Vec::with_capacity(4 + message.len());
        frame.extend_from_slice(&(message.len() as u32).to_be_bytes());
        frame.extend_from_slice(&message);
        if reached < self.head {
            self.check().await?;
            self.next = Some(self.app.storage.read(self.workspace, reached).await?);
        }
        Ok(Some((frame.into(), self)))
    }
}
