use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;

use super::{Button, ButtonKind, Icon};

/// Something over the page, which has the focus until it closes; the focus then goes back to where
/// it was. Escape closes it.
#[component]
pub fn Overlay(
    class: &'static str,
    /// What it is called, where no heading says it.
    #[prop(optional, into)]
    label: Option<String>,
    /// The id of the heading that says what it is called.
    #[prop(optional, into)]
    labelled_by: Option<String>,
    open: RwSignal<bool>,
    /// Whether a press beside it closes it. Never where something typed would be lost.
    #[prop(optional)]
    closes_outside: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        spawn_local(async move {
            // The contents are there first, so that `autofocus` finds its field.
            tick().await;
            // The page may have gone meanwhile.
            let Some(dialog) = element.try_get_untracked().flatten() else { return };
            if wanted && !dialog.open() {
                // Refused only where the element is not in the page: then there is nothing to show.
                let _ = dialog.show_modal();
            } else if !wanted {
                dialog.close();
            }
        });
    });
    // Its contents fill it: only what lies beside them is the element itself.
    let pressed = move |event: ev::MouseEvent| {
        let on = event.target();
        let beside = element
            .get_untracked()
            .is_some_and(|dialog| on.is_some_and(|on| dialog.is_same_node(on.dyn_ref())));
        if closes_outside && beside {
            open.set(false);
        }
    };
    view! {
        <dialog
            class=class
            node_ref=element
            aria-label=label
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
            on:click=pressed
        >
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}

/// A question over the page; on a phone a sheet from below. Escape and its cross close it, a tap
/// outside does not.
#[component]
pub fn Dialog(
    /// The question.
    #[prop(into)]
    title: String,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let title_id =
        format!("dialog-{}", title.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"));
    let labelled_by = title_id.clone();
    let children = StoredValue::new(children);
    view! {
        <Overlay class="dialog" labelled_by open>
            <div class="dialog-form">
                <div class="dialog-head">
                    <h2 id=title_id.clone()>{title.clone()}</h2>
                    <Button
                        kind=ButtonKind::Quiet
                        icon=Icon::Cross
                        name="Close"
                        on_press=move |()| open.set(false)
                    />
                </div>
                {children.with_value(|children| children())}
            </div>
        </Overlay>
    }
}
