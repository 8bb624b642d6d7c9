//! Components that know no customer: what a page is made of.

mod avatar;
mod banner;
mod button;
mod chip;
mod dialog;
mod field;
mod highlight;
mod icon;
mod key;
mod search_field;
mod segmented;
mod switch;
mod sync_badge;
mod tally;
mod toast;
mod viewport;
mod virtual_list;
pub mod when;

pub use avatar::{Avatar, AvatarSize};
pub use banner::{Banner, Panel, Tone};
pub use button::{Button, ButtonKind, LinkButton};
pub use chip::Chip;
pub use dialog::Dialog;
pub use field::{Field, TextArea};
pub use highlight::Highlight;
pub use icon::Icon;
pub use key::Key;
pub use search_field::SearchField;
pub use segmented::Segmented;
pub use switch::Switch;
pub use sync_badge::{SyncBadge, Whereabouts};
pub use tally::Tally;
pub use toast::{Toast, ToastPlace, Toaster};
pub use viewport::{Viewport, provide_viewport, use_viewport};
pub use virtual_list::{VirtualList, row_id};
