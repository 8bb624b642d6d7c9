//! One person's card, or an organisation's.

mod answers;
mod brief;
mod changes;
mod composer;
mod details;
mod dock;
mod header;
mod page;
mod sell;
mod timeline;
mod words;

pub use details::{read_date, read_money};
pub use page::RecordPage;
