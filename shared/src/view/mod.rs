//! What lists, search and reports read: derived from records, never written back.

mod facts;
mod fold;
mod people;
mod query;
mod row;
pub mod search;
mod undo_stack;

pub use facts::Facts;
pub use fold::fold;
pub use people::{People, Sort};
pub use search::{Hit, search};
pub use undo_stack::{Act, UndoStack};
