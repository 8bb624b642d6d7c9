//! Entries: what lists read, for every document at once when the app opens.
//!
//! Ten thousand rows one by one take a browser ten times as long as the same bytes in packs. So
//! most entries stand in 256 packs, by the last byte of the document's id, and an edit writes one
//! row to a journal, which wins over the packs and is folded into them when the app is idle.

use std::collections::{BTreeMap, BTreeSet};

use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::Transaction;
use shared::id::DocumentId;
use shared::sorting::set;
use shared::sync::store::{Entry, StoreError};
use wasm_bindgen::JsValue;

use super::connection::{failed, from_js, settle, to_js, unreadable};
use super::many::rows_of;
use super::rows::{decode, encode};
use super::schema::{JOURNAL, PACKS};

/// Journal rows that are too few to be worth a fold.
const FEW: usize = 512;

/// From this many packs on, reading all of them at once is cheaper.
const MANY_PACKS: usize = 24;

/// The entries of `documents`, where they have one.
pub async fn read(
    transaction: &Transaction<'_>,
    documents: &BTreeSet<DocumentId>,
) -> Result<BTreeMap<DocumentId, Entry>, StoreError> {
    if documents.is_empty() {
        return Ok(BTreeMap::new());
    }
    let journal = transaction.object_store(JOURNAL).map_err(failed)?;
    let packs = transaction.object_store(PACKS).map_err(failed)?;
    let buckets = set(documents.iter().map(bucket));
    let packs = read_packs(&packs, &buckets);
    // Both are asked before either has answered: most documents stand in a pack.
    let (packs, rows) = futures::try_join!(packs, rows_of(&journal, documents))?;
    let rows = rows.iter().map(from_js).collect::<Result<Vec<_>, _>>()?;
    let mut found = BTreeMap::new();
    // The journal last: it wins.
    for pack in packs.iter().chain(&rows) {
        unpack(pack, |document, entry| {
            if documents.contains(&document) {
                found.insert(document, decode(entry)?);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// Every document's entry.
pub async fn read_all(
    transaction: &Transaction<'_>,
) -> Result<BTreeMap<DocumentId, Entry>, StoreError> {
    let (packs, journal) = all_rows(transaction).await?;
    let mut found = Vec::new();
    for row in packs.iter().chain(&journal) {
        unpack(row, |document, entry| {
            found.push((document, decode(entry)?));
            Ok(())
        })?;
    }
    // Sorted at once, which costs less than finding each one's place. Of two entries the last
    // counts: the journal, which wins.
    Ok(found.into_iter().collect())
}

/// Sets entries.
pub async fn write(
    transaction: &Transaction<'_>,
    entries: &[(DocumentId, Entry)],
) -> Result<(), StoreError> {
    let journal = transaction.object_store(JOURNAL).map_err(failed)?;
    let (erased, kept): (Vec<_>, Vec<_>) =
        entries.iter().partition(|(_, entry)| entry.erased.is_some());
    for (document, entry) in kept {
        let mut row = Vec::new();
        pack(&mut row, document, &encode(entry));
        put(&journal, &to_js(document.as_bytes()), &row)?;
    }
    let mut buckets: BTreeMap<u8, BTreeMap<DocumentId, Vec<u8>>> = BTreeMap::new();
    for (document, entry) in erased {
        buckets.entry(bucket(document)).or_default().insert(*document, encode(entry));
    }
    for (bucket, erased) in buckets {
        bury(transaction, bucket, erased).await?;
    }
    Ok(())
}

/// Sets entries of erased records in their pack itself: in the journal they would only stand before
/// what the pack still says of them.
async fn bury(
    transaction: &Transaction<'_>,
    bucket: u8,
    mut erased: BTreeMap<DocumentId, Vec<u8>>,
) -> Result<(), StoreError> {
    let journal = transaction.object_store(JOURNAL).map_err(failed)?;
    let packs = transaction.object_store(PACKS).map_err(failed)?;
    for document in erased.keys() {
        let key = to_js(document.as_bytes());
        drop(journal.delete::<JsValue, _>(key).primitive().map_err(failed)?);
    }
    let mut bytes = Vec::new();
    for before in read_packs(&packs, &BTreeSet::from([bucket])).await? {
        unpack(&before, |document, entry| {
            match erased.remove(&document) {
                Some(tombstone) => pack(&mut bytes, &document, &tombstone),
                None => pack(&mut bytes, &document, entry),
            }
            Ok(())
        })?;
    }
    for (document, tombstone) in erased {
        pack(&mut bytes, &document, &tombstone);
    }
    put(&packs, &JsValue::from(bucket), &bytes)
}

/// Folds the journal into the packs, if it has grown. Says whether it did.
pub async fn fold(transaction: &Transaction<'_>) -> Result<bool, StoreError> {
    let journal = transaction.object_store(JOURNAL).map_err(failed)?;
    let size = journal.count().primitive().map_err(failed)?.await.map_err(failed)?;
    if size as usize <= FEW {
        return Ok(false);
    }
    let (packs, rows) = all_rows(transaction).await?;
    let mut buckets: BTreeMap<u8, BTreeMap<DocumentId, &[u8]>> = BTreeMap::new();
    for row in packs.iter().chain(&rows) {
        unpack(row, |document, entry| {
            buckets.entry(bucket(&document)).or_default().insert(document, entry);
            Ok(())
        })?;
    }
    let packs = transaction.object_store(PACKS).map_err(failed)?;
    for (bucket, entries) in buckets {
        let mut bytes = Vec::new();
        for (document, entry) in entries {
            pack(&mut bytes, &document, entry);
        }
        put(&packs, &JsValue::from(bucket), &bytes)?;
    }
    drop(journal.clear().map_err(failed)?);
    Ok(true)
}

fn bucket(document: &DocumentId) -> u8 {
    document.0[15]
}

async fn read_packs(
    store: &ObjectStore<'_>,
    buckets: &BTreeSet<u8>,
) -> Result<Vec<Vec<u8>>, StoreError> {
    if buckets.len() >= MANY_PACKS {
        return every_row(store).await;
    }
    let mut requests = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        let request = store.get::<JsValue, _, _>(JsValue::from(*bucket)).primitive();
        requests.push(request.map_err(failed)?);
    }
    settle(requests).await?.into_iter().flatten().map(|pack| from_js(&pack)).collect()
}

async fn all_rows(
    transaction: &Transaction<'_>,
) -> Result<(Vec<Vec<u8>>, Vec<Vec<u8>>), StoreError> {
    let journal = transaction.object_store(JOURNAL).map_err(failed)?;
    let packs = transaction.object_store(PACKS).map_err(failed)?;
    Ok((every_row(&packs).await?, every_row(&journal).await?))
}

async fn every_row(store: &ObjectStore<'_>) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows = store.get_all::<JsValue>().primitive().map_err(failed)?.await.map_err(failed)?;
    rows.map(|row| from_js(&row.map_err(failed)?)).collect()
}

fn put(store: &ObjectStore<'_>, key: &JsValue, bytes: &[u8]) -> Result<(), StoreError> {
    // A failure of the request fails the transaction.
    drop(store.put(to_js(bytes)).with_key(key).without_key_type().primitive().map_err(failed)?);
    Ok(())
}

/// Appends an encoded entry: its length in four bytes, the document, the entry.
fn pack(bytes: &mut Vec<u8>, document: &DocumentId, entry: &[u8]) {
    bytes.extend((entry.len() as u32).to_be_bytes());
    bytes.extend(document.0);
    bytes.extend(entry);
}

/// Visits what [`pack`] appended.
fn unpack<'b>(
    mut bytes: &'b [u8],
    mut visit: impl FnMut(DocumentId, &'b [u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let cut_short = || unreadable("it is cut short");
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(cut_short)?;
        let (document, rest) = rest.split_first_chunk::<16>().ok_or_else(cut_short)?;
        let (entry, rest) =
            rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or_else(cut_short)?;
        visit(DocumentId(*document), entry)?;
        bytes = rest;
    }
    Ok(())
}
