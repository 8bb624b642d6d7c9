use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::accounts::{AccessEvent, Happened};

use crate::replica::{Replica, Trouble};
use crate::shell::{Page, role_in_words};
use crate::ui::{LinkButton, Panel, when};

/// The page at `/access-log`, for admins.
#[component]
pub fn EventsPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let events = RwSignal::new(None::<Result<Vec<AccessEvent>, Trouble>>);
    Effect::new(move |_| {
        let (Some(workspace), Some(_)) = replica.membership() else { return };
        spawn_local(async move { events.set(Some(replica.account().events(workspace).await)) });
    });
    view! {
        <Page title="Who came in when">
            {move || match events.get() {
                None => ().into_any(),
                Some(Ok(events)) => {
                    let lines = events.into_iter().map(|event| view! { <Line event /> });
                    view! { <ul class="line-list">{lines.collect_view()}</ul> }.into_any()
                }
                Some(Err(trouble)) => {
                    view! { <Panel title="Not to be seen right now" words=trouble.words() /> }
                        .into_any()
                }
            }}
            <div class="actions">
                <LinkButton href="/members">"Members"</LinkButton>
            </div>
        </Page>
    }
}

#[component]
fn Line(event: AccessEvent) -> impl IntoView {
    let words = in_words(&event);
    let AccessEvent { at, address, .. } = event;
    view! {
        <li class="line">
            <span class="line-words">
                <div>{words}</div>
                <div class="second">{format!("{}, from {address}", when::moment(at.0))}</div>
            </span>
        </li>
    }
}

fn in_words(event: &AccessEvent) -> String {
    let who = event.who.as_deref().unwrap_or("Somebody");
    let whom = event.whom.as_deref().unwrap_or("somebody");
    let role = event.role.map_or("a member", role_in_words);
    match event.what {
        Happened::SignedIn => format!("{who} signed in"),
        Happened::Failed => format!("A wrong password or passkey for {who}"),
        Happened::SignedOut => format!("{who} signed out"),
        Happened::PasswordChanged => format!("{who} has a new password"),
        // Nobody knows who asked: it was on the page to sign in.
        Happened::ResetLinked if event.who.is_none() => {
            format!("A link for a new password was mailed to {whom}")
        }
        Happened::ResetLinked => format!("{who} made a link for a new password of {whom}"),
        Happened::TeamMade => format!("{who} made this workspace a team"),
        Happened::Invited => format!("{who} invited somebody as {role}"),
        Happened::Withdrawn => format!("{who} took an invitation back"),
        Happened::Joined => format!("{who} joined as {role}"),
        Happened::RoleChanged => format!("{who} made {whom} {role}"),
        Happened::Removed if who == whom => format!("{who} left"),
        Happened::Removed => format!("{who} removed {whom}"),
        Happened::Exported => format!("{who} saved a copy"),
        Happened::PasskeyMade => format!("{who} added a passkey"),
        Happened::PasskeyRemoved => format!("{who} removed a passkey"),
        Happened::IdentityBound => format!("{who} added a way to sign in elsewhere"),
        Happened::IdentityRemoved => format!("{who} removed a way to sign in elsewhere"),
        Happened::Erased => format!("{who} erased a record for good"),
    }
}
