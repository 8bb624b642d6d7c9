//! R2, R3 and R44: messages as bytes, and bytes that are none.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use shared::access::Role;
use shared::id::{ChangeHash, DocumentId, LogId, WorkspaceKey, WorkspaceSecret};
use shared::sync::cursor::Cursor;
use shared::wire::{
    ClientMessage, DeliveredChange, Delivery, DocumentHeads, Farewell, Goodbye, Hello, Presence,
    PushedChange, Refusal, Refused, ServerMessage, Visit, WireError, limits,
};

fn hash() -> impl Strategy<Value = ChangeHash> {
    any::<[u8; 32]>().prop_map(ChangeHash)
}

fn document() -> impl Strategy<Value = DocumentId> {
    any::<[u8; 16]>().prop_map(DocumentId)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

fn cursor() -> impl Strategy<Value = Cursor> {
    (any::<[u8; 16]>(), any::<u64>(), hash()).prop_map(|(log, seq, chain)| Cursor {
        log: LogId(log),
        seq,
        chain,
    })
}

fn said_by_a_client() -> impl Strategy<Value = ClientMessage> {
    let hello = (any::<(u16, u16, [u8; 32])>(), option::of(cursor()), ".{0,40}");
    let pushed = (document(), hash(), bytes());
    let heads = (document(), vec(hash(), 0..5));
    prop_oneof![
        hello.prop_map(|((oldest, newest, secret), cursor, client)| {
            let key = WorkspaceSecret(secret);
            let by_session = WorkspaceKey::Session(key.workspace());
            let key = if newest % 2 == 0 { key.into() } else { by_session };
            ClientMessage::Hello(Hello { oldest, newest, key, cursor, client })
        }),
        vec(cursor(), 0..5).prop_map(|checkpoints| ClientMessage::Locate { checkpoints }),
        any::<u64>().prop_map(|after| ClientMessage::Pull { after }),
        (any::<u64>(), vec(pushed, 0..5)).prop_map(|(number, changes)| {
            let changes = changes.into_iter();
            let changes =
                changes.map(|(document, hash, bytes)| PushedChange { document, hash, bytes });
            ClientMessage::Push { number, changes: changes.collect() }
        }),
        (any::<u64>(), vec(heads, 0..5)).prop_map(|(number, documents)| {
            let documents = documents.into_iter();
            let documents = documents.map(|(document, heads)| DocumentHeads { document, heads });
            ClientMessage::Compare { number, documents: documents.collect() }
        }),
        Just(ClientMessage::Heartbeat),
        presence().prop_map(ClientMessage::Presence),
    ]
}

fn presence() -> impl Strategy<Value = Presence> {
    let visit = (document(), bytes()).prop_map(|(document, doing)| Visit { document, doing });
    (bytes(), vec(visit, 0..5)).prop_map(|(who, visits)| Presence { who, visits })
}

fn refusal() -> impl Strategy<Value = Refusal> {
    use Refusal::{
        Erased, Inadmissible, Malformed, MissingDependency, NotAllowed, Sequence, TooLarge,
    };
    prop::sample::select(vec![
        Malformed,
        TooLarge,
        MissingDependency,
        Sequence,
        Inadmissible,
        NotAllowed,
        Erased,
    ])
}

fn farewell() -> impl Strategy<Value = Farewell> {
    use Farewell::{
        Broken, ClientTooOld, Denied, MembersOnly, Restarting, ServerTooOld, SignedOut, Storage,
        TooFast, TooSlow,
    };
    prop::sample::select(vec![
        Denied,
        ClientTooOld,
        ServerTooOld,
        Broken,
        TooFast,
        TooSlow,
        Restarting,
        Storage,
        SignedOut,
        MembersOnly,
    ])
}

fn said_by_a_server() -> impl Strategy<Value = ServerMessage> {
    let delivered = (document(), hash(), option::of(bytes()))
        .prop_map(|(document, hash, bytes)| DeliveredChange { document, hash, bytes });
    let refused = (hash(), refusal()).prop_map(|(hash, reason)| Refused { hash, reason });
    prop_oneof![
        any::<(u16, [u8; 16], u64, bool)>().prop_map(|(version, log, head, agreed)| {
            ServerMessage::Welcome { version, log: LogId(log), head, agreed }
        }),
        cursor().prop_map(|cursor| ServerMessage::Located { cursor }),
        (any::<(u64, u64)>(), cursor(), vec(delivered, 0..5)).prop_map(
            |((from, head), to, changes)| {
                ServerMessage::Delivery(Delivery { log: to.log, from, to, head, changes })
            }
        ),
        (vec(hash(), 0..5), vec(refused, 0..5), any::<u64>()).prop_map(
            |(accepted, refused, head)| ServerMessage::Answer { accepted, refused, head }
        ),
        (any::<u64>(), vec(document(), 0..5))
            .prop_map(|(number, documents)| ServerMessage::Lacking { number, documents }),
        any::<u64>().prop_map(|head| ServerMessage::Pulse { head }),
        (farewell(), any::<Option<u64>>()).prop_map(|(reason, retry_after_ms)| {
            ServerMessage::Goodbye(Goodbye { reason, retry_after_ms })
        }),
        (any::<u64>(), presence())
            .prop_map(|(peer, presence)| ServerMessage::Peer { peer, presence }),
        proptest::sample::select(&Role::ALL[..]).prop_map(|role| ServerMessage::Role { role }),
    ]
}

/// A byte changed, put in or taken out; or the end cut off.
fn mutate(bytes: &mut Vec<u8>, mutations: &[(u8, prop::sample::Index, u8)]) {
    for (kind, at, byte) in mutations {
        if bytes.is_empty() {
            return;
        }
        let at = at.index(bytes.len());
        match kind % 4 {
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
}

/// Reads hostile bytes: it may be a message or none, but what is one reads the same again.
fn read(bytes: &[u8]) {
    if let Ok(message) = ClientMessage::from_bytes(bytes) {
        assert_eq!(ClientMessage::from_bytes(&message.to_bytes()), Ok(message));
    }
    if let Ok(message) = ServerMessage::from_bytes(bytes) {
        assert_eq!(ServerMessage::from_bytes(&message.to_bytes()), Ok(message));
    }
}

proptest! {
    #[test]
    fn r03_what_a_client_says_is_read_as_it_was_meant(message in said_by_a_client()) {
        prop_assert_eq!(ClientMessage::from_bytes(&message.to_bytes()), Ok(message));
    }

    #[test]
    fn r03_what_a_server_says_is_read_as_it_was_meant(message in said_by_a_server()) {
        prop_assert_eq!(ServerMessage::from_bytes(&message.to_bytes()), Ok(message));
    }

    #[test]
    fn r02_bytes_after_a_message_make_it_none(
        message in said_by_a_client(),
        rest in vec(any::<u8>(), 1..9),
    ) {
        let bytes = [message.to_bytes(), rest].concat();
        prop_assert!(matches!(ClientMessage::from_bytes(&bytes), Err(WireError::Broken(_))));
    }

    #[test]
    fn r02_a_message_cut_short_is_none(message in said_by_a_client(), at: prop::sample::Index) {
        let bytes = message.to_bytes();
        prop_assert!(ClientMessage::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
    }

    #[test]
    fn r02_random_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn r02_mutated_messages_never_panic(
        from_client in said_by_a_client(),
        from_server in said_by_a_server(),
        mutations in vec(any::<(u8, prop::sample::Index, u8)>(), 1..6),
    ) {
        for mut bytes in [from_client.to_bytes(), from_server.to_bytes()] {
            mutate(&mut bytes, &mutations);
            read(&bytes);
        }
    }
}

#[test]
fn r03_the_examples_of_the_protocol_are_these_bytes() {
    assert_eq!(ClientMessage::Pull { after: 5 }.to_bytes(), [0x82, 0x02, 0x81, 0x05]);
    assert_eq!(ClientMessage::Heartbeat.to_bytes(), [0x82, 0x05, 0x80]);
}

#[test]
fn r03_fields_that_are_not_known_are_skipped_and_absent_ones_may_be_left_out() {
    let longer = [0x82, 0x02, 0x83, 0x05, 0x61, b'x', 0x81, 0xf6];
    assert_eq!(ClientMessage::from_bytes(&longer), Ok(ClientMessage::Pull { after: 5 }));
    let reason = Farewell::TooSlow;
    let goodbye = ServerMessage::Goodbye(Goodbye { reason, retry_after_ms: None });
    for bytes in [&[0x82, 0x06, 0x81, 0x81, 0x05][..], &[0x82, 0x06, 0x81, 0x82, 0x05, 0xf6]] {
        assert_eq!(ServerMessage::from_bytes(bytes).as_ref(), Ok(&goodbye));
    }
}

#[test]
fn r54_the_length_of_a_key_says_what_opens_the_workspace() {
    let secret = WorkspaceSecret([7; 32]);
    let workspace = secret.workspace();
    for (key, begins) in [
        (WorkspaceKey::from(secret), [0x58, 0x20]),
        (WorkspaceKey::Session(workspace), [0x50, workspace.0[0]]),
    ] {
        let bytes = minicbor::to_vec(&key).expect("written");
        assert_eq!(bytes[..2], begins);
        assert_eq!(minicbor::decode::<WorkspaceKey>(&bytes).expect("read"), key);
        assert_eq!(key.workspace(), workspace);
    }
    assert!(minicbor::decode::<WorkspaceKey>(&[0x43, 1, 2, 3]).is_err());
}

#[test]
fn r60_older_clients_hear_a_word_that_they_know() {
    for reason in [Farewell::SignedOut, Farewell::MembersOnly] {
        assert_eq!((reason.in_version(1), reason.in_version(2)), (Farewell::Denied, reason));
    }
    assert_eq!(Farewell::TooSlow.in_version(1), Farewell::TooSlow);
}

#[test]
fn r45_messages_that_are_not_known_are_none() {
    assert!(matches!(ClientMessage::from_bytes(&[0x82, 0x07, 0x80]), Err(WireError::Broken(_))));
    assert!(matches!(ServerMessage::from_bytes(&[0x82, 0x08, 0x80]), Err(WireError::Broken(_))));
    let unknown_reason = [0x82, 0x06, 0x81, 0x81, 0x0a];
    assert!(matches!(ServerMessage::from_bytes(&unknown_reason), Err(WireError::Broken(_))));
}

#[test]
fn r44_a_message_over_the_limit_is_not_even_looked_at() {
    let bytes = vec![0; limits::MESSAGE_BYTES + 1];
    assert_eq!(ClientMessage::from_bytes(&bytes), Err(WireError::TooLarge(bytes.len())));
    assert_eq!(ServerMessage::from_bytes(&bytes), Err(WireError::TooLarge(bytes.len())));
}

/// An array or a text that claims to be longer than the message takes no memory.
#[test]
fn r44_a_length_that_is_not_there_is_no_message() {
    for head in [0x9b_u8, 0x5b, 0x7b] {
        let mut bytes = vec![0x82, 0x01, 0x81, head];
        bytes.extend(u64::MAX.to_be_bytes());
        assert!(matches!(ClientMessage::from_bytes(&bytes), Err(WireError::Broken(_))));
    }
}

#[test]
fn r44_more_of_anything_than_allowed_is_refused() {
    let (document, hash) = (DocumentId([1; 16]), ChangeHash([2; 32]));
    let heads = |count| DocumentHeads { document, heads: vec![hash; count] };
    let compare = |documents| ClientMessage::Compare { number: 0, documents };
    let push = |count| {
        let changes = vec![PushedChange { document, hash, bytes: Vec::new() }; count];
        ClientMessage::Push { number: 0, changes }
    };
    let locate =
        |count| ClientMessage::Locate { checkpoints: vec![Cursor::start(LogId([1; 16])); count] };
    let hello = |letters: usize| {
        ClientMessage::Hello(Hello {
            oldest: 1,
            newest: 1,
            key: WorkspaceSecret([1; 32]).into(),
            cursor: None,
            client: "x".repeat(letters),
        })
    };
    let presence = |who, visits, doing| Presence {
        who: vec![7; who],
        visits: vec![Visit { document, doing: vec![8; doing] }; visits],
    };
    let present = |who, visits, doing| ClientMessage::Presence(presence(who, visits, doing));
    let peer = |visits| ServerMessage::Peer { peer: 1, presence: presence(64, visits, 64) };
    assert_eq!(ServerMessage::from_bytes(&peer(16).to_bytes()), Ok(peer(16)));
    let refused = ServerMessage::from_bytes(&peer(17).to_bytes());
    assert!(matches!(refused, Err(WireError::TooMany(_))), "{refused:?}");
    for (most, too_many) in [
        (hello(256), hello(257)),
        (locate(128), locate(129)),
        (push(256), push(257)),
        (compare(vec![heads(1); 384]), compare(vec![heads(1); 385])),
        (compare(vec![heads(64)]), compare(vec![heads(65)])),
        (present(64, 16, 64), present(65, 16, 64)),
        (present(64, 16, 64), present(64, 17, 64)),
        (present(64, 16, 64), present(64, 16, 65)),
    ] {
        assert_eq!(ClientMessage::from_bytes(&most.to_bytes()), Ok(most));
        let refused = ClientMessage::from_bytes(&too_many.to_bytes());
        assert!(matches!(refused, Err(WireError::TooMany(_))), "{refused:?}");
    }
}

#[test]
fn r44_the_largest_comparison_and_delivery_fit_into_a_message() {
    let (document, hash) = (DocumentId([1; 16]), ChangeHash([2; 32]));
    let heads = DocumentHeads { document, heads: vec![hash; limits::COMPARED_HEADS] };
    let documents = vec![heads; limits::COMPARED_DOCUMENTS];
    let compare = ClientMessage::Compare { number: u64::MAX, documents };
    assert!(compare.to_bytes().len() <= limits::MESSAGE_BYTES);

    let each = limits::BATCH_BYTES / limits::DELIVERY_CHANGES;
    let change = DeliveredChange { document, hash, bytes: Some(vec![0; each]) };
    let to = Cursor { seq: u64::MAX, ..Cursor::start(LogId([1; 16])) };
    let changes = vec![change; limits::DELIVERY_CHANGES];
    let delivery = Delivery { log: to.log, from: u64::MAX, to, head: u64::MAX, changes };
    assert!(ServerMessage::Delivery(delivery).to_bytes().len() <= limits::MESSAGE_BYTES);
}
