//! From a SQLite file into PostgreSQL.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use super::tables::{CopyError, Kind, Table, tables};

/// Rows, and bytes of blobs, in one statement.
const ROWS: usize = 2000;
const BYTES: usize = 4 << 20;

/// How many rows were copied.
pub(super) async fn all(
    from: &mut SqliteConnection,
    to: &mut PgConnection,
) -> Result<u64, CopyError> {
    let tables = tables(from).await?;
    let mut source = from.begin().await?;
    let mut target = to.begin().await?;
    let taken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM workspace)")
        .fetch_one(&mut *target)
        .await?;
    if taken {
        return Err(CopyError::NotEmpty);
    }
    let mut copied = 0;
    for table in &tables {
        let select = format!("SELECT {} FROM \"{}\"", table.names(), table.name);
        let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(&mut *source);
        let mut pack = Pack::new(table);
        while let Some(row) = rows.try_next().await? {
            pack.add(&row)?;
            copied += 1;
            if pack.rows >= ROWS || pack.bytes >= BYTES {
                pack.write(&mut target).await?;
                pack = Pack::new(table);
            }
        }
        if pack.rows > 0 {
            pack.write(&mut target).await?;
        }
        number_on(&mut target, table).await?;
    }
    target.commit().await?;
    Ok(copied)
}

/// New rows are numbered after the copied ones.
async fn number_on(target: &mut PgConnection, table: &Table) -> Result<(), CopyError> {
    if !table.columns.iter().any(|column| column.name == "id" && column.kind == Kind::Integer) {
        return Ok(());
    }
    let sql = format!(
        "SELECT setval(sequence, (SELECT max(id) FROM \"{0}\"))
         FROM pg_get_serial_sequence('\"{0}\"', 'id') AS sequence
         WHERE sequence IS NOT NULL AND EXISTS (SELECT 1 FROM \"{0}\")",
        table.name
    );
    sqlx::query(AssertSqlSafe(sql)).execute(target).await?;
    Ok(())
}

/// Rows on their way, column by column.
struct Pack<'a> {
    table: &'a Table,
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

enum Values {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Blobs(Vec<Option<Vec<u8>>>),
}

impl<'a> Pack<'a> {
    fn new(table: &'a Table) -> Self {
        let columns = table.columns.iter().map(|column| match column.kind {
            Kind::Integer => Values::Integers(Vec::new()),
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Blob => Values::Blobs(Vec::new()),
        });
        Self { table, columns: columns.collect(), rows: 0, bytes: 0 }
    }

    fn add(&mut self, row: &SqliteRow) -> Result<(), sqlx::Error> {
        for (at, column) in self.columns.iter_mut().enumerate() {
            match column {
                Values::Integers(values) => values.push(row.try_get(at)?),
                Values::Texts(values) => values.push(row.try_get(at)?),
                Values::Blobs(values) => {
                    let value: Option<Vec<u8>> = row.try_get(at)?;
                    self.bytes += value.as_ref().map_or(0, Vec::len);
                    values.push(value);
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    async fn write(self, target: &mut PgConnection) -> Result<(), sqlx::Error> {
        let arrays: Vec<String> = (1..)
            .zip(&self.columns)
            .map(|(at, values)| match values {
                Values::Integers(_) => format!("${at}::bigint[]"),
                Values::Texts(_) => format!("${at}::text[]"),
                Values::Blobs(_) => format!("${at}::bytea[]"),
            })
            .collect();
        let (name, names) = (&self.table.name, self.table.names());
        let arrays = arrays.join(", ");
        let sql = format!("INSERT INTO \"{name}\" ({names}) SELECT * FROM unnest({arrays})");
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for values in self.columns {
            insert = match values {
                Values::Integers(values) => insert.bind(values),
                Values::Texts(values) => insert.bind(values),
                Values::Blobs(values) => insert.bind(values),
            };
        }
        insert.execute(target).await?;
        Ok(())
    }
}
