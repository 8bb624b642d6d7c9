//! One person's card, or an organisation's.

mod answers;
mod brief;
mod changes;
mod composer;
mod details;
mod dock;
mod header;
mod page;
mod portrait;
mod sell;
mod timeline;
mod words;

pub use page::RecordPage;
