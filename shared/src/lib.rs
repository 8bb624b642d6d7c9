//! The domain and the sync core of Regulars.
//!
//! Nothing in this crate does IO, reads a clock or draws randomness: time, entropy and storage are
//! passed in, so that whole teams, crashes and restored servers run in one test process.

pub mod access;
pub mod crdt;
pub mod doc;
pub mod edit;
pub mod exchange;
pub mod gate;
pub mod id;
pub mod model;
pub mod sorting;
pub mod sync;
pub mod time;
pub mod view;
pub mod wire;

#[cfg(feature = "testing")]
pub mod testing;
