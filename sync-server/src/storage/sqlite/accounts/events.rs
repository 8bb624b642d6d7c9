//! What happened that concerns who gets in.

use shared::id::WorkspaceId;
use shared::time::Timestamp;
use shared::wire::accounts::AccessEvent;
use sqlx::{Row, SqliteConnection, SqlitePool};

use crate::storage::{Note, StorageError, happened_of, number_of, role_of, stored};

pub(super) async fn note(
    connection: &mut SqliteConnection,
    note: Note,
    now: Timestamp,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO access_event (at, what, workspace, who, whom, role, address)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(now.0)
    .bind(number_of(note.what))
    .bind(note.workspace.as_ref().map(|workspace| &workspace.0[..]))
    .bind(note.who.as_ref().map(|who| &who.0[..]))
    .bind(note.whom.as_ref().map(|whom| &whom.0[..]))
    .bind(note.role.map(|role| i64::from(role.number())))
    .bind(&note.address)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn list(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    most: usize,
) -> Result<Vec<AccessEvent>, StorageError> {
    let rows = sqlx::query(
        "SELECT e.at, e.what, who.name, whom.name, e.role, e.address
         FROM access_event e
         LEFT JOIN account who ON who.id = e.who
         LEFT JOIN account whom ON whom.id = e.whom
         WHERE e.workspace = ?1
            OR (e.workspace IS NULL
                AND COALESCE(e.whom, e.who) IN (SELECT account FROM member WHERE workspace = ?1))
         ORDER BY e.id DESC LIMIT ?2",
    )
    .bind(&workspace.0[..])
    .bind(stored(most as u64))
    .fetch_all(readers)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(AccessEvent {
                at: Timestamp(row.get(0)),
                what: happened_of(row.get(1))?,
                who: row.get(2),
                whom: row.get(3),
                role: row.get::<Option<i64>, _>(4).map(role_of).transpose()?,
                address: row.get(5),
            })
        })
        .collect()
}
