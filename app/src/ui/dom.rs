//! Elements made by hand, for what is drawn so often that a view for each would cost a keystroke
//! its answer.

use leptos::prelude::document;
use web_sys::Element;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element with its attributes and what stands in it.
pub fn element(tag: &str, attributes: &[(&str, &str)], children: &[&Element]) -> Element {
    let made = document().create_element(tag).expect("the tag has a valid name");
    filled(made, attributes, children)
}

/// The same, of a drawing.
pub fn svg_element(tag: &str, attributes: &[(&str, &str)], children: &[&Element]) -> Element {
    let made = document().create_element_ns(Some(SVG), tag).expect("the tag has a valid name");
    filled(made, attributes, children)
}

fn filled(made: Element, attributes: &[(&str, &str)], children: &[&Element]) -> Element {
    for (name, value) in attributes {
        set(&made, name, value);
    }
    for child in children {
        append(&made, child);
    }
    made
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    element.set_attribute(name, value).expect("the attribute has a valid name");
}

/// Puts something behind all that stands in an element.
pub fn append(parent: &Element, child: &web_sys::Node) {
    parent.append_child(child).expect("a part of it does not hold the whole");
}

/// A copy of an element with all that stands in it.
pub fn copy(of: &Element) -> Element {
    use wasm_bindgen::JsCast;
    of.clone_node_with_deep(true).expect("an element can be copied").unchecked_into()
}
