//! The frame around every screen: navigation, where the work is, conditions, keys.

mod commands;
mod conditions;
mod editing;
mod keys;
mod link;
mod navigation;
mod not_here;
mod page;
mod person;
mod role;
mod segments;
mod told;
mod undo;
mod whereabouts;

use leptos::prelude::*;

pub use commands::Commands;
pub use editing::{Editing, OnlyLooking};
pub use keys::{KeysHelp, is_typing};
pub use link::{OpenedWith, link_in_address, token_of_link};
pub use navigation::grouped;
pub use not_here::NotHere;
pub use page::{Page, focus_heading, refocus};
pub use person::{COMPOSER, answers, colour, dialled, focus_composer, person_line, portrait};
pub use role::{role_in_words, role_name};
pub use segments::{NewSegment, SegmentChips};
pub use told::{Told, birthday_in_words, day_in_words, label_of, money, said_in_words, told};
pub use undo::{edit_and_say, say_left};
pub use whereabouts::WorkBadge;

use conditions::Conditions;
use navigation::{BottomBar, Sidebar};

/// The frame, around the screen that the address names.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    keys::listen();
    editing::mark_the_page();
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
    }
}
