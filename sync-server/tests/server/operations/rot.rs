//! Promise 3: rot is found and contained.

use std::fs;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::{Connection, SqliteConnection};
use sync_server::config::Database;
use sync_server::operations::verify::{Findings, compare, look};

use super::{done, filled_server, refused, stopped_server, text};
use crate::support::{Folder, Record};

/// Flips in the ordinary run; more with this variable.
const FLIPS: usize = 80;
const FLIPS_VARIABLE: &str = "REGULARS_TEST_FLIPS";

async fn open(file: &std::path::Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.expect("a database")
}

async fn found_after(sql: &str) -> Findings {
    let (folder, ..) = stopped_server().await;
    let mut database = open(&folder.database()).await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut database).await.expect("spoiled");
    database.close().await.expect("closed");
    look(&Database::Sqlite(folder.database())).await.expect("it can be read")
}

#[tokio::test]
async fn each_kind_of_damage_is_named_and_costs_its_own_record_only() {
    let sound = found_after("SELECT 1").await;
    assert_eq!((sound.counted, sound.problems), ((1, 12, 3, 1), vec![]));
    for (sql, word) in [
        ("UPDATE chunk SET bytes = CAST(substr(bytes, 1, 40) || x'00' || substr(bytes, 42) AS BLOB)
          WHERE seq = 6", "its hash"),
        ("DELETE FROM chunk WHERE seq = 6", "missing"),
        ("UPDATE chunk SET kind = 7 WHERE seq = 6", "unknown kind"),
        ("UPDATE change SET chain = zeroblob(32) WHERE seq = 6", "chain"),
        ("UPDATE change SET actor_seq = 9 WHERE seq = 6", "its writer"),
    ] {
        let found = found_after(sql).await;
        assert!(found.problems.iter().any(|problem| problem.contains(word)), "{found:?}");
        let id = Record::new(1).id;
        // What follows a broken link is compared with what it should follow.
        assert!(found.records.contains(&id) && found.records.len() == 1, "{sql}: {found:?}");
        assert_eq!(found.counted.1, 12, "the rest was looked at");
    }
    for (sql, word) in [
        ("UPDATE workspace SET head_seq = 15", "rows end at 12"),
        ("UPDATE blob SET bytes = x'00'", "not what its hash says"),
        ("DELETE FROM blob", "bytes of 5000"),
        ("DELETE FROM change WHERE seq = 6", "6 was due"),
    ] {
        let found = found_after(sql).await;
        assert!(found.problems.iter().any(|problem| problem.contains(word)), "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn row_3_a_flipped_bit_is_found_wherever_it_changes_anything() {
    let flips = std::env::var(FLIPS_VARIABLE).ok().and_then(|flips| flips.parse().ok());
    let flips: usize = flips.unwrap_or(FLIPS);
    let (folder, ..) = filled_server(5, 60, 60_000).await;
    let sound = fs::read(folder.database()).expect("read");
    let original = Database::Sqlite(folder.database());
    let spoiled = Folder::new();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let (mut detected, mut harmless, mut by_sqlite, mut records) = (0, 0, 0, 0);
    for _ in 0..flips {
        let mut bytes = sound.clone();
        let at = rng.random_range(0..bytes.len());
        bytes[at] ^= 1 << rng.random_range(0..8);
        fs::write(spoiled.database(), bytes).expect("written");
        let copy = Database::Sqlite(spoiled.database());
        let found = look(&copy).await;
        let problems = found.as_ref().map_or(1, |found| found.problems.len());
        if problems > 0 {
            detected += 1;
            records += found.map_or(0, |found| found.records.len());
            by_sqlite += usize::from(sqlite_finds(&spoiled.database()).await);
        } else {
            // In a page that nobody uses, or a byte that says nothing of what is kept.
            compare(&original, &copy).await.expect("nothing found, and nothing different");
            harmless += 1;
        }
        for rest in ["", "-wal", "-shm"] {
            let _none = fs::remove_file(format!("{}{rest}", spoiled.database().display()));
        }
    }
    println!(
        "row 3: {flips} flips, {detected} found, {harmless} without effect, 0 unnoticed; \
         {records} records named; SQLite alone finds {by_sqlite}"
    );
    assert!(detected > 0);
    // The control: a check that does not know hashes would let these pass.
    assert!(by_sqlite < detected, "SQLite's own check found all {detected}");
}

async fn sqlite_finds(file: &std::path::Path) -> bool {
    let Ok(mut database) = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await
    else {
        return true;
    };
    let found: Result<Vec<String>, _> =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut database).await;
    found.map_or(true, |found| found != ["ok"])
}

#[tokio::test]
async fn a_damaged_backup_is_restored_only_if_somebody_says_so() {
    let (folder, ..) = stopped_server().await;
    let backup = folder.path().join("backup.sqlite");
    done(&["backup", "--data", text(folder.path()), "--to", text(&backup)]).await;
    let mut database = open(&backup).await;
    let spoil = "UPDATE chunk SET bytes = zeroblob(50) WHERE seq = 6";
    sqlx::raw_sql(spoil).execute(&mut database).await.expect("spoiled");
    database.close().await.expect("closed");
    assert!(refused(&["verify", text(&backup)]).await.contains("in 1 records"));
    let target = Folder::new();
    let restore = ["restore", "--from", text(&backup), "--data", text(target.path())];
    assert!(refused(&restore).await.contains("is damaged"));
    assert!(!target.database().exists());
    done(&[&restore[..], &["--damaged"]].concat()).await;
    assert!(target.database().exists());
}
