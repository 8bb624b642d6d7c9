//! How soon an edit is everywhere: many subscribers, one record.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shared::id::ChangeHash;
use shared::wire::ServerMessage;
use tokio::sync::mpsc;

use crate::client::Client;
use crate::process::ServerProcess;
use crate::record::Record;
use crate::{Scale, rounded};

pub struct Measured {
    pub figures: Value,
    /// In the closed run.
    pub cpu_us_per_delivery: f64,
}

/// Between two edits of somebody who types.
const PACE: Duration = Duration::from_millis(200);

/// Memory of the server while so many devices are connected and silent.
pub async fn memory_of_connections(server: &ServerProcess, count: usize) -> f64 {
    let secret = server.workspace(1).await;
    let mut clients = Vec::new();
    for _ in 0..count {
        let mut client = Client::live(server.address(), &secret, 0).await;
        client.delivery().await;
        clients.push(client);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.rss_mib()
}

pub async fn measure(server: &ServerProcess, subscribers: usize, scale: Scale) -> Measured {
    let secret = server.workspace(100 + subscribers as u8).await;
    let (arrivals, mut arrived) = mpsc::unbounded_channel::<(ChangeHash, Instant)>();
    let mut tasks = Vec::new();
    for _ in 0..subscribers {
        let mut client = Client::live(server.address(), &secret, 0).await;
        client.delivery().await;
        let arrivals = arrivals.clone();
        tasks.push(tokio::spawn(async move {
            while let Some(message) = client.try_next().await {
                let now = Instant::now();
                if let ServerMessage::Delivery(delivery) = message {
                    for change in delivery.changes {
                        if arrivals.send((change.hash, now)).is_err() {
                            return;
                        }
                    }
                }
            }
        }));
    }
    let (mut writer, _) = Client::hello(server.address(), &secret, None).await;
    let mut record = Record::new(1);

    let mut figures = serde_json::Map::new();
    let mut cpu_us_per_delivery = 0.0;
    for (name, edits, pace) in
        [("paced", scale.paced_edits, Some(PACE)), ("closed", scale.closed_edits, None)]
    {
        let changes: Vec<_> =
            (0..edits).map(|at| record.set("note", &format!("{name} {at}"))).collect();
        let (cpu, start) = (server.cpu_seconds(), Instant::now());
        let mut latencies = Vec::with_capacity(edits * subscribers);
        let mut sent = HashMap::new();
        for change in changes {
            let hash = change.hash;
            sent.insert(hash, Instant::now());
            writer.push(vec![change]).await;
            for _ in 0..subscribers {
                let (hash, at) = arrived.recv().await.expect("subscribers are there");
                latencies.push(at.duration_since(sent[&hash]).as_secs_f64() * 1000.0);
            }
            writer.answer().await;
            if let Some(pace) = pace {
                tokio::time::sleep(pace.saturating_sub(sent[&hash].elapsed())).await;
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        cpu_us_per_delivery = (server.cpu_seconds() - cpu) * 1e6 / latencies.len() as f64;
        latencies.sort_by(f64::total_cmp);
        let percentile = |share: f64| {
            let at = ((latencies.len() - 1) as f64 * share).round() as usize;
            rounded(latencies[at])
        };
        figures.insert(
            name.into(),
            json!({
                "p50_ms": percentile(0.5),
                "p95_ms": percentile(0.95),
                "p99_ms": percentile(0.99),
                "edits_per_s": rounded(edits as f64 / seconds),
            }),
        );
    }
    for task in tasks {
        task.abort();
    }
    Measured { figures: figures.into(), cpu_us_per_delivery }
}
