use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::SessionId;
use shared::wire::accounts::Device;

use super::Wrong;
use crate::replica::Replica;
use crate::ui::{Button, when};

/// Where one is signed in, and signing out from afar.
#[component]
pub fn Devices(here: SessionId) -> impl IntoView {
    let replica: Replica = expect_context();
    let devices = RwSignal::new(Vec::<Device>::new());
    let wrong = RwSignal::new(None::<String>);
    let look = move || {
        spawn_local(async move {
            match replica.account().devices().await {
                Ok(found) => devices.set(found),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    look();
    let end = move |session: SessionId| {
        wrong.set(None);
        spawn_local(async move {
            match replica.account().end_session(session).await {
                Ok(()) => look(),
                Err(trouble) => wrong.set(Some(trouble.words().into())),
            }
        });
    };
    view! {
        <section class="section">
            <h2>"Your devices"</h2>
            <ul class="line-list">
                <For each=move || devices.get() key=|device| device.session let:device>
                    {
                        let Device { session, name, seen, .. } = device;
                        let words = match session == here {
                            true => "This device".to_owned(),
                            false => format!("Last seen {}", when::within(seen.0)),
                        };
                        view! {
                            <li class="line">
                                <span class="line-words">
                                    <div>{name.clone()}</div>
                                    <div class="second">{words}</div>
                                </span>
                                {(session != here)
                                    .then(|| {
                                        view! {
                                            <Button small=true on_press=move |()| end(session)>
                                                "Sign it out"
                                            </Button>
                                        }
                                    })}
                            </li>
                        }
                    }
                </For>
            </ul>
            <Wrong words=wrong />
        </section>
    }
}
