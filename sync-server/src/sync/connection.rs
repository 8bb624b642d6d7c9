//! One connection: carries a [`Conversation`]'s effects out, and the world's events to it.

use std::future::Future;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use shared::id::{Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::server::{Conversation, Effect, Event};
use shared::wire::{
    ClientMessage, Farewell, Goodbye, Presence, PushedChange, ServerMessage, WireError,
};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::Shared;
use super::door;
use super::gate::Push;
use super::hub::{Membership, News, Peer, Published};
use super::pace::Pace;
use super::presence::Seat;
use crate::shutdown;
use crate::storage::StorageError;

/// How long a client may take to say hello.
const HELLO: Duration = Duration::from_secs(10);
/// How long it may be silent afterwards; clients send a heartbeat every 25 seconds.
const IDLE: Duration = Duration::from_secs(75);
/// How long the network may take to accept what is sent.
const SEND: Duration = Duration::from_secs(20);
/// How long a client may take to notice that it was closed.
const CLOSE: Duration = Duration::from_secs(1);
/// News handled between two flushes of the socket.
const NEWS_AT_ONCE: usize = 64;

/// Why a connection ends without a word.
enum End {
    /// The client left, or its network did.
    Gone,
    /// It was told why.
    Closed,
}

pub(super) struct Connection {
    shared: Arc<Shared>,
    socket: WebSocket,
    conversation: Conversation,
    peer: Arc<Peer>,
    inbox: mpsc::UnboundedReceiver<News>,
    cookie: Option<Verifier>,
    membership: Option<Membership>,
    seat: Option<Seat>,
    pace: Pace,
    heard: Instant,
}

impl Connection {
    pub(super) fn new(
        shared: Arc<Shared>,
        socket: WebSocket,
        number: u64,
        cookie: Option<Verifier>,
    ) -> Self {
        let (peer, inbox) = Peer::new(number);
        let now = Instant::now();
        Self {
            conversation: (shared.begin)(),
            shared,
            socket,
            peer,
            inbox,
            cookie,
            membership: None,
            seat: None,
            pace: Pace::new(now),
            heard: now,
        }
    }

    /// Until either side closes.
    pub(super) async fn run(mut self) {
        if let Err(End::Closed) = self.converse().await {
            self.hang_up().await;
        }
    }

    async fn converse(&mut self) -> Result<(), End> {
        let mut news = Vec::with_capacity(NEWS_AT_ONCE);
        let deadline = sleep_until(self.heard + HELLO);
        let stopping = shutdown::requested(self.shared.stopping.clone());
        tokio::pin!(deadline, stopping);
        loop {
            tokio::select! {
                _ = self.inbox.recv_many(&mut news, NEWS_AT_ONCE) => {
                    for news in news.drain(..) {
                        self.news(news).await?;
                    }
                }
                message = self.socket.recv() => self.message(message).await?,
                () = &mut stopping => {
                    self.event(Event::Stopping).await?;
                }
                () = &mut deadline => {
                    let patience = if self.membership.is_some() { IDLE } else { HELLO };
                    let until = self.heard + patience;
                    if until <= Instant::now() {
                        return Err(End::Closed);
                    }
                    deadline.as_mut().reset(until);
                    continue;
                }
            }
            in_time(self.socket.flush()).await?;
        }
    }

    async fn message(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let bytes = match message {
            None | Some(Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Ok(Message::Binary(bytes))) => Ok(bytes),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
            Some(Ok(Message::Text(_))) => Err(WireError::Broken("a text message".into())),
            // Over the limit, or no WebSocket frames at all.
            Some(Err(error)) => Err(WireError::Broken(error.to_string())),
        };
        self.heard = Instant::now();
        if let Some(reason) = self.peer.holder.ended() {
            return self.close(reason).await;
        }
        if !self.pace.allows(bytes.as_ref().map_or(0, Bytes::len), self.heard) {
            return self.close(Farewell::TooFast).await;
        }
        let message = bytes.and_then(|bytes| ClientMessage::from_bytes(&bytes));
        if let Err(error) = &message {
            tracing::debug!(connection = self.peer.number, %error, "broken message");
        }
        self.event(Event::Message(message)).await
    }

    async fn news(&mut self, news: News) -> Result<(), End> {
        // What waits for somebody who was removed meanwhile does not reach them.
        if let Some(reason) = self.peer.holder.ended() {
            return self.close(reason).await;
        }
        match news {
            News::Committed { verdicts, head } => {
                self.event(Event::Committed { verdicts, head }).await
            }
            News::Peers => {
                let peers = self.seat.as_ref().map(Seat::news).unwrap_or_default();
                self.event(Event::Peers(peers)).await
            }
            News::Roles => {
                self.say_role();
                self.carry_out(None).await
            }
            News::StorageFailed => self.event(Event::StorageFailed).await,
            News::TooSlow => self.close(Farewell::TooSlow).await,
            News::Ended => Ok(()),
            News::Published(published) => {
                self.peer.took(&published);
                self.conversation.handle(Event::Published(&published.delivery));
                self.carry_out(Some(&published)).await
            }
        }
    }

    async fn event(&mut self, event: Event<'_>) -> Result<(), End> {
        self.conversation.handle(event);
        self.carry_out(None).await
    }

    async fn close(&mut self, reason: Farewell) -> Result<(), End> {
        self.conversation.close(reason);
        self.carry_out(None).await
    }

    async fn carry_out(&mut self, published: Option<&Published>) -> Result<(), End> {
        while let Some(effect) = self.conversation.poll() {
            match effect {
                Effect::Send(message) => self.send(message.to_bytes().into()).await?,
                Effect::SendPublished => {
                    if let Some(published) = published {
                        self.send(published.bytes()).await?;
                    }
                }
                Effect::Close(goodbye) => return self.goodbye(goodbye).await,
                Effect::Open { workspace, verifier, cursor } => {
                    self.open(workspace, verifier, cursor).await;
                }
                Effect::Commit(changes) => self.commit(changes).await?,
                Effect::Gather => self.gather(),
                Effect::Present(presence) => self.present(presence),
                asking => self.ask(asking).await,
            }
        }
        Ok(())
    }

    async fn open(
        &mut self,
        workspace: WorkspaceId,
        verifier: Option<Verifier>,
        at: Option<Cursor>,
    ) {
        let (shared, peer) = (self.shared.clone(), self.peer.clone());
        let opened = match verifier {
            Some(verifier) => door::by_secret(&shared, &peer, workspace, verifier, at).await,
            None => door::by_session(&shared, &peer, workspace, self.cookie, at).await,
        };
        match opened {
            Ok(Ok((opening, membership))) => {
                membership.begins_at(opening.head);
                self.membership = Some(membership);
                self.conversation.handle(Event::Opened(Some(opening)));
                self.say_role();
            }
            Ok(Err(reason)) => self.conversation.close(reason),
            Err(error) => self.result(Err(error)),
        }
    }

    /// Says what whoever is behind it may do: the app offers nothing else.
    fn say_role(&mut self) {
        if let Some(role) = self.peer.holder.role() {
            self.conversation.handle(Event::Role(role));
        }
    }

    fn gather(&mut self) {
        if let Some(workspace) = self.conversation.workspace() {
            self.seat = self.shared.rooms.enter(workspace, self.peer.clone());
        }
    }

    /// What is said too often is passed over: what holds will be said again.
    fn present(&mut self, presence: Presence) {
        if let Some(seat) = &self.seat
            && self.pace.allows_presence(self.heard)
        {
            seat.say(presence);
        }
    }

    /// Takes the room that the changes need, then hands them to the gate. While there is none,
    /// this connection reads nothing more.
    async fn commit(&mut self, changes: Vec<PushedChange>) -> Result<(), End> {
        let Some(workspace) = self.conversation.workspace() else { return Ok(()) };
        let bytes: usize = changes.iter().map(|change| change.bytes.len() + 128).sum();
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let room = self.shared.in_flight.clone().acquire_many_owned(kib);
        let room = room.await.map_err(|_| End::Gone)?;
        let peer = self.peer.clone();
        let push = Push { workspace, changes, peer, room };
        self.shared.gate.send(push).await.map_err(|_| End::Gone)
    }

    async fn ask(&mut self, effect: Effect) {
        let Some(workspace) = self.conversation.workspace() else { return };
        let storage = self.shared.storage.clone();
        match effect {
            Effect::Locate(points) => {
                self.result(storage.locate(workspace, &points).await.map(Event::Located));
            }
            Effect::Read { after } => {
                self.result(storage.read(workspace, after).await.map(Event::Read));
            }
            Effect::Compare { number, documents } => {
                let lacking = storage.lacking(workspace, &documents).await;
                self.result(lacking.map(|documents| Event::Compared { number, documents }));
            }
            _ => {}
        }
    }

    fn result(&mut self, result: Result<Event<'_>, StorageError>) {
        let event = result.unwrap_or_else(|error| {
            tracing::error!(connection = self.peer.number, %error, "the storage failed");
            Event::StorageFailed
        });
        self.conversation.handle(event);
    }

    async fn send(&mut self, bytes: Bytes) -> Result<(), End> {
        in_time(self.socket.feed(Message::Binary(bytes))).await
    }

    async fn goodbye(&mut self, goodbye: Goodbye) -> Result<(), End> {
        tracing::debug!(connection = self.peer.number, reason = ?goodbye.reason, "goodbye");
        // Leave first: what is published meanwhile is for others.
        drop((mem::take(&mut self.membership), mem::take(&mut self.seat)));
        self.send(ServerMessage::Goodbye(goodbye).to_bytes().into()).await?;
        Err(End::Closed)
    }

    /// Closes, and reads on until the client has seen it: a socket that is dropped with unread
    /// bytes takes the goodbye with it.
    async fn hang_up(mut self) {
        let hang_up = async {
            if self.socket.send(Message::Close(None)).await.is_ok() {
                while let Some(Ok(_)) = self.socket.next().await {}
            }
        };
        let _too_long = timeout(CLOSE, hang_up).await;
    }
}

/// What a client does not accept in time is not waited for.
async fn in_time(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    match timeout(SEND, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}
