//! What is kept beside the documents: photos, by the hash of their bytes. No transaction is over
//! these and the records' stores, so that neither waits for the other.

use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::Transaction;
use minicbor::{Decode, Encode};
use shared::id::{BlobHash, DocumentId};
use shared::sync::store::StoreError;
use shared::sync::transfers::Standing;
use wasm_bindgen::JsValue;

use super::IndexedDbStore;
use super::connection::{commit, failed, from_js, to_js, unreadable};
use super::rows::{decode, encode};
use super::schema::{BLOB_LOG, BLOB_LOG_KEY, BLOBS, UNSENT};

/// A blob that the server may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Unsent {
    /// Which.
    #[n(0)]
    pub hash: BlobHash,
    /// The record that it was chosen for; the server is to have that change before it.
    #[n(1)]
    pub document: Option<DocumentId>,
}

impl IndexedDbStore {
    /// Keeps a blob, and with `unsent` that it is still to be sent.
    ///
    /// # Errors
    /// When it could not be kept; then nothing is.
    pub async fn put_blob(
        &self,
        hash: BlobHash,
        bytes: &[u8],
        unsent: Option<Unsent>,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&[BLOBS, UNSENT])?;
        put(&transaction, BLOBS, &to_js(hash.as_bytes()), &to_js(bytes))?;
        if let Some(unsent) = unsent {
            put_unsent(&transaction, &unsent)?;
        }
        commit(transaction).await
    }

    /// A blob's bytes, if this device has it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn blob(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.connection.look(&[BLOBS])?;
        let store = transaction.object_store(BLOBS).map_err(failed)?;
        let key = to_js(hash.as_bytes());
        let row = store.get::<JsValue, _, _>(key).primitive().map_err(failed)?;
        row.await.map_err(failed)?.map(|bytes| from_js(&bytes)).transpose()
    }

    /// Which blobs this device has.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn blob_hashes(&self) -> Result<Vec<BlobHash>, StoreError> {
        let transaction = self.connection.look(&[BLOBS])?;
        hashes(&transaction.object_store(BLOBS).map_err(failed)?).await
    }

    /// The blobs that are still to be sent.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        let transaction = self.connection.look(&[UNSENT])?;
        let store = transaction.object_store(UNSENT).map_err(failed)?;
        let rows = store.get_all::<JsValue>().primitive().map_err(failed)?.await.map_err(failed)?;
        rows.map(|row| decode(&from_js(&row.map_err(failed)?)?)).collect()
    }

    /// The server has a blob.
    ///
    /// # Errors
    /// When that could not be kept; then it is sent again, which changes nothing.
    pub async fn sent(&self, hash: BlobHash) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&[UNSENT])?;
        let store = transaction.object_store(UNSENT).map_err(failed)?;
        let key = to_js(hash.as_bytes());
        drop(store.delete::<JsValue, _>(key).primitive().map_err(failed)?);
        commit(transaction).await
    }

    /// Deletes a blob that no record names any more.
    ///
    /// # Errors
    /// When it could not be deleted; then it is there.
    pub async fn forget_blob(&self, hash: BlobHash) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&[BLOBS, UNSENT])?;
        for store in [BLOBS, UNSENT] {
            let store = transaction.object_store(store).map_err(failed)?;
            let key = to_js(hash.as_bytes());
            drop(store.delete::<JsValue, _>(key).primitive().map_err(failed)?);
        }
        commit(transaction).await
    }

    /// Notes where this device stands. If it stood elsewhere before, everything that it has may be
    /// lacking on the server, and is to be sent.
    ///
    /// # Errors
    /// When that could not be kept; then nothing is changed.
    pub async fn stands(&self, now: Standing) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&[BLOBS, UNSENT, BLOB_LOG])?;
        let state = transaction.object_store(BLOB_LOG).map_err(failed)?;
        let key = JsValue::from_str(BLOB_LOG_KEY);
        let row = state.get::<JsValue, _, _>(key.clone()).primitive().map_err(failed)?;
        let before = match row.await.map_err(failed)? {
            Some(row) => Some(decode::<Standing>(&from_js(&row)?)?),
            None => None,
        };
        if !now.may_lack_all(before) {
            return Ok(());
        }
        let waiting = hashes(&transaction.object_store(UNSENT).map_err(failed)?).await?;
        let all = hashes(&transaction.object_store(BLOBS).map_err(failed)?).await?;
        for hash in all.into_iter().filter(|hash| !waiting.contains(hash)) {
            put_unsent(&transaction, &Unsent { hash, document: None })?;
        }
        put(&transaction, BLOB_LOG, &key, &to_js(&encode(&now)))?;
        commit(transaction).await
    }
}

async fn hashes(store: &ObjectStore<'_>) -> Result<Vec<BlobHash>, StoreError> {
    let keys = store.get_all_keys::<JsValue>().primitive().map_err(failed)?;
    let keys = keys.await.map_err(failed)?;
    keys.map(|key| {
        // A key of bytes comes back as a buffer.
        let bytes = js_sys::Uint8Array::new(&key.map_err(failed)?).to_vec();
        BlobHash::try_from(bytes.as_slice()).map_err(unreadable)
    })
    .collect()
}

fn put_unsent(transaction: &Transaction<'_>, unsent: &Unsent) -> Result<(), StoreError> {
    put(transaction, UNSENT, &to_js(unsent.hash.as_bytes()), &to_js(&encode(unsent)))
}

fn put(
    transaction: &Transaction<'_>,
    store: &str,
    key: &JsValue,
    value: &JsValue,
) -> Result<(), StoreError> {
    let store = transaction.object_store(store).map_err(failed)?;
    drop(store.put(value).with_key(key).without_key_type().primitive().map_err(failed)?);
    Ok(())
}
