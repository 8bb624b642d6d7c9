//! Measures the server: it alone in its process, clients here, speaking the protocol with changes
//! that Automerge wrote.
//!
//! `cargo build --release -p sync-server && cargo run --release -p sync-server --example
//! bench_sync -- --out FILE` writes one JSON object; `docs/BENCHMARKS.md` says what its keys mean.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use serde_json::json;

mod durable;
mod fanout;
mod fresh;
mod machine;
mod process;

#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../../tests/server/support/client.rs"]
mod client;
#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../../tests/server/support/device.rs"]
mod device;
#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../../tests/server/support/http.rs"]
mod http;
#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../../tests/server/support/postgres.rs"]
mod postgres;
#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../../tests/server/support/record.rs"]
mod record;

use durable::{Manner, Records};
use process::ServerProcess;

/// Measures the sync server
#[derive(Parser)]
struct Arguments {
    /// Where to write the figures; they are printed too
    #[arg(long)]
    out: Option<PathBuf>,
    /// The server's binary [default: `regulars` beside this program's folder]
    #[arg(long, env = "REGULARS_SERVER")]
    server: Option<PathBuf>,
    /// What the server keeps its logs in. PostgreSQL is started for it, in a temporary folder.
    #[arg(long, default_value = "sqlite")]
    storage: Kind,
    /// A tenth of everything, to see that it works
    #[arg(long)]
    quick: bool,
}

/// What the server keeps its logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A database beside it, on this machine.
    Postgres,
}

/// How much is measured.
#[derive(Clone, Copy)]
struct Scale {
    paced_edits: usize,
    closed_edits: usize,
    edits_per_client: usize,
    small_log: usize,
    large_log: usize,
}

const FULL: Scale = Scale {
    paced_edits: 50,
    closed_edits: 500,
    edits_per_client: 1000,
    small_log: 1000,
    large_log: 10_000,
};
const QUICK: Scale = Scale {
    paced_edits: 10,
    closed_edits: 100,
    edits_per_client: 200,
    small_log: 100,
    large_log: 1000,
};

fn main() {
    let arguments = Arguments::parse();
    let scale = if arguments.quick { QUICK } else { FULL };
    let binary = arguments.server.unwrap_or_else(|| {
        let here = std::env::current_exe().expect("this program");
        let built = here.parent().and_then(|examples| examples.parent()).expect("target/release");
        built.join("regulars")
    });
    assert!(binary.exists(), "{} is missing: build sync-server first", binary.display());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let figures = runtime.block_on(measure(&binary, arguments.storage, scale));
    let text = serde_json::to_string_pretty(&figures).expect("figures are plain");
    println!("{text}");
    if let Some(out) = arguments.out {
        std::fs::write(&out, text + "\n").expect("the figures are written");
    }
}

async fn measure(binary: &std::path::Path, storage: Kind, scale: Scale) -> serde_json::Value {
    let server = ServerProcess::start(binary, storage).await;
    let fsync_ms = machine::fsync_ms(server.folder());
    let idle = server.rss_mib();
    eprintln!("idle: {idle:.1} MiB");
    let connections_100 = fanout::memory_of_connections(&server, 100).await;
    eprintln!("100 connections: {connections_100:.1} MiB");

    let connections_1000 = fanout::memory_of_connections(&server, 1000).await;
    eprintln!("1000 connections: {connections_1000:.1} MiB");

    // Throughput first: it leaves a write-ahead log of full length, as a server has that has run
    // for a while. While that file still grows, each sync waits for the file system's journal too.
    let one_record = durable::changes(scale.edits_per_client, Records::OnePerClient);
    let own_records = durable::changes(scale.edits_per_client, Records::OnePerEdit);
    let manner = |window, live| Manner { window, live };
    let window_64 = durable::measure(&server, 10, &one_record, manner(64, false)).await;
    eprintln!("64 in flight: {window_64:.0}/s");
    let window_1 = durable::measure(&server, 20, &one_record, manner(1, false)).await;
    eprintln!("1 in flight: {window_1:.0}/s");
    let own = durable::measure(&server, 30, &own_records, manner(64, false)).await;
    eprintln!("own records: {own:.0}/s");
    let live = durable::measure(&server, 40, &one_record, manner(64, true)).await;
    eprintln!("everybody reads along: {live:.0}/s");

    let mut fanout = serde_json::Map::new();
    let mut cpu = 0.0;
    for subscribers in [10, 50, 100] {
        let measured = fanout::measure(&server, subscribers, scale).await;
        eprintln!("fan-out to {subscribers}: {}", measured.figures);
        fanout.insert(subscribers.to_string(), measured.figures);
        cpu = measured.cpu_us_per_delivery;
    }

    let small = fresh::measure(&server, 50, scale.small_log).await;
    eprintln!("fresh client, small: {small}");
    let large = fresh::measure(&server, 51, scale.large_log).await;
    eprintln!("fresh client, large: {large}");
    let after = server.rss_mib();
    json!({
        "fanout": fanout,
        "durable_changes_per_s": window_64.round(),
        "durable_changes_per_s_1_in_flight": window_1.round(),
        "durable_changes_per_s_own_records": own.round(),
        "durable_changes_per_s_all_live": live.round(),
        "server_cpu_us_per_delivery": rounded(cpu),
        "fresh_client": { scale.small_log.to_string(): small, scale.large_log.to_string(): large },
        "server_rss_mib": {
            "idle": rounded(idle),
            "connections_100": rounded(connections_100),
            "after": rounded(after),
        },
        "connections_1000_rss_mib": rounded(connections_1000),
        "storage": format!("{storage:?}").to_lowercase(),
        "fsync_ms": rounded(fsync_ms),
        "machine": machine::describe(),
        "commit": machine::commit(),
    })
}

/// To a thousandth: more would be noise.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
