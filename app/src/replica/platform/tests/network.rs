//! What can be known of the network without a server of ours.

use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::replica::platform::http::{self, HttpError};
use crate::replica::platform::socket::{NotOpen, Socket, SocketEvent};
use crate::replica::platform::{clock, entropy};

/// Nothing listens there.
const NOWHERE: &str = "127.0.0.1:9";

#[wasm_bindgen_test]
async fn a_socket_to_nowhere_closes_and_takes_no_message() {
    let (events, mut happened) = mpsc::unbounded();
    let socket = Socket::open(&format!("ws://{NOWHERE}/"), move |event| {
        events.unbounded_send(event).expect("the test listens");
    });
    let socket = socket.expect("an address");
    assert_eq!(socket.send(b"early"), Err(NotOpen));
    let closed = SocketEvent::Closed { clean: false, code: 1006, reason: String::new() };
    assert_eq!(happened.next().await, Some(closed));
    assert_eq!(socket.send(b"late"), Err(NotOpen));
}

#[wasm_bindgen_test]
async fn a_dropped_socket_tells_nothing_more() {
    let (events, mut happened) = mpsc::unbounded::<SocketEvent>();
    let socket = Socket::open(&format!("ws://{NOWHERE}/"), move |event| {
        events.unbounded_send(event).expect("the test listens");
    });
    drop(socket.expect("an address"));
    // The handlers, and the sender in them, are gone.
    assert_eq!(happened.next().await, None);
}

#[wasm_bindgen_test]
fn what_is_no_address_is_refused() {
    assert!(Socket::open("ftp://example", |_| {}).is_err());
}

#[wasm_bindgen_test]
async fn answers_come_in_pieces_and_failures_are_told_apart() {
    let answer = http::get("/", Some("Bearer nothing")).await;
    let mut answer = answer.expect("the page of this test");
    let mut page = answer.next_piece().await.expect("a piece").expect("not empty");
    while let Some(piece) = answer.next_piece().await.expect("a piece, or the end") {
        page.extend(piece);
    }
    assert!(String::from_utf8_lossy(&page).contains("</html>"));

    let missing = http::get("/no/such/page", None).await.map(drop);
    assert_eq!(missing, Err(HttpError::Status(404)));
    let nowhere = http::post(&format!("http://{NOWHERE}/"), None, b"body").await.map(drop);
    assert_eq!(nowhere, Err(HttpError::Unreachable));
}

#[wasm_bindgen_test]
async fn a_dropped_timer_never_fires() {
    let (fire, mut fired) = mpsc::unbounded();
    let late = fire.clone();
    let _kept = clock::Timer::after(Duration::from_millis(20), move || {
        fire.unbounded_send("kept").expect("the test listens");
    });
    drop(clock::Timer::after(Duration::from_millis(10), move || {
        late.unbounded_send("dropped").expect("the test listens");
    }));
    let before = clock::now();
    clock::sleep(Duration::from_millis(60)).await;
    assert!(clock::now() >= before.plus(50));
    assert_eq!(fired.next().await, Some("kept"));
    assert_eq!(fired.next().await, None);
}

#[wasm_bindgen_test]
fn random_numbers_differ() {
    assert_ne!(entropy::bits64(), entropy::bits64());
    assert_ne!(entropy::bits128(), entropy::bits128());
    assert_ne!(entropy::bytes::<32>(), [0; 32]);
}
