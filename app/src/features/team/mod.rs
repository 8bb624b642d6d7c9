//! Sharing this workspace, and joining another.

mod join;
mod share;

pub use join::{JoinPage, link_in_address};
pub use share::SharePage;
