use leptos::html;
use leptos::prelude::*;

use super::{Icon, Key};

/// The field that finds in the list beside it, on every keystroke.
#[component]
pub fn SearchField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    input_ref: NodeRef<html::Input>,
    #[prop(optional, into)] on_key: Option<Callback<leptos::ev::KeyboardEvent>>,
) -> impl IntoView {
    let filled = Memo::new(move |_| !value.with(String::is_empty));
    view! {
        <div class="search" role="search">
            {Icon::Search.at(18)}
            <input
                class="field-input"
                node_ref=input_ref
                type="search"
                enterkeyhint="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label.clone()
                placeholder=label
                aria-keyshortcuts="/"
                bind:value=value
                on:keydown=move |event| {
                    if let Some(on_key) = on_key {
                        on_key.run(event);
                    }
                }
            />
            <span class="search-end">
                <Show when=move || filled.get() fallback=|| view! { <Key>"/"</Key> }>
                    <button
                        type="button"
                        class="search-clear"
                        aria-label="Clear the search"
                        on:click=move |_| {
                            value.set(String::new());
                            if let Some(input) = input_ref.get_untracked() {
                                let _ = input.focus();
                            }
                        }
                    >
                        {Icon::Cross.at(16)}
                    </button>
                </Show>
            </span>
        </div>
    }
}
