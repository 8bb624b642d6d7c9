use leptos::html;
use leptos::prelude::*;

use super::desk::Desk;
use crate::ui::{Button, Icon, TextArea};

/// What files are offered to be chosen.
const KINDS: &str = ".csv,.tsv,.txt,.xlsx,.vcf,text/csv,text/tab-separated-values,text/plain,text/vcard,\
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where a file is dropped or chosen, or rows are pasted.
#[component]
pub fn Choose(desk: Desk) -> impl IntoView {
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let pasted = RwSignal::new(String::new());
    let chosen = move || {
        let file = input.get_untracked().and_then(|input| input.files()?.get(0));
        if let Some(file) = file {
            desk.give(file);
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()?.get(0)) {
            desk.give(file);
        }
    };
    view! {
        <p>
            "A spreadsheet (XLSX), a table (CSV) or an address book (VCF), from whatever program. You see what it would do before anything comes in."
        </p>
        <div
            class="drop"
            class:drop-over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            {Icon::FileUp.at(24)}
            <label class="button button-first file-button">
                "Choose a file"
                <input node_ref=input type="file" accept=KINDS on:change=move |_| chosen() />
            </label>
            <span class="field-hint">"or drop it here"</span>
        </div>
        <section class="section">
            <TextArea
                label="Or paste rows here, with their heads"
                value=pasted
                rows=4
            />
            <div class="actions">
                <Button
                    disabled=Signal::derive(move || pasted.with(|text| text.trim().is_empty()))
                    on_press=move |()| desk.paste(pasted.get_untracked())
                >
                    "Look at them"
                </Button>
            </div>
        </section>
    }
}
