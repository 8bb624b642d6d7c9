use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::edit::Edit;

use super::page::Card;
use crate::preferences::Draft;
use crate::ui::{Button, ButtonKind, Icon, when};

/// One line that grows: what happened. Kept as a draft until it is saved.
#[component]
pub fn Composer(card: Card) -> impl IntoView {
    let draft = Draft::open(format!("note.{}", card.id));
    let field = NodeRef::<html::Textarea>::new();
    let empty = Memo::new(move |_| draft.text.with(|text| text.trim().is_empty()));
    let grow = move || {
        if let Some(field) = field.get_untracked() {
            let rows = draft.text.with_untracked(|text| text.lines().count().clamp(1, 8));
            field.set_rows(rows as u32);
        }
    };
    Effect::new(move |_| {
        draft.text.track();
        field.track();
        grow();
    });
    let save = move || {
        let text = draft.text.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let replica = card.replica();
        card.edit(vec![Edit::note(replica.new_item(), text, replica.now())]);
        draft.clear();
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        } else if event.key() == "Escape" {
            event.prevent_default();
            if let Some(field) = field.get_untracked() {
                let _ = field.blur();
            }
        }
    };
    view! {
        <form
            class="composer"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <textarea
                id="composer"
                node_ref=field
                rows="1"
                aria-label="What happened?"
                placeholder="What happened?"
                bind:value=draft.text
                on:keydown=keys
            />
            <div class="composer-foot">
                <span class="field-hint">
                    {move || {
                        let found = draft.found_from.filter(|_| !empty.get());
                        found.map(|at| format!("Draft from {}, kept", when::within(at)))
                    }}
                </span>
                <Show when=move || !empty.get()>
                    <Button kind=ButtonKind::First small=true submit=true icon=Icon::Note>
                        "Save"
                        <span class="key" aria-hidden="true">
                            "Ctrl ↵"
                        </span>
                    </Button>
                </Show>
            </div>
        </form>
    }
}
