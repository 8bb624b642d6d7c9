use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use shared::id::DocumentId;

/// What any screen can ask for: dialogs that lie over all of them, and the search beside the list.
#[derive(Clone, Copy)]
pub struct Commands {
    /// Whether “Find or do” is open.
    pub find: RwSignal<bool>,
    /// Whether the form for a new person is open.
    pub new_person: RwSignal<bool>,
    /// What the form for a new person begins with: what somebody searched for and did not find.
    pub new_begins_with: RwSignal<String>,
    /// Whose card is being opened to write something down.
    pub write_down: RwSignal<Option<DocumentId>>,
    /// The address of a list that is to ask for a condition as soon as it is open.
    pub asks_condition: RwSignal<Option<&'static str>>,
    /// Who was selected when somebody asked to save them as a file, in their order.
    pub leaving: RwSignal<Arc<Vec<DocumentId>>>,
    /// Whether the form for a new segment is open.
    pub new_segment: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub keys_help: RwSignal<bool>,
    /// The search field of the screen, where it has one.
    pub search: NodeRef<html::Input>,
    /// Whether a bar for who is selected lies over the navigation of a phone.
    pub covered: RwSignal<bool>,
    /// Whether the screen has a bar of its own below, in place of the navigation on a phone.
    pub own_bar: RwSignal<bool>,
}

impl Commands {
    /// Gives them to every component below.
    pub fn provide() -> Self {
        let commands = Self {
            find: RwSignal::new(false),
            new_person: RwSignal::new(false),
            new_begins_with: RwSignal::new(String::new()),
            write_down: RwSignal::new(None),
            asks_condition: RwSignal::new(None),
            leaving: RwSignal::new(Arc::default()),
            new_segment: RwSignal::new(false),
            keys_help: RwSignal::new(false),
            search: NodeRef::new(),
            covered: RwSignal::new(false),
            own_bar: RwSignal::new(false),
        };
        provide_context(commands);
        commands
    }

    /// The commands that [`Commands::provide`] gave.
    pub fn expect() -> Self {
        expect_context()
    }
}
