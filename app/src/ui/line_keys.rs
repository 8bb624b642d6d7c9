use leptos::ev;

/// The keys of a field of one line that stands in a text: Enter keeps what was typed, Escape leaves it.
/// An Enter that ends a word of an input method is no such key.
pub fn line_keys(
    keep: impl Fn() + Copy,
    leave: impl Fn() + Copy,
) -> impl Fn(ev::KeyboardEvent) + Copy {
    move |event| match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            keep();
        }
        "Escape" => {
            event.prevent_default();
            leave();
        }
        _ => {}
    }
}
