use std::ops::Range;

use leptos::prelude::*;
use web_sys::Element;

use super::dom::{append, element};

/// A text with the parts that a search found marked.
#[component]
pub fn Highlight(
    #[prop(into)] text: String,
    /// Byte ranges, in order and apart. Ranges that do not fit the text are left out.
    ranges: Vec<Range<usize>>,
) -> impl IntoView {
    split(&text, &ranges)
        .into_iter()
        .map(|(part, found)| {
            let part = part.to_owned();
            if found { view! { <mark>{part}</mark> }.into_any() } else { part.into_any() }
        })
        .collect_view()
}

/// Writes such a text into an element made by hand.
pub fn mark(into: &Element, text: &str, ranges: &[Range<usize>]) {
    into.set_text_content(None);
    for (part, found) in split(text, ranges) {
        let part = document().create_text_node(part);
        match found {
            true => {
                let marked = element("mark", &[], &[]);
                append(&marked, &part);
                append(into, &marked);
            }
            false => append(into, &part),
        }
    }
}

fn split<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<(&'t str, bool)> {
    let mut parts = Vec::new();
    let mut done = 0;
    for range in ranges {
        if range.start < done {
            continue;
        }
        let (Some(before), Some(found)) = (text.get(done..range.start), text.get(range.clone()))
        else {
            continue;
        };
        parts.push((before, false));
        parts.push((found, true));
        done = range.end;
    }
    parts.push((&text[done..], false));
    parts.retain(|(part, _)| !part.is_empty());
    parts
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one mark is one range")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::split;

    #[wasm_bindgen_test]
    fn found_parts_are_marked_and_nothing_is_lost() {
        assert_eq!(
            split("Omar Haddad", &[1..4]),
            [("O", false), ("mar", true), (" Haddad", false)]
        );
        assert_eq!(split("Zoë", &[0..4]), [("Zoë", true)]);
        // A range that cuts a letter, or lies outside, marks nothing.
        assert_eq!(split("Zoë", &[0..3, 9..12]), [("Zoë", false)]);
    }
}
