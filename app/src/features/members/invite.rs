use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Action, Role, may};
use shared::id::{InvitationId, WorkspaceId};
use shared::wire::accounts::Invitation;
use wasm_bindgen_futures::JsFuture;

use crate::replica::Replica;
use crate::shell::{role_in_words, role_name};
use crate::ui::{Button, ButtonKind, Field, Icon, Panel, Segmented, Tone, when};

/// Inviting somebody, and the invitations that nobody has used yet.
#[component]
pub fn Invitations(workspace: WorkspaceId, role: Role) -> impl IntoView {
    let replica: Replica = expect_context();
    let invitations = RwSignal::new(Vec::<Invitation>::new());
    let chosen = RwSignal::new("member".to_owned());
    let link = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let look = move || {
        spawn_local(async move {
            match replica.account().invitations(workspace).await {
                Ok(found) => invitations.set(found),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    look();
    let invite = move |()| {
        let given = ROLES.iter().find(|(value, _)| chosen.with_untracked(|it| it == value));
        let Some((_, given)) = given.copied() else { return };
        wrong.set(None);
        spawn_local(async move {
            match replica.account().invite(workspace, given).await {
                Ok(made) => link.set(made),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
            look();
        });
    };
    let withdraw = move |which: InvitationId| {
        wrong.set(None);
        spawn_local(async move {
            if let Err(trouble) = replica.account().withdraw(workspace, which).await {
                wrong.set(Some(trouble.words().into()));
            }
            look();
        });
    };
    let options: Vec<_> = ROLES
        .into_iter()
        .filter(|(_, given)| may(role, Action::Invite(*given)))
        .map(|(value, given)| (value, role_name(given)))
        .collect();
    view! {
        <section class="section">
            <h2>"Invite somebody"</h2>
            <p class="second">
                "Viewers read. Members also write. Admins also decide who is in. A link lets one person in, within a week."
            </p>
            <div class="actions">
                <Segmented
                    label="Invite as"
                    options
                    chosen
                    on_choose=move |value| {
                        chosen.set(value);
                        link.set(String::new());
                    }
                />
                <Button kind=ButtonKind::First icon=Icon::PersonAdd on_press=invite>
                    "Make a link"
                </Button>
            </div>
            <Show when=move || link.with(|link| !link.is_empty())>
                <NewLink link />
            </Show>
            {move || {
                wrong
                    .get()
                    .map(|words| view! { <Panel tone=Tone::Bad title="That did not work" words /> })
            }}
        </section>
        <Show when=move || invitations.with(|all| !all.is_empty())>
            <section class="section">
                <h2>"Not used yet"</h2>
                <ul class="line-list">
                    <For each=move || invitations.get() key=|one| one.id let:one>
                        {
                            let Invitation { id, role, inviter, expires } = one;
                            let name = format!("As {}", role_in_words(role));
                            let words = format!("From {inviter}, until {}", when::moment(expires.0));
                            view! {
                                <li class="line">
                                    <span class="line-words">
                                        <div>{name}</div>
                                        <div class="second">{words}</div>
                                    </span>
                                    <Button small=true on_press=move |()| withdraw(id)>
                                        "Take back"
                                    </Button>
                                </li>
                            }
                        }
                    </For>
                </ul>
            </section>
        </Show>
    }
}

const ROLES: [(&str, Role); 4] = [
    ("viewer", Role::Viewer),
    ("member", Role::Member),
    ("admin", Role::Admin),
    ("owner", Role::Owner),
];

/// The link of a new invitation. It is shown this once: the server keeps only what recognises it.
#[component]
fn NewLink(link: RwSignal<String>) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |()| {
        let writing = window().navigator().clipboard().write_text(&link.get_untracked());
        spawn_local(async move {
            copied.set(JsFuture::from(writing).await.is_ok());
        });
    };
    view! {
        <div class="copy-line">
            <Field label="The invitation" value=link readonly=true />
            <Button icon=Icon::Copy on_press=copy>
                {move || if copied.get() { "Copied" } else { "Copy" }}
            </Button>
        </div>
        <p class="second">"It is shown only now. Send it to one person."</p>
    }
}
