use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::{Button, ButtonKind, Icon};

/// A question over the page; on a phone a sheet from below. Escape and its cross close it, a tap
/// outside does not. The focus goes back to where it was.
#[component]
pub fn Dialog(
    /// The question.
    #[prop(into)]
    title: String,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        spawn_local(async move {
            // The contents are there first, so that `autofocus` finds its field.
            tick().await;
            let Some(dialog) = element.get_untracked() else { return };
            if wanted && !dialog.open() {
                // Refused only where the element is not in the page: then there is nothing to show.
                let _ = dialog.show_modal();
            } else if !wanted {
                dialog.close();
            }
        });
    });
    let title_id =
        format!("dialog-{}", title.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"));
    let labelled = title_id.clone();
    view! {
        <dialog
            class="dialog"
            node_ref=element
            aria-labelledby=labelled
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
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
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}
