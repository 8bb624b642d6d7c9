//! `PUT` and `GET /api/blobs/{hash}`.

use bytes::Bytes;
use shared::id::{BlobHash, WorkspaceSecret};
use shared::wire::limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::client::Client;
use super::support::{Folder, Record, TestServer, http};

#[tokio::test]
async fn a_photo_is_kept_under_its_hash_and_comes_back_as_bytes_that_nothing_runs() {
    let test = TestServer::start().await;
    let (address, secret) = (test.address(), test.workspace(1).await);
    let picture = b"<script>alert(1)</script>".repeat(2000);
    let hash = BlobHash::of(&picture);
    assert_eq!(http::blob(address, "HEAD", &secret, hash).await.status.as_u16(), 404);
    assert_eq!(http::put_blob(address, &secret, hash, &picture).await.status.as_u16(), 201);
    assert_eq!(http::put_blob(address, &secret, hash, &picture).await.status.as_u16(), 200);

    let there = http::blob(address, "HEAD", &secret, hash).await;
    assert_eq!((there.status.as_u16(), there.body.len()), (200, 0));
    let answer = http::blob(address, "GET", &secret, hash).await;
    assert_eq!((answer.status.as_u16(), &answer.body), (200, &picture));
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("content-disposition"), "attachment");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    for method in ["POST", "DELETE", "PATCH"] {
        let answer = http::blob(address, method, &secret, hash).await;
        assert_eq!(answer.status.as_u16(), 405, "{method}");
    }
}

#[tokio::test]
async fn what_is_kept_outlives_the_server() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let hash = BlobHash::of(b"a picture");
    http::put_blob(test.address(), &secret, hash, b"a picture").await;
    let TestServer { server, folder } = test;
    server.stop().await;
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts again");
    let answer = http::blob(test.address(), "GET", &secret, hash).await;
    assert_eq!(answer.body, b"a picture");
}

#[tokio::test]
async fn bytes_that_are_not_what_their_address_says_are_not_kept() {
    let test = TestServer::start().await;
    let (address, secret) = (test.address(), test.workspace(1).await);
    let hash = BlobHash::of(b"a picture");
    for bytes in [&b"another picture"[..], b"a pictur", b"a picture ", b""] {
        let answer = http::put_blob(address, &secret, hash, bytes).await;
        assert_eq!(answer.status.as_u16(), 400, "{bytes:?}");
    }
    // Nothing has a hash too, and is no picture.
    let nothing = http::put_blob(address, &secret, BlobHash::of(b""), b"").await;
    assert_eq!(nothing.status.as_u16(), 400);
    assert_eq!(http::blob(address, "GET", &secret, hash).await.status.as_u16(), 404);
}

#[tokio::test]
async fn no_more_is_read_than_a_photo_may_have() {
    let test = TestServer::start().await;
    let (address, secret) = (test.address(), test.workspace(1).await);
    let largest = vec![1; limits::BLOB_BYTES];
    let kept = http::put_blob(address, &secret, BlobHash::of(&largest), &largest).await;
    assert_eq!(kept.status.as_u16(), 201);

    // Declared.
    let hash = BlobHash::of(b"never sent");
    let head = |framing: &str| {
        format!(
            "PUT /api/blobs/{hash} HTTP/1.1\r\nhost: {address}\r\n\
             authorization: Bearer {secret}\r\n{framing}\r\n\r\n"
        )
    };
    let answer = raw(&test, head(&format!("content-length: {}", 8u64 << 40)).as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");

    // Not declared: it comes in pieces, and has no end.
    let mut endless = head("transfer-encoding: chunked").into_bytes();
    for _ in 0..=limits::BLOB_BYTES / 0x4000 {
        endless.extend_from_slice(b"4000\r\n");
        endless.extend(std::iter::repeat_n(7, 0x4000));
        endless.extend_from_slice(b"\r\n");
    }
    let answer = raw(&test, &endless).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert_eq!(http::blob(address, "GET", &secret, hash).await.status.as_u16(), 404);
}

/// Sends bytes as they are; what comes back.
async fn raw(test: &TestServer, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(test.address()).await.expect("connected");
    stream.write_all(bytes).await.expect("written");
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn without_the_secret_or_with_another_workspaces_there_is_nothing() {
    let test = TestServer::start().await;
    let address = test.address();
    let (secret, other) = (test.workspace(1).await, test.workspace(2).await);
    let hash = BlobHash::of(b"a picture");
    http::put_blob(address, &secret, hash, b"a picture").await;

    assert_eq!(http::blob(address, "GET", &other, hash).await.status.as_u16(), 404);
    let nobody = WorkspaceSecret([9; 32]);
    let denied = http::blob(address, "GET", &nobody, hash).await;
    assert_eq!(denied.status.as_u16(), 404);
    assert_eq!(http::put_blob(address, &nobody, hash, b"a picture").await.status.as_u16(), 404);
    let path = format!("/api/blobs/{hash}");
    for (method, authorization) in [("GET", ""), ("GET", "Bearer 0101"), ("PUT", ""), ("PUT", "x")]
    {
        let headers = [("authorization", authorization)];
        let body = Bytes::from_static(b"a picture");
        let answer = http::try_send(address, method, &path, &headers, body).await;
        let answer = answer.expect("an answer");
        assert_eq!((answer.status.as_u16(), &answer.body), (404, &denied.body), "{method}");
    }
    // A secret in the address opens nothing.
    let path = format!("{path}?authorization=Bearer%20{secret}&secret={secret}");
    assert_eq!(http::request(address, "GET", &path, &[]).await.status.as_u16(), 404);
}

#[tokio::test]
async fn an_address_that_is_no_hash_leads_nowhere() {
    let test = TestServer::start().await;
    let (address, secret) = (test.address(), test.workspace(1).await);
    let hash = BlobHash::of(b"a picture").to_string();
    http::put_blob(address, &secret, BlobHash::of(b"a picture"), b"a picture").await;
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str())];
    for name in [
        "01".to_owned(),
        hash.to_uppercase(),
        format!("{hash}00"),
        hash.replace(&hash[..2], "+1"),
        "..%2f..%2fregulars.sqlite".to_owned(),
        "%2e%2e%2fregulars.sqlite".to_owned(),
        format!("{}%00", &hash[..61]),
        "é".repeat(32).replace('é', "%C3%A9"),
    ] {
        let path = format!("/api/blobs/{name}");
        for method in ["GET", "PUT"] {
            let body = Bytes::from_static(b"a picture");
            let answer = http::try_send(address, method, &path, &headers, body).await;
            assert_eq!(answer.expect("an answer").status.as_u16(), 400, "{method} {path}");
        }
    }
    for path in ["/api/blobs/../../regulars.sqlite", "/api/blobs/", "/api/blobs/a/b"] {
        let answer = http::request(address, "GET", path, &headers).await;
        assert!(!answer.body.starts_with(b"SQLite"), "{path}");
        let page = answer.header("content-type").starts_with("text/");
        assert!(answer.status.as_u16() == 404 || page, "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn a_workspace_has_its_room_and_no_more_and_its_log_goes_on() {
    let test = TestServer::start_in(Folder::new(), |config| config.limits.blob_bytes = 100_000);
    let test = test.await.expect("it starts");
    let (address, secret) = (test.address(), test.workspace(1).await);
    let other = test.workspace(2).await;
    let put = |secret: WorkspaceSecret, byte: u8| async move {
        let bytes = vec![byte; 40_000];
        http::put_blob(address, &secret, BlobHash::of(&bytes), &bytes).await
    };
    let (one, two, three) =
        (put(secret.clone(), 1).await, put(secret.clone(), 2).await, put(secret.clone(), 3).await);
    let statuses = [&one, &two, &three].map(|answer| answer.status.as_u16());
    assert_eq!(statuses, [201, 201, 507]);
    assert!(String::from_utf8_lossy(&three.body).contains("all the room"));
    assert_eq!(put(secret.clone(), 1).await.status.as_u16(), 200);
    assert_eq!(put(other, 3).await.status.as_u16(), 201);
    let (mut client, _) = Client::hello(address, &secret, None).await;
    assert_eq!(client.push_all(Record::new(1).changes(3)).await, (3, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_all_kept_or_told_to_come_again() {
    let test = TestServer::start_in(Folder::new(), |config| config.limits.blob_bytes = 1 << 30);
    let test = test.await.expect("it starts");
    let (address, secret) = (test.address(), test.workspace(1).await);
    let tasks: Vec<_> = (0..200u8)
        .map(|byte| {
            let secret = secret.clone();
            tokio::spawn(async move {
                let bytes = vec![byte; 100_000];
                let hash = BlobHash::of(&bytes);
                loop {
                    let answer = http::put_blob(address, &secret, hash, &bytes).await;
                    match answer.status.as_u16() {
                        201 => return,
                        503 => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                        other => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("kept");
    }
    for byte in [0u8, 99, 199] {
        let bytes = vec![byte; 100_000];
        let answer = http::blob(address, "GET", &secret, BlobHash::of(&bytes)).await;
        assert_eq!(answer.body, bytes);
    }
}
