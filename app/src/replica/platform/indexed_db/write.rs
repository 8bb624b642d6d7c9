//! What a transaction writes.
//!
//! Requests are made and not awaited: one that fails makes the whole transaction fail.

use std::collections::{BTreeMap, BTreeSet};

use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::Transaction;
use shared::id::{ChangeHash, DocumentId};
use shared::sorting::set;
use shared::sync::store::{StoreError, Write};
use wasm_bindgen::JsValue;

use super::connection::{failed, settle, to_js};
use super::rows::{Run, encode, outbox_to_js, place_to_js};
use super::schema::{CHUNKS, META, META_KEY, OUTBOX, OUTBOX_LEN_KEY, QUARANTINE};
use super::{entries, read};

/// Writes what `write` says, removals first. The outbox has `outbox_len` rows.
pub async fn write(
    transaction: &Transaction<'_>,
    outbox_len: usize,
    write: Write,
) -> Result<(), StoreError> {
    let chunks = transaction.object_store(CHUNKS).map_err(failed)?;
    let outbox = transaction.object_store(OUTBOX).map_err(failed)?;
    let quarantine = transaction.object_store(QUARANTINE).map_err(failed)?;
    let meta = transaction.object_store(META).map_err(failed)?;

    remove_chunks(&chunks, &write.remove_chunks).await?;
    let new_len = outbox_len_after(&outbox, outbox_len, &write).await?;
    if new_len != outbox_len {
        put(&meta, &JsValue::from_str(OUTBOX_LEN_KEY), &JsValue::from_f64(new_len as f64))?;
    }
    for hash in &write.remove_outbox {
        delete(&outbox, &to_js(hash.as_bytes()))?;
    }
    for hash in &write.remove_quarantine {
        delete(&quarantine, &to_js(hash.as_bytes()))?;
    }
    for run in Run::group(write.chunks) {
        put(&chunks, &place_to_js(run.last), &run.to_js())?;
    }
    for row in &write.outbox {
        put(&outbox, &to_js(row.hash.as_bytes()), &outbox_to_js(row))?;
    }
    for row in &write.quarantine {
        put(&quarantine, &to_js(row.hash.as_bytes()), &to_js(&encode(row)))?;
    }
    entries::write(transaction, &write.entries).await?;
    if let Some(row) = &write.meta {
        put(&meta, &JsValue::from_str(META_KEY), &to_js(&encode(row)))?;
    }
    Ok(())
}

async fn remove_chunks(
    chunks: &ObjectStore<'_>,
    out: &[(DocumentId, ChangeHash)],
) -> Result<(), StoreError> {
    if out.is_empty() {
        return Ok(());
    }
    let mut by_document: BTreeMap<DocumentId, BTreeSet<ChangeHash>> = BTreeMap::new();
    for (document, hash) in out {
        by_document.entry(*document).or_default().insert(*hash);
    }
    let documents = set(by_document.keys().copied());
    for mut run in read::runs_of(chunks, &documents).await? {
        let Some(hashes) = by_document.get(&run.document) else { continue };
        if !run.remove(|hash| hashes.contains(hash)) {
            continue;
        }
        // The rest of a run keeps its key: it still lies between its neighbours.
        if run.is_empty() {
            delete(chunks, &place_to_js(run.last))?;
        } else {
            put(chunks, &place_to_js(run.last), &run.to_js())?;
        }
    }
    Ok(())
}

/// How many rows the outbox will have.
async fn outbox_len_after(
    outbox: &ObjectStore<'_>,
    before: usize,
    write: &Write,
) -> Result<usize, StoreError> {
    let new = set(write.outbox.iter().map(|row| &row.hash));
    let named = set(new.iter().copied().chain(&write.remove_outbox));
    let mut requests = Vec::with_capacity(named.len());
    for hash in named {
        let request = outbox.get_key::<JsValue, _>(to_js(hash.as_bytes())).primitive();
        requests.push(request.map_err(failed)?);
    }
    let replaced = settle(requests).await?.into_iter().flatten().count();
    Ok((before + new.len()).saturating_sub(replaced))
}

fn put(store: &ObjectStore<'_>, key: &JsValue, value: &JsValue) -> Result<(), StoreError> {
    drop(store.put(value).with_key(key).without_key_type().primitive().map_err(failed)?);
    Ok(())
}

fn delete(store: &ObjectStore<'_>, key: &JsValue) -> Result<(), StoreError> {
    drop(store.delete::<JsValue, _>(key.clone()).primitive().map_err(failed)?);
    Ok(())
}
