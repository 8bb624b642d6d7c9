use leptos::prelude::*;

/// A key on the keyboard, as a hint beside what it does. Screen readers get `aria-keyshortcuts`
/// from the control instead.
#[component]
pub fn Key(children: Children) -> impl IntoView {
    view! {
        <kbd class="key" aria-hidden="true">
            {children()}
        </kbd>
    }
}
