//! Who is connected, and how news reaches them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use shared::access::Role;
use shared::id::{AccountId, ChangeHash, SessionId, WorkspaceId};
use shared::sync::log::Verdict;
use shared::wire::{Delivery, ServerMessage};
use tokio::sync::mpsc;

use super::holder::{Holder, Who};
use crate::metrics::Metrics;

/// Bytes of deliveries that may wait for one connection. Beyond, it is closed as too slow and
/// resumes at its cursor.
const WAITING_BYTES: usize = 4 << 20;

/// What a delivered change takes beside its bytes: ids, and its share of the message.
const CHANGE_OVERHEAD: usize = 64;

/// What a connection is told by others than its client.
pub(super) enum News {
    /// What became of its pushes; durable.
    Committed {
        /// What became of each change.
        verdicts: Vec<(ChangeHash, Verdict)>,
        /// The log's last sequence number after it.
        head: u64,
    },
    /// The workspace's log grew.
    Published(Arc<Published>),
    /// Somebody else is somewhere else. What it is waits in the gathering, not here.
    Peers,
    /// The role of whoever is behind it is another: its [`Holder`] knows which.
    Roles,
    /// Nothing of some push counts.
    StorageFailed,
    /// More waits for this connection than may; nothing further is kept for it.
    TooSlow,
    /// Whoever is behind it may not be here any more: its [`Holder`] knows why.
    Ended,
}

/// A delivery, encoded once for all who get it.
pub(super) struct Published {
    pub(super) delivery: Delivery,
    size: usize,
    encoded: OnceLock<Bytes>,
}

impl Published {
    pub(super) fn new(delivery: Delivery) -> Self {
        let size = delivery
            .changes
            .iter()
            .map(|change| change.bytes.as_ref().map_or(0, Vec::len) + CHANGE_OVERHEAD)
            .sum();
        Self { delivery, size, encoded: OnceLock::new() }
    }

    /// The message's bytes.
    pub(super) fn bytes(&self) -> Bytes {
        self.encoded
            .get_or_init(|| ServerMessage::Delivery(self.delivery.clone()).to_bytes().into())
            .clone()
    }
}

/// A connection, seen from those who have news for it.
pub(super) struct Peer {
    /// Its number since the start.
    pub(super) number: u64,
    pub(super) holder: Holder,
    news: mpsc::UnboundedSender<News>,
    waiting: AtomicUsize,
}

impl Peer {
    pub(super) fn new(number: u64) -> (Arc<Self>, mpsc::UnboundedReceiver<News>) {
        let (news, inbox) = mpsc::unbounded_channel();
        (
            Arc::new(Self {
                number,
                holder: Holder::default(),
                news,
                waiting: AtomicUsize::new(0),
            }),
            inbox,
        )
    }

    /// Tells it. Answers are bounded by what it may push unanswered. One that is gone needs none.
    pub(super) fn tell(&self, news: News) {
        let _gone = self.news.send(news);
    }

    /// Whether it took the delivery; one that did not gets no more.
    fn publish(&self, published: &Arc<Published>) -> bool {
        let waiting = self.waiting.fetch_add(published.size, Ordering::Relaxed);
        if waiting > WAITING_BYTES {
            self.tell(News::TooSlow);
            return false;
        }
        self.news.send(News::Published(published.clone())).is_ok()
    }

    /// The connection took this delivery out of its inbox.
    pub(super) fn took(&self, published: &Published) {
        self.waiting.fetch_sub(published.size, Ordering::Relaxed);
    }
}

/// The open connections of each workspace.
pub(super) struct Hub {
    members: Mutex<HashMap<WorkspaceId, Members>>,
    metrics: Arc<Metrics>,
}

/// The open connections of one workspace.
struct Members {
    peers: Vec<Arc<Peer>>,
    /// Everything in the log up to here was published to them, or they read it by themselves. None
    /// until the first of them was told where the log ends.
    reached: Option<u64>,
}

/// As long as this lives, its connection gets what is published in the workspace.
pub(super) struct Membership {
    hub: Arc<Hub>,
    workspace: WorkspaceId,
    peer: Arc<Peer>,
}

impl Hub {
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        Self { members: Mutex::default(), metrics }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Members>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn join(self: &Arc<Self>, workspace: WorkspaceId, peer: Arc<Peer>) -> Membership {
        let mut members = self.lock();
        let none = Members { peers: Vec::new(), reached: None };
        members.entry(workspace).or_insert(none).peers.push(peer.clone());
        Membership { hub: self.clone(), workspace, peer }
    }

    /// Passes on how a workspace's log grew. Only one task calls this, the committer or the one that
    /// follows other nodes, so the order is the log's. It waits for nobody.
    pub(super) fn publish(&self, workspace: WorkspaceId, delivery: Delivery) {
        if let Some(members) = self.lock().get_mut(&workspace) {
            members.reached = members.reached.max(Some(delivery.to.seq));
            let published = Arc::new(Published::new(delivery));
            let before = members.peers.len();
            members.peers.retain(|peer| peer.publish(&published));
            let told = members.peers.len();
            self.metrics.delivered(told as u64, (before - told) as u64);
        }
    }

    /// How far a workspace's log was published; none where nobody is connected.
    pub(super) fn reached(&self, workspace: WorkspaceId) -> Option<u64> {
        self.lock().get(&workspace)?.reached
    }

    /// The workspaces in which anybody is connected, and how far their logs were published.
    pub(super) fn all_reached(&self) -> Vec<(WorkspaceId, u64)> {
        let members = self.lock();
        let reached =
            members.iter().map(|(workspace, members)| Some((*workspace, members.reached?)));
        reached.flatten().collect()
    }

    /// Ends every connection of a workspace: its log is not what it was, and they find out by how
    /// much when they say hello again.
    pub(super) fn dismiss(&self, workspace: WorkspaceId) {
        if let Some(members) = self.lock().remove(&workspace) {
            for peer in members.peers {
                peer.tell(News::StorageFailed);
            }
        }
    }

    pub(super) fn role_changed(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
        role: Option<Role>,
    ) {
        self.end_in(workspace, |holder| holder.role_changed(account, role));
        for peer in self.lock().get(&workspace).iter().flat_map(|members| &members.peers) {
            if peer.holder.is_of(account) {
                peer.tell(News::Roles);
            }
        }
    }

    pub(super) fn became_team(&self, workspace: WorkspaceId) {
        self.end_in(workspace, Holder::became_team);
    }

    pub(super) fn sessions_ended(&self, sessions: &[SessionId]) {
        for peer in self.lock().values().flat_map(|members| &members.peers) {
            if peer.holder.sessions_ended(sessions) {
                peer.tell(News::Ended);
            }
        }
    }

    /// Who is connected, in which workspace.
    pub(super) fn holders(&self) -> Vec<(WorkspaceId, Who)> {
        let members = self.lock();
        let peers = members.iter().flat_map(|(workspace, members)| {
            members.peers.iter().filter_map(|peer| Some((*workspace, peer.holder.who()?)))
        });
        peers.collect()
    }

    fn end_in(&self, workspace: WorkspaceId, ends: impl Fn(&Holder) -> bool) {
        for peer in self.lock().get(&workspace).iter().flat_map(|members| &members.peers) {
            if ends(&peer.holder) {
                peer.tell(News::Ended);
            }
        }
    }
}

impl Membership {
    /// The log ended here when the connection was opened, after it had joined.
    pub(super) fn begins_at(&self, head: u64) {
        if let Some(members) = self.hub.lock().get_mut(&self.workspace) {
            members.reached.get_or_insert(head);
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        let mut members = self.hub.lock();
        if let Some(found) = members.get_mut(&self.workspace) {
            found.peers.retain(|peer| !Arc::ptr_eq(peer, &self.peer));
            if found.peers.is_empty() {
                members.remove(&self.workspace);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::{DocumentId, LogId};
    use shared::sync::cursor::Cursor;
    use shared::wire::DeliveredChange;

    fn delivery(bytes: usize) -> Delivery {
        let log = LogId([1; 16]);
        let (document, hash) = (DocumentId([2; 16]), ChangeHash([3; 32]));
        let change = DeliveredChange { document, hash, bytes: Some(vec![0; bytes]) };
        let to = Cursor::start(log).after(&document, &hash);
        Delivery { log, from: 0, to, head: 1, changes: vec![change] }
    }

    #[tokio::test]
    async fn one_who_does_not_read_is_let_go_and_the_others_are_not() {
        let hub = Arc::new(Hub::new(Arc::new(Metrics::new())));
        let workspace = WorkspaceId([1; 16]);
        let (slow, mut slow_inbox) = Peer::new(1);
        let (quick, mut quick_inbox) = Peer::new(2);
        let _slow = hub.join(workspace, slow);
        let _quick = hub.join(workspace, quick.clone());
        for _ in 0..100 {
            hub.publish(workspace, delivery(256 << 10));
            match quick_inbox.recv().await {
                Some(News::Published(published)) => quick.took(&published),
                _ => panic!("the quick one gets every delivery"),
            }
        }
        let mut waiting = 0;
        let last = loop {
            match slow_inbox.recv().await {
                Some(News::Published(published)) => waiting += published.size,
                other => break other,
            }
        };
        assert!(matches!(last, Some(News::TooSlow)));
        assert!(waiting <= WAITING_BYTES + (257 << 10), "{waiting} bytes were kept");
    }

    #[test]
    fn nothing_is_kept_of_a_workspace_that_everybody_left() {
        let hub = Arc::new(Hub::new(Arc::new(Metrics::new())));
        let (peer, _inbox) = Peer::new(1);
        drop(hub.join(WorkspaceId([1; 16]), peer));
        assert!(hub.lock().is_empty());
    }
}
