//! R34 to R41: silence, goodbyes and the time until the next attempt.

use shared::sync::replica::{Effect, Event, LinkState};
use shared::wire::{ClientMessage, Farewell, Goodbye, ServerMessage};

use crate::support::{DOCUMENT, Device, Server, Writer};

fn joined() -> (Server, Device, usize) {
    let mut server = Server::new();
    server.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut device = Device::new();
    let line = device.join(&mut server);
    device.effects();
    (server, device, line)
}

#[test]
fn r34_a_client_that_only_listens_is_heard_of_all_the_same() {
    let mut server = Server::new();
    let mut device = Device::new();
    let line = device.join(&mut server);
    let mut writer = Writer::new(DOCUMENT, 50);
    for number in 0..10 {
        device.wait(10_000);
        server.grow(vec![writer.write(&format!("token {number}"))]);
        let said = device.said();
        if said.contains(&ClientMessage::Heartbeat) {
            return;
        }
        device.hear(server.said(line));
    }
    panic!("silent for 100 seconds: the server has closed the connection");
}

#[test]
fn r34_a_heartbeat_is_answered_with_the_logs_end() {
    let (mut server, _, line) = joined();
    assert_eq!(server.hear(line, ClientMessage::Heartbeat), [ServerMessage::Pulse { head: 3 }]);
}

#[test]
fn r34_a_client_that_hears_of_more_than_it_has_pulls() {
    let (_, mut device, _) = joined();
    device.hear([ServerMessage::Pulse { head: 3 }]);
    assert_eq!(device.said(), []);
    device.hear([ServerMessage::Pulse { head: 9 }]);
    assert_eq!(device.said(), [ClientMessage::Pull { after: 3 }]);
}

#[test]
fn r36_a_question_without_an_answer_ends_the_connection_and_silence_alone_does_not() {
    let (mut server, mut device, line) = joined();
    for _ in 0..10 {
        device.wait(25_000);
        let effects = device.effects();
        assert_eq!(effects, [Effect::Send(ClientMessage::Heartbeat)]);
        device.hear(server.hear(line, ClientMessage::Heartbeat));
    }
    device.write("pushed, and never answered");
    device.effects();
    device.wait(39_000);
    assert!(!device.effects().contains(&Effect::Disconnect));
    device.wait(1_000);
    assert!(device.effects().contains(&Effect::Disconnect));
}

fn told(reason: Farewell, retry_after_ms: Option<u64>) -> (Device, i64) {
    let (_, mut device, _) = joined();
    device.write("waits");
    device.effects();
    device.hear([ServerMessage::Goodbye(Goodbye { reason, retry_after_ms })]);
    let next = device.replica.wake_at().expect("there is a next attempt");
    let wait = next.0 - device.now.0;
    (device, wait)
}

#[test]
fn r39_where_trying_soon_is_of_no_use_the_client_says_so_keeps_its_work_and_waits() {
    for (reason, state) in [
        (Farewell::Denied, LinkState::Denied),
        (Farewell::ClientTooOld, LinkState::ClientTooOld),
        (Farewell::ServerTooOld, LinkState::ServerTooOld),
    ] {
        let (device, wait) = told(reason, None);
        assert_eq!(device.replica.status().link, state);
        assert_eq!((wait, device.outbox().len()), (300_000, 1));
    }
}

#[test]
fn r39_after_any_other_goodbye_it_comes_back_soon() {
    use Farewell::{Broken, Restarting, Storage, TooFast, TooSlow};
    for reason in [Broken, TooFast, TooSlow, Restarting, Storage] {
        let (device, wait) = told(reason, None);
        assert!((250..500).contains(&wait), "{reason:?}: {wait} ms");
        assert_eq!(device.outbox().len(), 1);
    }
}

#[test]
fn r40_a_client_does_not_come_back_before_it_was_asked_to_unless_a_person_wants_it() {
    let (mut device, wait) = told(Farewell::TooFast, Some(120_000));
    assert_eq!(wait, 120_000);
    let (_, longer) = told(Farewell::Denied, Some(120_000));
    assert_eq!(longer, 300_000);
    device.effects();
    device.tell(Event::TryNow);
    assert!(device.effects().contains(&Effect::Connect));
}

#[test]
fn r41_a_server_that_greets_and_then_fails_is_asked_ever_more_rarely() {
    let (mut server, mut device, _) = joined();
    let mut waits = Vec::new();
    for _ in 0..10 {
        device.lose();
        let next = device.replica.wake_at().expect("there is a next attempt");
        waits.push(next.0 - device.now.0);
        device.wait(waits[waits.len() - 1].unsigned_abs());
        device.tell(Event::SocketOpened);
        let line = server.accept();
        let hello = device.said().remove(0);
        device.hear(server.hear(line, hello));
        assert_eq!(device.replica.status().link, LinkState::Online);
    }
    assert!(waits[0] < 500 && waits[9] >= 30_000, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 60_000), "{waits:?}");
}

#[test]
fn r41_what_is_read_or_answered_makes_the_next_wait_short_again() {
    let (mut server, mut device, _) = joined();
    for _ in 0..10 {
        device.lose();
        let next = device.replica.wake_at().expect("there is a next attempt");
        assert!(next.0 - device.now.0 < 500);
        device.write(&format!("token at {}", device.now.0));
        device.wait(500);
        device.tell(Event::SocketOpened);
        let line = server.accept();
        device.talk(&mut server, line);
    }
}
