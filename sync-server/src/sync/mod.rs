//! Everything behind a WebSocket.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::ws::WebSocket;
use shared::access::Role;
use shared::id::{AccountId, SessionId, Verifier, WorkspaceId};
use shared::sync::server::Conversation;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use self::afar::Afar;
use self::connection::Connection;
use self::gate::Push;
use self::hub::Hub;
use self::outlet::Outlet;
use self::presence::Rooms;
pub use self::trials::Gate;
use self::trials::Trials;
use crate::config::Limits;
use crate::metrics::Metrics;
use crate::storage::{Accounts, Storage};

mod afar;
mod committer;
mod connection;
mod door;
mod gate;
mod holder;
mod hub;
mod outlet;
mod pace;
mod presence;
mod trials;

/// Bytes pushed and not yet committed, of all connections: what a burst may take of memory.
const IN_FLIGHT_KIB: u32 = 64 << 10;

/// Pushes that wait for the gate.
const GATE_QUEUE: usize = 1024;

/// What connections share.
pub(crate) struct Sync {
    shared: Arc<Shared>,
    connections: Arc<Semaphore>,
    places: u32,
    /// Who tells other nodes who is here; none where there are none.
    afar: Option<Arc<Afar>>,
}

struct Shared {
    storage: Arc<dyn Storage>,
    accounts: Arc<dyn Accounts>,
    hub: Arc<Hub>,
    rooms: Arc<Rooms>,
    gate: mpsc::Sender<Push>,
    in_flight: Arc<Semaphore>,
    begin: fn() -> Conversation,
    stopping: watch::Receiver<bool>,
    next_number: AtomicU64,
    metrics: Arc<Metrics>,
}

/// A connection's place among those that may be open at once.
pub(crate) struct Place(OwnedSemaphorePermit);

impl Sync {
    pub(crate) fn start(
        (storage, accounts): (Arc<dyn Storage>, Arc<dyn Accounts>),
        (begin, trying): (fn() -> Conversation, Gate),
        stopping: watch::Receiver<bool>,
        limits: &Limits,
        metrics: Arc<Metrics>,
    ) -> Self {
        let hub = Arc::new(Hub::new(metrics.clone()));
        let (gate, inspected) = gate::start(GATE_QUEUE);
        let outlet = Outlet::start(storage.clone(), accounts.clone(), hub.clone());
        let told = storage.told();
        let rooms = Arc::new(Rooms::new(told.is_some()));
        let afar = told.and_then(|told| Afar::start(storage.clone(), rooms.clone(), told));
        let trials = Trials::new(trying);
        let kept = (storage.clone(), accounts.clone());
        tokio::spawn(committer::run(kept, outlet, metrics.clone(), trials, inspected));
        let places =
            u32::try_from(limits.connections.min(Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        Self {
            shared: Arc::new(Shared {
                storage,
                accounts,
                hub,
                rooms,
                gate,
                in_flight: Arc::new(Semaphore::new(IN_FLIGHT_KIB as usize)),
                begin,
                stopping,
                next_number: AtomicU64::new(0),
                metrics,
            }),
            connections: Arc::new(Semaphore::new(places as usize)),
            places,
            afar,
        }
    }

    /// A place for one more connection, if there is one.
    pub(crate) fn place(&self) -> Option<Place> {
        self.connections.clone().try_acquire_owned().ok().map(Place)
    }

    /// Carries a connection to its end. `cookie` shows its session, if it has one.
    pub(crate) fn serve(
        &self,
        socket: WebSocket,
        place: Place,
        cookie: Option<Verifier>,
    ) -> impl Future<Output = ()> + use<> {
        let number = self.shared.next_number.fetch_add(1, Ordering::Relaxed);
        let connected = self.shared.metrics.connected();
        let connection = Connection::new(self.shared.clone(), socket, number, cookie);
        async move {
            connection.run().await;
            drop((place.0, connected));
        }
    }

    /// Somebody has another role in a workspace, or none any more: their connections are held to it
    /// from this moment on.
    pub(crate) fn role_changed(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
        role: Option<Role>,
    ) {
        self.shared.hub.role_changed(workspace, account, role);
    }

    /// These sessions have ended: so do their connections.
    pub(crate) fn sessions_ended(&self, sessions: &[SessionId]) {
        self.shared.hub.sessions_ended(sessions);
    }

    /// A workspace has members now: whoever opened it by its secret has to sign in.
    pub(crate) fn became_team(&self, workspace: WorkspaceId) {
        self.shared.hub.became_team(workspace);
    }

    /// Waits until every connection is closed and every change that was taken in is committed.
    pub(crate) async fn drain(&self) {
        // A closed semaphore is impossible: nobody closes these.
        let _all_closed = self.connections.acquire_many(self.places).await;
        let _all_committed = self.shared.in_flight.acquire_many(IN_FLIGHT_KIB).await;
        if let Some(afar) = &self.afar {
            afar.tell().await;
        }
    }
}
