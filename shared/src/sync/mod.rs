//! The sync core: documents, storage and connections as events and effects.
//!
//! A client is a [`replica::Replica`] for each tab, over one [`store`] that the tabs share. A
//! server is one [`server::Conversation`] for each connection, over one [`log`]. What a document
//! means is opaque here. Who is where at the moment goes beside all that: [`peers`] is a tab's part
//! of it, [`gathering`] the server's.

pub mod backoff;
pub mod cursor;
pub mod document;
pub mod entropy;
pub mod erasure;
pub mod gathering;
pub mod log;
pub mod memory;
pub mod peers;
pub mod replica;
pub mod server;
pub mod store;
pub mod transfers;
