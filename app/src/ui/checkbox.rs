use leptos::prelude::*;

/// What a box shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Nothing.
    No,
    /// A tick.
    Yes,
    /// A dash: some of those that it stands for.
    Some,
}

/// A box to tick. It is as large as a finger wants, and drawn smaller.
#[component]
pub fn Checkbox(
    /// What it is called; a box beside its own words needs no name.
    #[prop(into)]
    name: String,
    #[prop(into)] checked: Signal<Checked>,
    /// Whether the Tab key stops here. In a list that is one stop, it does not.
    #[prop(default = true)]
    stop: bool,
    /// Runs when it is pressed, with whether Shift was held.
    #[prop(into)]
    on_press: Callback<bool>,
) -> impl IntoView {
    let state = move || match checked.get() {
        Checked::No => "false",
        Checked::Yes => "true",
        Checked::Some => "mixed",
    };
    view! {
        <button
            type="button"
            class="checkbox"
            role="checkbox"
            aria-label=name
            aria-checked=state
            tabindex=if stop { None } else { Some("-1") }
            on:click=move |event| {
                event.stop_propagation();
                on_press.run(event.shift_key());
            }
        >
            <svg viewBox="0 0 18 18" aria-hidden="true">
                <path class="checkbox-tick" d="M4.5 9.5l3 3 6-7" />
                <path class="checkbox-dash" d="M5 9h8" />
            </svg>
        </button>
    }
}
