//! Whole teams in one process: the real client core and server core on a simulated network, with
//! simulated storage, clocks and crashes, all from one seed.

mod checks;
mod presence;
mod server;
mod world;

use std::collections::BTreeSet;

use crate::sync::document::Document;
use crate::sync::{replica, server as server_core};

pub use world::World;

/// A document that a simulation can fill and compare.
pub trait Simulated: Document {
    /// An edit that says `token`.
    fn edit(token: &[u8]) -> Vec<u8>;

    /// What the edits said, without repeats.
    fn tokens(&self) -> BTreeSet<Vec<u8>>;
}

impl Simulated for super::fake::FakeDocument {
    fn edit(token: &[u8]) -> Vec<u8> {
        token.to_vec()
    }

    fn tokens(&self) -> BTreeSet<Vec<u8>> {
        Self::tokens(self).clone()
    }
}

/// What a simulated team goes through.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Everything random follows from it.
    pub seed: u64,
    /// Devices, each with its own storage.
    pub devices: usize,
    /// Tabs on each device, at most.
    pub tabs: usize,
    /// Edits and faults before the healing.
    pub operations: usize,
    /// Documents edited.
    pub documents: usize,
    /// Whether people look at documents, and see each other do it.
    pub presence: bool,
    /// Which faults happen.
    pub faults: Faults,
    /// A deliberate fault in the client core.
    pub client: Option<replica::Weakness>,
    /// A deliberate fault in the server core.
    pub server: Option<server_core::Weakness>,
}

/// Which faults happen, each as so many in a thousand chances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Faults {
    /// A message is lost.
    pub drop: u32,
    /// A message arrives twice.
    pub duplicate: u32,
    /// A message is delayed past later ones.
    pub reorder: u32,
    /// A storage transaction is aborted.
    pub abort: u32,
    /// A storage transaction reports an error although it was committed.
    pub false_abort: u32,
    /// An operation is a connection's end.
    pub cut: u32,
    /// An operation is a tab's death, or birth.
    pub crash: u32,
    /// An operation is a device's going offline, or coming back.
    pub offline: u32,
    /// An operation is the server's crash.
    pub server_crash: u32,
    /// An operation is the server's file being copied back from an earlier time.
    pub restore: u32,
    /// An operation is the server's file being lost.
    pub empty: u32,
    /// An edit is one that the server refuses.
    pub refused: u32,
    /// A second tab believes that it owns the socket.
    pub two_owners: u32,
}

impl Faults {
    /// Everything at once.
    pub const ALL: Self = Self {
        drop: 10,
        duplicate: 10,
        reorder: 10,
        abort: 40,
        false_abort: 10,
        cut: 30,
        crash: 40,
        offline: 40,
        server_crash: 10,
        restore: 5,
        empty: 2,
        refused: 15,
        two_owners: 20,
    };

    /// Nothing goes wrong but the network's delays.
    pub const NONE: Self = Self {
        drop: 0,
        duplicate: 0,
        reorder: 0,
        abort: 0,
        false_abort: 0,
        cut: 0,
        crash: 0,
        offline: 0,
        server_crash: 0,
        restore: 0,
        empty: 0,
        refused: 0,
        two_owners: 0,
    };
}

impl Plan {
    /// The plan that the test command and the soak run for this seed: the number of devices and
    /// tabs vary with it.
    pub fn ordinary(seed: u64, operations: usize) -> Self {
        Self {
            seed,
            devices: 2 + (seed % 4) as usize,
            tabs: 1 + (seed / 4 % 3) as usize,
            operations,
            documents: 1 + (seed % 7) as usize,
            presence: false,
            faults: Faults::ALL,
            client: None,
            server: None,
        }
    }
}

/// What a simulation came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Simulated milliseconds from the healing to convergence.
    pub catch_up_ms: u64,
    /// Edits made.
    pub edits: usize,
    /// Edits that the interface had called "on this device".
    pub saved: usize,
    /// Changes in the server's log at the end.
    pub log: u64,
    /// Changes in quarantine at the end.
    pub quarantined: usize,
}

/// Runs a plan to its end.
///
/// # Errors
/// What broke: a sentence that begins with the seed.
pub fn run<D: Simulated>(plan: &Plan) -> Result<Report, String> {
    let mut world = World::<D>::new(plan.clone());
    world.play();
    world.heal().map_err(|broken| format!("seed {}: {broken}", plan.seed))
}
