//! A WebSocket that speaks binary messages.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::listener::Listener;

/// What happens to a socket. After [`SocketEvent::Closed`] nothing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocketEvent {
    /// It can send.
    Opened,
    /// A message arrived. A text message, which no server of ours sends, arrives as no bytes.
    Message(Vec<u8>),
    /// It is closed, or never opened.
    Closed {
        /// Whether both sides agreed to.
        clean: bool,
        /// The closing code; 1006 where the connection broke.
        code: u16,
        /// What the other side said.
        reason: String,
    },
}

/// The address is none of a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidAddress;

/// The socket is not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOpen;

/// A connection to a server. Dropping it closes it, silently.
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Begins to connect to a `ws:` or `wss:` address, and tells `on_event` what happens.
    ///
    /// # Errors
    /// When the address cannot be one.
    pub fn open(
        address: &str,
        on_event: impl Fn(SocketEvent) + 'static,
    ) -> Result<Self, InvalidAddress> {
        let socket = WebSocket::new(address).map_err(|_| InvalidAddress)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on_open = Rc::new(on_event);
        let (on_message, on_close) = (on_open.clone(), on_open.clone());
        // A failure has no event of its own: the browser tells nothing of it, and then closes.
        let listeners = [
            Listener::on(&socket, "open", move |_| on_open(SocketEvent::Opened)),
            Listener::on(&socket, "message", move |event| {
                let data = event.unchecked_into::<MessageEvent>().data();
                let bytes = data.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer));
                on_message(SocketEvent::Message(bytes.map(|b| b.to_vec()).unwrap_or_default()));
            }),
            Listener::on(&socket, "close", move |event| {
                let event = event.unchecked_into::<CloseEvent>();
                let (clean, code, reason) = (event.was_clean(), event.code(), event.reason());
                on_close(SocketEvent::Closed { clean, code, reason });
            }),
        ];
        Ok(Self { socket, _listeners: listeners })
    }

    /// Sends a message, or at least queues it.
    ///
    /// # Errors
    /// When the socket is not open; then nothing is queued.
    pub fn send(&self, message: &[u8]) -> Result<(), NotOpen> {
        // A closed socket takes messages without a word, and drops them.
        if self.socket.ready_state() != WebSocket::OPEN {
            return Err(NotOpen);
        }
        self.socket.send_with_u8_array(message).map_err(|_| NotOpen)
    }

    /// Begins to close. [`SocketEvent::Closed`] follows.
    pub fn close(&self) {
        // Fails only for codes and reasons that are not allowed.
        let _ = self.socket.close();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
    }
}
