//! How many changes a second are acknowledged as durable.

use std::time::Instant;

use shared::wire::{PushedChange, ServerMessage};

use crate::client::Client;
use crate::process::ServerProcess;
use crate::record::Record;

const CLIENTS: u64 = 20;

/// What is edited.
#[derive(Clone, Copy, PartialEq)]
pub enum Records {
    /// Each client edits its one record.
    OnePerClient,
    /// Each edit makes a record.
    OnePerEdit,
}

/// How the clients go about it.
#[derive(Clone, Copy)]
pub struct Manner {
    /// Changes that each keeps unanswered.
    pub window: usize,
    /// Whether each gets what the others write.
    pub live: bool,
}

/// Runs whose median is the figure: one alone can meet a stall of the disk.
const RUNS: u8 = 3;

/// Each client's changes.
pub fn changes(edits: usize, records: Records) -> Vec<Vec<PushedChange>> {
    (0..CLIENTS).map(|client| changes_of(client, edits, records)).collect()
}

/// Clients push one change a message, each run into a workspace of its own from `workspace` on.
pub async fn measure(
    server: &ServerProcess,
    workspace: u8,
    changes: &[Vec<PushedChange>],
    manner: Manner,
) -> f64 {
    let mut rates = Vec::new();
    for run in 0..RUNS {
        rates.push(measure_once(server, workspace + run, changes, manner).await);
    }
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

async fn measure_once(
    server: &ServerProcess,
    workspace: u8,
    changes: &[Vec<PushedChange>],
    manner: Manner,
) -> f64 {
    let secret = server.workspace(workspace).await;
    let mut clients = Vec::new();
    for changes in changes {
        let client = if manner.live {
            let mut client = Client::live(server.address(), &secret, 0).await;
            client.delivery().await;
            client
        } else {
            Client::hello(server.address(), &secret, None).await.0
        };
        clients.push((client, changes.clone()));
    }
    let start = Instant::now();
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|(client, changes)| tokio::spawn(push(client, changes, manner.window)))
        .collect();
    for task in tasks {
        task.await.expect("a client that pushed everything");
    }
    changes.iter().map(Vec::len).sum::<usize>() as f64 / start.elapsed().as_secs_f64()
}

fn changes_of(client: u64, edits: usize, records: Records) -> Vec<PushedChange> {
    let mut record = Record::new(client);
    (0..edits)
        .map(|at| {
            if records == Records::OnePerEdit {
                record = Record::new((client + 1) * 1_000_000 + at as u64);
            }
            record.set("note", &format!("called about order {at}, call back on Friday"))
        })
        .collect()
}

async fn push(mut client: Client, changes: Vec<PushedChange>, window: usize) {
    let total = changes.len();
    let (mut sent, mut answered) = (0, 0);
    let mut changes = changes.into_iter();
    while answered < total {
        while sent - answered < window
            && let Some(change) = changes.next()
        {
            client.push(vec![change]).await;
            sent += 1;
        }
        match client.next().await {
            ServerMessage::Answer { accepted, refused, .. } => {
                assert!(refused.is_empty(), "{refused:?}");
                answered += accepted.len();
            }
            ServerMessage::Delivery(_) => {}
            other => panic!("{other:?}"),
        }
    }
}
