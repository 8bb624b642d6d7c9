use leptos::prelude::*;

/// One of a few, all in sight.
#[component]
pub fn Segmented(
    /// What is chosen, for screen readers and as the group's name.
    #[prop(into)]
    label: String,
    /// Values and their words.
    options: Vec<(&'static str, &'static str)>,
    #[prop(into)] chosen: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let group = label.to_lowercase().replace(' ', "-");
    view! {
        <div class="segmented" role="radiogroup" aria-label=label>
            {options
                .into_iter()
                .map(|(value, words)| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=group.clone()
                                value=value
                                prop:checked=move || chosen.with(|chosen| chosen == value)
                                on:change=move |_| on_choose.run(value.to_owned())
                            />
                            {words}
                        </label>
                    }
                })
                .collect_view()}
        </div>
    }
}
