use leptos::html;
use leptos::prelude::*;

use super::Icon;

/// A line to type in, its label above.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// `text`, `tel`, `email`…: which keyboard a phone shows. Nothing is refused for it.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] placeholder: Option<String>,
    /// What a browser may fill in by itself; off unless told.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] readonly: bool,
    /// A sentence below.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What looks wrong. It is marked, and kept.
    #[prop(optional, into)]
    wrong: MaybeProp<String>,
    #[prop(optional)] input_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let is_wrong = move || wrong.get().is_some();
    if autofocus {
        // The attribute acts once in a page's life. A frame later, so that it comes after the
        // heading of a page that opens with it.
        Effect::new(move |_| {
            request_animation_frame(move || {
                if let Some(input) = input_ref.try_get_untracked().flatten() {
                    let _ = input.focus();
                }
            });
        });
    }
    view! {
        <label class="field" class:field-wrong=is_wrong>
            <span class="label">{label}</span>
            <input
                class="field-input"
                node_ref=input_ref
                // Not `email`: the browser would refuse to send what is only doubtful. `decimal` is none.
                type=if matches!(kind, "email" | "decimal") { "text" } else { kind }
                inputmode=if kind == "text" { None } else { Some(kind) }
                placeholder=placeholder
                autocomplete=autocomplete
                autocapitalize=if kind == "email" { Some("none") } else { None }
                spellcheck=if kind == "text" { None } else { Some("false") }
                autofocus=autofocus
                readonly=readonly
                aria-invalid=move || is_wrong().then_some("true")
                bind:value=value
            />
            {move || {
                wrong
                    .get()
                    .map(|wrong| {
                        view! {
                            <span class="field-hint">{Icon::Alert.at(14)} {wrong}</span>
                        }
                    })
            }}
            {move || hint.get().map(|hint| view! { <span class="field-hint">{hint}</span> })}
        </label>
    }
}

/// Several lines to type in.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional, into)] placeholder: Option<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <textarea class="field-input" rows=rows placeholder=placeholder bind:value=value />
        </label>
    }
}
