//! Regulars in the browser.

mod app;
mod features;
mod parts;
mod preferences;
mod replica;
mod shell;
mod ui;

pub use app::start;
