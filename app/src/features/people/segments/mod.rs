//! Who a list means: its conditions in words, adding one, saving them under a name.

mod ask;
mod asked;
mod bar;
mod conditions;
mod form;
mod groups;
mod name;
mod offered;

pub use bar::{Bar, Unreadable};
pub use form::AddCondition;
pub use groups::Groups;
pub use name::{Rename, SaveAs};
