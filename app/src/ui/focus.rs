use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;

/// Gives the focus, once the page is drawn anew, to the element at `index` of those that `selector`
/// finds, or the last of them; to the first that `otherwise` finds where there is none. For what has
/// just gone with the button that was pressed: the focus would be lost.
pub fn focus_one_of(selector: &'static str, index: usize, otherwise: &'static str) {
    spawn_local(async move {
        tick().await;
        let Ok(all) = document().query_selector_all(selector) else { return };
        let index = u32::try_from(index).unwrap_or(u32::MAX).min(all.length().saturating_sub(1));
        let first = || document().query_selector(otherwise).ok().flatten().map(Into::into);
        let there = all.get(index).or_else(first);
        if let Some(element) = there.and_then(|node: web_sys::Node| node.dyn_into().ok()) {
            let element: web_sys::HtmlElement = element;
            let _ = element.focus();
        }
    });
}
