//! How what was committed reaches the hub, in the order of the log.
//!
//! Where this process is the only one that writes, the committer's order is the log's. Where others
//! write to the same logs, a task follows the storage: it publishes what this node committed if that
//! joins what it published last, and otherwise reads what lies between, whoever wrote it.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use shared::id::{AccountId, SessionId, WorkspaceId};
use shared::time::Timestamp;
use shared::wire::Delivery;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::holder::Who;
use super::hub::Hub;
use crate::storage::{Accounts, Growth, Storage, StorageError};

/// How often logs are asked how far they reach: notifications get lost with their connection.
const LOOK: Duration = Duration::from_secs(1);

/// Commits that wait to be published. What does not fit is read from the log instead.
const WAITING: usize = 1024;

/// Where the committer puts how logs grew.
pub(super) enum Outlet {
    /// Straight to the connections.
    Hub(Arc<Hub>),
    /// To the task that also knows of other nodes.
    Follower(mpsc::Sender<(WorkspaceId, Vec<Delivery>)>),
}

impl Outlet {
    /// Begins to follow other nodes, if the storage has any.
    pub(super) fn start(
        storage: Arc<dyn Storage>,
        accounts: Arc<dyn Accounts>,
        hub: Arc<Hub>,
    ) -> Self {
        let Some(growth) = storage.growth() else { return Self::Hub(hub) };
        let (commits, committed) = mpsc::channel(WAITING);
        let follower = Follower { storage, accounts, hub, epoch: None };
        tokio::spawn(follower.run(growth, committed));
        Self::Follower(commits)
    }

    /// Passes on what was committed in one workspace.
    pub(super) fn publish(&self, workspace: WorkspaceId, deliveries: Vec<Delivery>) {
        match self {
            Self::Hub(hub) => {
                for delivery in deliveries {
                    hub.publish(workspace, delivery);
                }
            }
            Self::Follower(commits) => {
                // What is left out here is found at the next look.
                let _full = commits.try_send((workspace, deliveries));
            }
        }
    }
}

struct Follower {
    storage: Arc<dyn Storage>,
    accounts: Arc<dyn Accounts>,
    hub: Arc<Hub>,
    /// The changes of who may do what that the connections were held to.
    epoch: Option<u64>,
}

impl Follower {
    /// Until the committer ends.
    async fn run(
        mut self,
        mut growth: mpsc::Receiver<Growth>,
        mut committed: mpsc::Receiver<(WorkspaceId, Vec<Delivery>)>,
    ) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let outcome = tokio::select! {
                commit = committed.recv() => match commit {
                    Some((workspace, deliveries)) => self.publish(workspace, deliveries).await,
                    None => return,
                },
                Some(heard) = growth.recv() => self.catch_up(heard).await,
                _ = look.tick() => match self.look().await {
                    Ok(()) => self.look_at_access().await,
                    failed => failed,
                },
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "what other nodes wrote cannot be read: trying again");
            }
        }
    }

    async fn publish(
        &self,
        workspace: WorkspaceId,
        deliveries: Vec<Delivery>,
    ) -> Result<(), StorageError> {
        for delivery in deliveries {
            match self.hub.reached(workspace) {
                None => return Ok(()),
                Some(reached) if reached >= delivery.to.seq => {}
                Some(reached) if reached == delivery.from => self.hub.publish(workspace, delivery),
                Some(_) => self.catch_up(Growth { workspace, seq: delivery.to.seq }).await?,
            }
        }
        Ok(())
    }

    /// Reads and publishes until a log was published as far as it is known to reach.
    async fn catch_up(&self, growth: Growth) -> Result<(), StorageError> {
        let Growth { workspace, seq } = growth;
        while let Some(reached) = self.hub.reached(workspace).filter(|reached| *reached < seq) {
            let delivery = self.storage.read(workspace, reached).await?;
            if delivery.changes.is_empty() {
                // It reaches less far than was said: the next look tells.
                return Ok(());
            }
            self.hub.publish(workspace, delivery);
        }
        Ok(())
    }

    /// Asks how far the logs reach in which anybody is interested.
    async fn look(&self) -> Result<(), StorageError> {
        let reached = self.hub.all_reached();
        if reached.is_empty() {
            return Ok(());
        }
        let workspaces: Vec<WorkspaceId> =
            reached.iter().map(|(workspace, _)| *workspace).collect();
        let reached: HashMap<_, _> = reached.into_iter().collect();
        for growth in self.storage.heads(&workspaces).await? {
            if growth.seq < reached[&growth.workspace] {
                // The database fell back behind what it confirmed, to a standby that lacked it or to
                // a copy: clients compare when they connect again, and bring what is missing.
                tracing::error!("the database lost what it had confirmed: clients start over");
                self.hub.dismiss(growth.workspace);
            } else {
                self.catch_up(growth).await?;
            }
        }
        Ok(())
    }

    /// Holds connections to what other nodes changed of who may do what. This node's own changes
    /// took effect as they were made.
    async fn look_at_access(&mut self) -> Result<(), StorageError> {
        let epoch = self.accounts.epoch().await?;
        if self.epoch == Some(epoch) {
            return Ok(());
        }
        let mut sessions: HashMap<AccountId, HashSet<SessionId>> = HashMap::new();
        let mut looked_at = HashSet::new();
        for (workspace, who) in self.hub.holders() {
            let Who::Member(account, session) = who else {
                if looked_at.insert((workspace, None)) && self.accounts.is_team(workspace).await? {
                    self.hub.became_team(workspace);
                }
                continue;
            };
            let alive = match sessions.entry(account) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let devices = self.accounts.devices(account, Timestamp(i64::MIN)).await?;
                    unknown.insert(devices.iter().map(|device| device.session).collect())
                }
            };
            if !alive.contains(&session) {
                self.hub.sessions_ended(&[session]);
            }
            if looked_at.insert((workspace, Some(account))) {
                let role = self.accounts.role(workspace, account).await?;
                self.hub.role_changed(workspace, account, role);
            }
        }
        self.epoch = Some(epoch);
        Ok(())
    }
}
