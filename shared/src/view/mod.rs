//! What lists, search and reports read: derived from records, never written back.

mod already;
mod bin;
mod calendar;
mod catalog;
mod facts;
mod fold;
pub mod health;
mod list;
mod members;
mod merges;
mod people;
mod presence;
mod promise;
mod query;
mod relations;
mod rhythm;
mod row;
pub mod search;
pub mod segment;
mod sittings;
mod sort;
mod undo_stack;

pub use already::{Likeness, already_here};
pub use bin::{Bin, InBin, bin, bin_days_left, bin_len};
pub use calendar::{Day, Today};
pub use catalog::{catalogs, definitions};
pub use facts::{
    ConsentFact, Facts, MemberFacts, MergeFact, PhotoFact, PromiseFact, PurchaseFacts, together,
};
pub use fold::fold;
pub use list::{Among, ListQuery, list};
pub use members::Members;
pub use people::{Order, People, TakenIn};
pub use presence::{Announced, Doing, Other, others_at, others_in_words};
pub use promise::{Due, FoundPromise, find_promise};
pub use relations::{Related, relations_of};
pub use rhythm::{WEEKS, rhythm, visits};
pub use search::{Hit, Marks, search, search_bin};
pub use segment::{Segment, SegmentIndex};
pub use sittings::{Sitting, sittings};
pub use sort::{Column, Direction, Sort};
pub use undo_stack::{Act, UndoStack};
