//! Sharing this workspace, and joining another.

mod join;
mod share;

pub use join::JoinPage;
pub use share::SharePage;
