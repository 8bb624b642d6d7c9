use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Action, Role, may};
use shared::id::WorkspaceId;
use shared::wire::accounts::Me;

use super::invite::Invitations;
use super::list::List;
use super::make::MakeTeam;
use crate::replica::{Replica, Trouble};
use crate::shell::Page;
use crate::ui::{ButtonKind, LinkButton, Panel};

/// The page at `/members`.
#[component]
pub fn MembersPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let me = RwSignal::new(None::<Result<Me, Trouble>>);
    spawn_local(async move { me.set(Some(replica.account().me().await)) });
    let membership = Memo::new(move |_| replica.membership());
    view! {
        <Page title="Members">
            {move || match (me.get(), membership.get()) {
                (None, _) | (_, (None, _)) => ().into_any(),
                (Some(Ok(_)), (Some(_), None)) => view! { <MakeTeam /> }.into_any(),
                (Some(Ok(me)), (Some(workspace), Some(role))) => {
                    view! { <Team me workspace role /> }.into_any()
                }
                (Some(Err(Trouble::NotSignedIn)), _) => {
                    view! {
                        <Panel
                            title="Members have accounts"
                            words="Sign in first. On a new server, whoever runs it finds the link for the first account where the server was started."
                        >
                            <LinkButton href="/sign-in" kind=ButtonKind::First>
                                "Sign in"
                            </LinkButton>
                        </Panel>
                    }
                        .into_any()
                }
                (Some(Err(trouble)), _) => {
                    view! { <Panel title="Not to be seen right now" words=trouble.words() /> }
                        .into_any()
                }
            }}
        </Page>
    }
}

#[component]
fn Team(me: Me, workspace: WorkspaceId, role: Role) -> impl IntoView {
    view! {
        <List me workspace role />
        {may(role, Action::Invite(Role::Viewer))
            .then(|| view! { <Invitations workspace role /> })}
        {may(role, Action::ReadEvents)
            .then(|| {
                view! {
                    <div class="actions">
                        <LinkButton href="/access-log">"Who came in when"</LinkButton>
                    </div>
                }
            })}
    }
}
