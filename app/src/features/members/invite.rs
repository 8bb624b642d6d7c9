use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Action, Role, may};
use shared::id::{InvitationId, WorkspaceId};
use shared::wire::accounts::Invitation;
use shared::wire::mail::Mailing;
use wasm_bindgen_futures::JsFuture;

use crate::replica::{Replica, Trouble};
use crate::shell::{role_in_words, role_name};
use crate::ui::{Button, ButtonKind, Field, Icon, Panel, Segmented, Tone, when};

/// Inviting somebody, and the invitations that nobody has used yet.
#[component]
pub fn Invitations(workspace: WorkspaceId, role: Role) -> impl IntoView {
    let replica: Replica = expect_context();
    let invitations = RwSignal::new(Vec::<Invitation>::new());
    let chosen = RwSignal::new("member".to_owned());
    let email = RwSignal::new(String::new());
    let mails = RwSignal::new(false);
    let link = RwSignal::new(String::new());
    let mailed = RwSignal::new(None::<(Mailing, String)>);
    let wrong = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let look = move || {
        spawn_local(async move {
            match replica.account().invitations(workspace).await {
                Ok(found) => invitations.set(found),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    look();
    spawn_local(async move {
        let offers = replica.account().offers().await.unwrap_or_default();
        mails.set(offers.mail);
    });
    let typed = Memo::new(move |_| email.with(|email| email.trim().to_owned()));
    let invite = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let given = ROLES.iter().find(|(value, _)| chosen.with_untracked(|it| it == value));
        let Some((_, given)) = given.copied() else { return };
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        wrong.set(None);
        link.set(String::new());
        mailed.set(None);
        let to = Some(typed.get_untracked()).filter(|to| !to.is_empty());
        spawn_local(async move {
            match replica.account().invite(workspace, given, to.clone()).await {
                Ok((made, mailing)) => {
                    link.set(made);
                    // What is to be looked at again stays.
                    if matches!(mailing, Some(Mailing::Taken | Mailing::Trying)) {
                        email.set(String::new());
                    }
                    mailed.set(mailing.zip(to));
                }
                Err(Trouble::Refused) if to.is_some() => {
                    wrong.set(Some("This is no email address. No invitation was made.".into()));
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
            asking.set(false);
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
            <form class="section" on:submit=invite>
                <Show when=move || mails.get()>
                    <div class="form">
                        <Field
                            label="Their email address"
                            kind="email"
                            value=email
                            hint="The link goes there. Left empty, you hand it over yourself."
                        />
                    </div>
                </Show>
                <div class="actions">
                    <Segmented
                        label="Invite as"
                        options
                        chosen
                        on_choose=move |value| {
                            chosen.set(value);
                            link.set(String::new());
                            mailed.set(None);
                        }
                    />
                    <Button
                        kind=ButtonKind::First
                        icon=Icon::PersonAdd
                        submit=true
                        disabled=asking
                    >
                        {move || {
                            if typed.with(String::is_empty) { "Make a link" } else { "Mail a link" }
                        }}
                    </Button>
                </div>
            </form>
            <div role="status">
                {move || mailed.get().map(|(mailing, to)| view! { <Mailed mailing to /> })}
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

/// What became of the mail that an invitation was to go in.
#[component]
fn Mailed(mailing: Mailing, to: String) -> impl IntoView {
    let (title, words) = match mailing {
        Mailing::Taken => {
            let words = format!("The mail server took the mail for {to}. This is the same link.");
            return view! { <p>{words}</p> }.into_any();
        }
        Mailing::Trying => (
            "Not mailed yet",
            format!("The mail server does not take the mail for {to} at the moment. It is tried again for some minutes."),
        ),
        Mailing::Refused => (
            "Not mailed",
            format!("The mail server refuses the mail for {to}. Look at how the address is written, or hand the link over yourself."),
        ),
        Mailing::Failed => (
            "Not mailed",
            "The mail server could not be used. Whoever runs the server finds the reason in its log. Hand the link over yourself.".into(),
        ),
        Mailing::TooMany => (
            "Not mailed",
            "Many mails were sent within the hour. Hand the link over yourself, or wait.".into(),
        ),
        Mailing::NoMail => {
            ("Not mailed", "This server sends no mail. Hand the link over yourself.".into())
        }
    };
    view! { <Panel title words /> }.into_any()
}

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
