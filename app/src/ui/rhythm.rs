use leptos::prelude::*;

/// Twelve weeks, the newest at the right: a stroke where something happened, a dot where not. The
/// words that say how many stand beside it.
#[component]
pub fn Rhythm(
    /// The oldest week first.
    #[prop(into)]
    weeks: Signal<Vec<bool>>,
) -> impl IntoView {
    let path = move |strokes: bool| {
        weeks.with(|weeks| {
            weeks
                .iter()
                .enumerate()
                .filter(|(_, week)| **week == strokes)
                .map(|(index, _)| {
                    let across = index * 5 + 2;
                    if strokes { format!("M{across} 2v13") } else { format!("M{across} 8.5h.01") }
                })
                .collect::<String>()
        })
    };
    let width = move || weeks.with(|weeks| (weeks.len() * 5).saturating_sub(1));
    view! {
        <svg
            class="rhythm"
            viewBox=move || format!("0 0 {} 17", width())
            width=width
            height="17"
            aria-hidden="true"
            focusable="false"
        >
            <path class="rhythm-strokes" d=move || path(true) />
            <path class="rhythm-dots" d=move || path(false) />
        </svg>
    }
}
