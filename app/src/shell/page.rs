use leptos::prelude::*;

use super::WorkBadge;

/// A page that is read from above to below: its head, then what scrolls.
#[component]
pub fn Page(
    #[prop(into)] title: String,
    /// Whether the page brings its heading itself.
    #[prop(optional)]
    own_heading: bool,
    children: Children,
) -> impl IntoView {
    let set_title = format!("{title} · Regulars");
    document().set_title(&set_title);
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-head-title">
                    {if own_heading {
                        view! { <span>{title}</span> }.into_any()
                    } else {
                        view! { <h1>{title}</h1> }.into_any()
                    }}
                </div>
                <WorkBadge />
            </header>
            <div class="page-scroll">
                <div class="page-column stack">{children()}</div>
            </div>
        </div>
    }
}
