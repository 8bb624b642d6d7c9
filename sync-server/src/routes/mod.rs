//! One file for each resource.

pub(crate) mod accounts;
pub(crate) mod app;
pub(crate) mod blobs;
pub(crate) mod health;
pub(crate) mod offers;
pub(crate) mod server;
pub(crate) mod snapshot;
pub(crate) mod sync;
pub(crate) mod teams;
pub(crate) mod workspaces;
