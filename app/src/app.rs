//! Contexts and routes: the table of contents.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::path;

use crate::features::components::ComponentsPage;
use crate::features::find::Find;
use crate::features::history::HistoryPage;
use crate::features::import::{Import, ImportPage};
use crate::features::people::{
    BinPage, ChangedPage, Listing, NewPerson, PeoplePage, RecordPage, SortOutPage, is_list,
};
use crate::features::settings::{FieldsPage, SettingsPage};
use crate::features::team::{JoinPage, SharePage, link_in_address};
use crate::features::work::WorkPage;
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::shell::{Commands, Page, Shell};
use crate::ui::{LinkButton, Panel, ToastPlace, Toaster, follow_presses, provide_viewport};

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
    link_in_address();
    provide_viewport();
    follow_presses();
    Preferences::provide();
    Commands::provide();
    let toaster = Toaster::provide();
    let replica = Replica::provide();
    Listing::provide(replica);
    Import::provide(replica);
    view! {
        <Router>
            <Shell>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/people/:id") view=RecordPage />
                    <Route path=path!("/people/:id/history") view=HistoryPage />
                    <Route path=path!("/sort-out") view=SortOutPage />
                    <Route path=path!("/changed") view=ChangedPage />
                    <Route path=path!("/bin") view=BinPage />
                    <Route path=path!("/work") view=WorkPage />
                    <Route path=path!("/more") view=SettingsPage />
                    <Route path=path!("/fields") view=FieldsPage />
                    <Route path=path!("/import") view=ImportPage />
                    <Route path=path!("/share") view=SharePage />
                    <Route path=path!("/join") view=JoinPage />
                    <Route path=path!("/components") view=ComponentsPage />
                    <Route path=path!("/*list") view=ListOrNothing />
                </FlatRoutes>
            </Shell>
            <NewPerson />
            <Find />
        </Router>
        <ToastPlace toaster />
    }
}

/// The lists are one page, which stays while its address goes from one to another.
#[component]
fn ListOrNothing() -> impl IntoView {
    let path = use_location().pathname;
    let is_list = Memo::new(move |_| path.with(|path| is_list(path)));
    view! {
        <Show when=move || is_list.get() fallback=NotFound>
            <PeoplePage />
        </Show>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Page title="Not here">
            <Panel title="This address leads nowhere" words="Nothing is lost; the page has another name.">
                <LinkButton href="/people">"Back to People"</LinkButton>
            </Panel>
        </Page>
    }
}
