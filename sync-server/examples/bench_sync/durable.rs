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

/// Clients push one change a message, and keep `window` of them unanswered. They do not read along.
pub async fn measure(
    server: &ServerProcess,
    workspace: u8,
    edits: usize,
    window: usize,
    records: Records,
) -> f64 {
    run(server, workspace, edits, window, records, false).await
}

/// The same, and every client gets what the others write.
pub async fn measure_live(
    server: &ServerProcess,
    workspace: u8,
    edits: usize,
    window: usize,
) -> f64 {
    run(server, workspace, edits, window, Records::OnePerClient, true).await
}

async fn run(
    server: &ServerProcess,
    workspace: u8,
    edits: usize,
    window: usize,
    records: Records,
    live: bool,
) -> f64 {
    let secret = server.workspace(workspace).await;
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let client = if live {
            let mut client = Client::live(server.address(), &secret, 0).await;
            client.delivery().await;
            client
        } else {
            Client::hello(server.address(), &secret, None).await.0
        };
        clients.push((client, changes(number, edits, records)));
    }
    let start = Instant::now();
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|(client, changes)| tokio::spawn(push(client, changes, window)))
        .collect();
    for task in tasks {
        task.await.expect("a client that pushed everything");
    }
    (CLIENTS as usize * edits) as f64 / start.elapsed().as_secs_f64()
}

fn changes(client: u64, edits: usize, records: Records) -> Vec<PushedChange> {
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
