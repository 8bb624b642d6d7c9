use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Wrong;
use crate::replica::{Replica, Trouble};
use crate::ui::{Button, Field};

/// Another password, for whoever knows the present one.
#[component]
pub fn ChangePassword() -> impl IntoView {
    let replica: Replica = expect_context();
    let present = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let done = RwSignal::new(false);
    let change = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(None);
        done.set(false);
        spawn_local(async move {
            let account = replica.account();
            let changed =
                account.change_password(present.get_untracked(), password.get_untracked()).await;
            match changed {
                Ok(()) => {
                    present.set(String::new());
                    password.set(String::new());
                    done.set(true);
                }
                Err(Trouble::NotSignedIn) => {
                    wrong.set(Some("The present password is another one.".into()));
                }
                Err(Trouble::Refused) => {
                    wrong.set(Some("A password has at least 10 letters.".into()));
                }
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    view! {
        <section class="section">
            <h2>"Password"</h2>
            <form class="stack form" on:submit=change>
                <Field
                    label="Present password"
                    kind="password"
                    value=present
                    autocomplete="current-password"
                />
                <Field
                    label="New password"
                    kind="password"
                    value=password
                    autocomplete="new-password"
                    hint="Your other devices are signed out. Other ways to sign in stay: remove those that are not yours."
                />
                <div class="actions">
                    <Button submit=true>"Change it"</Button>
                </div>
            </form>
            <p role="status">{move || done.get().then_some("The new password holds.")}</p>
            <Wrong words=wrong />
        </section>
    }
}
