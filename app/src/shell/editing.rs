//! What who may only look is offered: everything to see, and nothing that changes it.
//!
//! [`Replica::may_edit`] decides. What cannot be seen without its control is disabled by [`Editing`];
//! what is nothing but a way to change something is hidden by its class `edits`, for which the page is
//! marked here. An edit that is tried all the same is refused by the replica, and said.

use leptos::prelude::*;

use crate::replica::{ONLY_LOOKING, Replica};

/// Marks the page as long as this device's person may only look.
pub(super) fn mark_the_page() {
    let replica: Replica = expect_context();
    Effect::new(move |_| {
        let only_looks = !replica.may_edit();
        if let Some(body) = document().body() {
            // Refused only for names that are no classes.
            let _ = body.class_list().toggle_with_force("only-looks", only_looks);
        }
    });
}

/// Controls that change something: disabled for who may only look.
#[component]
pub fn Editing(children: Children) -> impl IntoView {
    let replica: Replica = expect_context();
    view! {
        <fieldset class="editing" disabled=move || !replica.may_edit()>
            {children()}
        </fieldset>
    }
}

/// Says why something is not offered, to who may only look.
#[component]
pub fn OnlyLooking() -> impl IntoView {
    let replica: Replica = expect_context();
    view! {
        <Show when=move || !replica.may_edit()>
            <p class="only-looking second">{ONLY_LOOKING}</p>
        </Show>
    }
}
