//! The people: the list, one person's card, adding one, what needs a decision, the bin.

mod bin;
mod bulk;
mod first_start;
mod list;
mod listing;
mod new_person;
mod record;
mod row;
mod samples;
mod sort_out;

pub use bin::BinPage;
pub use list::PeoplePage;
pub use listing::Listing;
pub use new_person::NewPerson;
pub use record::RecordPage;
pub use sort_out::SortOutPage;
