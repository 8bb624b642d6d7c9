//! R48 to R53: where people are at the moment.

use std::rc::Rc;

use shared::id::DocumentId;
use shared::sync::peers::Happening;
use shared::sync::replica::{Effect, Event};
use shared::wire::{ClientMessage, Farewell, Hello, Presence, ServerMessage, Visit};

use crate::support::{DOCUMENT, Device, OTHER_DOCUMENT, Server, farewell, hello};

fn visit(document: DocumentId, doing: &str) -> Visit {
    Visit { document, doing: doing.into() }
}

fn presence(who: u8, visits: &[Visit]) -> Presence {
    Presence { who: vec![who], visits: visits.to_vec() }
}

fn look(device: &mut Device, visit: Option<Visit>) {
    device.tell(Event::Here(Happening::Look(visit)));
}

/// What a device tells the server of where it is; its heartbeats are left out.
fn told(device: &mut Device) -> Vec<Presence> {
    let said = device.said().into_iter();
    said.filter_map(|message| match message {
        ClientMessage::Presence(presence) => Some(presence),
        _ => None,
    })
    .collect()
}

fn others(device: &Device) -> Vec<Presence> {
    device.replica.others().cloned().collect()
}

fn joined(server: &mut Server, author: u8) -> (Device, usize) {
    let mut device = Device::of_author(author);
    let line = device.join(server);
    device.effects();
    (device, line)
}

/// A device that was welcomed in `version`, and what it says once it looks at a record.
fn looks_in_version(version: u16) -> Vec<Presence> {
    let mut server = Server::new();
    let mut device = Device::of_author(1);
    let (_, mut said) = device.say_hello(&mut server);
    for message in &mut said {
        if let ServerMessage::Welcome { version: agreed, .. } = message {
            *agreed = version;
        }
    }
    device.hear(said);
    look(&mut device, Some(visit(DOCUMENT, "")));
    device.wait(60_000);
    told(&mut device)
}

#[test]
fn r48_an_older_server_hears_nothing_of_it() {
    assert_eq!(looks_in_version(1), []);
    assert_eq!(looks_in_version(2)[0], presence(1, &[visit(DOCUMENT, "")]));
}

#[test]
fn r48_an_older_client_hears_nothing_of_it_and_may_not_say_it() {
    let mut server = Server::new();
    let ClientMessage::Hello(new) = hello(None) else { panic!("not a hello") };
    let old = server.accept();
    server.hear(old, ClientMessage::Hello(Hello { newest: 1, ..new }));
    let new = server.greet(None);
    let here = ClientMessage::Presence(presence(1, &[visit(DOCUMENT, "")]));
    assert_eq!(server.hear(new, here.clone()), []);
    assert_eq!(server.said(old), []);
    assert_eq!(farewell(&server.hear(old, here)), Some(Farewell::Broken));
}

#[test]
fn r48_nothing_is_said_of_it_before_the_welcome() {
    let here = ClientMessage::Presence(presence(1, &[]));
    let mut server = Server::new();
    let line = server.accept();
    assert_eq!(farewell(&server.hear(line, here.clone())), Some(Farewell::Denied));
    let line = server.accept();
    server.storage_is_slow(line);
    server.hear(line, hello(None));
    assert_eq!(farewell(&server.hear(line, here)), Some(Farewell::Broken));
}

#[test]
fn r49_all_others_are_told_and_nothing_comes_back() {
    let mut server = Server::new();
    let [alice, bob, carol] = [0; 3].map(|_| server.greet(None));
    let here = presence(1, &[visit(DOCUMENT, "note")]);
    assert_eq!(server.hear(alice, ClientMessage::Presence(here.clone())), []);
    for other in [bob, carol] {
        let said = server.said(other);
        assert!(
            matches!(&said[..], [ServerMessage::Peer { presence, .. }] if *presence == here),
            "{said:?}"
        );
    }
}

#[test]
fn r50_newcomers_are_told_and_who_leaves_is_taken_off() {
    let mut server = Server::new();
    let alice = server.greet(None);
    let here = presence(1, &[visit(DOCUMENT, "")]);
    server.hear(alice, ClientMessage::Presence(here.clone()));
    let bob = server.accept();
    let said = server.hear(bob, hello(None));
    let [ServerMessage::Welcome { .. }, ServerMessage::Peer { peer, presence }] = &said[..] else {
        panic!("{said:?}")
    };
    assert_eq!(*presence, here);
    server.lose(alice);
    let gone = ServerMessage::Peer { peer: *peer, presence: Presence::default() };
    assert_eq!(server.said(bob), [gone]);
}

#[test]
fn r51_it_is_said_when_it_changes_again_while_it_holds_and_not_too_often() {
    let (mut device, _) = joined(&mut Server::new(), 1);
    look(&mut device, Some(visit(DOCUMENT, "")));
    assert_eq!(told(&mut device), [presence(1, &[visit(DOCUMENT, "")])]);
    for step in 0..20 {
        look(&mut device, Some(visit(OTHER_DOCUMENT, &step.to_string())));
    }
    assert_eq!(told(&mut device), [], "at most every 500 ms");
    device.wait(500);
    assert_eq!(told(&mut device), [presence(1, &[visit(OTHER_DOCUMENT, "19")])], "only the last");
    device.wait(35_000);
    assert_eq!(told(&mut device).len(), 3, "every ten seconds");
    look(&mut device, None);
    device.wait(60_000);
    assert_eq!(told(&mut device), [presence(1, &[])], "nowhere, once");
}

#[test]
fn r51_a_tab_that_nobody_sees_falls_silent_and_is_left_out() {
    let (mut device, _) = joined(&mut Server::new(), 1);
    look(&mut device, Some(visit(DOCUMENT, "")));
    device.tell(Event::Here(Happening::Visible(false)));
    device.wait(30_500);
    assert_eq!(told(&mut device).last(), Some(&presence(1, &[])));
    device.tell(Event::Here(Happening::Visible(true)));
    device.wait(500);
    assert_eq!(told(&mut device), [presence(1, &[visit(DOCUMENT, "")])]);
}

#[test]
fn r52_whoever_falls_silent_is_forgotten() {
    let (mut bob, _) = joined(&mut Server::new(), 2);
    let alice = ServerMessage::Peer { peer: 9, presence: presence(1, &[visit(DOCUMENT, "")]) };
    for _ in 0..5 {
        bob.hear([alice.clone(), ServerMessage::Pulse { head: 0 }]);
        bob.wait(29_000);
        assert_eq!(others(&bob).len(), 1);
    }
    bob.effects();
    bob.wait(1_000);
    assert_eq!(others(&bob), []);
    assert!(bob.effects().contains(&Effect::Peers));
}

#[test]
fn r52_a_clock_that_is_set_back_keeps_nobody_for_years() {
    let (mut bob, _) = joined(&mut Server::new(), 2);
    look(&mut bob, Some(visit(DOCUMENT, "")));
    bob.hear([ServerMessage::Peer { peer: 9, presence: presence(1, &[visit(DOCUMENT, "")]) }]);
    bob.now.0 -= 900_000;
    bob.tell(Event::Tick);
    bob.effects();
    bob.wait(31_000);
    assert_eq!(others(&bob), []);
    assert!(told(&mut bob).len() >= 2, "and goes on saying where he is");
}

#[test]
fn r52_without_a_connection_nobody_is_there() {
    let (mut bob, _) = joined(&mut Server::new(), 2);
    bob.hear([ServerMessage::Peer { peer: 9, presence: presence(1, &[visit(DOCUMENT, "")]) }]);
    assert_eq!(others(&bob).len(), 1);
    bob.tell(Event::SocketClosed);
    assert_eq!(others(&bob), []);
}

#[test]
fn r52_ones_own_other_connection_is_nobody_else() {
    let (mut bob, _) = joined(&mut Server::new(), 2);
    bob.hear([ServerMessage::Peer { peer: 9, presence: presence(2, &[visit(DOCUMENT, "")]) }]);
    assert_eq!(others(&bob), []);
}

#[test]
fn r53_it_does_not_count_as_a_sign_of_life() {
    let (mut device, _) = joined(&mut Server::new(), 1);
    look(&mut device, Some(visit(DOCUMENT, "")));
    device.wait(26_000);
    assert!(device.said().contains(&ClientMessage::Heartbeat));
    device.wait(40_000);
    assert!(device.effects().contains(&Effect::Disconnect), "a dead connection is noticed");
}

/// Two tabs of Alice's browser, of which the first owns the connection; and what they whisper.
fn two_tabs(server: &mut Server) -> (Device, Device, usize) {
    let store = Rc::default();
    let mut owner = Device::of(Some(vec![1]), &store, 1);
    let line = owner.join(server);
    let mut guest = Device::of(Some(vec![1]), &store, 2);
    guest.tell(Event::Remote(Some(crate::support::SECRET.into())));
    exchange(&mut owner, &mut guest);
    (owner, guest, line)
}

/// Passes on what two tabs whisper, until neither has more to say.
fn exchange(one: &mut Device, other: &mut Device) -> Vec<ClientMessage> {
    let mut said = Vec::new();
    loop {
        let mut quiet = true;
        for forth in [true, false] {
            let (from, to) =
                if forth { (&mut *one, &mut *other) } else { (&mut *other, &mut *one) };
            for effect in from.effects() {
                match effect {
                    Effect::Whisper(bytes) => {
                        quiet = false;
                        to.tell(Event::Here(Happening::Whispered(bytes)));
                    }
                    Effect::Send(message) => said.push(message),
                    _ => {}
                }
            }
        }
        if quiet {
            return said;
        }
    }
}

/// The same, and what they say a moment later.
fn later(one: &mut Device, other: &mut Device) -> Vec<ClientMessage> {
    let mut said = Vec::new();
    for _ in 0..3 {
        said.extend(exchange(one, other));
        one.wait(500);
        other.wait(500);
    }
    said.extend(exchange(one, other));
    said
}

#[test]
fn one_tab_speaks_for_all_tabs_of_its_browser_and_tells_them_who_is_around() {
    let mut server = Server::new();
    let (mut owner, mut guest, _) = two_tabs(&mut server);
    look(&mut owner, Some(visit(DOCUMENT, "")));
    look(&mut guest, Some(visit(OTHER_DOCUMENT, "note")));
    let said = later(&mut owner, &mut guest);
    let both = presence(1, &[visit(DOCUMENT, ""), visit(OTHER_DOCUMENT, "note")]);
    assert_eq!(said.last(), Some(&ClientMessage::Presence(both)));

    let bob = presence(2, &[visit(DOCUMENT, "")]);
    owner.hear([ServerMessage::Peer { peer: 5, presence: bob.clone() }]);
    later(&mut owner, &mut guest);
    assert_eq!((others(&owner), others(&guest)), (vec![bob.clone()], vec![bob]));
    owner.tell(Event::SocketClosed);
    later(&mut owner, &mut guest);
    assert_eq!((others(&owner), others(&guest)), (vec![], vec![]));
}

#[test]
fn a_tab_that_is_closed_is_no_longer_spoken_for_nor_one_that_vanished() {
    let mut server = Server::new();
    for says_so in [true, false] {
        let (mut owner, mut guest, _) = two_tabs(&mut server);
        look(&mut guest, Some(visit(DOCUMENT, "")));
        let said = later(&mut owner, &mut guest);
        assert!(said.contains(&ClientMessage::Presence(presence(1, &[visit(DOCUMENT, "")]))));
        let mut said = Vec::new();
        if says_so {
            guest.tell(Event::Here(Happening::Leave));
            said.extend(exchange(&mut owner, &mut guest));
        }
        owner.wait(if says_so { 500 } else { 30_000 });
        said.extend(owner.said());
        let nowhere = ClientMessage::Presence(presence(1, &[]));
        assert!(said.contains(&nowhere), "says so: {says_so}, {said:?}");
    }
}

#[test]
fn a_tab_that_comes_later_hears_at_once_who_is_around() {
    let mut server = Server::new();
    let (mut owner, _, _) = two_tabs(&mut server);
    let bob = presence(2, &[visit(DOCUMENT, "")]);
    owner.hear([ServerMessage::Peer { peer: 5, presence: bob.clone() }]);
    owner.effects();
    let mut late = Device::of(Some(vec![1]), &owner.store.clone(), 3);
    late.tell(Event::Remote(Some(crate::support::SECRET.into())));
    exchange(&mut owner, &mut late);
    assert_eq!(others(&late), [bob]);
}

#[test]
fn what_another_tab_whispers_may_be_anything() {
    let (mut device, _) = joined(&mut Server::new(), 1);
    for bytes in [&[][..], b"alive3", &[0x82, 0x07, 0x80], &[0x82, 0x00, 0x82, 0x01]] {
        device.tell(Event::Here(Happening::Whispered(bytes.to_vec())));
    }
    assert_eq!(others(&device), []);
}
