//! From PostgreSQL into a SQLite file.

use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use super::tables::{CopyError, Kind, Table, tables};

/// All that the source holds at one moment, while others go on writing to it.
pub(super) async fn all(
    from: &mut PgConnection,
    to: &mut SqliteConnection,
) -> Result<(), CopyError> {
    let tables = tables(to).await?;
    sqlx::raw_sql("PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL").execute(&mut *to).await?;
    let mut source = from.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let mut target = to.begin().await?;
    for table in &tables {
        copy(table, &mut source, &mut target).await?;
    }
    target.commit().await?;
    source.rollback().await?;
    Ok(())
}

async fn copy(
    table: &Table,
    source: &mut PgConnection,
    target: &mut SqliteConnection,
) -> Result<(), CopyError> {
    let (name, names) = (&table.name, table.names());
    // By the columns that the file's table is ordered by, so that it is written from front to back.
    let select = format!("SELECT {names} FROM \"{name}\" ORDER BY 1, 2");
    let places: Vec<String> = (1..=table.columns.len()).map(|at| format!("?{at}")).collect();
    let places = places.join(", ");
    let insert = format!("INSERT INTO \"{name}\" ({names}) VALUES ({places})");
    let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(source);
    while let Some(row) = rows.try_next().await? {
        let mut statement = sqlx::query(AssertSqlSafe(insert.clone()));
        for (at, column) in table.columns.iter().enumerate() {
            statement = match column.kind {
                Kind::Integer => statement.bind(row.try_get::<Option<i64>, _>(at)?),
                Kind::Text => statement.bind(row.try_get::<Option<String>, _>(at)?),
                Kind::Blob => statement.bind(row.try_get::<Option<Vec<u8>>, _>(at)?),
            };
        }
        statement.execute(&mut *target).await?;
    }
    Ok(())
}
