use leptos::prelude::*;

use super::{Icon, Tone};

/// A word in a small box: a tag, a mark.
#[component]
pub fn Chip(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<Icon>,
    /// With it, the chip can be taken away.
    #[prop(optional, into)]
    on_remove: Option<Callback<()>>,
    #[prop(into)] words: String,
) -> impl IntoView {
    let class = match tone {
        Tone::Neutral => "chip",
        Tone::Accent => "chip chip-accent",
        Tone::Good => "chip chip-good",
        Tone::Care => "chip chip-care",
        Tone::Bad => "chip chip-bad",
    };
    let remove = format!("Take “{words}” away");
    view! {
        <span class=class>
            {icon.map(|icon| icon.at(14).into_any())} {words}
            {on_remove
                .map(|on_remove| {
                    view! {
                        <button
                            type="button"
                            class="chip-remove"
                            aria-label=remove.clone()
                            title=remove
                            on:click=move |_| on_remove.run(())
                        >
                            {Icon::Cross.at(14)}
                        </button>
                    }
                })}
        </span>
    }
}
