//! Whole teams over the real server: the client's own core, real sockets, a real file.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use shared::id::{ChangeHash, DocumentId, WorkspaceSecret};
use shared::sync::server::{Conversation, Weakness};
use sync_server::config::Database;
use sync_server::{Gate, Server};

use super::support::device::Device;
use super::support::server::config;
use super::support::{Folder, TestServer, http};

/// How long a team may take to agree.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one is waited for that is not to agree: many times what it takes otherwise.
const CONTROL: Duration = Duration::from_secs(5);

/// Everybody works at the same time.
async fn work(team: Vec<Device>, address: SocketAddr, milliseconds: u64) -> Vec<Device> {
    let time = Duration::from_millis(milliseconds);
    join_all(team.into_iter().map(|device| device.work(address, time))).await
}

/// Works until all hold the same, the server holds exactly that, and nothing waits.
async fn agree(team: Vec<Device>, address: SocketAddr, secret: &WorkspaceSecret) -> Vec<Device> {
    agree_within(PATIENCE, team, address, secret).await.expect("an agreement")
}

/// The same, or what each device holds when time is up.
async fn agree_within(
    patience: Duration,
    mut team: Vec<Device>,
    address: SocketAddr,
    secret: &WorkspaceSecret,
) -> Result<Vec<Device>, String> {
    let start = Instant::now();
    loop {
        team = work(team, address, 200).await;
        let log = log(address, secret).await;
        let agreed = team.iter().all(|device| {
            device.heads() == team[0].heads()
                && device.changes() == log
                && device.unsettled() == (0, 0)
        });
        if agreed {
            return Ok(team);
        }
        if start.elapsed() > patience {
            let state: Vec<_> = team
                .iter()
                .map(|device| (device.heads().len(), device.changes().len(), device.unsettled()))
                .collect();
            return Err(format!("{state:?} with {} changes in the log", log.len()));
        }
    }
}

async fn log(address: SocketAddr, secret: &WorkspaceSecret) -> HashSet<ChangeHash> {
    let body = http::snapshot(address, secret, "", "identity").await.body;
    let deliveries = http::frames(&body);
    deliveries.into_iter().flat_map(|delivery| delivery.changes).map(|change| change.hash).collect()
}

fn team(count: u64, secret: &WorkspaceSecret) -> Vec<Device> {
    (0..count).map(|number| Device::new(number, secret)).collect()
}

/// Each device makes people, and writes about all that it knows of.
fn write(team: &mut [Device], round: usize) {
    for (number, device) in team.iter_mut().enumerate() {
        for at in 0..5 {
            device.create(&format!("Person {at} of {number} in round {round}"));
        }
        for person in device.heads().into_keys().collect::<Vec<DocumentId>>() {
            device.note(person, &format!("note by {number} in round {round}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_6_a_team_agrees_through_a_server_that_comes_and_goes() {
    let mut test = TestServer::start().await;
    let address = test.address();
    let secret = test.workspace(1).await;
    let mut people = team(3, &secret);
    for round in 0..4 {
        write(&mut people, round);
        people = work(people, address, 60).await;
        test = restart(test, |_| {}).await;
    }
    let people = agree(people, address, &secret).await;
    assert_eq!(people[0].heads().len(), 3 * 4 * 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_24_yesterdays_file_copied_back_loses_nothing() {
    let everybody = restore_yesterday(Conversation::new, PATIENCE).await.expect("an agreement");
    assert_eq!(everybody[0].heads().len(), 3 * 2 * 5 + 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_24_control_a_server_that_does_not_compare_the_chain_is_found_out() {
    let begin = || Conversation::weakened(Some(Weakness::DoesNotCompareTheChain));
    assert!(restore_yesterday(begin, CONTROL).await.is_err());
}

async fn restore_yesterday(
    begin: fn() -> Conversation,
    patience: Duration,
) -> Result<Vec<Device>, String> {
    let mut test = TestServer::start().await;
    let address = test.address();
    let secret = test.workspace(1).await;
    let mut old_hands = team(2, &secret);
    write(&mut old_hands, 0);
    old_hands = agree(old_hands, address, &secret).await;

    // Yesterday's copy; then a day of work.
    let yesterday = Folder::new();
    test = restart(test, |database| {
        std::fs::copy(database, yesterday.database()).expect("a backup");
    })
    .await;
    write(&mut old_hands, 1);
    old_hands = agree(old_hands, address, &secret).await;

    // The copy comes back, and a newcomer writes before the others return.
    let TestServer { server, folder } = test;
    server.stop().await;
    std::fs::copy(yesterday.database(), folder.database()).expect("restored");
    let mut config = config(Database::Sqlite(folder.database()));
    config.listen = address;
    let _server = Server::start_with(config, begin, Gate::Whole).await.expect("it starts");
    write(&mut old_hands, 2);
    let mut newcomer = vec![Device::new(9, &secret)];
    newcomer = work(newcomer, address, 300).await;
    write(&mut newcomer, 3);
    newcomer = agree_within(patience, newcomer, address, &secret).await?;

    old_hands.append(&mut newcomer);
    agree_within(patience, old_hands, address, &secret).await
}

#[tokio::test(flavor = "multi_thread")]
async fn row_11_an_empty_file_is_filled_again_by_whoever_has_the_work() {
    let mut test = TestServer::start().await;
    let address = test.address();
    let secret = test.workspace(1).await;
    let mut people = team(2, &secret);
    for round in 0..3 {
        write(&mut people, round);
        people = agree(people, address, &secret).await;
    }
    let before = people[0].heads();
    test = restart(test, |database| std::fs::remove_file(database).expect("removed")).await;
    test.workspace(1).await;
    people = agree(people, address, &secret).await;
    assert_eq!(people[0].heads(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_downloads_what_the_team_has_and_goes_on_with_it() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut people = team(1, &secret);
    for round in 0..20 {
        write(&mut people, round);
        people = work(people, test.address(), 20).await;
    }
    people = agree(people, test.address(), &secret).await;
    let newcomer = Device::new(9, &secret).catch_up(test.address(), PATIENCE).await;
    assert_eq!(newcomer.heads(), people[0].heads());
    assert!(newcomer.downloaded > 10_000, "{} bytes came over HTTP", newcomer.downloaded);
    people.push(newcomer);
    write(&mut people, 20);
    agree(people, test.address(), &secret).await;
}

/// Stops the server, does something to its file, and starts it at the same address.
async fn restart(test: TestServer, between: impl FnOnce(&std::path::Path)) -> TestServer {
    let address = test.address();
    let TestServer { server, folder } = test;
    server.stop().await;
    between(&folder.database());
    let test = TestServer::start_in(folder, |config| config.listen = address).await;
    test.expect("it starts again")
}
