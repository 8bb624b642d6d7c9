//! What a transaction reads.
//!
//! The browser ends a transaction as soon as it has nothing to do and nobody to call, so nothing
//! but its own requests is awaited here, and all that can be asked for at once is.

use std::collections::{BTreeMap, BTreeSet};

use indexed_db_futures::KeyRange;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::Transaction;
use shared::id::DocumentId;
use shared::sorting::{set, sort_by_key};
use shared::sync::store::{
    Content, Entry, Meta, NEWER_LIMIT, OutboxRead, OutboxRow, Place, Quarantined, Read, Snapshot,
    StoreError, StoredChunk,
};
use wasm_bindgen::JsValue;

use super::connection::{failed, from_js};
use super::entries;
use super::many::rows_of;
use super::rows::{Run, decode, outbox_from_js, place_to_js};
use super::schema::{
    BY_DOCUMENT, BY_PLACE, CHUNKS, META, META_KEY, OUTBOX, OUTBOX_LEN_KEY, QUARANTINE,
};

/// Reads what `read` names.
pub async fn snapshot(transaction: &Transaction<'_>, read: &Read) -> Result<Snapshot, StoreError> {
    let chunks = transaction.object_store(CHUNKS).map_err(failed)?;
    let outbox = transaction.object_store(OUTBOX).map_err(failed)?;
    let quarantine = transaction.object_store(QUARANTINE).map_err(failed)?;
    let meta = transaction.object_store(META).map_err(failed)?;

    let outbox_len = meta.get::<f64, _, _>(OUTBOX_LEN_KEY).primitive().map_err(failed)?;
    let meta = meta.get::<JsValue, _, _>(META_KEY).primitive().map_err(failed)?;
    let quarantine_len = quarantine.count().primitive().map_err(failed)?;

    let mut snapshot = Snapshot::default();
    let mut documents = set(read.entries.iter().chain(&read.documents).copied());
    let mut known = if read.all_entries {
        entries::read_all(transaction).await?
    } else {
        entries::read(transaction, &documents).await?
    };
    if let Some(place) = read.newer_than {
        (snapshot.newer, snapshot.more) = newer(&chunks, place).await?;
        if !read.all_entries {
            let news = set(snapshot.newer.iter().map(|chunk| chunk.document));
            let news = &news - &documents;
            known.extend(entries::read(transaction, &news).await?);
            documents.extend(news);
        }
    }
    snapshot.entries = sorted(known);
    snapshot.chunks = chunks_of(&chunks, &read.documents).await?;
    snapshot.outbox = match &read.outbox {
        OutboxRead::Nothing => Vec::new(),
        OutboxRead::After { after, limit } => outbox_after(&outbox, *after, *limit).await?,
        OutboxRead::Of(documents) => outbox_of(&outbox, documents).await?,
    };
    if read.quarantine {
        let rows = quarantine.get_all::<JsValue>().primitive().map_err(failed)?;
        for row in rows.await.map_err(failed)? {
            snapshot.quarantine.push(decode::<Quarantined>(&from_js(&row.map_err(failed)?)?)?);
        }
    }
    snapshot.quarantine_len = quarantine_len.await.map_err(failed)? as usize;
    snapshot.outbox_len = outbox_len.await.map_err(failed)?.unwrap_or(0.0) as usize;
    snapshot.meta = match meta.await.map_err(failed)? {
        Some(row) => decode(&from_js(&row)?)?,
        None => Meta::default(),
    };
    Ok(snapshot)
}

/// Runs, by document and place, that hold any chunk of `documents`.
pub async fn runs_of(
    chunks: &ObjectStore<'_>,
    documents: &BTreeSet<DocumentId>,
) -> Result<Vec<Run>, StoreError> {
    let index = chunks.index(BY_DOCUMENT).map_err(failed)?;
    let rows = rows_of(&index, documents).await?;
    let mut runs = rows.iter().map(Run::from_js).collect::<Result<Vec<_>, _>>()?;
    runs.retain(|run| documents.contains(&run.document));
    Ok(runs)
}

async fn chunks_of(
    chunks: &ObjectStore<'_>,
    documents: &[DocumentId],
) -> Result<Vec<StoredChunk>, StoreError> {
    let runs = runs_of(chunks, &set(documents.iter().copied())).await?;
    let all = runs.into_iter().flat_map(Run::into_chunks);
    let mut chunks: Vec<StoredChunk> =
        all.filter(|chunk| matches!(chunk.content, Content::Change { .. })).collect();
    sort_by_key(&mut chunks, |chunk| chunk.place);
    Ok(chunks)
}

/// Chunks after `place`, and whether there are more.
async fn newer(
    chunks: &ObjectStore<'_>,
    place: Place,
) -> Result<(Vec<StoredChunk>, bool), StoreError> {
    // A run has at least one newer chunk: its last.
    let rows = chunks
        .get_all::<JsValue>()
        .with_query::<JsValue, _>(KeyRange::LowerBound(place_to_js(place), true))
        .with_limit(NEWER_LIMIT as u32 + 1)
        .primitive()
        .map_err(failed)?;
    let mut newer = Vec::new();
    for row in rows.await.map_err(failed)? {
        let run = Run::from_js(&row.map_err(failed)?)?;
        newer.extend(run.into_chunks().filter(|chunk| chunk.place > place));
        if newer.len() > NEWER_LIMIT {
            newer.truncate(NEWER_LIMIT);
            return Ok((newer, true));
        }
    }
    Ok((newer, false))
}

async fn outbox_after(
    outbox: &ObjectStore<'_>,
    after: Place,
    limit: usize,
) -> Result<Vec<OutboxRow>, StoreError> {
    // To the browser, a limit of 0 is none.
    if limit == 0 {
        return Ok(Vec::new());
    }
    let index = outbox.index(BY_PLACE).map_err(failed)?;
    let rows = index
        .get_all::<JsValue>()
        .with_query::<JsValue, _>(KeyRange::LowerBound(place_to_js(after), true))
        .with_limit(u32::try_from(limit).unwrap_or(u32::MAX))
        .primitive()
        .map_err(failed)?;
    rows.await.map_err(failed)?.map(|row| outbox_from_js(&row.map_err(failed)?)).collect()
}

async fn outbox_of(
    outbox: &ObjectStore<'_>,
    documents: &[DocumentId],
) -> Result<Vec<OutboxRow>, StoreError> {
    let index = outbox.index(BY_DOCUMENT).map_err(failed)?;
    let documents = set(documents.iter().copied());
    let rows = rows_of(&index, &documents).await?;
    let mut found = rows.iter().map(outbox_from_js).collect::<Result<Vec<_>, _>>()?;
    found.retain(|row| documents.contains(&row.document));
    sort_by_key(&mut found, |row| row.place);
    Ok(found)
}

fn sorted(entries: BTreeMap<DocumentId, Entry>) -> Vec<(DocumentId, Entry)> {
    entries.into_iter().collect()
}
