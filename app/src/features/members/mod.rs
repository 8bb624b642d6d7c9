//! The members of a workspace: who they are, inviting, and what happened.

mod events;
mod invite;
mod list;
mod make;
mod page;

pub use self::events::EventsPage;
pub use self::page::MembersPage;
