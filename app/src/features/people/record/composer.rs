use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::edit::Edit;

use super::page::Card;
use crate::preferences::Draft;
use crate::shell::COMPOSER;
use crate::ui::{Button, ButtonKind, Icon};

/// One line that grows: what happened. Kept as a draft until it is saved.
#[component]
pub fn Composer(card: Card) -> impl IntoView {
    let draft = Draft::open(format!("note.{}", card.id));
    let field = NodeRef::<html::Textarea>::new();
    let empty = Memo::new(move |_| draft.text.with(|text| text.trim().is_empty()));
    // As high as its lines, wrapped ones too; from a height on it scrolls, which the style says.
    Effect::new(move |_| {
        draft.text.track();
        let Some(field) = field.get() else { return };
        let style = web_sys::HtmlElement::style(&field);
        // Refused only for names that are no properties.
        let _ = style.set_property("height", "auto");
        let _ = style.set_property("height", &format!("{}px", field.scroll_height()));
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
                id=COMPOSER
                node_ref=field
                rows="1"
                aria-label="What happened?"
                placeholder="What happened?"
                bind:value=draft.text
                on:keydown=keys
            />
            <div class="composer-foot">
                <span class="field-hint">{move || draft.hint()}</span>
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
