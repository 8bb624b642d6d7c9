//! What those see who watch over a server.

use std::process::Stdio;
use std::time::{Duration, Instant};

use shared::id::WorkspaceSecret;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::{done, refused, stopped_server, text};
use crate::support::{Client, Folder, Record, TestServer, http};

#[tokio::test]
async fn metrics_count_and_name_nobody() {
    let test = TestServer::watched().await;
    let secret = test.workspace(1).await;
    let mut reader = Client::live(test.address(), &secret, 0).await;
    reader.delivery().await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    let mut changes = Record::new(1).changes(5);
    changes.push(Record::new(2).changes(2).remove(1));
    assert_eq!(client.push_all(changes).await.0, 5);
    reader.read_to(0, 5).await;

    let figures = test.figures().await;
    for line in [
        "regulars_connections 2",
        "regulars_changes_total{outcome=\"accepted\"} 5",
        "regulars_changes_total{outcome=\"refused\"} 1",
        "regulars_http_responses_total{status=\"201\"} 1",
        "regulars_storage_failures_total 0",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line} is not in\n{figures}");
    }
    for secret in [secret.to_string(), secret.workspace().to_string()] {
        assert!(!figures.contains(&secret));
    }
    // Not where clients and strangers are.
    let outside = http::request(test.address(), "GET", "/metrics", &[]).await;
    assert!(!String::from_utf8_lossy(&outside.body).contains("regulars_connections"));
    let address = test.server.metrics_address().expect("an address");
    assert_eq!(http::request(address, "GET", "/api/snapshot", &[]).await.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_about_to_stop_says_so_and_serves_on_for_a_while() {
    let delay = Duration::from_millis(1500);
    let test = TestServer::start_in(Folder::new(), |config| config.stop_delay = delay);
    let test = test.await.expect("it starts");
    let address = test.address();
    let secret = test.workspace(1).await;
    let ready = || async { http::request(address, "GET", "/readyz", &[]).await.status.as_u16() };
    assert_eq!(ready().await, 200);
    let began = Instant::now();
    let leaving = tokio::spawn(async move {
        test.server.leave().await;
        test.server.stop().await;
    });
    while ready().await == 200 {
        assert!(began.elapsed() < delay, "it never said so");
    }
    // Still there for those who are.
    let (mut client, _) = Client::hello(address, &secret, None).await;
    assert_eq!(client.push_all(Record::new(1).changes(3)).await.0, 3);
    assert_eq!(http::request(address, "GET", "/healthz", &[]).await.status.as_u16(), 200);
    assert!(client.goodbye().await.is_some());
    leaving.await.expect("it stops");
    assert!(began.elapsed() >= delay);
}

#[tokio::test]
async fn the_log_is_json_where_programs_read_it_and_holds_no_secret() {
    let folder = Folder::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--log-format", "json"])
        .args(["--data", text(folder.path())])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines.next_line().await.expect("text").expect("a line");
    let address = line.rsplit('/').next().and_then(|at| at.parse().ok()).expect("an address");
    let secret = WorkspaceSecret([1; 32]);
    http::create(address, &secret).await;
    let (mut client, _) = Client::hello(address, &secret, None).await;
    let note = Record::new(1).set("note", "Marta likes rye");
    assert_eq!(client.push_all(vec![note]).await.0, 1);
    child.start_kill().expect("killed");
    let output = child.wait_with_output().await.expect("its log");
    let log = String::from_utf8(output.stderr).expect("text");
    assert!(log.lines().count() > 2);
    for line in log.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
        assert!(entry["level"].is_string() && entry["timestamp"].is_string(), "{line}");
    }
    for private in [secret.to_string(), "Marta".into()] {
        assert!(!log.contains(&private), "{private} stands in the log");
    }
}

#[tokio::test]
async fn the_doctor_says_what_is_well_and_fails_where_a_server_could_not_work() {
    let (folder, ..) = stopped_server().await;
    let data = text(folder.path()).to_owned();
    let report = done(&["doctor", "--data", &data, "--backup-dir", &data]).await;
    assert!(report.contains("1 workspaces with 12 changes"), "{report}");
    assert!(report.contains("there is no backup"), "{report}");
    std::fs::write(folder.database(), "Dear diary").expect("written");
    assert!(refused(&["doctor", "--data", &data]).await.contains("in the way"));
    refused(&["doctor", "--data", text(&folder.path().join("nowhere"))]).await;
}
