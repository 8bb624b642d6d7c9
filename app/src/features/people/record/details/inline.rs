use leptos::html;
use leptos::prelude::*;
use shared::view::Doing;

use super::super::others::mark;
use crate::preferences::Draft;
use crate::ui::{Icon, line_keys, once_pressed};

/// One value of a card: read as text, pressed to change, kept by Enter or by leaving it.
///
/// What is typed is a draft until then, so that closing the page loses nothing.
#[component]
pub fn Inline(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    /// A name for the draft that no other field on this device has.
    #[prop(into)]
    draft: String,
    #[prop(into)] on_keep: Callback<String>,
    /// `text`, `tel`, `email`: which keyboard a phone shows.
    #[prop(default = "text")]
    kind: &'static str,
    /// How a value looks, while it is typed.
    #[prop(default = "")]
    example: &'static str,
    /// With it, the value can be taken away.
    #[prop(optional, into)]
    on_remove: Option<Callback<()>>,
    /// Begin with the field open.
    #[prop(optional)]
    editing: bool,
    /// Runs when the field is left without a change.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// What looks wrong with a value; it is kept all the same.
    #[prop(optional)]
    check: Option<fn(&str) -> Option<&'static str>>,
    /// What stands for the label, where it is more than a word.
    #[prop(optional, into)]
    label_view: Option<ViewFn>,
) -> impl IntoView {
    // Without the record's id, which comes first: the field, as others see it being changed.
    let field = draft.split_once('.').map_or("", |(_, field)| field).to_owned();
    let doing = Doing::Change(field);
    let doing_name = String::from_utf8(doing.to_bytes()).unwrap_or_default();
    let draft = Draft::open(format!("field.{draft}"));
    let editing = RwSignal::new(editing || draft.found_from.is_some());
    let input_ref = NodeRef::<html::Input>::new();
    let button_ref = NodeRef::<html::Button>::new();

    let begin = move || {
        draft.text.set(value.get_untracked());
        editing.set(true);
    };
    let leave = move |refocus: bool| {
        draft.clear();
        editing.set(false);
        if let Some(on_leave) = on_leave {
            on_leave.run(());
        }
        if refocus {
            request_animation_frame(move || {
                if let Some(button) = button_ref.try_get_untracked().flatten() {
                    let _ = button.focus();
                }
            });
        }
    };
    let keep = move |refocus: bool| {
        // Removed from the page, a field that has the focus loses it, and says so too.
        if !editing.try_get_untracked().unwrap_or(false) {
            return;
        }
        let text = draft.text.get_untracked().trim().to_owned();
        if text != value.get_untracked() {
            on_keep.run(text);
        }
        leave(refocus);
    };
    Effect::new(move |_| {
        if let Some(input) = input_ref.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let keys = line_keys(move || keep(true), move || leave(true));
    let left = once_pressed(move || {
        let field = input_ref.try_get_untracked().flatten();
        let is_back = field.is_some_and(|field| {
            document().active_element().is_some_and(|active| active.is_same_node(Some(&field)))
        });
        if !is_back {
            keep(false);
        }
    });
    let label = StoredValue::new(label);
    let wrong = move |text: &str| check.and_then(|check| check(text));
    view! {
        <div class="inline" data-doing=doing_name>
            {match label_view {
                Some(label_view) => label_view.run(),
                None => {
                    view! {
                        <span class="inline-label" aria-hidden="true">
                            {label.get_value()}
                        </span>
                    }
                        .into_any()
                }
            }}
            <div class="inline-value">
                <Show
                    when=move || editing.get()
                    fallback=move || {
                        view! {
                            <button
                                type="button"
                                class="inline-button"
                                node_ref=button_ref
                                aria-label=move || {
                                    let value = value.get();
                                    let shown = if value.is_empty() { "not known yet" } else { &value };
                                    format!("{}: {shown}. Change", label.get_value())
                                }
                                on:click=move |_| begin()
                            >
                                {move || {
                                    let value = value.get();
                                    if value.is_empty() {
                                        view! { <span class="quiet">"Not known yet"</span> }
                                            .into_any()
                                    } else {
                                        value.into_any()
                                    }
                                }}
                            </button>
                            {move || {
                                value
                                    .with(|value| wrong(value))
                                    .map(|words| {
                                        view! {
                                            <span class="field-hint inline-hint">{words}</span>
                                        }
                                    })
                            }}
                        }
                    }
                >
                    <input
                        class="field-input"
                        node_ref=input_ref
                        type="text"
                        inputmode=if kind == "text" { None } else { Some(kind) }
                        autocomplete="off"
                        spellcheck=if kind == "text" { None } else { Some("false") }
                        placeholder=example
                        aria-label=label.get_value()
                        bind:value=draft.text
                        on:keydown=keys
                        on:blur=move |_| left()
                    />
                    {move || {
                        draft
                            .hint()
                            .map(|hint| view! { <span class="field-hint inline-hint">{hint}</span> })
                    }}
                </Show>
            </div>
            {mark(doing)}
            {on_remove
                .map(|on_remove| {
                    let name = format!("Take this away: {}", label.get_value());
                    view! {
                        <button
                            type="button"
                            class="inline-remove"
                            aria-label=name.clone()
                            title=name
                            on:click=move |_| on_remove.run(())
                        >
                            {Icon::Cross.at(14)}
                        </button>
                    }
                })}
        </div>
    }
}
