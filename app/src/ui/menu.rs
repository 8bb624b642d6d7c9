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
/// the focus goes back to the button unless what was chosen takes it. The list lies over everything
/// else, wherever its button stands, and within the window.
#[component]
pub fn Menu(
    /// What the button is called, also shown as its tooltip.
    #[prop(into)]
    name: String,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
    #[prop(into)] on_choose: Callback<&'static str>,
    /// Whether it opens upwards where there is room.
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
        let (Some(list_element), Some(button)) = (list.get(), button.get_untracked()) else {
            return;
        };
        // Known to every browser of the last years; in an older one the list stands where it would
        // without, which its place fits as well.
        let _ = list_element.show_popover();
        put(&list_element, &button, above);
        go(list, Step::First);
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
    // What is scrolled takes the button away from its list; a new size of the window moves both.
    let scrolled = window_event_listener(ev::wheel, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let within = list.get_untracked().is_some_and(|list| list.contains(target.as_ref()));
        if open.get_untracked() && !within {
            open.set(false);
        }
    });
    let resized = window_event_listener(ev::resize, move |_| {
        if let (Some(list), Some(button)) = (list.get_untracked(), button.get_untracked()) {
            put(&list, &button, above);
        }
    });
    on_cleanup(move || {
        listener.remove();
        scrolled.remove();
        resized.remove();
    });
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
                    class="menu-list"
                    popover="manual"
                    role="menu"
                    aria-label=name.get_value()
                    node_ref=list
                    on:keydown=keys
                >
                    {move || {
                        items
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(index, item)| {
                                view! {
                                    <button
                                        type="button"
                                        class="menu-item"
                                        role="menuitem"
                                        tabindex=if index == 0 { "0" } else { "-1" }
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

/// What stays free between a list and its button, and between it and the window's edges, in pixels.
const GAP: f64 = 4.0;
const EDGE: f64 = 8.0;

/// Puts a list beside its button: its right edge below the button's, or above it, and within the
/// window. A list that has no room on either side takes the larger one, and scrolls.
fn put(list: &web_sys::HtmlElement, button: &web_sys::HtmlElement, above: bool) {
    let side = |side: Result<wasm_bindgen::JsValue, _>| {
        side.ok().and_then(|side| side.as_f64()).unwrap_or_default()
    };
    let (wide, high) = (side(window().inner_width()), side(window().inner_height()));
    let style = list.style();
    // Refused only for what is no style.
    let set =
        |name: &str, pixels: f64| _ = style.set_property(name, &format!("{}px", pixels as i64));
    let _ = style.remove_property("max-height");
    let (at, own) = (button.get_bounding_client_rect(), list.get_bounding_client_rect());
    let place = place(
        Sides { left: at.left(), right: at.right(), top: at.top(), bottom: at.bottom() },
        (own.width(), own.height()),
        (wide, high),
        above,
    );
    set("left", place.left);
    set("top", place.top);
    set("max-height", place.height);
}

/// Where a button stands in the window, in pixels.
#[derive(Clone, Copy)]
struct Sides {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Where a list stands in the window, and how high it may be, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    left: f64,
    top: f64,
    height: f64,
}

/// Where a list of a size stands beside a button in a window of a size.
fn place(button: Sides, (wide, high): (f64, f64), window: (f64, f64), above: bool) -> Place {
    let over = button.top - GAP - EDGE;
    let under = window.1 - EDGE - GAP - button.bottom;
    let upwards = match above {
        true => over >= high || over > under,
        false => under < high && over > under,
    };
    let height = high.min(if upwards { over } else { under }).max(0.0);
    let top = if upwards { button.top - GAP - height } else { button.bottom + GAP };
    // Towards the middle of the window, so that it seldom has to be moved.
    let is_left = button.left + button.right < window.0;
    let left = if is_left { button.left } else { button.right - wide };
    let left = left.min(window.0 - EDGE - wide).max(EDGE);
    Place { left, top, height }
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

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn button(left: f64, top: f64) -> Sides {
        Sides { left, right: left + 40.0, top, bottom: top + 40.0 }
    }

    #[wasm_bindgen_test]
    fn a_list_stands_within_the_window_wherever_its_button_is() {
        let check = |at: Sides, size, above, expected: (f64, f64, f64)| {
            let place = place(at, size, (400.0, 800.0), above);
            assert_eq!((place.left, place.top, place.height), expected);
        };
        let list = (180.0, 200.0);
        // Below the button, at its nearer edge.
        check(button(20.0, 100.0), list, false, (20.0, 144.0, 200.0));
        check(button(340.0, 100.0), list, false, (200.0, 144.0, 200.0));
        // Above, where it is asked for or where there is no room below.
        check(button(20.0, 500.0), list, true, (20.0, 296.0, 200.0));
        check(button(20.0, 700.0), list, false, (20.0, 496.0, 200.0));
        check(button(20.0, 100.0), list, true, (20.0, 144.0, 200.0));
        // At an edge, and wider than the window.
        check(button(-30.0, 100.0), list, false, (8.0, 144.0, 200.0));
        check(button(20.0, 100.0), (500.0, 200.0), false, (8.0, 144.0, 200.0));
        // No room on either side: the larger one, and it scrolls.
        check(button(20.0, 300.0), (180.0, 900.0), false, (20.0, 344.0, 448.0));
        check(button(20.0, 500.0), (180.0, 900.0), false, (20.0, 8.0, 488.0));
    }
}
