//! What lists, search and reports read: derived from records, never written back.

mod calendar;
mod facts;
mod fold;
mod list;
mod people;
mod phone;
mod query;
mod row;
pub mod search;
pub mod segment;
mod sort;
mod undo_stack;

pub use calendar::{Day, Today};
pub use facts::{ConsentFact, Facts, MemberFacts, PromiseFact, PurchaseFacts};
pub use fold::fold;
pub use list::{Among, ListQuery, list};
pub use people::{Order, People};
pub use search::{Hit, search};
pub use segment::{Segment, SegmentIndex};
pub use sort::{Column, Direction, Sort};
pub use undo_stack::{Act, UndoStack};
