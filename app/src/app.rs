//! Contexts and routes: the table of contents.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::features::components::ComponentsPage;
use crate::preferences::Preferences;
use crate::ui::{ToastPlace, Toaster, provide_viewport};

/// Draws the app into the page, in place of the words that stood there while it loaded.
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
    if let Some(opening) = document().get_element_by_id("opening") {
        opening.remove();
    }
}

#[component]
fn App() -> impl IntoView {
    provide_viewport();
    Preferences::provide();
    let toaster = Toaster::provide();
    view! {
        <Router>
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/components") view=ComponentsPage />
            </FlatRoutes>
        </Router>
        <ToastPlace toaster />
    }
}
