//! Promise 1, in short: what was acknowledged survives `kill -9` at any moment. The control: a
//! server that acknowledges before it commits is found out by the same run.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use shared::id::{ChangeHash, WorkspaceSecret};
use shared::sync::server::{Conversation, Weakness};
use sync_server::config::Database;
use sync_server::{Gate, Server};
use tokio::process::{Child, Command};

use super::support::server::config;
use super::support::writer::Writer;
use super::support::{Folder, http, process};

const WRITERS: u64 = 50;
/// Kills in the ordinary run; more with this variable.
const KILLS: usize = 20;
const KILLS_VARIABLE: &str = "REGULARS_TEST_KILLS";
/// Set for the process that is the control's server.
const WEAK_SERVER: &str = "REGULARS_TEST_WEAK_SERVER";

#[derive(Clone, Copy)]
enum Build {
    Real,
    Weak,
}

#[tokio::test(flavor = "multi_thread")]
async fn row_1_what_was_acknowledged_survives_kill_9() {
    let kills = std::env::var(KILLS_VARIABLE).ok().and_then(|kills| kills.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    let (acknowledged, lost) = run(Build::Real, 1, kills).await;
    println!("row 1: {lost} of {acknowledged} acknowledged changes lost in {kills} kills");
    assert_eq!(lost, 0, "of {acknowledged} acknowledged");
    assert!(acknowledged > 100, "only {acknowledged} were acknowledged at all");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_1_control_a_server_that_acknowledges_too_early_is_found_out() {
    // Where the machine is busy, a kill may find nothing under way.
    let mut acknowledged = 0;
    for seed in 1..=5 {
        let (more, lost) = run(Build::Weak, seed, KILLS).await;
        acknowledged += more;
        if lost > 0 {
            return;
        }
    }
    panic!("of {acknowledged} acknowledged, none was lost");
}

/// Not a test by itself: the process that [`Build::Weak`] starts.
#[tokio::test(flavor = "multi_thread")]
async fn the_controls_server_when_asked_for() {
    let Ok(path) = std::env::var(WEAK_SERVER) else { return };
    let config = config(Database::Sqlite(path.into()));
    let begin = || Conversation::weakened(Some(Weakness::AcknowledgesBeforeCommit));
    let server = Server::start_with(config, begin, Gate::Whole).await.expect("it starts");
    println!("Regulars is at http://{}", server.address());
    std::future::pending::<()>().await;
}

/// How many changes were acknowledged in all rounds, and how many of those the log lacks.
async fn run(build: Build, seed: u64, kills: usize) -> (usize, usize) {
    let folder = Folder::new();
    let secret = WorkspaceSecret([1; 32]);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut writers: Vec<Writer> = (0..WRITERS).map(Writer::new).collect();
    let mut ledger = HashSet::new();
    for round in 0..kills {
        let (mut server, address) = start(build, &folder.database()).await;
        if round == 0 {
            assert_eq!(http::create(address, &secret).await.status.as_u16(), 201);
        }
        let tasks: Vec<_> = writers
            .drain(..)
            .map(|writer| tokio::spawn(writer.write(address, secret.clone())))
            .collect();
        tokio::time::sleep(Duration::from_millis(rng.random_range(20..200))).await;
        server.kill().await.expect("killed");
        for task in tasks {
            let mut writer = task.await.expect("a writer ends with its server");
            ledger.extend(writer.acknowledged.drain(..));
            writers.push(writer);
        }
    }
    // Whatever the build was, the honest one reads what is there.
    let (_server, address) = start(Build::Real, &folder.database()).await;
    let body = http::snapshot(address, &secret, "", "identity").await.body;
    let logged: HashSet<ChangeHash> = http::frames(&body)
        .into_iter()
        .flat_map(|delivery| delivery.changes)
        .map(|change| change.hash)
        .collect();
    (ledger.len(), ledger.difference(&logged).count())
}

/// Starts the server as a process of its own, which ends with the returned value.
async fn start(build: Build, database: &Path) -> (Child, SocketAddr) {
    match build {
        Build::Real => {
            process::serve(&["--database-url", &format!("sqlite:{}", database.display())]).await
        }
        Build::Weak => {
            let mut command = Command::new(std::env::current_exe().expect("this test"));
            command.args(["--exact", "crash::the_controls_server_when_asked_for", "--nocapture"]);
            command.env(WEAK_SERVER, database);
            process::started(command).await
        }
    }
}
