//! Somebody who writes one record for ever, and remembers what was acknowledged.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use shared::id::{ChangeHash, WorkspaceSecret};
use shared::wire::{ClientMessage, PushedChange, ServerMessage};

use super::client::{Client, hello};
use super::record::Record;

/// Changes that a writer keeps on their way.
const WINDOW: usize = 8;

pub struct Writer {
    record: Record,
    written: usize,
    /// On their way, in order.
    waiting: Vec<PushedChange>,
    pub acknowledged: Vec<ChangeHash>,
}

impl Writer {
    pub fn new(number: u64) -> Self {
        let record = Record::new(number);
        Self { record, written: 0, waiting: Vec::new(), acknowledged: Vec::new() }
    }

    /// Until the connection breaks.
    pub async fn write(self, address: SocketAddr, secret: WorkspaceSecret) -> Self {
        self.write_for(address, secret, Duration::MAX).await
    }

    /// Until the connection breaks, or so much time has passed.
    pub async fn write_for(
        mut self,
        address: SocketAddr,
        secret: WorkspaceSecret,
        time: Duration,
    ) -> Self {
        let start = Instant::now();
        let Ok(mut client) = Client::connect(address, &[]).await else { return self };
        let greeting = ClientMessage::Hello(hello(&secret, None));
        if client.try_send(&greeting).await.is_none() || client.try_next().await.is_none() {
            return self;
        }
        for change in self.waiting.clone() {
            if client.try_push(vec![change]).await.is_none() {
                return self;
            }
        }
        while start.elapsed() < time {
            while self.waiting.len() < WINDOW {
                let change = self.record.set("note", &format!("note {}", self.written));
                self.written += 1;
                self.waiting.push(change.clone());
                if client.try_push(vec![change]).await.is_none() {
                    return self;
                }
            }
            match client.try_next().await {
                Some(ServerMessage::Answer { accepted, .. }) => {
                    self.waiting.retain(|change| !accepted.contains(&change.hash));
                    self.acknowledged.extend(accepted);
                }
                Some(_) => {}
                None => return self,
            }
        }
        self
    }
}
