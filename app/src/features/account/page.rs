use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::accounts::{Me, Team};

use super::devices::Devices;
use super::identities::Identities;
use super::passkeys::Passkeys;
use super::password::ChangePassword;
use crate::replica::{Replica, Trouble};
use crate::shell::{Page, role_in_words};
use crate::ui::{Button, ButtonKind, LinkButton, Panel};

/// The page at `/account`.
#[component]
pub fn AccountPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let me = RwSignal::new(None::<Result<Me, Trouble>>);
    spawn_local(async move { me.set(Some(replica.account().me().await)) });
    view! {
        <Page title="Your account">
            {move || match me.get() {
                None => ().into_any(),
                Some(Ok(me)) => view! { <SignedIn me /> }.into_any(),
                Some(Err(Trouble::NotSignedIn)) => {
                    view! {
                        <Panel
                            title="Nobody is signed in on this device"
                            words="An account opens your team’s workspaces. Workspaces of your own need none."
                        >
                            <LinkButton href="/sign-in" kind=ButtonKind::First>
                                "Sign in"
                            </LinkButton>
                        </Panel>
                    }
                        .into_any()
                }
                Some(Err(trouble)) => {
                    view! { <Panel title="Not to be seen right now" words=trouble.words() /> }
                        .into_any()
                }
            }}
        </Page>
    }
}

#[component]
fn SignedIn(me: Me) -> impl IntoView {
    let Me { name, email, teams, session, owns_server, no_password, .. } = me;
    view! {
        <p>{format!("Signed in as {name}, {email}.")}</p>
        <section class="section">
            <h2>"Your workspaces"</h2>
            {if teams.is_empty() {
                view! {
                    <p class="second">
                        "None with members yet. "
                        <a class="link" href="/members">
                            "Make a team of the open one"
                        </a> "."
                    </p>
                }
                    .into_any()
            } else {
                let teams = teams.into_iter().map(|team| view! { <OneTeam team /> }).collect_view();
                view! { <ul class="line-list">{teams}</ul> }.into_any()
            }}
        </section>
        <Devices here=session />
        {(!no_password).then(|| view! { <Passkeys /> })}
        <Identities no_password />
        {if no_password {
            view! { <NoPassword /> }.into_any()
        } else {
            view! { <ChangePassword /> }.into_any()
        }}
        {owns_server
            .then(|| {
                view! {
                    <section class="section">
                        <h2>"The server"</h2>
                        <p class="second">"You set it up: you see how it does, and back it up."</p>
                        <div class="actions">
                            <LinkButton href="/server">"This server"</LinkButton>
                        </div>
                    </section>
                }
            })}
        <section class="section">
            <h2>"Leave this device"</h2>
            <div class="actions">
                <LinkButton href="/sign-out">"Sign out"</LinkButton>
            </div>
        </section>
    }
}

/// For somebody who came in by signing in elsewhere. Passkeys, and other ways to sign in, are added by
/// who knows the password.
#[component]
fn NoPassword() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"Password"</h2>
            <p class="second">
                "You have none here. To set one, sign out and choose “Forgot the password?”, or ask whoever runs the server for a link. That removes other ways to sign in: add them again then."
            </p>
        </section>
    }
}

#[component]
fn OneTeam(team: Team) -> impl IntoView {
    let replica: Replica = expect_context();
    let Team { workspace, name, role } = team;
    let is_open = Memo::new(move |_| replica.membership().0 == Some(workspace));
    view! {
        <li class="line">
            <span class="line-words">
                <div>{name}</div>
                <div class="second">{format!("You are {}", role_in_words(role))}</div>
            </span>
            <Show
                when=move || is_open.get()
                fallback=move || {
                    view! {
                        <Button
                            small=true
                            on_press=move |()| replica.account().enter(workspace)
                        >
                            "Open"
                        </Button>
                    }
                }
            >
                <span class="line-end">"Open now"</span>
            </Show>
        </li>
    }
}
