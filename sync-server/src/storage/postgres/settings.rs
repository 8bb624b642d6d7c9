//! What a PostgreSQL is like, for whoever looks after it.

use sqlx::Row;

use super::open;
use crate::config::PostgresUrl;
use crate::error::StartError;

/// What matters to us of its settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As it says itself.
    pub version: String,
    /// `on`, or else it does not wait for the disk.
    pub fsync: String,
    /// `on`, or else a page that was half written stays so.
    pub full_page_writes: String,
    /// `on` where it notices rot by itself.
    pub data_checksums: String,
    /// Whether it only follows another one.
    pub standby: bool,
    /// How many connections it takes.
    pub connections: i64,
    /// How many it has.
    pub taken: i64,
}

/// Asks it.
///
/// # Errors
/// A sentence, when it does not answer.
pub async fn settings(url: &PostgresUrl) -> Result<Settings, StartError> {
    let explain = |error: sqlx::Error| StartError::Postgres(url.place(), error.to_string());
    let mut connection = open::connect(&open::options(url)?).await.map_err(explain)?;
    let row = sqlx::query(
        "SELECT current_setting('server_version'), current_setting('fsync'),
                current_setting('full_page_writes'), current_setting('data_checksums'),
                pg_is_in_recovery(), current_setting('max_connections')::bigint,
                (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')",
    )
    .fetch_one(&mut connection)
    .await
    .map_err(explain)?;
    Ok(Settings {
        version: row.get(0),
        fsync: row.get(1),
        full_page_writes: row.get(2),
        data_checksums: row.get(3),
        standby: row.get(4),
        connections: row.get(5),
        taken: row.get(6),
    })
}
