//! Promise 8: no reader skips a change, however long a commit takes to become visible.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use shared::crdt;
use shared::gate::inspect_by;
use shared::id::WorkspaceSecret;
use shared::sync::log::Verdict;
use sqlx::PgConnection;
use sync_server::storage::{Batch, Outcome, Postgres, Storage};

use crate::support::{Record, postgres};

const NODES: u64 = 4;
/// Changes of each node in the ordinary run; more with this variable.
const CHANGES: usize = 400;
const CHANGES_VARIABLE: &str = "REGULARS_TEST_CHANGES";

/// Makes commits slow between the last statement and their becoming visible, some more than others.
const DELAY: &str = "
    CREATE FUNCTION delay() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(random() * 0.004); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER delay AFTER INSERT ON change
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION delay();
";

#[tokio::test(flavor = "multi_thread")]
async fn row_8_no_polling_reader_skips_a_change_whose_commit_was_delayed() {
    let changes = std::env::var(CHANGES_VARIABLE).ok().and_then(|count| count.parse().ok());
    let changes: usize = changes.unwrap_or(CHANGES);
    let url = postgres::database().await;
    let storage = Postgres::open(&url).await.expect("it opens");
    sqlx::raw_sql(DELAY).execute(&mut postgres::beside(&url).await).await.expect("slowed down");
    let secret = WorkspaceSecret([1; 32]);
    let workspace = secret.workspace();
    storage.create(workspace, secret.verifier(), 9).await.expect("made");

    let finished = Arc::new(AtomicBool::new(false));
    let mut readers = Vec::new();
    for _ in 0..2 {
        let (storage, finished) = (Postgres::open(&url).await.expect("it opens"), finished.clone());
        readers.push(tokio::spawn(async move {
            let (mut at, mut seen) = (0, HashSet::new());
            loop {
                let over = finished.load(Ordering::Acquire);
                let delivery = storage.read(workspace, at).await.expect("read");
                if over && delivery.changes.is_empty() {
                    return seen;
                }
                at = delivery.to.seq;
                seen.extend(delivery.changes.iter().map(|change| change.hash));
            }
        }));
    }
    let mut writers = Vec::new();
    for number in 0..NODES {
        let storage = Postgres::open(&url).await.expect("it opens");
        writers.push(tokio::spawn(async move {
            let mut record = Record::new(number);
            let mut hashes = Vec::new();
            for change in record.changes(changes) {
                hashes.push(change.hash);
                let candidate = inspect_by(crdt::inspect, change).expect("a sound change");
                let batch = Batch { workspace, candidates: vec![candidate], tried_at: None };
                let committed = storage.commit(vec![batch]).await.expect("committed");
                let Outcome::Committed(committed) = &committed[0] else { panic!("not tried") };
                assert_eq!(committed.verdicts, [Verdict::Accepted]);
            }
            hashes
        }));
    }
    let mut written = HashSet::new();
    for writer in writers {
        written.extend(writer.await.expect("a writer"));
    }
    finished.store(true, Ordering::Release);
    assert_eq!(written.len(), NODES as usize * changes);
    for reader in readers {
        let seen = reader.await.expect("a reader");
        let skipped = written.difference(&seen).count();
        println!("row 8: {skipped} of {} changes skipped", written.len());
        assert_eq!(skipped, 0);
    }
}

/// Numbers from a sequence, without the workspace's row in hand.
const NAIVE: &str = "
    CREATE TABLE change (seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash TEXT);
";

#[tokio::test(flavor = "multi_thread")]
async fn row_8_control_a_log_that_is_numbered_without_a_lock_is_found_out() {
    let url = postgres::database().await;
    let mut first = postgres::beside(&url).await;
    sqlx::raw_sql(NAIVE).execute(&mut first).await.expect("made");
    sqlx::raw_sql(DELAY).execute(&mut first).await.expect("slowed down");
    let mut writers = Vec::new();
    for _ in 0..NODES {
        let mut connection = postgres::beside(&url).await;
        writers.push(tokio::spawn(async move {
            for _ in 0..100 {
                let insert = "INSERT INTO change (hash) VALUES ('x')";
                sqlx::query(insert).execute(&mut connection).await.expect("written");
            }
        }));
    }
    let mut seen = 0;
    let mut at = 0;
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        seen += poll(&mut first, &mut at).await;
    }
    seen += poll(&mut first, &mut at).await;
    assert!(seen < NODES as usize * 100, "a reader that polls must have skipped something");
}

async fn poll(connection: &mut PgConnection, at: &mut i64) -> usize {
    let rows: Vec<i64> = sqlx::query_scalar("SELECT seq FROM change WHERE seq > $1 ORDER BY seq")
        .bind(*at)
        .fetch_all(connection)
        .await
        .expect("read");
    *at = rows.last().copied().unwrap_or(*at);
    rows.len()
}
