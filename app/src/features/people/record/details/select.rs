use leptos::prelude::*;

/// One of several, chosen where it stands.
#[component]
pub fn InlineSelect(
    #[prop(into)] label: String,
    /// Values and their words; the value of nothing is empty.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(into)] chosen: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="inline">
            <span class="inline-label">{label}</span>
            <span class="inline-value">
                <select
                    class="inline-select"
                    on:change=move |event| on_choose.run(event_target_value(&event))
                >
                    {move || {
                        let chosen = chosen.get();
                        options
                            .get()
                            .into_iter()
                            .map(|(value, words)| {
                                let is_chosen = value == chosen;
                                view! {
                                    <option value=value selected=is_chosen prop:selected=is_chosen>
                                        {words}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </span>
        </label>
    }
}
