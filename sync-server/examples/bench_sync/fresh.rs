//! How long a new device waits for a workspace, and how much it downloads.

use std::collections::HashMap;
use std::io::Read;
use std::time::Instant;

use serde_json::{Value, json};
use shared::crdt::Crdt;
use shared::wire::ServerMessage;

use crate::client::Client;
use crate::process::ServerProcess;
use crate::record::Record;
use crate::rounded;

/// Downloads a log of so many people, and opens every record.
pub async fn measure(server: &ServerProcess, workspace: u8, people: usize) -> Value {
    let secret = server.workspace(workspace).await;
    let (mut client, _) = Client::hello(server.address(), &secret, None).await;
    for from in (0..people).step_by(64) {
        let changes = (from..people.min(from + 64)).flat_map(person).collect();
        let (_, refused) = client.push_all(changes).await;
        assert!(refused.is_empty());
    }
    let start = Instant::now();
    let (head, body) = server.request("GET", "/api/snapshot", &secret, "br").await;
    assert!(head.to_ascii_lowercase().contains("content-encoding: br"), "{head}");
    let download = start.elapsed().as_secs_f64();
    let body = dechunked(&body);
    let mut plain = Vec::new();
    brotli::Decompressor::new(&body[..], 1 << 16).read_to_end(&mut plain).expect("brotli");
    let mut records: HashMap<_, Crdt> = HashMap::new();
    let mut rest = &plain[..];
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (message, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        let Ok(ServerMessage::Delivery(delivery)) = ServerMessage::from_bytes(message) else {
            panic!("a snapshot holds deliveries");
        };
        for change in delivery.changes {
            let bytes = change.bytes.expect("a snapshot holds the bytes");
            records.entry(change.document).or_default().apply(&bytes).expect("it joins");
        }
        rest = after;
    }
    assert_eq!(records.len(), people);
    json!({
        "seconds": rounded(start.elapsed().as_secs_f64()),
        "download_seconds": rounded(download),
        "bytes": body.len(),
        "plain_bytes": plain.len(),
    })
}

/// Four changes, as a person is entered and then visited three times.
fn person(number: usize) -> Vec<shared::wire::PushedChange> {
    let mut record = Record::new(number as u64);
    let email = format!("person{number}@example.org");
    let phone = format!("+49 30 {:07}", number * 7919 % 10_000_000);
    let street = format!("{} Station Road", number % 200);
    let name = format!("Given{} Family{}", number % 500, number * 31 % 3000);
    let mut changes = vec![record.set_all(&[
        ("name", &name),
        ("email/01/address", &email),
        ("email/01/label", "work"),
        ("phone/01/number", &phone),
        ("phone/01/label", "mobile"),
        ("street", &street),
        ("suburb", "Riverside"),
        ("postcode", "2000"),
        ("company", "Station Road Bakery"),
        ("birthday", "1980-05-17"),
        ("usual", "two rye loaves on Fridays"),
        ("created", "1750000000000"),
    ])];
    for visit in 0..3 {
        let key = format!("timeline/{visit:02}/text");
        let text = format!("Visit {visit} of {number}: asked for the seeded bread");
        changes.push(record.set(&key, &text));
    }
    changes
}

/// The body without HTTP's chunks.
fn dechunked(mut body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(body.len());
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n").expect("a chunk's length");
        let length = std::str::from_utf8(&body[..end]).expect("text");
        let length = usize::from_str_radix(length.trim(), 16).expect("a number");
        if length == 0 {
            return plain;
        }
        plain.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 2 + length + 2..];
    }
}
