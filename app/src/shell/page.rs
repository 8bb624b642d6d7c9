use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

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
    let heading = NodeRef::<html::Div>::new();
    focus_heading(heading);
    view! {
        <div class="page" node_ref=heading>
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

/// After what had the focus went away: puts it on the first thing that one of `selectors` finds, so that
/// the next key goes on from there. Nothing happens where something else has it.
pub fn refocus(selectors: &'static [&'static str]) {
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        let found = selectors.iter().find_map(|it| document().query_selector(it).ok().flatten());
        let found = found.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(found) = found.filter(|_| is_lost) {
            let _ = found.focus();
        }
    });
}

/// Moves the focus to the heading of a page that has just opened: who cannot see hears where they
/// are, and the next Tab goes on from there.
pub fn focus_heading(page: NodeRef<html::Div>) {
    Effect::new(move |_| {
        let Some(page) = page.get() else { return };
        let heading = page.query_selector("h1").ok().flatten();
        let Some(heading) = heading.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok())
        else {
            return;
        };
        heading.set_tab_index(-1);
        // Focusing lays the page out, which the frame does anyway once all is drawn.
        request_animation_frame(move || {
            let focused = document().active_element();
            // A key may already have put the focus somewhere on the page.
            if !focused.is_some_and(|focused| page.contains(Some(focused.as_ref()))) {
                let _ = heading.focus();
            }
        });
    });
}
