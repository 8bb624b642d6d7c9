//! Everything that this device keeps of the workspace, to read out, and to add to from a backup.

use std::time::Duration;

use shared::id::{BlobHash, DocumentId};
use shared::sync::document::Document;
use shared::sync::replica::TakenIn;
use shared::sync::store::{Content, Read};

use super::engine::{self, OpenRecord};
use super::platform::clock::sleep;
use super::platform::http;
use super::{Phase, Replica};
use leptos::prelude::*;

/// A record as this device keeps it.
pub struct KeptRecord {
    /// Which.
    pub id: DocumentId,
    /// The record that its changes make.
    pub open: OpenRecord,
    /// Its changes, each after those that it builds on.
    pub changes: Vec<Vec<u8>>,
    /// How many more there are that do not join it.
    pub unreadable: usize,
}

impl Replica {
    /// Waits until everything has been read, this device keeps all that was typed, and can read records.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn all_stored(&self) -> Result<(), String> {
        engine::ready().await;
        while self.phase.try_get_untracked() == Some(Phase::Opening) {
            sleep(AGAIN).await;
        }
        loop {
            let (unstored, problem) = self
                .status
                .try_with_untracked(|status| (status.unstored, status.problem.clone()))
                .unwrap_or_default();
            match (unstored, problem) {
                (0, _) => return Ok(()),
                (_, Some(problem)) => return Err(problem),
                _ => sleep(AGAIN).await,
            }
        }
    }

    /// Every record that this device keeps, of whatever kind, those in the bin included.
    ///
    /// # Errors
    /// When it could not be read.
    pub async fn all_kept(&self) -> Result<Vec<DocumentId>, String> {
        let read = Read { all_entries: true, ..Read::default() };
        let entries = self.driver().read(&read).await.ok_or(NOT_READ)?.entries;
        Ok(entries.into_iter().map(|(id, _)| id).collect())
    }

    /// Some records, read from what is kept; those that are not here are left out. A few dozen at a
    /// time leave the page responsive. After [`Replica::all_stored`] only.
    ///
    /// # Errors
    /// When they could not be read.
    pub async fn read_kept(&self, ids: &[DocumentId]) -> Result<Vec<KeptRecord>, String> {
        let read = Read { documents: ids.to_vec(), ..Read::default() };
        let chunks = self.driver().read(&read).await.ok_or(NOT_READ)?.chunks;
        let mut records: Vec<KeptRecord> = Vec::with_capacity(ids.len());
        for id in ids {
            let of_it = chunks.iter().filter(|chunk| chunk.document == *id);
            let mut waiting: Vec<&Vec<u8>> = of_it
                .filter_map(|chunk| match &chunk.content {
                    Content::Change { bytes, .. } => Some(bytes),
                    Content::Rebuilt => None,
                })
                .collect();
            let (mut open, mut changes) = (OpenRecord::new(*id), Vec::new());
            // A change can stand before one that it builds on.
            loop {
                let before = waiting.len();
                waiting.retain(|bytes| {
                    let joins = open.apply(bytes).is_ok();
                    if joins {
                        changes.push((*bytes).clone());
                    }
                    !joins
                });
                if waiting.is_empty() || waiting.len() == before {
                    break;
                }
            }
            if !changes.is_empty() {
                records.push(KeptRecord { id: *id, open, changes, unreadable: waiting.len() });
            }
        }
        Ok(records)
    }

    /// A photo's bytes, if this device has them.
    pub async fn photo(&self, hash: BlobHash) -> Option<Vec<u8>> {
        self.driver().blob(hash).await
    }

    /// The photos that this device has.
    pub async fn photos(&self) -> Vec<BlobHash> {
        self.driver().kept_blobs().await
    }

    /// Adds changes of records, and gives them to the server in time. A few dozen records at a time
    /// leave the page responsive. `None` where the page closes meanwhile.
    pub async fn take_in(&self, records: Vec<(DocumentId, Vec<Vec<u8>>)>) -> Option<TakenIn> {
        self.driver().bring_back(records).await
    }

    /// Keeps a photo, and gives it to the server in time.
    ///
    /// # Errors
    /// Why it could not be kept.
    pub async fn take_photo(&self, bytes: Vec<u8>) -> Result<(), String> {
        self.driver().bring_back_blob(bytes).await
    }

    /// Notes in the workspace's access log, where it has members, that a copy of what it holds was
    /// saved. What is on a device can be saved without a network, too: then nothing is noted.
    pub async fn note_export(&self) {
        if let (Some(workspace), Some(_)) = untrack(|| self.membership()) {
            let path = format!("/api/teams/{workspace}/exports");
            // Nobody is kept from their own data by a server that does not answer.
            let _ = http::call("POST", &path, None, None).await;
        }
    }
}

/// How soon it is looked again whether everything is read, and stored.
const AGAIN: Duration = Duration::from_millis(50);

const NOT_READ: &str = "This device could not read what it keeps. Nothing was saved; try again.";
