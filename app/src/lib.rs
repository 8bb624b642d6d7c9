//! Regulars in the browser.

mod app;
mod features;
mod preferences;
pub mod replica;
mod ui;

pub use app::start;
