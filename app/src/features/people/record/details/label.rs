use leptos::html;
use leptos::prelude::*;

use crate::ui::{line_keys, once_pressed};

/// The label of an item, to be changed where it stands.
#[component]
pub fn ItemLabel(
    label: String,
    /// Whether it is the item's own; otherwise it is the name of its kind.
    own_label: Signal<bool>,
    /// The id of the list with what it is often called.
    list: String,
    #[prop(into)] on_keep: Callback<String>,
) -> impl IntoView {
    let label = StoredValue::new(label);
    let list = StoredValue::new(list);
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let input_ref = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input_ref.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let shown = move || if own_label.get_untracked() { label.get_value() } else { String::new() };
    let begin = move |_| {
        typed.set(shown());
        editing.set(true);
    };
    let keep = move || {
        if editing.try_get_untracked() != Some(true) {
            return;
        }
        editing.set(false);
        let text = typed.get_untracked().trim().to_owned();
        if text != shown() {
            on_keep.run(text);
        }
    };
    let left = once_pressed(keep);
    let keys = line_keys(keep, move || editing.set(false));
    view! {
        <Show
            when=move || editing.get()
            fallback=move || {
                view! {
                    <button
                        type="button"
                        class="inline-label inline-label-button"
                        title="Change the label"
                        aria-label=format!("Label: {}. Change the label", label.get_value())
                        on:click=begin
                    >
                        {label.get_value()}
                    </button>
                }
            }
        >
            <input
                class="field-input inline-label-input"
                node_ref=input_ref
                list=list.get_value()
                autocomplete="off"
                aria-label=format!("Label of {}", label.get_value())
                placeholder="Label"
                bind:value=typed
                on:keydown=keys
                on:blur=move |_| left()
            />
        </Show>
    }
}
