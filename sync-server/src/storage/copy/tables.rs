//! Which tables there are, and what stands in their columns.

use sqlx::SqliteConnection;

/// Why rows could not be copied.
#[derive(Debug, thiserror::Error)]
pub(super) enum CopyError {
    /// Either database says so.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// The target has workspaces of its own.
    #[error("it holds workspaces already: give an empty database")]
    NotEmpty,
}

/// What a column holds. Tables are STRICT, so that this is what stands in every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Text,
    Blob,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

impl Table {
    /// The columns' names, as a statement has them.
    pub(super) fn names(&self) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }
}

/// Every table of ours, each after those that it refers to, which were made before it.
pub(super) async fn tables(file: &mut SqliteConnection) -> Result<Vec<Table>, sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'
         ORDER BY rowid",
    )
    .fetch_all(&mut *file)
    .await?;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        let columns: Vec<(String, String)> =
            sqlx::query_as("SELECT name, type FROM pragma_table_info(?1) ORDER BY cid")
                .bind(&name)
                .fetch_all(&mut *file)
                .await?;
        let columns = columns
            .into_iter()
            .map(|(name, declared)| {
                let kind = match declared.as_str() {
                    "INTEGER" | "INT" => Kind::Integer,
                    "TEXT" => Kind::Text,
                    _ => Kind::Blob,
                };
                Column { name, kind }
            })
            .collect();
        tables.push(Table { name, columns });
    }
    Ok(tables)
}
