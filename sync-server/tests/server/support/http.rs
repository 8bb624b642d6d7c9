//! Requests as any program makes them.

use std::io::Read;
use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use shared::id::{BlobHash, WorkspaceSecret};
use shared::wire::{Delivery, ServerMessage};
use tokio::net::TcpStream;

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as it was before it was encoded.
    pub fn plain(&self) -> Vec<u8> {
        if self.header("content-encoding") != "br" {
            return self.body.clone();
        }
        let mut plain = Vec::new();
        let mut decoder = brotli::Decompressor::new(&self.body[..], 64 << 10);
        decoder.read_to_end(&mut plain).expect("brotli");
        plain
    }
}

pub async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    try_request(address, method, path, headers).await.expect("an answer")
}

/// None when the server cannot be reached, or breaks off.
pub async fn try_request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Option<Answer> {
    try_send(address, method, path, headers, Bytes::new()).await
}

/// A request with a body. None when the server cannot be reached, or breaks off.
pub async fn try_send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> Option<Answer> {
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    let connection = tokio::spawn(connection);
    let mut request =
        Request::builder().method(method).uri(path).header("host", address.to_string());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body)).expect("a request");
    let response = sender.send_request(request).await.ok()?;
    let (head, body) = response.into_parts();
    let body = body.collect().await.ok()?.to_bytes().to_vec();
    connection.abort();
    Some(Answer { status: head.status, headers: head.headers, body })
}

pub async fn create(address: SocketAddr, secret: &WorkspaceSecret) -> Answer {
    let bearer = format!("Bearer {secret}");
    request(address, "POST", "/api/workspaces", &[("authorization", &bearer)]).await
}

/// Puts a blob at the address of `hash`.
pub async fn put_blob(
    address: SocketAddr,
    secret: &WorkspaceSecret,
    hash: BlobHash,
    bytes: &[u8],
) -> Answer {
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str())];
    let body = Bytes::copy_from_slice(bytes);
    let path = format!("/api/blobs/{hash}");
    try_send(address, "PUT", &path, &headers, body).await.expect("an answer")
}

pub async fn blob(
    address: SocketAddr,
    method: &str,
    secret: &WorkspaceSecret,
    hash: BlobHash,
) -> Answer {
    let bearer = format!("Bearer {secret}");
    let path = format!("/api/blobs/{hash}");
    request(address, method, &path, &[("authorization", &bearer)]).await
}

pub async fn snapshot(
    address: SocketAddr,
    secret: &WorkspaceSecret,
    query: &str,
    encoding: &str,
) -> Answer {
    try_snapshot(address, secret, query, encoding).await.expect("an answer")
}

/// None when the server cannot be reached, or breaks off.
pub async fn try_snapshot(
    address: SocketAddr,
    secret: &WorkspaceSecret,
    query: &str,
    encoding: &str,
) -> Option<Answer> {
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str()), ("accept-encoding", encoding)];
    try_request(address, "GET", &format!("/api/snapshot{query}"), &headers).await
}

/// The deliveries of a snapshot's body.
pub fn frames(mut body: &[u8]) -> Vec<Delivery> {
    let mut deliveries = Vec::new();
    while let Some((length, rest)) = body.split_first_chunk::<4>() {
        let (message, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        match ServerMessage::from_bytes(message) {
            Ok(ServerMessage::Delivery(delivery)) => deliveries.push(delivery),
            other => panic!("a delivery was due, not {other:?}"),
        }
        body = rest;
    }
    assert!(body.is_empty(), "half a frame at the end");
    deliveries
}
