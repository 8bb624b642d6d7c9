//! `/sync`: what a connection may not do, and what happens to one that does.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use shared::id::DocumentId;
use shared::wire::{ClientMessage, Farewell, Presence, Visit, limits};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::support::{Client, Record, TestServer};

#[tokio::test]
async fn what_is_no_message_ends_the_connection_and_nothing_else() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut bystander, _) = Client::hello(test.address(), &secret, None).await;
    let too_many =
        ClientMessage::Push { number: 0, changes: Record::new(1).changes(257) }.to_bytes();
    let visit = Visit { document: DocumentId([1; 16]), doing: Vec::new() };
    let everywhere = Presence { who: vec![1], visits: vec![visit; limits::VISITS + 1] };
    let endless = Presence { who: vec![1; 300 << 10], visits: Vec::new() };
    for bytes in [
        Message::binary(ClientMessage::Presence(everywhere).to_bytes()),
        Message::binary(ClientMessage::Presence(endless).to_bytes()),
        Message::text("hello"),
        Message::binary(vec![]),
        Message::binary(vec![0xff; 100]),
        Message::binary(vec![0x82, 0x00]),
        Message::binary(too_many),
        Message::binary(vec![0; limits::MESSAGE_BYTES + 1]),
    ] {
        let (mut client, _) = Client::hello(test.address(), &secret, None).await;
        client.socket.send(bytes.clone()).await.expect("sent");
        let words = client.goodbye().await.map(|goodbye| goodbye.reason);
        assert_eq!(words, Some(Farewell::Broken), "{} bytes", bytes.len());
        assert_eq!(client.try_next().await, None);
    }
    assert_eq!(bystander.push_all(Record::new(2).changes(3)).await, (3, vec![]));
}

#[tokio::test]
async fn a_window_of_unanswered_changes_cannot_be_exceeded() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    // A gap in the numbers is a lost push: the client and the server disagree.
    let change = Record::new(1).set("name", "Ada");
    client.send(&ClientMessage::Push { number: 5, changes: vec![change] }).await;
    assert_eq!(client.goodbye().await.map(|goodbye| goodbye.reason), Some(Farewell::Broken));
}

#[tokio::test]
async fn a_flood_is_ended() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (client, _) = Client::hello(test.address(), &secret, None).await;
    let (mut sending, mut receiving) = client.socket.split();
    let flood = tokio::spawn(async move {
        let beat = Message::binary(ClientMessage::Heartbeat.to_bytes());
        while sending.send(beat.clone()).await.is_ok() {}
    });
    let last = timeout(Duration::from_secs(60), async {
        let mut last = None;
        while let Some(Ok(Message::Binary(bytes))) = receiving.next().await {
            last = Some(bytes);
        }
        last
    });
    let last = last.await.expect("it ends").expect("with a word");
    flood.await.expect("the sender ends");
    let words = shared::wire::ServerMessage::from_bytes(&last).expect("a message");
    assert!(matches!(
        words,
        shared::wire::ServerMessage::Goodbye(goodbye) if goodbye.reason == Farewell::TooFast
    ));
}

#[tokio::test]
async fn whoever_does_not_read_is_let_go_and_resumes_without_a_gap() {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let mut alice = Client::live(test.address(), &secret, 0).await;
    let mut sleeper = Client::live(test.address(), &secret, 0).await;
    sleeper.delivery().await;

    let changes = 150;
    for change in (1..4).flat_map(|number| Record::new(number).large_changes(50, 200 << 10)) {
        assert_eq!(alice.push_all(vec![change]).await.0, 1, "nobody waits for the sleeper");
    }
    // It wakes up, reads what was on its way, and finds itself dismissed.
    let mut at = 0;
    let words = loop {
        match sleeper.try_next().await {
            Some(shared::wire::ServerMessage::Delivery(delivery)) => {
                assert_eq!(delivery.from, at);
                at = delivery.to.seq;
            }
            other => break other,
        }
    };
    assert!(at < changes, "it cannot have been kept waiting with {at} of {changes}");
    if let Some(words) = words {
        assert!(matches!(
            words,
            shared::wire::ServerMessage::Goodbye(goodbye) if goodbye.reason == Farewell::TooSlow
        ));
    }
    let mut awake = Client::live(test.address(), &secret, at).await;
    while at < changes {
        let delivery = awake.delivery().await;
        assert_eq!(delivery.from, at);
        at = delivery.to.seq;
        if at < changes {
            awake.send(&ClientMessage::Pull { after: at }).await;
        }
    }
}

#[tokio::test]
async fn whoever_says_nothing_is_hung_up_on() {
    let test = TestServer::start().await;
    let start = Instant::now();
    let mut silent = Client::connect(test.address(), &[]).await.expect("an upgrade");
    assert_eq!(silent.try_next().await, None);
    let waited = start.elapsed().as_secs();
    assert!((9..20).contains(&waited), "after {waited} s");
}
