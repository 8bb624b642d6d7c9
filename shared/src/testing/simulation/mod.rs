//! Whole teams in one process: the real client core and server core on a simulated network, with
//! simulated storage, clocks and crashes, all from one seed.

mod checks;
mod erasure;
mod faults;
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
    /// A deliberate fault in what drives the core: a tab's actor is kept with the device's storage,
    /// and so copied with it.
    pub stored_actor: bool,
    /// Nobody presses "try now" when all faults end: every wait has to end by itself.
    pub patient: bool,
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
    /// An operation is a tab's being frozen by its browser, for up to a minute.
    pub freeze: u32,
    /// An operation is a device's storage being copied to a new device.
    pub clone: u32,
    /// An operation is a device's clock being set, up to ten years off.
    pub clock: u32,
    /// An operation is a document's being erased for good.
    pub erase: u32,
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
        freeze: 20,
        clone: 3,
        clock: 10,
        erase: 8,
    };

    /// Everything at once on devices that nobody copies, freezes or sets the clock of.
    pub const OF_THE_NETWORK: Self = Self { freeze: 0, clone: 0, clock: 0, erase: 0, ..Self::ALL };

    /// Tabs of one device that die, freeze, believe that they own the socket, and fail to store.
    pub const OF_TABS: Self =
        Self { crash: 150, freeze: 80, two_owners: 60, abort: 60, ..Self::NONE };

    /// Devices whose storage is copied while they are offline as often as not.
    pub const OF_COPIES: Self = Self { clone: 60, offline: 80, crash: 40, cut: 30, ..Self::NONE };

    /// Documents that are erased while devices are away, in tabs that have them open, and while the
    /// server's file is copied back or lost.
    pub const OF_ERASURE: Self = Self {
        erase: 60,
        restore: 25,
        empty: 10,
        offline: 80,
        crash: 40,
        cut: 30,
        abort: 40,
        false_abort: 10,
        refused: 15,
        clone: 5,
        ..Self::NONE
    };

    /// Devices whose clocks are set, forward and back, on a network that is cut.
    pub const OF_CLOCKS: Self =
        Self { clock: 150, offline: 60, crash: 40, cut: 60, abort: 20, ..Self::NONE };

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
        freeze: 0,
        clone: 0,
        clock: 0,
        erase: 0,
    };
}

impl Plan {
    /// One record on two devices with eight tabs each.
    pub fn tabs(seed: u64, operations: usize) -> Self {
        let faults = Faults::OF_TABS;
        Self { devices: 2, tabs: 8, documents: 1, faults, ..Self::ordinary(seed, operations) }
    }

    /// Devices that are copied while they have work that nobody has seen.
    pub fn copies(seed: u64, operations: usize) -> Self {
        Self { faults: Faults::OF_COPIES, ..Self::ordinary(seed, operations) }
    }

    /// Documents that are erased for good, whatever else goes on.
    pub fn erasing(seed: u64, operations: usize) -> Self {
        Self { faults: Faults::OF_ERASURE, ..Self::ordinary(seed, operations) }
    }

    /// Devices with clocks up to ten years off, which are set back and forth.
    pub fn clocks(seed: u64, operations: usize) -> Self {
        Self { faults: Faults::OF_CLOCKS, patient: true, ..Self::ordinary(seed, operations) }
    }

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
            stored_actor: false,
            patient: false,
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
    /// Devices whose storage was copied from another.
    pub clones: usize,
    /// Times that a clock was set.
    pub clocks_set: usize,
    /// Changes that the server was sent and refused.
    pub refused: usize,
    /// Documents that were erased for good.
    pub erased: usize,
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
