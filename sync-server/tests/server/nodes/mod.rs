//! Several servers ("nodes") over one PostgreSQL.

mod access;
mod crash;
mod order;
mod presence;
mod trouble;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use shared::id::{ChangeHash, WorkspaceSecret};
use sync_server::Server;
use sync_server::config::{Database, PostgresUrl};

use super::support::device::Device;
use super::support::server::config;
use super::support::{Client, Record, http, postgres};

/// How long a team may take to agree.
const PATIENCE: Duration = Duration::from_secs(60);

async fn node(url: &PostgresUrl) -> Server {
    Server::start(config(Database::Postgres(url.clone()))).await.expect("it starts")
}

async fn workspace(address: SocketAddr, byte: u8) -> WorkspaceSecret {
    let secret = WorkspaceSecret([byte; 32]);
    let answer = http::create(address, &secret).await;
    assert!(matches!(answer.status.as_u16(), 200 | 201), "{}", answer.status);
    secret
}

async fn log(address: SocketAddr, secret: &WorkspaceSecret) -> HashSet<ChangeHash> {
    let body = http::snapshot(address, secret, "", "identity").await.body;
    let deliveries = http::frames(&body);
    deliveries.into_iter().flat_map(|delivery| delivery.changes).map(|change| change.hash).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_through_one_node_reach_clients_of_the_others_at_once() {
    let url = postgres::database().await;
    let nodes = [node(&url).await, node(&url).await, node(&url).await];
    let secret = workspace(nodes[0].address(), 1).await;
    let mut readers = Vec::new();
    for node in &nodes {
        let mut reader = Client::live(node.address(), &secret, 0).await;
        assert!(reader.delivery().await.changes.is_empty());
        readers.push(reader);
    }
    let mut writers = Vec::new();
    for node in &nodes {
        writers.push(Client::hello(node.address(), &secret, None).await.0);
    }
    let mut records: Vec<Record> = (0..3).map(Record::new).collect();
    let start = Instant::now();
    for seq in 0..60 {
        let which = seq as usize % 3;
        writers[which].push(vec![records[which].set("note", &format!("note {seq}"))]).await;
        for reader in &mut readers {
            assert_eq!(reader.read_to(seq, seq + 1).await.len(), 1);
        }
    }
    // Each was awaited everywhere: by asking every second alone, this would take half a minute.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    for node in nodes {
        node.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_nodes_write_at_once_and_every_reader_has_every_row_once_and_in_order() {
    let url = postgres::database().await;
    let nodes = [node(&url).await, node(&url).await];
    let secret = workspace(nodes[0].address(), 1).await;
    let writers = (0..8).map(|number: usize| {
        let (address, secret) = (nodes[number % 2].address(), secret.clone());
        tokio::spawn(async move {
            let (mut client, _) = Client::hello(address, &secret, None).await;
            client.push_all(Record::new(number as u64).changes(100)).await
        })
    });
    let readers = (0..4).map(|number: usize| {
        let (address, secret) = (nodes[number % 2].address(), secret.clone());
        tokio::spawn(async move {
            let mut client = Client::live(address, &secret, 0).await;
            let mut hashes = Vec::new();
            for delivery in client.read_to(0, 800).await {
                hashes.extend(delivery.changes.iter().map(|change| change.hash));
            }
            hashes
        })
    });
    let (writers, readers) = (writers.collect::<Vec<_>>(), readers.collect::<Vec<_>>());
    for writer in writers {
        assert_eq!(writer.await.expect("a writer"), (100, vec![]));
    }
    let mut seen = Vec::new();
    for reader in readers {
        seen.push(reader.await.expect("a reader"));
    }
    assert_eq!(seen[0].iter().collect::<HashSet<_>>().len(), 800);
    assert!(seen.iter().all(|order| order == &seen[0]));
}

/// Devices, each with a node of its own, until all hold the same and nothing waits.
async fn agree(mut team: Vec<(Device, SocketAddr)>, secret: &WorkspaceSecret) -> Vec<Device> {
    let start = Instant::now();
    loop {
        let work = team.into_iter().map(|(device, address)| async move {
            (device.work(address, Duration::from_millis(300)).await, address)
        });
        team = join_all(work).await;
        let log = log(team[0].1, secret).await;
        let heads = team[0].0.heads();
        let agreed = team.iter().all(|(device, _)| {
            device.heads() == heads && device.changes() == log && device.unsettled() == (0, 0)
        });
        if agreed && !log.is_empty() {
            return team.into_iter().map(|(device, _)| device).collect();
        }
        assert!(start.elapsed() < PATIENCE, "no agreement over {} changes", log.len());
    }
}

/// Each device makes people, and writes about all that it knows of.
fn write(team: &mut [Device], round: usize) {
    for (number, device) in team.iter_mut().enumerate() {
        for at in 0..3 {
            device.create(&format!("Person {at} of {number} in round {round}"));
        }
        for person in device.heads().into_keys().collect::<Vec<_>>() {
            device.note(person, &format!("note by {number} in round {round}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_on_three_nodes_agrees_though_they_change_places() {
    let url = postgres::database().await;
    let nodes = [node(&url).await, node(&url).await, node(&url).await];
    let secret = workspace(nodes[0].address(), 1).await;
    let mut team: Vec<Device> = (0..3).map(|number| Device::new(number, &secret)).collect();
    for round in 0..4 {
        write(&mut team, round);
        let places = team
            .into_iter()
            .enumerate()
            .map(|(number, device)| (device, nodes[(number + round) % 3].address()));
        team = agree(places.collect(), &secret).await;
    }
    assert_eq!(team[0].heads().len(), 3 * 3 * 4);
}
