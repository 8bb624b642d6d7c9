//! What the browser gives: storage, a clock, randomness, the network and the other tabs. Only the
//! replica uses it.

pub mod clock;
pub mod entropy;
pub mod indexed_db;
pub mod registry;
pub mod storage_room;

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
