//! Simulated network and storage, builders and the storage contract.

pub mod fake;
pub mod simulation;
pub mod store_contract;
