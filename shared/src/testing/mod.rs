//! Simulated network and storage, builders and the storage contract.

#[cfg(feature = "linkage")]
pub mod duplicates;
pub mod fake;
pub mod hostile;
mod names;
pub mod people;
mod records;
pub mod simulation;
pub mod store_contract;
