//! `--tls-cert`, `--tls-key`: the server speaks TLS itself, with certificates that are renewed.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, KeyPair};
use shared::id::WorkspaceSecret;
use shared::wire::{ClientMessage, Farewell, ServerMessage};
use sync_server::tls::TlsFiles;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

use super::start_and_stop::refused;
use super::support::client::hello;
use super::support::{Client, Folder, TestServer, http};

/// A certificate for this machine, signed by itself, that ends on the last day of a year.
struct Made {
    der: CertificateDer<'static>,
    pem: String,
    key: String,
}

fn made(last_year: i32) -> Made {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec!["127.0.0.1".into()]).expect("a name");
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(last_year, 12, 31);
    let certificate = params.self_signed(&key).expect("signed");
    Made { der: certificate.der().clone(), pem: certificate.pem(), key: key.serialize_pem() }
}

fn files(folder: &Folder) -> TlsFiles {
    TlsFiles { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") }
}

fn put(files: &TlsFiles, made: &Made) {
    fs::write(&files.cert, &made.pem).expect("written");
    fs::write(&files.key, &made.key).expect("written");
}

fn flags(files: &TlsFiles) -> [&str; 4] {
    ["--tls-cert", path(&files.cert), "--tls-key", path(&files.key)]
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// Connects as a client that trusts this certificate and no other.
async fn connect(address: SocketAddr, trusted: &Made) -> Option<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.der.clone()).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let socket = TcpStream::connect(address).await.ok()?;
    let name = ServerName::from(address.ip());
    TlsConnector::from(Arc::new(config)).connect(name, socket).await.ok()
}

/// Status and headers of an answer over TLS.
async fn ask(address: SocketAddr, trusted: &Made, method: &str, path: &str) -> http::Answer {
    let stream = connect(address, trusted).await.expect("TLS");
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.expect("HTTP");
    let connection = tokio::spawn(connection);
    let bearer = format!("Bearer {}", WorkspaceSecret([1; 32]));
    let request = Request::builder().method(method).uri(path).header("host", address.to_string());
    let request = request.header("authorization", bearer).body(Full::new(Bytes::new()));
    let response = sender.send_request(request.expect("a request")).await.expect("an answer");
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes().to_vec();
    connection.abort();
    http::Answer { status: head.status, headers: head.headers, body }
}

/// The command as a process, with what it needs to speak TLS.
async fn serve(files: &TlsFiles) -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database-url", "memory:", "--log", "off"])
        .args(flags(files))
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines.next_line().await.expect("text").expect("a line");
    let (_, address) = line.split_once("Regulars is at https://").expect("over TLS");
    (child, address.parse().expect("an address"))
}

async fn signal(child: &Child, which: &str) {
    let id = child.id().expect("it runs").to_string();
    Command::new("kill").args([which, &id]).status().await.expect("kill runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_served_over_tls_and_browsers_are_told_to_stay_there() {
    let (folder, shown) = (Folder::new(), made(2999));
    let files = files(&folder);
    put(&files, &shown);
    let test = TestServer::start_in(folder, |config| {
        config.tls = Some(files);
        config.access.strict_transport = true;
    });
    let test = test.await.expect("it starts");
    let address = test.address();
    assert!(test.server.set_up_link().is_some_and(|link| link.starts_with("https://127.0.0.1:")));
    let answer = ask(address, &shown, "GET", "/healthz").await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"ok"[..]));
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    assert_eq!(ask(address, &shown, "POST", "/api/workspaces").await.status.as_u16(), 201);

    let stream = connect(address, &shown).await.expect("TLS");
    let url = format!("wss://{address}/sync");
    let (mut socket, _) = client_async(url, stream).await.expect("an upgrade");
    let hello = ClientMessage::Hello(hello(&WorkspaceSecret([1; 32]), None));
    socket.send(Message::binary(hello.to_bytes())).await.expect("sent");
    let said = socket.next().await.expect("a message").expect("sound").into_data();
    let said = ServerMessage::from_bytes(&said).expect("a message");
    assert!(matches!(said, ServerMessage::Welcome { .. }), "{said:?}");

    // Who does not know the certificate, or speaks no TLS, gets nowhere and is in nobody's way.
    assert!(connect(address, &made(2999)).await.is_none());
    assert!(http::try_request(address, "GET", "/healthz", &[]).await.is_none());
    assert!(Client::connect(address, &[]).await.is_err());

    let stopping = Instant::now();
    test.server.stop().await;
    let said = socket.next().await.expect("a message").expect("sound").into_data();
    match ServerMessage::from_bytes(&said).expect("a message") {
        ServerMessage::Goodbye(goodbye) => assert_eq!(goodbye.reason, Farewell::Restarting),
        other => panic!("a goodbye was due, not {other:?}"),
    }
    assert!(stopping.elapsed() < Duration::from_secs(10), "{:?}", stopping.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_says_nothing_holds_up_nobody() {
    let (folder, shown) = (Folder::new(), made(2999));
    let files = files(&folder);
    put(&files, &shown);
    let test = TestServer::start_in(folder, |config| config.tls = Some(files));
    let test = test.await.expect("it starts");
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(test.address()).await.expect("a connection"));
    }
    let began = Instant::now();
    assert_eq!(ask(test.address(), &shown, "GET", "/healthz").await.status.as_u16(), 200);
    // They are given ten seconds each.
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_shown_on_sighup_and_open_connections_go_on() {
    let folder = Folder::new();
    let (old, new) = (made(2998), made(2999));
    let files = files(&folder);
    put(&files, &old);
    let (mut child, address) = serve(&files).await;
    let open = connect(address, &old).await.expect("TLS");
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(open)).await;
    let (mut sender, connection) = handshake.expect("HTTP");
    let _connection = tokio::spawn(connection);

    // Half of what is to come: a certificate without its key.
    fs::write(&files.cert, &new.pem).expect("written");
    signal(&child, "-HUP").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(connect(address, &old).await.is_some(), "that of before goes on");

    fs::write(&files.key, &new.key).expect("written");
    signal(&child, "-HUP").await;
    let began = Instant::now();
    while connect(address, &new).await.is_none() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(connect(address, &old).await.is_none());
    let request = Request::get("/healthz").header("host", address.to_string());
    let request = request.body(Full::new(Bytes::new())).expect("a request");
    let answer = sender.send_request(request).await.expect("an answer on the old connection");
    assert_eq!(answer.status().as_u16(), 200);

    signal(&child, "-TERM").await;
    let ended = tokio::time::timeout(Duration::from_secs(10), child.wait()).await;
    assert_eq!(ended.expect("in time").expect("it ran").code(), Some(0));
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_refused_with_a_sentence() {
    let folder = Folder::new();
    let (one, other) = (made(2999), made(2999));
    let files = files(&folder);
    let key_of_it = one.key.as_str();
    let locked = key_of_it.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    for (cert, key, sentence) in [
        (None, Some(key_of_it), "cannot read --tls-cert"),
        (Some(one.pem.as_str()), None, "cannot read --tls-key"),
        (Some(key_of_it), Some(key_of_it), "has no certificate"),
        (Some("-----BEGIN CERTIFICATE-----\nAAAA\n"), Some(key_of_it), "is broken"),
        (
            Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            Some(key_of_it),
            "is no certificate",
        ),
        (Some(&one.pem), Some(&one.pem), "has no private key"),
        (Some(&one.pem), Some(&locked), "without a passphrase"),
        (Some(&one.pem), Some(&other.key), "is not the key of"),
    ] {
        for (file, content) in [(&files.cert, cert), (&files.key, key)] {
            match content {
                Some(content) => fs::write(file, content).expect("written"),
                None => drop(fs::remove_file(file)),
            }
        }
        let said = refused(&[&["--database-url", "memory:"][..], &flags(&files)].concat()).await;
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
}

#[tokio::test]
async fn the_doctor_tells_of_a_certificate_that_has_expired() {
    let (folder, data) = (Folder::new(), Folder::new());
    let files = files(&folder);
    let TestServer { server, folder: data } =
        TestServer::start_in(data, |_| {}).await.expect("it starts");
    server.stop().await;
    for (last_year, code, sentence) in [(2021, 1, "has expired"), (2999, 0, "ends in")] {
        put(&files, &made(last_year));
        let output = Command::new(env!("CARGO_BIN_EXE_regulars"))
            .args(["doctor", "--data", data.path().to_str().expect("a path")])
            .args(flags(&files))
            .output();
        let output = output.await.expect("it runs");
        let report = String::from_utf8(output.stdout).expect("text");
        assert_eq!(output.status.code(), Some(code), "{report}");
        assert!(report.contains(sentence), "{report}");
    }
}
