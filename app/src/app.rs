//! Contexts and routes: the table of contents.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::path;

use crate::features::import::ImportDesk;
use crate::features::people::{Listing, PeoplePage, is_list};
use crate::features::sort_out::Doubles;
use crate::parts;
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::shell::{Commands, Page, Shell, link_in_address};
use crate::ui::{LinkButton, Panel, ToastPlace, Toaster, follow_presses, provide_viewport};

/// Draws the app into the page, under the words that stand there while it loads.
///
/// In steps, each a task of its own: the module has just been made ready, and a browser that gets no
/// turn between that, the frame and the screen answers nobody for a quarter of a second on a phone.
pub fn start() {
    console_error_panic_hook::set_once();
    after_a_turn(|| mount_to_body(App));
}

/// Lets the browser do first what waits.
fn after_a_turn(then: impl FnOnce() + 'static) {
    set_timeout(then, Duration::ZERO);
}

/// Uncovers the app. The opening words stay a little, unseen: a browser that has just drawn them, and
/// finds them gone when it reports, counts them as never shown.
fn uncover() {
    if let Some(opening) = document().get_element_by_id("opening") {
        let _ = opening.set_attribute("aria-hidden", "true");
        set_timeout(move || opening.remove(), Duration::from_secs(1));
    }
}

#[component]
fn App() -> impl IntoView {
    let framed = RwSignal::new(false);
    after_a_turn(move || {
        framed.set(true);
        uncover();
    });
    link_in_address();
    provide_viewport();
    follow_presses();
    parts::fetch_ahead();
    Preferences::provide();
    let commands = Commands::provide();
    let toaster = Toaster::provide();
    let replica = Replica::provide();
    Listing::provide(replica);
    ImportDesk::provide();
    Doubles::provide();
    view! {
        <Router>
            <Shell>
                <Show when=move || framed.get()>
                    <Screens />
                </Show>
            </Shell>
            {parts::FIND.view_when(commands.find.into())}
            {parts::KEYS.view_when(commands.keys_help.into())}
            {parts::NEW_PERSON.view_when(commands.new_person.into())}
            {parts::NEW_SEGMENT.view_when(commands.new_segment.into())}
        </Router>
        <ToastPlace toaster />
    }
}

/// What each address shows.
#[component]
fn Screens() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/people/:id") view=|| parts::RECORD.view() />
            <Route path=path!("/people/:id/history") view=|| parts::HISTORY.view() />
            <Route path=path!("/people/:id/everything") view=|| parts::EVERYTHING.view() />
            <Route path=path!("/export") view=|| parts::EXPORT.view() />
            <Route path=path!("/backup") view=|| parts::BACKUP.view() />
            <Route path=path!("/sort-out") view=|| parts::SORT_OUT.view() />
            <Route path=path!("/changed") view=|| parts::CHANGED.view() />
            <Route path=path!("/bin") view=|| parts::BIN.view() />
            <Route path=path!("/work") view=|| parts::WORK.view() />
            <Route path=path!("/more") view=|| parts::SETTINGS.view() />
            <Route path=path!("/fields") view=|| parts::FIELDS.view() />
            <Route path=path!("/import") view=|| parts::IMPORT.view() />
            <Route path=path!("/share") view=|| parts::SHARE.view() />
            <Route path=path!("/join") view=|| parts::JOIN.view() />
            <Route path=path!("/account") view=|| parts::ACCOUNT.view() />
            <Route path=path!("/sign-in") view=|| parts::SIGN_IN.view() />
            <Route path=path!("/sign-out") view=|| parts::SIGN_OUT.view() />
            <Route path=path!("/set-up") view=|| parts::SET_UP.view() />
            <Route path=path!("/invitation") view=|| parts::INVITATION.view() />
            <Route path=path!("/new-password") view=|| parts::NEW_PASSWORD.view() />
            <Route path=path!("/members") view=|| parts::MEMBERS.view() />
            <Route path=path!("/access-log") view=|| parts::EVENTS.view() />
            <Route path=path!("/server") view=|| parts::SERVER.view() />
            <Route path=path!("/components") view=|| parts::COMPONENTS.view() />
            <Route path=path!("/*list") view=ListOrNothing />
        </FlatRoutes>
    }
}

/// The lists are one page, which stays while its address goes from one to another.
#[component]
fn ListOrNothing() -> impl IntoView {
    let path = use_location().pathname;
    let is_list = Memo::new(move |_| path.with(|path| is_list(path)));
    view! {
        <Show when=move || is_list.get() fallback=NotFound>
            <PeoplePage bulk=&parts::BULK dialogs=&parts::LIST_DIALOGS />
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
