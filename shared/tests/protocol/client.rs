//! What a client must do.

use shared::sync::replica::Event;
use shared::wire::{ClientMessage, ServerMessage};

use crate::support::{DOCUMENT, Device, OTHER_DOCUMENT, Server, Writer};

/// Two tabs of one device believe that they own the socket. One is frozen, and still has messages
/// from a server whose file has since been replaced by an earlier copy; the other one talks to
/// that copy. Sequence numbers are the same on both.
fn a_frozen_tab_hears_of_a_server_that_is_gone(it_hears_first: bool) {
    let mut gone = Server::new();
    gone.grow(Writer::new(DOCUMENT, 50).write_many(3));
    let mut frozen = Device::new();
    let line = frozen.join(&mut gone);
    let mut copy = Server::with(gone.log.clone());
    frozen.write("acknowledged only by the server that is gone");
    let pushed = frozen.said();
    let late: Vec<_> = pushed.into_iter().flat_map(|said| gone.hear(line, said)).collect();

    let mut awake = Device::beside(&frozen.store, 2);
    let (_, said) = awake.say_hello(&mut copy);
    for message in said {
        awake.tell(Event::Message(message));
    }
    copy.grow(Writer::new(OTHER_DOCUMENT, 60).write_many(2));
    let news = ServerMessage::Delivery(copy.log.read(3));
    if it_hears_first {
        late.into_iter().for_each(|message| frozen.tell(Event::Message(message)));
        awake.tell(Event::Message(news));
    } else {
        awake.tell(Event::Message(news));
        late.into_iter().for_each(|message| frozen.tell(Event::Message(message)));
    }

    let mut later = Device::beside(&frozen.store, 3);
    later.join(&mut copy);
    let log: Vec<_> = copy.log.rows().iter().map(|row| row.candidate.info.hash).collect();
    assert!(later.heads().iter().all(|head| log.contains(head)), "a change never gets there");
    assert_eq!(later.meta().cursor, Some(copy.log.head()));
}

#[test]
fn a_stretch_of_a_log_that_is_gone_is_not_taken_for_a_stretch_of_its_copy() {
    a_frozen_tab_hears_of_a_server_that_is_gone(true);
}

#[test]
fn an_acknowledgement_by_a_server_that_is_gone_empties_no_outbox() {
    a_frozen_tab_hears_of_a_server_that_is_gone(false);
}

#[test]
fn a_client_that_only_listens_is_heard_of_all_the_same() {
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
        for message in server.said(line) {
            device.tell(Event::Message(message));
        }
    }
    panic!("silent for 100 seconds: the server has closed the connection");
}
