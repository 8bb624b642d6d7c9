//! Promise 1, in short: what was acknowledged survives `kill -9` at any moment. The control: a
//! server that acknowledges before it commits is found out by the same run.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use shared::id::{ChangeHash, WorkspaceSecret};
use shared::sync::server::{Conversation, Weakness};
use shared::wire::{ClientMessage, PushedChange, ServerMessage};
use sync_server::Server;
use sync_server::config::Database;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::support::client::hello;
use super::support::server::config;
use super::support::{Client, Folder, Record, http};

const WRITERS: u64 = 50;
/// Kills in the ordinary run; more with this variable.
const KILLS: usize = 20;
const KILLS_VARIABLE: &str = "REGULARS_TEST_KILLS";
/// Changes that a writer keeps on their way.
const WINDOW: usize = 8;
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
    let (acknowledged, lost) = run(Build::Weak, 1, KILLS).await;
    assert!(lost > 0, "of {acknowledged} acknowledged, none was lost");
}

/// Not a test by itself: the process that [`Build::Weak`] starts.
#[tokio::test(flavor = "multi_thread")]
async fn the_controls_server_when_asked_for() {
    let Ok(path) = std::env::var(WEAK_SERVER) else { return };
    let config = config(Database::Sqlite(path.into()));
    let begin = || Conversation::weakened(Some(Weakness::AcknowledgesBeforeCommit));
    let server = Server::start_with(config, begin).await.expect("it starts");
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
    let mut command = match build {
        Build::Real => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
            command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--database-url"]);
            command.arg(format!("sqlite:{}", database.display()));
            command
        }
        Build::Weak => {
            let mut command = Command::new(std::env::current_exe().expect("this test"));
            command.args(["--exact", "crash::the_controls_server_when_asked_for", "--nocapture"]);
            command.env(WEAK_SERVER, database);
            command
        }
    };
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    while let Some(line) = lines.next_line().await.expect("text") {
        if let Some((_, address)) = line.split_once("Regulars is at http://") {
            return (child, address.trim().parse().expect("an address"));
        }
    }
    panic!("the server ended without a word");
}

/// Writes one record for ever, and remembers what was acknowledged.
struct Writer {
    record: Record,
    written: usize,
    /// On their way, in order.
    waiting: Vec<PushedChange>,
    acknowledged: Vec<ChangeHash>,
}

impl Writer {
    fn new(number: u64) -> Self {
        let record = Record::new(number);
        Self { record, written: 0, waiting: Vec::new(), acknowledged: Vec::new() }
    }

    /// Until the connection breaks.
    async fn write(mut self, address: SocketAddr, secret: WorkspaceSecret) -> Self {
        let Ok(mut client) = Client::connect(address, &[]).await else { return self };
        let greeting = ClientMessage::Hello(hello(&secret, None));
        if client.try_send(&greeting).await.is_none() || client.try_next().await.is_none() {
            return self;
        }
        for change in self.waiting.clone() {
            if client.try_push(vec![change]).await.is_none() {
                return self;
            }
        }
        loop {
            while self.waiting.len() < WINDOW {
                let change = self.record.set("note", &format!("note {}", self.written));
                self.written += 1;
                self.waiting.push(change.clone());
                if client.try_push(vec![change]).await.is_none() {
                    return self;
                }
            }
            match client.try_next().await {
                Some(ServerMessage::Answer { accepted, .. }) => {
                    self.waiting.retain(|change| !accepted.contains(&change.hash));
                    self.acknowledged.extend(accepted);
                }
                Some(_) => {}
                None => return self,
            }
        }
    }
}
