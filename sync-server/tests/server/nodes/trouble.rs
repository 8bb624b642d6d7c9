//! What goes wrong with a database, and how nodes come out of it.

use std::time::{Duration, Instant};

use sqlx::Connection;
use sync_server::Server;
use sync_server::config::{Database, PostgresUrl};

use super::{agree, node, workspace, write};
use crate::support::device::Device;
use crate::support::postgres::Cluster;
use crate::support::server::config;
use crate::support::{Client, Record, http, postgres};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_heard_is_found_by_asking_and_listening_goes_on() {
    let url = postgres::database().await;
    let nodes = [node(&url).await, node(&url).await];
    let secret = workspace(nodes[0].address(), 1).await;
    let mut reader = Client::live(nodes[1].address(), &secret, 0).await;
    reader.delivery().await;
    let (mut writer, _) = Client::hello(nodes[0].address(), &secret, None).await;
    let mut record = Record::new(1);
    let mut beside = postgres::beside(&url).await;
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    for seq in 0..3 {
        let ended: i64 = sqlx::query_scalar(cut).fetch_one(&mut beside).await.expect("cut");
        assert_eq!(ended, 2, "both nodes listen, after the last cut as well");
        writer.push(vec![record.set("note", &format!("note {seq}"))]).await;
        reader.read_to(seq, seq + 1).await;
        let listening = "SELECT count(*) FROM pg_stat_activity
                         WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        let start = Instant::now();
        loop {
            let count: i64 =
                sqlx::query_scalar(listening).fetch_one(&mut beside).await.expect("so");
            if count == 2 {
                break;
            }
            assert!(start.elapsed() < Duration::from_secs(10), "{count} nodes listen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_under_its_nodes_loses_nothing_that_was_confirmed() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let nodes = [node(&url).await, node(&url).await];
    let secret = workspace(nodes[0].address(), 1).await;
    let mut team: Vec<Device> = (0..2).map(|number| Device::new(number, &secret)).collect();
    for round in 0..3 {
        write(&mut team, round);
        let places = team.into_iter().zip(&nodes).map(|(device, node)| (device, node.address()));
        if round > 0 {
            // While they work, so that groups are under way.
            let work = places.map(|(device, address)| async move {
                device.work(address, Duration::from_millis(600)).await
            });
            let work = futures_util::future::join_all(work);
            let crash = async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                tokio::task::block_in_place(|| cluster.crash());
                assert_eq!(ready(&nodes[0]).await, 503);
                tokio::task::block_in_place(|| cluster.restart());
            };
            team = tokio::join!(work, crash).0;
        } else {
            team = places.map(|(device, _)| device).collect();
        }
        let places = team.into_iter().zip(&nodes).map(|(device, node)| (device, node.address()));
        team = agree(places.collect(), &secret).await;
    }
    assert_eq!(ready(&nodes[0]).await, 200);
    assert_eq!(team[0].heads().len(), 2 * 3 * 3);
}

async fn ready(node: &Server) -> u16 {
    http::request(node.address(), "GET", "/readyz", &[]).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_fell_back_behind_what_it_confirmed_is_made_good_by_the_devices() {
    let url = postgres::database().await;
    let nodes = [node(&url).await, node(&url).await];
    let secret = workspace(nodes[0].address(), 1).await;
    let mut team: Vec<Device> = (0..2).map(|number| Device::new(number, &secret)).collect();
    write(&mut team, 0);
    let places = team.into_iter().zip(&nodes).map(|(device, node)| (device, node.address()));
    team = agree(places.collect(), &secret).await;
    let before = team[0].heads();

    // As a standby that was promoted a moment too early: the last rows are not there.
    let fall_back = "
        DELETE FROM chunk WHERE seq > 3;
        DELETE FROM change WHERE seq > 3;
        UPDATE workspace SET head_seq = 3,
            head_chain = (SELECT chain FROM change WHERE seq = 3)";
    let mut quiet = Client::live(nodes[0].address(), &secret, 0).await;
    quiet.delivery().await;
    sqlx::raw_sql(fall_back).execute(&mut postgres::beside(&url).await).await.expect("fallen back");
    assert!(quiet.goodbye().await.is_some(), "who is connected is sent to compare again");
    let places = team.into_iter().zip(&nodes).map(|(device, node)| (device, node.address()));
    team = agree(places.collect(), &secret).await;
    assert_eq!(team[1].heads(), before);
}

async fn refused(url: &str) -> String {
    let url = PostgresUrl::parse(url).expect("sound");
    match Server::start(config(Database::Postgres(url))).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_database_that_cannot_keep_the_promise_is_refused_with_a_sentence() {
    let nowhere = refused("postgres://ada:geheim@localhost:1/crm").await;
    assert!(nowhere.starts_with("cannot use PostgreSQL crm at localhost:"), "{nowhere}");
    assert!(!nowhere.contains("geheim"), "{nowhere}");

    let url = postgres::database().await;
    let mut beside = postgres::beside(&url).await;
    sqlx::raw_sql("CREATE TABLE recipe (name TEXT)").execute(&mut beside).await.expect("made");
    let said = refused(&postgres::flag(&url)).await;
    assert!(said.contains("another program"), "{said}");

    let url = postgres::database().await;
    node(&url).await.stop().await;
    let mut beside = postgres::beside(&url).await;
    let newer = "INSERT INTO _sqlx_migrations
                 SELECT 9999, 'later', installed_on, success, checksum, execution_time
                 FROM _sqlx_migrations LIMIT 1";
    sqlx::raw_sql(newer).execute(&mut beside).await.expect("written");
    beside.close().await.expect("closed");
    let said = refused(&postgres::flag(&url)).await;
    assert!(said.contains("newer version"), "{said}");
}
