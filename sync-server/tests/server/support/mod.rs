//! What the tests share.

pub mod authenticator;
pub mod client;
pub mod device;
pub mod http;
pub mod person;
pub mod postgres;
pub mod process;
pub mod provider;
pub mod record;
pub mod server;
pub mod sink;
pub mod writer;

pub use client::Client;
pub use record::Record;
pub use server::{Folder, TestServer};
