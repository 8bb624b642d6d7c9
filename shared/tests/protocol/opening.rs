//! R2 to R11: the first words, and what a log is.

use sha2::{Digest, Sha256};
use shared::id::{LogId, WorkspaceSecret};
use shared::sync::cursor::Cursor;
use shared::sync::log::Verdict;
use shared::sync::server::Event;
use shared::wire::{ClientMessage, Farewell, Hello, ServerMessage, VERSIONS, WireError};

use crate::support::{DOCUMENT, OTHER_DOCUMENT, SECRET, Server, Writer, farewell, hello};

#[test]
fn r02_bytes_that_are_no_message_end_the_connection() {
    let mut server = Server::new();
    let line = server.greet(None);
    let broken = Err(WireError::Broken("no message".into()));
    assert_eq!(farewell(&server.happens(line, Event::Message(broken))), Some(Farewell::Broken));
}

#[test]
fn r04_who_has_not_said_hello_learns_nothing() {
    for first in [
        ClientMessage::Heartbeat,
        ClientMessage::Pull { after: 0 },
        ClientMessage::Push { number: 0, changes: Vec::new() },
        ClientMessage::Compare { number: 0, documents: Vec::new() },
        ClientMessage::Locate { checkpoints: Vec::new() },
    ] {
        let mut server = Server::new();
        let line = server.accept();
        let said = server.hear(line, first);
        assert_eq!((said.len(), farewell(&said)), (1, Some(Farewell::Denied)));
    }
}

#[test]
fn r05_nothing_is_said_before_the_welcome() {
    let mut server = Server::new();
    let line = server.accept();
    server.storage_is_slow(line);
    assert_eq!(server.hear(line, hello(None)), []);
    let said = server.hear(line, ClientMessage::Pull { after: 0 });
    assert_eq!(farewell(&said), Some(Farewell::Broken));
}

#[test]
fn r05_a_second_hello_ends_the_connection() {
    let mut server = Server::new();
    let line = server.greet(None);
    assert_eq!(farewell(&server.hear(line, hello(None))), Some(Farewell::Broken));
}

fn versions(oldest: u16, newest: u16) -> Vec<ServerMessage> {
    let mut server = Server::new();
    let line = server.accept();
    let ClientMessage::Hello(hello) = hello(None) else { panic!("not a hello") };
    server.hear(line, ClientMessage::Hello(Hello { oldest, newest, ..hello }))
}

#[test]
fn r06_both_speak_the_newest_version_that_they_share() {
    let spoken = |oldest, newest| match versions(oldest, newest)[..] {
        [ServerMessage::Welcome { version, .. }] => version,
        ref said => panic!("{said:?}"),
    };
    assert_eq!(spoken(1, 9), VERSIONS.1);
    assert_eq!(spoken(VERSIONS.1, 9), VERSIONS.1);
    assert_eq!(spoken(1, 1), 1);
}

#[test]
fn r06_without_a_common_version_it_is_said_who_is_to_be_updated() {
    assert_eq!(farewell(&versions(0, 0)), Some(Farewell::ClientTooOld));
    assert_eq!(farewell(&versions(VERSIONS.1 + 1, 9)), Some(Farewell::ServerTooOld));
}

#[test]
fn r07_a_wrong_secret_is_denied() {
    let mut server = Server::new();
    let line = server.accept();
    let ClientMessage::Hello(right) = hello(None) else { panic!("not a hello") };
    let wrong = Hello { key: WorkspaceSecret([8; 32]).into(), ..right };
    let said = server.hear(line, ClientMessage::Hello(wrong));
    assert_eq!((said.len(), farewell(&said)), (1, Some(Farewell::Denied)));
}

#[test]
fn r07_workspace_and_verifier_follow_from_the_secret_as_written() {
    let of = |purpose: &str| Sha256::digest([purpose.as_bytes(), &SECRET.0].concat());
    assert_eq!(SECRET.workspace().0[..], of("regulars workspace")[..16]);
    assert_eq!(SECRET.verifier().0[..], of("regulars verifier")[..]);
}

#[test]
fn r08_only_a_point_of_this_log_is_agreed_to() {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut agreed = |cursor| {
        let line = server.accept();
        match server.hear(line, hello(cursor))[..] {
            [ServerMessage::Welcome { head: 3, agreed, .. }] => agreed,
            ref other => panic!("no welcome: {other:?}"),
        }
    };
    let other = Cursor::start(LogId([1; 16]));
    let start = Cursor::start(LogId([9; 16]));
    assert!(agreed(None));
    assert!(agreed(Some(start)));
    assert!(!agreed(Some(other)), "another log's start");
    assert!(!agreed(Some(Cursor { seq: 3, ..start })), "another chain");
    assert!(!agreed(Some(Cursor { seq: 4, ..start })), "beyond the end");
}

#[test]
fn r09_rows_are_numbered_without_a_gap_and_a_change_stands_once_in_each_document() {
    let mut server = Server::new();
    let change = Writer::new(DOCUMENT, 50).write("once");
    let mut elsewhere = change.clone();
    elsewhere.document = OTHER_DOCUMENT;
    let verdicts = server.grow(vec![change.clone(), change, elsewhere]);
    assert_eq!(verdicts, [Verdict::Accepted; 3]);
    let seqs: Vec<u64> = server.log.rows().iter().map(|row| row.point.seq).collect();
    assert_eq!(seqs, [1, 2]);
}

#[test]
fn r10_the_chain_is_computed_as_written() {
    let mut server = Server::new();
    let changes = Writer::new(DOCUMENT, 50).write_many(3);
    server.grow(changes.clone());
    let mut chain: Vec<u8> = Sha256::digest([9; 16]).to_vec();
    for (n, change) in (1_u64..).zip(&changes) {
        let row = [&chain[..], &n.to_be_bytes(), &change.document.0, &change.hash.0].concat();
        chain = Sha256::digest(row).to_vec();
    }
    assert_eq!(server.log.head().chain.0[..], chain[..]);
}
