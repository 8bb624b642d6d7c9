//! Everything in one file, and back again.

mod lock;
mod restore;
mod save;
mod source;

use leptos::prelude::*;

use crate::shell::{Editing, OnlyLooking, Page};
use restore::Restore;
use save::Save;

/// The page at `/backup`.
#[component]
pub fn BackupPage() -> impl IntoView {
    view! {
        <Page title="Backup">
            <p>
                "A backup holds everything: people, what happened, photos, and who changed what when. It brings all of it back, on this device or another, with or without a server."
            </p>
            <Save />
            <OnlyLooking />
            <Editing>
                <Restore />
            </Editing>
        </Page>
    }
}

/// A line that moves while something long is done.
#[component]
fn Progress(title: &'static str, #[prop(into)] done: Signal<f64>) -> impl IntoView {
    view! {
        <div role="status">
            <p>{title}</p>
            <progress class="progress" max="1" aria-label=title prop:value=move || done.get()></progress>
        </div>
    }
}
