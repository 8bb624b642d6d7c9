//! What links open: the first account of a server, an invitation, a new password.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::wire::accounts::{Invited, PASSWORD_LEAST, Token};

use super::elsewhere::Leave;
use super::{Wrong, go_on};
use crate::replica::{NewAccount, Replica, Trouble};
use crate::shell::{Page, role_in_words, token_of_link};
use crate::ui::{Button, ButtonKind, Field, LinkButton, Panel, Tone};

/// The page at `/set-up`: by the link that the server's start prints.
#[component]
pub fn SetUpPage() -> impl IntoView {
    view! {
        <Page title="Set up this server">
            <p>
                "You are the first here. This account owns the server: it helps people who forgot their password."
            </p>
            <MakeAccount first=true act="Make the account" />
        </Page>
    }
}

/// The page at `/invitation`.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let invited = RwSignal::new(None::<Result<Invited, Trouble>>);
    let signed_in_as = RwSignal::new(None::<String>);
    let token = token_of_link();
    spawn_local(async move {
        let Some(token) = token else {
            return invited.set(Some(Err(Trouble::LinkIsVoid)));
        };
        let found = replica.account().invited(&token).await;
        if let Ok(me) = replica.account().me().await {
            signed_in_as.set(Some(me.email));
        }
        invited.set(Some(found));
    });
    view! {
        <Page title="Join a team">
            {move || match invited.get() {
                None => ().into_any(),
                Some(Err(trouble)) => {
                    let words = match trouble {
                        Trouble::LinkIsVoid => {
                            "This invitation was used, has expired, or was taken back. Ask your colleague for a new one."
                        }
                        trouble => trouble.words(),
                    };
                    view! { <Panel tone=Tone::Bad title="No way in by this link" words /> }.into_any()
                }
                Some(Ok(invited)) => {
                    let words = format!(
                        "{} invites you to “{}” as {}. What is on this device already stays, in a workspace of its own.",
                        invited.inviter,
                        invited.team.name,
                        role_in_words(invited.team.role),
                    );
                    view! {
                        <p>{words}</p>
                        {match signed_in_as.get() {
                            Some(email) => view! { <JoinAs email /> }.into_any(),
                            None => {
                                view! {
                                    <MakeAccount first=false act="Make an account and join" />
                                    <JoinElsewhere />
                                    <p class="second">
                                        "You have an account on this server? "
                                        <a class="link" href="/sign-in">
                                            "Sign in"
                                        </a> ", and open the link again."
                                    </p>
                                }
                                    .into_any()
                            }
                        }}
                    }
                        .into_any()
                }
            }}
        </Page>
    }
}

/// For somebody who is signed in already.
#[component]
fn JoinAs(email: String) -> impl IntoView {
    let replica: Replica = expect_context();
    let wrong = RwSignal::new(None::<String>);
    let token = StoredValue::new(token_of_link());
    let join = move |()| {
        spawn_local(async move {
            let Some(token) = token.get_value() else { return };
            match replica.account().join(&token).await {
                Ok(team) => replica.account().enter(team.workspace),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    view! {
        <div class="actions">
            <Button kind=ButtonKind::First on_press=join>
                {format!("Join as {email}")}
            </Button>
        </div>
        <Wrong words=wrong />
    }
}

/// For somebody who signs in elsewhere, where the server has a provider.
#[component]
fn JoinElsewhere() -> impl IntoView {
    let replica: Replica = expect_context();
    let provider = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    spawn_local(async move {
        let offers = replica.account().offers().await.unwrap_or_default();
        provider.set(offers.provider);
    });
    let invitation = token_of_link();
    view! {
        <div class="actions">
            <Leave provider=provider.into() words="Join with" invitation asking wrong />
        </div>
        <Wrong words=wrong />
    }
}

/// The form for a new account, by the link that opened the app.
#[component]
fn MakeAccount(first: bool, act: &'static str) -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let token = StoredValue::new(token_of_link());
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if asking.get_untracked() {
            return;
        }
        let Some(token) = token.get_value() else {
            return wrong.set(Some("Open the whole link, as you got it.".into()));
        };
        asking.set(true);
        wrong.set(None);
        let navigate = navigate.clone();
        let new = NewAccount {
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            token,
        };
        spawn_local(async move {
            let account = replica.account();
            let made = if first { account.set_up(new).await } else { account.join_new(new).await };
            match made {
                Ok(me) => go_on(replica, &me, |path| navigate(path, NavigateOptions::default())),
                Err(trouble) => wrong.set(Some(why_not(trouble).into())),
            }
            asking.set(false);
        });
    };
    let hint = format!("At least {PASSWORD_LEAST} letters. Several words are good ones.");
    view! {
        <form class="stack form" on:submit=make>
            <Field
                label="Your name"
                value=name
                autocomplete="name"
                hint="Colleagues read it beside what you write."
                autofocus=true
            />
            <Field label="Email" kind="email" value=email autocomplete="username" />
            <Field
                label="Password"
                kind="password"
                value=password
                autocomplete="new-password"
                hint
            />
            <div class="actions">
                <Button kind=ButtonKind::First submit=true disabled=asking>
                    {act}
                </Button>
            </div>
        </form>
        <Wrong words=wrong />
    }
}

fn why_not(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Refused => "A name, an email address and a password of 10 letters are needed.",
        Trouble::Conflict => {
            "There is an account with this email address. Sign in, and open the link again."
        }
        trouble => trouble.words(),
    }
}

/// The page at `/new-password`: by a link from whoever owns the server, or by mail.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let done = RwSignal::new(false);
    let token = StoredValue::new(token_of_link());
    let set = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(None);
        spawn_local(async move {
            let token: Option<Token> = token.get_value();
            let Some(token) = token else { return wrong.set(Some("Open the whole link.".into())) };
            match replica.account().reset(token, password.get_untracked()).await {
                Ok(()) => done.set(true),
                Err(Trouble::Refused) => {
                    wrong.set(Some("A password has at least 10 letters.".into()));
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    view! {
        <Page title="New password">
            <Show
                when=move || done.get()
                fallback=move || {
                    view! {
                        <form class="stack form" on:submit=set>
                            <Field
                                label="New password"
                                kind="password"
                                value=password
                                autocomplete="new-password"
                                autofocus=true
                            />
                            <div class="actions">
                                <Button kind=ButtonKind::First submit=true>
                                    "Keep it"
                                </Button>
                            </div>
                        </form>
                        <Wrong words=wrong />
                    }
                }
            >
                <p>"The new password holds. Every device was signed out; passkeys and ways to sign in elsewhere were removed."</p>
                <div class="actions">
                    <LinkButton href="/sign-in" kind=ButtonKind::First>
                        "Sign in"
                    </LinkButton>
                </div>
            </Show>
        </Page>
    }
}
