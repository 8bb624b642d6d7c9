//! A device, seen from the server: it speaks the protocol, and believes nothing.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use shared::access::Role;
use shared::id::WorkspaceSecret;
use shared::sync::cursor::Cursor;
use shared::wire::{
    ClientMessage, Delivery, Goodbye, Hello, PushedChange, Refused, ServerMessage, VERSIONS,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
    pushes: u64,
    /// What the server last said that this device's person is.
    pub role: Option<Role>,
}

/// Where a new client finds itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Welcome {
    pub head: u64,
    pub agreed: bool,
}

impl Client {
    /// Opens a socket and says nothing. Fails as the upgrade fails.
    pub async fn connect(
        address: SocketAddr,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, Box<Error>> {
        let stream = TcpStream::connect(address).await.map_err(Error::Io)?;
        stream.set_nodelay(true).map_err(Error::Io)?;
        let mut request = format!("ws://{address}/sync").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let config = WebSocketConfig::default().max_message_size(Some(64 << 20));
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
        Ok(Self { socket, pushes: 0, role: None })
    }

    /// Connects and says hello.
    pub async fn hello(
        address: SocketAddr,
        secret: &WorkspaceSecret,
        cursor: Option<Cursor>,
    ) -> (Self, Welcome) {
        let mut client = Self::connect(address, &[]).await.expect("an upgrade");
        client.send(&ClientMessage::Hello(hello(secret, cursor))).await;
        match client.next().await {
            ServerMessage::Welcome { head, agreed, .. } => (client, Welcome { head, agreed }),
            other => panic!("a welcome was due, not {other:?}"),
        }
    }

    /// Connects, says hello and asks for everything after `after`.
    pub async fn live(address: SocketAddr, secret: &WorkspaceSecret, after: u64) -> Self {
        let (mut client, _) = Self::hello(address, secret, None).await;
        client.send(&ClientMessage::Pull { after }).await;
        client
    }

    pub async fn send(&mut self, message: &ClientMessage) {
        self.try_send(message).await.expect("sent");
    }

    /// None when the connection is broken.
    pub async fn try_send(&mut self, message: &ClientMessage) -> Option<()> {
        self.socket.send(Message::binary(message.to_bytes())).await.ok()
    }

    /// Sends what may be no message.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.expect("sent");
    }

    /// Sends one push and waits for nothing.
    pub async fn push(&mut self, changes: Vec<PushedChange>) {
        self.try_push(changes).await.expect("sent");
    }

    /// None when the connection is broken.
    pub async fn try_push(&mut self, changes: Vec<PushedChange>) -> Option<()> {
        let push = ClientMessage::Push { number: self.pushes, changes };
        self.pushes += 1;
        self.try_send(&push).await
    }

    /// The next message; none when the server has closed. A role is taken in and passed over.
    pub async fn try_next(&mut self) -> Option<ServerMessage> {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await.expect("a message in time");
            match message? {
                Ok(Message::Binary(bytes)) => {
                    match ServerMessage::from_bytes(&bytes).expect("a message") {
                        ServerMessage::Role { role } => self.role = Some(role),
                        message => return Some(message),
                    }
                }
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    pub async fn next(&mut self) -> ServerMessage {
        self.try_next().await.expect("the connection is open")
    }

    /// The next answer; deliveries before it are passed over.
    pub async fn answer(&mut self) -> (usize, Vec<Refused>) {
        loop {
            match self.next().await {
                ServerMessage::Answer { accepted, refused, .. } => {
                    return (accepted.len(), refused);
                }
                ServerMessage::Delivery(_) => {}
                other => panic!("an answer was due, not {other:?}"),
            }
        }
    }

    /// Pushes, and waits until `changes` are all answered: how many were taken, and the others.
    pub async fn push_all(&mut self, changes: Vec<PushedChange>) -> (usize, Vec<Refused>) {
        let (mut taken, mut refused) = (0, Vec::new());
        for part in changes.chunks(128) {
            self.push(part.to_vec()).await;
            let mut answered = 0;
            while answered < part.len() {
                let (accepted, mut not) = self.answer().await;
                answered += accepted + not.len();
                taken += accepted;
                refused.append(&mut not);
            }
        }
        (taken, refused)
    }

    /// The next delivery; answers before it are passed over.
    pub async fn delivery(&mut self) -> Delivery {
        loop {
            match self.next().await {
                ServerMessage::Delivery(delivery) => return delivery,
                ServerMessage::Answer { .. } => {}
                other => panic!("a delivery was due, not {other:?}"),
            }
        }
    }

    /// Deliveries until the log has been read up to `seq`; each joins the one before.
    pub async fn read_to(&mut self, from: u64, seq: u64) -> Vec<Delivery> {
        let mut deliveries: Vec<Delivery> = Vec::new();
        let mut at = from;
        while at < seq {
            let delivery = self.delivery().await;
            assert_eq!(delivery.from, at, "a delivery begins where the last one ended");
            at = delivery.to.seq;
            assert_eq!(delivery.changes.len() as u64, at - delivery.from);
            deliveries.push(delivery);
        }
        deliveries
    }

    /// The server's last words; everything before them is passed over.
    pub async fn goodbye(&mut self) -> Option<Goodbye> {
        loop {
            if let ServerMessage::Goodbye(goodbye) = self.try_next().await? {
                return Some(goodbye);
            }
        }
    }
}

pub fn hello(secret: &WorkspaceSecret, cursor: Option<Cursor>) -> Hello {
    let (oldest, newest) = VERSIONS;
    Hello { oldest, newest, key: secret.clone().into(), cursor, client: "a test".into() }
}
