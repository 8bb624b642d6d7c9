//! The part of the contract that is about blobs.

use shared::id::{BlobHash, WorkspaceId, WorkspaceSecret};
use sync_server::storage::{Keeping, Storage};

use super::{commit, workspace};
use crate::support::Record;

async fn keep(storage: &dyn Storage, workspace: WorkspaceId, bytes: &[u8], most: u64) -> Keeping {
    let hash = BlobHash::of(bytes);
    storage.keep_blob(workspace, hash, bytes.to_vec(), most).await.expect("an answer")
}

pub async fn a_blob_is_kept_once_and_read_by_its_workspace_only(storage: &dyn Storage) {
    let (one, other) = (workspace(storage, 1).await, workspace(storage, 2).await);
    let picture = vec![7; 200 << 10];
    let hash = BlobHash::of(&picture);
    assert_eq!(storage.blob(one, hash).await.expect("read"), None);
    assert_eq!(keep(storage, one, &picture, 1 << 20).await, Keeping::Kept);
    assert_eq!(keep(storage, one, &picture, 1 << 20).await, Keeping::There);
    assert_eq!(storage.blob(one, hash).await.expect("read"), Some(picture.clone()));
    // What others have is not to be had, and takes none of their room.
    assert_eq!(storage.blob(other, hash).await.expect("read"), None);
    assert_eq!(keep(storage, other, &picture, picture.len() as u64).await, Keeping::Kept);
    // A log grows beside them.
    commit(storage, one, &Record::new(1).changes(2)).await;
    assert_eq!(storage.blob(one, hash).await.expect("read"), Some(picture));
}

pub async fn blobs_take_no_more_room_than_they_may(storage: &dyn Storage) {
    let one = workspace(storage, 1).await;
    assert_eq!(keep(storage, one, &[1; 60], 59).await, Keeping::NoRoom);
    assert_eq!(keep(storage, one, &[1; 60], 100).await, Keeping::Kept);
    assert_eq!(keep(storage, one, &[2; 41], 100).await, Keeping::NoRoom);
    assert_eq!(storage.blob(one, BlobHash::of(&[2; 41])).await.expect("read"), None);
    // One that is there takes no more, also where less is allowed by now.
    assert_eq!(keep(storage, one, &[1; 60], 10).await, Keeping::There);
    assert_eq!(keep(storage, one, &[2; 40], 100).await, Keeping::Kept);
    assert_eq!(keep(storage, one, &[3; 1], 100).await, Keeping::NoRoom);
    assert_eq!(keep(storage, one, &[3; 1], 101).await, Keeping::Kept);
}

pub async fn blobs_of_no_workspace_are_not_kept(storage: &dyn Storage) {
    let nobody = WorkspaceSecret([9; 32]).workspace();
    let hash = BlobHash::of(b"x");
    assert!(storage.keep_blob(nobody, hash, b"x".to_vec(), 100).await.is_err());
    assert_eq!(storage.blob(nobody, hash).await.expect("read"), None);
    // The storage goes on as if nothing had been.
    let one = workspace(storage, 1).await;
    assert_eq!(keep(storage, one, b"x", 100).await, Keeping::Kept);
}
