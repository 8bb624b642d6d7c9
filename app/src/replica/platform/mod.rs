//! What the browser gives: storage, a clock, randomness, the network and the other tabs. Only the
//! replica uses it.

pub mod authenticator;
pub mod clock;
pub mod entropy;
pub mod frames;
pub mod http;
pub mod indexed_db;
mod listener;
pub mod object_url;
pub mod registry;
pub mod shared_file;
pub mod socket;
pub mod storage_room;
pub mod tabs;

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
