//! Connecting: everything that can be wrong with the database is said here, before it is used.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgConnection, PgPool, SqlSafeStr};
use tokio::time::timeout;

use crate::config::PostgresUrl;
use crate::error::StartError;

/// Connections beside the writer's and the listener's.
const READERS: u32 = 6;

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// What every connection of ours holds to:
/// - an acknowledgement means the disk, whatever this database's default is; what waits for
///   standbys as well (`remote_apply`) stays;
/// - a node that is frozen or cut off with a workspace's row in its hands is ended by the database,
///   so that the others go on;
/// - rows are found one by one by their index: plans that read a whole table may look cheaper to
///   the planner while a table is young, and would be kept.
const SESSION: &str = "
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');
    SET idle_in_transaction_session_timeout = '10s';
    SET statement_timeout = '30s';
    SET tcp_keepalives_idle = 5;
    SET tcp_keepalives_interval = 2;
    SET tcp_keepalives_count = 3;
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET client_min_messages = warning;
";

pub(super) struct Opened {
    pub(super) options: PgConnectOptions,
    pub(super) connection: PgConnection,
    pub(super) readers: PgPool,
}

fn migrations() -> Vec<Migration> {
    let log = include_str!("../../../migrations/postgres/0001_log.sql");
    let blobs = include_str!("../../../migrations/postgres/0002_blobs.sql");
    let accounts = include_str!("../../../migrations/postgres/0003_accounts.sql");
    let erasure = include_str!("../../../migrations/postgres/0004_erasure.sql");
    let passkeys = include_str!("../../../migrations/postgres/0005_passkeys.sql");
    let identities = include_str!("../../../migrations/postgres/0006_identities.sql");
    vec![
        Migration::new(1, "log".into(), MigrationType::Simple, log.into_sql_str(), false),
        Migration::new(2, "blobs".into(), MigrationType::Simple, blobs.into_sql_str(), false),
        Migration::new(3, "accounts".into(), MigrationType::Simple, accounts.into_sql_str(), false),
        Migration::new(4, "erasure".into(), MigrationType::Simple, erasure.into_sql_str(), false),
        Migration::new(5, "passkeys".into(), MigrationType::Simple, passkeys.into_sql_str(), false),
        Migration::new(
            6,
            "identities".into(),
            MigrationType::Simple,
            identities.into_sql_str(),
            false,
        ),
    ]
}

pub(super) async fn open(url: &PostgresUrl) -> Result<Opened, StartError> {
    let options = options(url)?;
    let explain = |error: sqlx::Error| refuse(url, &error.to_string());
    let mut connection = match timeout(PATIENCE, connect(&options)).await {
        Ok(connected) => connected.map_err(explain)?,
        Err(_) => return Err(refuse(url, "it does not answer")),
    };
    recognise(&mut connection, url).await?;
    // Holds a lock of the database, so that nodes which start together do not do it twice.
    Migrator::with_migrations(migrations()).run(&mut connection).await.map_err(
        |error| match error {
            MigrateError::VersionMissing(_) => {
                refuse(url, "a newer version of Regulars wrote to it: start that version")
            }
            other => refuse(url, &other.to_string()),
        },
    )?;
    let readers = PgPoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| Box::pin(prepare(connection)))
        .connect_with(options.clone())
        .await
        .map_err(explain)?;
    Ok(Opened { options, connection, readers })
}

pub(in crate::storage) fn options(url: &PostgresUrl) -> Result<PgConnectOptions, StartError> {
    let options = PgConnectOptions::from_str(url.reveal())
        .map_err(|error| refuse(url, &error.to_string()))?;
    Ok(options.application_name("regulars").disable_statement_logging())
}

/// A connection of our own, beside the pool.
pub(in crate::storage) async fn connect(
    options: &PgConnectOptions,
) -> Result<PgConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    prepare(&mut connection).await?;
    Ok(connection)
}

pub(in crate::storage) async fn prepare(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(SESSION).execute(connection).await?;
    Ok(())
}

/// Looks whether this is a database that can keep a promise, without writing.
async fn recognise(connection: &mut PgConnection, url: &PostgresUrl) -> Result<(), StartError> {
    let (version, fsync, standby): (i32, String, bool) = sqlx::query_as(
        "SELECT current_setting('server_version_num')::int, current_setting('fsync'),
                pg_is_in_recovery()",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| refuse(url, &error.to_string()))?;
    if version < 130_000 {
        return Err(refuse(url, "it is older than PostgreSQL 13"));
    }
    if standby {
        return Err(refuse(url, "it is a standby: name the primary"));
    }
    if fsync != "on" {
        return Err(refuse(
            url,
            "its setting fsync is off, so that it would lose what it confirmed",
        ));
    }
    let foreign: bool = sqlx::query_scalar(
        "SELECT to_regclass('_sqlx_migrations') IS NULL AND EXISTS (
             SELECT 1 FROM pg_tables WHERE schemaname = current_schema())",
    )
    .fetch_one(connection)
    .await
    .map_err(|error| refuse(url, &error.to_string()))?;
    if foreign {
        return Err(refuse(url, "it has tables of another program: give Regulars one of its own"));
    }
    Ok(())
}

fn refuse(url: &PostgresUrl, why: &str) -> StartError {
    StartError::Postgres(url.place(), why.to_owned())
}
