//! Taking the bytes of erased records out of the tables.

use shared::id::BlobHash;
use shared::sync::erasure;
use sqlx::PgConnection;

use super::rows::Head;
use crate::storage::{Gone, StorageError, seconds_now};

/// In the transaction that appends their tombstones: no change of these records has bytes any more,
/// and no photo stays that goes with them.
pub(super) async fn wipe(
    connection: &mut PgConnection,
    head: &Head,
    gone: &[Gone],
) -> Result<(), StorageError> {
    let documents: Vec<&[u8]> = gone.iter().map(|gone| &gone.document.0[..]).collect();
    sqlx::query(
        "UPDATE chunk k SET kind = 2, bytes = '' FROM change c
         WHERE c.workspace = $1 AND c.document = ANY ($2)
           AND k.workspace = c.workspace AND k.seq = c.seq",
    )
    .bind(head.row)
    .bind(&documents)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO erasure (workspace, document, photos, at)
         SELECT $1, n.document, n.photos, $4
         FROM unnest($2::bytea[], $3::bytea[]) AS n (document, photos) ON CONFLICT DO NOTHING",
    )
    .bind(head.row)
    .bind(&documents)
    .bind(gone.iter().map(|gone| erasure::bytes(&gone.photos)).collect::<Vec<_>>())
    .bind(seconds_now())
    .execute(&mut *connection)
    .await?;
    let photos: Vec<&BlobHash> = gone.iter().flat_map(|gone| &gone.photos).collect();
    if photos.is_empty() {
        return Ok(());
    }
    let photos: Vec<&[u8]> = photos.into_iter().map(|photo| &photo.0[..]).collect();
    sqlx::query("DELETE FROM blob WHERE workspace = $1 AND hash = ANY ($2)")
        .bind(head.row)
        .bind(photos)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "UPDATE workspace SET blob_bytes =
             (SELECT coalesce(sum(octet_length(bytes)), 0) FROM blob WHERE workspace = $1)
         WHERE id = $1",
    )
    .bind(head.row)
    .execute(connection)
    .await?;
    Ok(())
}
