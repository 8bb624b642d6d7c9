//! One person's card, or an organisation's.

mod answers;
mod brief;
mod composer;
mod details;
mod dock;
mod header;
mod news;
mod others;
mod page;
mod portrait;
mod sell;
mod timeline;
mod words;

pub use details::{read_date, read_money};
pub use news::{NewsLine, disagreements, news};
pub use page::RecordPage;
