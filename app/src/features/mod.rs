//! One folder per thing that people do here. None of them knows another.

pub mod account;
pub mod backup;
pub mod components;
pub mod export;
pub mod find;
pub mod history;
pub mod import;
pub mod members;
pub mod people;
pub mod server;
pub mod settings;
pub mod sort_out;
pub mod team;
pub mod work;
