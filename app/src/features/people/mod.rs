//! The people and organisations: the list, its segments, one person's card, adding one, what needs a decision, the bin.

mod bin;
mod bulk;
mod bulk_set;
mod cell;
mod changed;
mod columns;
mod dialogs;
mod erase;
mod face;
mod first_start;
mod found;
mod head;
mod list;
mod list_keys;
mod listing;
mod new_organisation;
mod new_person;
mod place;
mod record;
mod resize;
mod row;
mod samples;
mod segments;
mod table;
mod view_of_list;

pub use bin::BinPage;
pub use bulk::Bulk;
pub use changed::ChangedPage;
pub use dialogs::ListDialogs;
pub use list::PeoplePage;
pub use listing::Listing;
pub use new_person::NewPerson;
pub use place::is_list;
pub use record::RecordPage;
