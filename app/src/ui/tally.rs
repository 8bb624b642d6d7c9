use leptos::prelude::*;

/// The product's sign: four strokes and a slash, how a stall counts.
#[component]
pub fn Tally(
    /// Its width in pixels.
    #[prop(default = 20)]
    width: u32,
) -> impl IntoView {
    view! {
        <svg
            class="tally"
            viewBox="0 0 24 20"
            width=width
            height=width * 5 / 6
            aria-hidden="true"
            focusable="false"
        >
            <path d="M5 2v16M10 2v16M15 2v16M20 2v16M1.5 15.5l21-11" />
        </svg>
    }
}
