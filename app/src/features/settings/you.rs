use leptos::prelude::*;

use crate::preferences::Draft;
use crate::replica::Replica;
use crate::ui::{Button, Field};

/// What colleagues read beside what is written on this device.
#[component]
pub fn You() -> impl IntoView {
    let replica: Replica = expect_context();
    let draft = Draft::open("my-name");
    let known = Memo::new(move |_| replica.my_name());
    if draft.text.with_untracked(String::is_empty) {
        draft.text.set(known.get_untracked().unwrap_or_default());
    }
    let same = Memo::new(move |_| {
        let typed = draft.text.get();
        typed.trim().is_empty() || known.with(|known| known.as_deref() == Some(typed.trim()))
    });
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = draft.text.get_untracked();
        replica.set_my_name(name.trim());
        draft.clear();
        draft.text.set(name.trim().to_owned());
    };
    view! {
        <section class="section">
            <h2>"You"</h2>
            <form class="field-and-act" on:submit=keep>
                <Field
                    label="Your name"
                    value=draft.text
                    hint="Colleagues read it beside what you write on this device."
                />
                <Button submit=true disabled=same>
                    "Keep"
                </Button>
            </form>
        </section>
    }
}
