//! Logs in memory: for trying things out, and the measure of what the others must do.

mod accounts;
mod identities;
mod passkeys;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use shared::id::{BlobHash, DocumentId, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, MemoryLog};
use shared::sync::server::Opening;
use shared::wire::{Delivery, DocumentHeads};

use self::accounts::Tables;
use super::{
    Batch, Chunks, Committed, Creation, Growth, Keeping, Outcome, Row, Storage, StorageError,
    Totals, Word, gone, missing, new_log_id, opens, others, published, since_trial,
};

/// Everything is gone when it is dropped.
#[derive(Debug, Default)]
pub struct Memory {
    workspaces: Mutex<HashMap<WorkspaceId, Workspace>>,
    tables: Mutex<Tables>,
}

#[derive(Debug)]
struct Workspace {
    verifier: Verifier,
    log: MemoryLog,
    blobs: HashMap<BlobHash, Vec<u8>>,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Workspace>> {
        self.workspaces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(
        &self,
        workspace: WorkspaceId,
        read: impl FnOnce(&MemoryLog) -> T,
    ) -> Result<T, StorageError> {
        self.lock().get(&workspace).map(|found| read(&found.log)).ok_or_else(missing)
    }
}

#[async_trait]
impl Storage for Memory {
    async fn create(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        limit: u64,
    ) -> Result<Creation, StorageError> {
        let mut workspaces = self.lock();
        if let Some(found) = workspaces.get(&workspace) {
            let same = opens(Some(&found.verifier), &verifier);
            return Ok(if same { Creation::Exists } else { Creation::Denied });
        }
        if workspaces.len() as u64 >= limit {
            return Ok(Creation::NoRoom);
        }
        let log = MemoryLog::new(new_log_id()?);
        workspaces.insert(workspace, Workspace { verifier, log, blobs: HashMap::new() });
        Ok(Creation::Created)
    }

    async fn open(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        cursor: Option<Cursor>,
    ) -> Result<Option<Opening>, StorageError> {
        let workspaces = self.lock();
        let found = workspaces.get(&workspace);
        if !opens(found.map(|found| &found.verifier), &verifier) {
            return Ok(None);
        }
        Ok(found.map(|Workspace { log, .. }| Opening {
            log: log.head().log,
            head: log.head().seq,
            agreed: cursor.is_none_or(|cursor| log.is_on(&cursor)),
        }))
    }

    async fn locate(
        &self,
        workspace: WorkspaceId,
        points: &[Cursor],
    ) -> Result<Cursor, StorageError> {
        self.with(workspace, |log| log.locate(points))
    }

    async fn read(&self, workspace: WorkspaceId, after: u64) -> Result<Delivery, StorageError> {
        self.with(workspace, |log| log.read(after))
    }

    async fn lacking(
        &self,
        workspace: WorkspaceId,
        documents: &[DocumentHeads],
    ) -> Result<Vec<DocumentId>, StorageError> {
        self.with(workspace, |log| log.lacking(documents))
    }

    async fn documents(
        &self,
        workspace: WorkspaceId,
        documents: &[DocumentId],
        within: u64,
    ) -> Result<Chunks, StorageError> {
        self.with(workspace, |log| {
            let mut left = Some(within);
            let chunks = documents.iter().enumerate().map_while(|(at, document)| {
                let rows = log.rows().iter().map(|row| &row.candidate);
                let of = rows.filter(|candidate| candidate.document == *document);
                let chunks: Vec<_> = of.map(|candidate| candidate.bytes.clone()).collect();
                let bytes: usize = chunks.iter().map(Vec::len).sum();
                left = left.and_then(|left| left.checked_sub(bytes as u64));
                (at == 0 || left.is_some()).then_some(chunks)
            });
            Chunks { documents: chunks.collect(), end: log.head() }
        })
    }

    async fn commit(&self, batches: Vec<Batch>) -> Result<Vec<Outcome>, StorageError> {
        let mut workspaces = self.lock();
        if batches.iter().any(|batch| !workspaces.contains_key(&batch.workspace)) {
            return Err(missing());
        }
        batches
            .into_iter()
            .map(|batch| {
                let found = workspaces.get_mut(&batch.workspace).ok_or_else(missing)?;
                let log = &mut found.log;
                let before = log.head();
                let since = since_trial(&batch, &before).map(|from| {
                    let first = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
                    let rows = log.rows().get(first..).unwrap_or_default();
                    let row =
                        |row: &Appended| Row { point: row.point, document: row.candidate.document };
                    rows.iter().map(row).collect::<Vec<_>>()
                });
                let Some(others) = others(&batch, &before, since.as_deref()) else {
                    return Ok(Outcome::Behind(batch));
                };
                let (verdicts, rows) = log.append(batch.candidates);
                let (published, end) = (published(before, &rows), log.head());
                let gone = gone(&rows);
                let blobs = &mut found.blobs;
                gone.iter().flat_map(|gone| &gone.photos).for_each(|photo| {
                    blobs.remove(photo);
                });
                Ok(Outcome::Committed(Committed { verdicts, published, end, others, gone }))
            })
            .collect()
    }

    async fn keep_blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
        bytes: Vec<u8>,
        most: u64,
    ) -> Result<Keeping, StorageError> {
        let mut workspaces = self.lock();
        let blobs = &mut workspaces.get_mut(&workspace).ok_or_else(missing)?.blobs;
        if blobs.contains_key(&hash) {
            return Ok(Keeping::There);
        }
        let there: usize = blobs.values().map(Vec::len).sum();
        if (there + bytes.len()) as u64 > most {
            return Ok(Keeping::NoRoom);
        }
        blobs.insert(hash, bytes);
        Ok(Keeping::Kept)
    }

    async fn blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let workspaces = self.lock();
        Ok(workspaces.get(&workspace).and_then(|found| found.blobs.get(&hash).cloned()))
    }

    async fn heads(&self, workspaces: &[WorkspaceId]) -> Result<Vec<Growth>, StorageError> {
        let held = self.lock();
        let head = |workspace: &WorkspaceId| held.get(workspace).map(|found| found.log.head().seq);
        Ok(workspaces
            .iter()
            .filter_map(|workspace| Some(Growth { workspace: *workspace, seq: head(workspace)? }))
            .collect())
    }

    async fn tell(&self, _: Vec<Word>) -> Result<(), StorageError> {
        Ok(())
    }

    async fn totals(&self) -> Result<Totals, StorageError> {
        let accounts = self.count_accounts();
        let held = self.lock();
        let changes = held.values().map(|found| found.log.head().seq).sum();
        Ok(Totals { workspaces: held.len() as u64, accounts, changes, bytes: None })
    }

    async fn check(&self) -> Result<(), StorageError> {
        Ok(())
    }

    async fn close(&self) {}
}
