use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Icon;

/// One thing that a menu offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What is given back when it is chosen.
    pub value: &'static str,
    /// What it says.
    pub words: String,
    /// What stands before the words.
    pub icon: Option<Icon>,
}

impl MenuItem {
    /// An item without an icon.
    pub fn new(value: &'static str, words: impl Into<String>) -> Self {
        Self { value, words: words.into(), icon: None }
    }
}

/// A button that opens a list of acts. Arrows move in it, Escape and a press beside it close it, and
/// the focus goes back to the button unless what was chosen takes it.
#[component]
pub fn Menu(
    /// What the button is called, also shown as its tooltip.
    #[prop(into)]
    name: String,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
    #[prop(into)] on_choose: Callback<&'static str>,
    /// Whether it opens upwards.
    #[prop(optional)]
    above: bool,
    /// The class of the button, in place of a small quiet one.
    #[prop(default = "button button-quiet button-small")]
    class: &'static str,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let whole = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let name = StoredValue::new(name);
    Effect::new(move |_| {
        if list.get().is_some() {
            go(list, Step::First);
        }
    });
    let close = move |refocus: bool| {
        open.set(false);
        if let Some(button) = button.get_untracked().filter(|_| refocus) {
            let _ = button.focus();
        }
    };
    let listener = window_event_listener(ev::pointerdown, move |event| {
        if !open.get_untracked() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let within = whole.get_untracked().is_some_and(|whole| whole.contains(target.as_ref()));
        if !within {
            open.set(false);
        }
    });
    on_cleanup(move || listener.remove());
    let keys = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => go(list, Step::Next),
            "ArrowUp" => go(list, Step::Back),
            "Home" => go(list, Step::First),
            "End" => go(list, Step::Last),
            "Escape" => close(true),
            "Tab" => return open.set(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div class="menu" node_ref=whole>
            <button
                type="button"
                class=class
                node_ref=button
                aria-label=name.get_value()
                title=name.get_value()
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {children()}
            </button>
            <Show when=move || open.get()>
                <div
                    class=if above { "menu-list menu-above" } else { "menu-list" }
                    role="menu"
                    aria-label=name.get_value()
                    node_ref=list
                    on:keydown=keys
                >
                    {move || {
                        items
                            .get()
                            .into_iter()
                            .map(|item| {
                                view! {
                                    <button
                                        type="button"
                                        class="menu-item"
                                        role="menuitem"
                                        tabindex="-1"
                                        on:click=move |_| {
                                            close(true);
                                            on_choose.run(item.value);
                                        }
                                    >
                                        {item.icon.map(|icon| icon.at(16).into_any())} {item.words}
                                    </button>
                                }
                            })
                            .collect_view()
                    }}
                </div>
            </Show>
        </div>
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Back,
}

/// Puts the focus on another item; past the last comes the first.
fn go(list: NodeRef<html::Div>, step: Step) {
    let Some(list) = list.get_untracked() else { return };
    let active = document().active_element().filter(|active| list.contains(Some(active)));
    let item = match (step, active) {
        (Step::Next, Some(active)) => active.next_element_sibling(),
        (Step::Back, Some(active)) => active.previous_element_sibling(),
        _ => None,
    };
    let item = item.or_else(|| match step {
        Step::First | Step::Next => list.first_element_child(),
        Step::Last | Step::Back => list.last_element_child(),
    });
    if let Some(item) = item.and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
