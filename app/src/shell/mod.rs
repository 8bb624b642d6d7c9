//! The frame around every screen: navigation, where the work is, conditions, keys.

mod commands;
mod conditions;
mod keys;
mod navigation;
mod page;
mod person;
mod segments;
mod undo;
mod whereabouts;

use leptos::prelude::*;

pub use commands::Commands;
pub use keys::is_typing;
pub use navigation::grouped;
pub use page::{Page, focus_heading};
pub use person::{COMPOSER, colour, dialled, focus_composer, portrait};
pub use segments::SegmentChips;
pub use undo::say_left;
pub use whereabouts::WorkBadge;

use conditions::Conditions;
use keys::KeysHelp;
use navigation::{BottomBar, Sidebar};
use segments::NewSegment;

/// The frame, around the screen that the address names.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    keys::listen();
    view! {
        <div class="shell">
            <a class="skip" href="#main">
                "To the content"
            </a>
            <Sidebar />
            <main class="main" id="main" tabindex="-1">
                <Conditions />
                {children()}
            </main>
            <BottomBar />
        </div>
        <KeysHelp />
        <NewSegment />
    }
}
