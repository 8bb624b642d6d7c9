//! How what was committed reaches the hub, in the order of the log.
//!
//! Where this process is the only one that writes, the committer's order is the log's. Where others
//! write to the same logs, a task follows the storage: it publishes what this node committed if that
//! joins what it published last, and otherwise reads what lies between, whoever wrote it.

use std::sync::Arc;
use std::time::Duration;

use shared::id::WorkspaceId;
use shared::wire::Delivery;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::hub::Hub;
use crate::storage::{Growth, Storage, StorageError};

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
    pub(super) fn start(storage: Arc<dyn Storage>, hub: Arc<Hub>) -> Self {
        let Some(growth) = storage.growth() else { return Self::Hub(hub) };
        let (commits, committed) = mpsc::channel(WAITING);
        tokio::spawn(Follower { storage, hub }.run(growth, committed));
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
    hub: Arc<Hub>,
}

impl Follower {
    /// Until the committer ends.
    async fn run(
        self,
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
                _ = look.tick() => self.look().await,
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
        let reached: std::collections::HashMap<_, _> = reached.into_iter().collect();
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
}
