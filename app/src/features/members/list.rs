use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Action, Role, may};
use shared::id::{AccountId, WorkspaceId};
use shared::wire::accounts::{Me, Member};

use crate::replica::{Replica, Trouble};
use crate::shell::{role_in_words, role_name};
use crate::ui::{Field, Icon, Menu, MenuItem, Panel, Tone};

const REMOVE: &str = "remove";
const PASSWORD: &str = "password";

/// Who is in, and what each is.
#[component]
pub fn List(me: Me, workspace: WorkspaceId, role: Role) -> impl IntoView {
    let replica: Replica = expect_context();
    let members = RwSignal::new(Vec::<Member>::new());
    let wrong = RwSignal::new(None::<String>);
    // A link for a new password, and for whom.
    let link = RwSignal::new(None::<(String, String)>);
    let look = move || {
        spawn_local(async move {
            match replica.account().members(workspace).await {
                Ok(found) => members.set(found),
                Err(trouble) => wrong.set(Some(why_not(trouble))),
            }
        });
    };
    look();
    let choose = move |whom: Member, what: &'static str| {
        wrong.set(None);
        link.set(None);
        spawn_local(async move {
            let account = replica.account();
            let done = match (what, role_of(what)) {
                (PASSWORD, _) => match account.reset_link(whom.account).await {
                    Ok(given) => {
                        link.set(Some((whom.name, given)));
                        Ok(())
                    }
                    Err(trouble) => Err(trouble),
                },
                (_, Some(role)) => account.set_role(workspace, whom.account, role).await,
                (_, None) => account.remove(workspace, whom.account).await,
            };
            match done {
                Ok(()) => look(),
                Err(trouble) => wrong.set(Some(why_not(trouble))),
            }
        });
    };
    let (mine, owns_server) = (me.account, me.owns_server);
    view! {
        <p>{format!("You are {} here.", role_in_words(role))}</p>
        <ul class="line-list">
            <For
                each=move || members.get()
                key=|member| (member.account, member.role)
                let:member
            >
                <OneMember
                    items=acts(role, &member, mine, owns_server)
                    is_me=member.account == mine
                    on_choose={
                        let member = member.clone();
                        move |what| choose(member.clone(), what)
                    }
                    member=member
                />
            </For>
        </ul>
        {move || {
            link.get()
                .map(|(name, link)| {
                    let label = format!("Link for {name} to set a new password, for one day");
                    view! { <Field label value=RwSignal::new(link) readonly=true /> }
                })
        }}
        {move || {
            wrong
                .get()
                .map(|words| view! { <Panel tone=Tone::Bad title="That did not work" words /> })
        }}
    }
}

#[component]
fn OneMember(
    member: Member,
    items: Vec<MenuItem>,
    is_me: bool,
    #[prop(into)] on_choose: Callback<&'static str>,
) -> impl IntoView {
    let Member { name, email, role, .. } = member;
    let shown = if is_me { format!("{name} (you)") } else { name.clone() };
    view! {
        <li class="line">
            <span class="line-words">
                <div>{shown}</div>
                <div class="second">{email}</div>
            </span>
            {if items.is_empty() {
                view! { <span class="line-end">{role_name(role)}</span> }.into_any()
            } else {
                view! {
                    <Menu name=format!("{name}: role and more") items on_choose>
                        {role_name(role)}
                        {Icon::ChevronDown.at(16)}
                    </Menu>
                }
                    .into_any()
            }}
        </li>
    }
}

/// What somebody of this role may do about a member.
fn acts(role: Role, member: &Member, mine: AccountId, owns_server: bool) -> Vec<MenuItem> {
    let from = member.role;
    let mut items: Vec<MenuItem> = Role::ALL
        .into_iter()
        .rev()
        .filter(|to| *to != from && may(role, Action::ChangeRole { from, to: *to }))
        .map(|to| MenuItem::new(value_of(to), format!("Make {}", role_in_words(to))))
        .collect();
    if owns_server && member.account != mine {
        items.push(MenuItem::new(PASSWORD, "Link for a new password"));
    }
    if member.account == mine {
        items.push(MenuItem::new(REMOVE, "Leave this workspace"));
    } else if may(role, Action::Remove(from)) {
        items.push(MenuItem::new(REMOVE, "Remove from this workspace"));
    }
    items
}

fn value_of(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Member => "member",
        Role::Admin => "admin",
        Role::Owner => "owner",
    }
}

fn role_of(value: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| value_of(*role) == value)
}

fn why_not(trouble: Trouble) -> String {
    match trouble {
        Trouble::Conflict => "A workspace has an owner at all times: make somebody else one first.",
        trouble => trouble.words(),
    }
    .into()
}
