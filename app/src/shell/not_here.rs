use leptos::prelude::*;

use crate::ui::{LinkButton, Panel};

/// In place of a record that a link leads to and this device does not have.
#[component]
pub fn NotHere() -> impl IntoView {
    view! {
        <Panel
            title="Not on this device"
            words="The link leads to somebody who is not here yet, or who was erased."
        >
            <LinkButton href="/people">"Back to People"</LinkButton>
        </Panel>
    }
}
