//! One person's card.

mod address;
mod answers;
mod brief;
mod composer;
mod contact;
mod details;
mod dock;
mod header;
mod inline;
mod page;
mod timeline;

pub use page::RecordPage;
