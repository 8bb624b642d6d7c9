use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

use super::use_viewport;

/// Rows beyond the window's edges that exist already, so that scrolling shows no gap. A keystroke
/// in a search draws them too.
const MARGIN: usize = 4;

/// Draws the rows of a range into an element.
pub type DrawRows = Box<dyn Fn(&Element, Range<usize>)>;

/// A list of any length, of which only the rows in sight exist.
///
/// It is one stop of the Tab key: the focus stays on the list while rows come and go, and
/// `aria-activedescendant` says which row the keyboard is on.
#[component]
pub fn VirtualList(
    /// What the list is called.
    #[prop(into)]
    label: Signal<&'static str>,
    #[prop(into)] count: Signal<usize>,
    /// The height of every row, in pixels.
    #[prop(into)]
    row_height: Signal<f64>,
    /// The height of the head that stays above the rows, in pixels.
    #[prop(into)]
    head_height: Signal<f64>,
    /// The row that the keyboard is on; it is scrolled into sight.
    #[prop(into)]
    cursor: Signal<Option<usize>>,
    /// How far it is scrolled, in pixels: written while scrolling, and followed when others set it.
    scroll: RwSignal<f64>,
    /// Draws the rows of a range into an element that holds nothing else, and again when something
    /// changes that it read. A row is an element with `role="row"`, `id=row_id(index)` and
    /// `aria-rowindex`.
    draw: DrawRows,
    /// The column heads: an element with `role="row"`.
    #[prop(into)]
    head: ViewFn,
    list_ref: NodeRef<html::Div>,
) -> impl IntoView {
    let height = use_viewport().height;
    let range = Memo::new(move |_| {
        let row_height = row_height.get();
        let first = (scroll.get() / row_height) as usize;
        let in_sight = (height.get() / row_height).ceil() as usize;
        let count = count.get();
        let end = (first + in_sight + MARGIN).min(count);
        first.saturating_sub(MARGIN).min(end)..end
    });

    // Back on the page, the list stands where it was; sorted anew, it stands at its top.
    let stands = StoredValue::new(0.0);
    Effect::new(move |_| {
        let (asked, Some(list)) = (scroll.get(), list_ref.get()) else { return };
        if asked != stands.get_value() {
            stands.set_value(asked);
            list.set_scroll_top(asked as i32);
        }
    });
    let returned = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(list) = list_ref.get() else { return };
        if !returned.get_value() {
            returned.set_value(true);
            if cursor.get_untracked().is_some() && nothing_has_the_focus() {
                let _ = list.focus();
            }
        }
    });
    Effect::new(move |_| {
        let (Some(index), Some(list)) = (cursor.get(), list_ref.get()) else { return };
        let row_height = row_height.get_untracked();
        let top = index as f64 * row_height;
        let now = scroll.get_untracked();
        // In sight however low the list is: asking how low would lay the page out, which costs
        // every keystroke of a search milliseconds.
        if (now..=now + row_height).contains(&top) {
            return;
        }
        let room = f64::from(list.client_height()) - head_height.get_untracked();
        if top < now {
            scroll.set(top);
        } else if top + row_height > now + room {
            scroll.set((top + row_height - room).ceil());
        }
    });

    let window_ref = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(window) = window_ref.get() {
            draw(&window, range.get());
        }
    });

    let active = move || cursor.get().filter(|index| range.get().contains(index)).map(row_id);
    view! {
        <div
            class="virtual"
            node_ref=list_ref
            role="grid"
            tabindex="0"
            aria-label=move || label.get()
            aria-rowcount=move || count.get() + 1
            aria-activedescendant=active
            on:scroll=move |_| {
                if let Some(list) = list_ref.get_untracked() {
                    let now = f64::from(list.scroll_top());
                    stands.set_value(now);
                    scroll.set(now);
                }
            }
        >
            {head.run()}
            <div
                class="virtual-space"
                role="rowgroup"
                style:height=move || format!("{}px", (count.get() as f64 * row_height.get()) as u64)
            >
                <div
                    class="virtual-window"
                    node_ref=window_ref
                    role="presentation"
                    style:transform=move || {
                        let top = range.get().start as f64 * row_height.get();
                        format!("translateY({}px)", top as u64)
                    }
                ></div>
            </div>
        </div>
    }
}

/// The element id of the row at `index`.
pub fn row_id(index: usize) -> String {
    format!("row-{index}")
}

fn nothing_has_the_focus() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}
