use leptos::prelude::*;

use super::Listing;
use super::new_organisation::NewOrganisation;
use super::place::Place;
use super::segments::{AddCondition, Groups, Rename, SaveAs};
use super::view_of_list::ColumnsDialog;

/// What the list can ask for, each in a dialog over it.
#[derive(Clone, Copy, Default)]
pub struct Dialogs {
    /// One more condition.
    pub adding: RwSignal<bool>,
    /// How the conditions belong together.
    pub grouping: RwSignal<bool>,
    /// A name for a new segment.
    pub saving: RwSignal<bool>,
    /// Another name for the segment.
    pub renaming: RwSignal<bool>,
    /// Which columns.
    pub columns: RwSignal<bool>,
    /// A new organisation.
    pub new_organisation: RwSignal<bool>,
}

impl Dialogs {
    /// Whether any is open.
    pub fn is_any_open(&self) -> bool {
        self.all().iter().any(RwSignal::get)
    }

    /// Closes what is about the conditions of one list.
    pub fn close_conditions(&self) {
        let [adding, grouping, saving, renaming, ..] = self.all();
        [adding, grouping, saving, renaming].iter().for_each(|open| open.set(false));
    }

    fn all(&self) -> [RwSignal<bool>; 6] {
        [
            self.adding,
            self.grouping,
            self.saving,
            self.renaming,
            self.columns,
            self.new_organisation,
        ]
    }
}

/// The list's dialogs.
#[component]
pub fn ListDialogs() -> impl IntoView {
    let listing = Listing::expect();
    let dialogs = listing.dialogs;
    let rename = move || match listing.place() {
        Place::Segment(id) => Some(view! { <Rename listing id open=dialogs.renaming /> }),
        _ => None,
    };
    view! {
        <AddCondition listing open=dialogs.adding place=RwSignal::default() />
        <Groups listing open=dialogs.grouping />
        <SaveAs listing open=dialogs.saving />
        {rename}
        <ColumnsDialog listing open=dialogs.columns />
        <NewOrganisation open=dialogs.new_organisation />
    }
}
