//! The server in a process of its own, seen from outside.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use shared::id::WorkspaceSecret;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Kind;
use crate::http;
use crate::postgres::Cluster;

pub struct ServerProcess {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
    /// Ends after the server.
    _database: Option<Cluster>,
}

impl ServerProcess {
    /// Starts it on a free port, with a new folder beside this program: a temporary folder may be
    /// in memory, where nothing is ever written to a disk.
    pub async fn start(binary: &Path, storage: Kind) -> Self {
        let beside = binary.parent().expect("a folder");
        let folder = beside.join(format!("bench-data-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        let database = match storage {
            Kind::Sqlite => {
                command.arg("--data").arg(&folder);
                None
            }
            Kind::Postgres => {
                let cluster = Cluster::start();
                command.arg("--database-url").arg(cluster.url("postgres"));
                Some(cluster)
            }
        };
        let mut child =
            command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next_line().await.expect("text").expect("a first line");
        let address = line.rsplit("http://").next().and_then(|address| address.parse().ok());
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        Self { child, address: address.expect("an address"), folder, _database: database }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Memory that is resident.
    pub fn rss_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()));
        let status = status.expect("a status");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a size");
        let kib: f64 = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("kB");
        kib / 1024.0
    }

    /// Processor time so far, in seconds, of all its threads.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).expect("a stat");
        // The name in parentheses may hold spaces; user and system time are 14th and 15th.
        let after_name = stat.rsplit(')').next().expect("fields");
        let ticks: f64 = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<f64>().expect("ticks"))
            .sum();
        ticks / 100.0
    }

    /// Makes a workspace.
    pub async fn workspace(&self, byte: u8) -> WorkspaceSecret {
        let secret = WorkspaceSecret([byte; 32]);
        let answer = http::create(self.address, &secret).await;
        assert!(answer.status.is_success(), "{}", answer.status);
        secret
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // The process must be gone before its folder; both are best effort at the very end.
        let _killed = self.child.start_kill();
        std::thread::sleep(std::time::Duration::from_millis(100));
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}
