//! Keeping the list's filter under a name.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::edit::{Edit, Field as RecordField, set_filter};
use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::Segment;
use shared::view::segment::Filter;

use crate::features::people::Listing;
use crate::features::people::found::Saved;
use crate::features::people::place::{Place, noun};
use crate::preferences::Draft;
use crate::replica::Replica;
use crate::shell::edit_and_say;
use crate::ui::{Button, ButtonKind, Dialog, Field, Icon, Toaster};

/// Makes a segment of the list's filter, under a name.
#[component]
pub fn SaveAs(listing: Listing, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog title="Save as a segment" open>
            <NewName listing open />
        </Dialog>
    }
}

#[component]
fn NewName(listing: Listing, open: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let name = Draft::open("segment-name");
    let input_ref = NodeRef::<html::Input>::new();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.text.get_untracked();
        let filter = untrack(|| listing.filter());
        let kind = untrack(|| listing.kind());
        let segment = Segment::over(kind, filter.unwrap_or(Filter::All(Vec::new())));
        let (false, Ok(segment)) = (typed.trim().is_empty(), segment) else {
            if let Some(input) = input_ref.get_untracked() {
                let _ = input.focus();
            }
            return;
        };
        let id = replica.create(vec![
            Edit::Make { kind: Kind::Segment },
            Edit::set(RecordField::Name, typed.trim()),
            set_filter(&segment.encode()),
        ]);
        name.clear();
        open.set(false);
        listing.set_filter(None);
        navigate(&Place::Segment(id).path(), Default::default());
    };
    view! {
        <form class="stack-fields" on:submit=save>
            <Field label="Name" value=name.text autofocus=true input_ref />
            <div class="dialog-foot">
                <Button kind=ButtonKind::First submit=true>
                    "Save"
                </Button>
            </div>
        </form>
    }
}

/// Gives a segment another name.
#[component]
pub fn Rename(listing: Listing, id: DocumentId, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog title="Rename the segment" open>
            <OtherName listing id open />
        </Dialog>
    }
}

#[component]
fn OtherName(listing: Listing, id: DocumentId, open: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let before = match untrack(|| listing.saved()) {
        Saved::Segment { name, .. } => name,
        Saved::Everyone | Saved::Missing => String::new(),
    };
    let name = RwSignal::new(before.clone());
    let rename = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        if !typed.trim().is_empty() && typed.trim() != before {
            replica.edit(id, vec![Edit::set(RecordField::Name, typed.trim())]);
        }
        open.set(false);
    };
    view! {
        <form class="stack-fields" on:submit=rename>
            <Field label="Name" value=name autofocus=true />
            <div class="dialog-foot">
                <Button kind=ButtonKind::First submit=true>
                    "Rename"
                </Button>
            </div>
        </form>
    }
}

/// Keeps the segment's changed filter.
pub fn save(replica: Replica, listing: Listing, id: DocumentId) {
    let kind = untrack(|| listing.kind());
    let segment = untrack(|| listing.filter()).map(|filter| Segment::over(kind, filter));
    if let Some(Ok(segment)) = segment {
        replica.edit(id, vec![set_filter(&segment.encode())]);
        listing.set_filter(None);
    }
}

/// Puts the list's segment in the bin, and offers to take it back; whom it means stays where they
/// are.
pub fn put_in_bin(replica: Replica, toaster: Toaster, listing: Listing, id: DocumentId) {
    let (name, kind) = untrack(|| (listing.title(), listing.kind()));
    let words = format!("The segment {name} is in the bin, its {} are not", noun(kind, 0));
    let edits = vec![Edit::SetGone { gone: true }];
    edit_and_say(replica, toaster, vec![id], edits, Icon::Bin, words);
}
