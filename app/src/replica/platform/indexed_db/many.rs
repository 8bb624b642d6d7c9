//! The rows of many documents at once, which IndexedDB has no request for.

use std::collections::BTreeSet;

use indexed_db_futures::KeyRange;
use indexed_db_futures::internals::{QuerySourceInternal, SystemRepr};
use indexed_db_futures::prelude::*;
use shared::id::DocumentId;
use shared::sync::store::StoreError;
use wasm_bindgen::JsValue;

use super::connection::{failed, settle, to_js};

/// From this many documents on, a look at the whole range between them is worth its while.
const MANY: usize = 16;

/// All rows of `documents`, and perhaps others, from a store or an index with documents as keys.
///
/// A first sync asks for hundreds of documents that were made one after another, so that nothing,
/// or little, lies between the first and the last of them: one request instead of hundreds.
pub async fn rows_of<S, R>(
    source: &S,
    documents: &BTreeSet<DocumentId>,
) -> Result<Vec<JsValue>, StoreError>
where
    S: SystemRepr<Repr = R>,
    R: QuerySourceInternal,
{
    if let (MANY.., Some(first), Some(last)) =
        (documents.len(), documents.first(), documents.last())
    {
        let limit = 2 * documents.len();
        let range = KeyRange::Bound(to_js(&first.0), false, to_js(&last.0), false);
        let rows = query(source, range, limit as u32)?.await.map_err(failed)?;
        if rows.len() < limit {
            return rows.map(|row| row.map_err(failed)).collect();
        }
    }
    let mut requests = Vec::with_capacity(documents.len());
    for document in documents {
        requests.push(query(source, KeyRange::Only(to_js(&document.0)), u32::MAX)?);
    }
    settle(requests).await?.into_iter().flatten().map(|row| row.map_err(failed)).collect()
}

fn query<S, R>(
    source: &S,
    range: KeyRange<JsValue>,
    limit: u32,
) -> Result<indexed_db_futures::future::GetAllPrimitiveRequest<JsValue>, StoreError>
where
    S: SystemRepr<Repr = R>,
    R: QuerySourceInternal,
{
    let all = source.get_all::<JsValue>().with_query::<JsValue, _>(range);
    all.with_limit(limit).primitive().map_err(failed)
}
