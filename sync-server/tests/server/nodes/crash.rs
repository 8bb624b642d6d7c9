//! Promise 1 on several nodes: whichever is killed, what any of them acknowledged is in the log.

use std::collections::HashSet;
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::workspace;
use crate::support::writer::Writer;
use crate::support::{postgres, process};

const WRITERS: u64 = 30;
const NODES: usize = 3;
/// Kills in the ordinary run; more with this variable.
const KILLS: usize = 8;
const KILLS_VARIABLE: &str = "REGULARS_TEST_KILLS";

#[tokio::test(flavor = "multi_thread")]
async fn row_1_what_any_node_acknowledged_survives_kill_9_of_another_mid_push() {
    let kills = std::env::var(KILLS_VARIABLE).ok().and_then(|kills| kills.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    let url = postgres::database().await;
    let flags = ["--database-url", &postgres::flag(&url)];
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(process::serve(&flags).await);
    }
    let secret = workspace(nodes[0].1, 1).await;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut writers: Vec<Writer> = (0..WRITERS).map(Writer::new).collect();
    let mut ledger = HashSet::new();
    for _ in 0..kills {
        let tasks: Vec<_> = writers
            .drain(..)
            .enumerate()
            .map(|(number, writer)| {
                // Whoever was on the killed node is on another one in the next round.
                let address = nodes[(number + rng.random_range(0..NODES)) % NODES].1;
                let patience = Duration::from_millis(900);
                let secret = secret.clone();
                tokio::spawn(async move { writer.write_for(address, secret, patience).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(rng.random_range(50..500))).await;
        let killed = rng.random_range(0..NODES);
        nodes[killed].0.kill().await.expect("killed");
        for task in tasks {
            let mut writer = task.await.expect("a writer ends");
            ledger.extend(writer.acknowledged.drain(..));
            writers.push(writer);
        }
        nodes[killed] = process::serve(&flags).await;
    }
    let logged = super::log(nodes[0].1, &secret).await;
    let lost = ledger.difference(&logged).count();
    println!(
        "row 1: {lost} of {} acknowledged changes lost in {kills} kills of one of {NODES} nodes",
        ledger.len()
    );
    assert_eq!(lost, 0);
    assert!(ledger.len() > 1000, "only {} were acknowledged at all", ledger.len());
}
