use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Wrong;
use crate::replica::{Marks, Replica};
use crate::shell::{Page, grouped};
use crate::ui::{Button, ButtonKind, Icon, save_file};

/// The page at `/sign-out`: takes the team's workspaces off this device, and never what was not sent
/// without a copy of it.
#[component]
pub fn SignOutPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let unsent = RwSignal::new(None::<(Marks, String)>);
    // What was saved as a file.
    let saved = RwSignal::new(Marks::new());
    let wrong = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let status = replica.status();
    let counted = Memo::new(move |_| status.with(|status| (status.waiting, status.refused)));
    let look = move || {
        spawn_local(async move {
            match replica.account().unsent().await {
                Ok(found) => unsent.set(Some(found)),
                Err(words) => wrong.set(Some(words)),
            }
        });
    };
    Effect::new(move |_| {
        counted.track();
        look();
    });
    let count = move || unsent.with(|unsent| unsent.as_ref().map(|(marks, _)| marks.len()));
    let may = move || {
        let is_saved = |marks: &Marks| saved.with(|saved| marks.is_subset(saved));
        unsent.with(|unsent| unsent.as_ref().is_some_and(|(marks, _)| is_saved(marks)))
    };
    let save = move |()| {
        unsent.with_untracked(|unsent| {
            if let Some((marks, copy)) = unsent {
                save_file("not-sent.json", "application/json", copy);
                saved.set(marks.clone());
            }
        });
    };
    let sign_out = move |()| {
        asking.set(true);
        wrong.set(None);
        spawn_local(async move {
            if let Err(words) = replica.account().sign_out(saved.get_untracked()).await {
                wrong.set(Some(words));
                look();
            }
            asking.set(false);
        });
    };
    view! {
        <Page title="Sign out">
            <p>
                "Your team’s workspaces are taken off this device; they stay on the server. Workspaces of your own stay here."
            </p>
            <Show when=move || { count().unwrap_or(0) > 0 }>
                <section class="notice">
                    <h2>
                        {Icon::Alert.at(18)}
                        {move || match count() {
                            Some(1) => "1 change or photo is on this device only".to_owned(),
                            count => {
                                format!(
                                    "{} changes or photos are on this device only",
                                    grouped(count.unwrap_or(0)),
                                )
                            }
                        }}
                    </h2>
                    <p>
                        "Signing out would lose them. Wait until they are sent, or save them as a file first."
                    </p>
                    <div class="actions">
                        <Button icon=Icon::Download on_press=save>
                            "Save them as a file"
                        </Button>
                    </div>
                </section>
            </Show>
            <div class="actions">
                <Button
                    kind=ButtonKind::Dangerous
                    disabled=Signal::derive(move || asking.get() || !may())
                    on_press=sign_out
                >
                    "Sign out and remove"
                </Button>
            </div>
            <Wrong words=wrong />
        </Page>
    }
}
