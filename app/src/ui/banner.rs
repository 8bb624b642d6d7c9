use leptos::prelude::*;

use super::Icon;

/// What a colour means. Colour means that somebody is needed; calm is neutral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Neutral,
    /// Part of what is being done here.
    Accent,
    /// Kept, done.
    Good,
    /// A person must decide.
    Care,
    /// Refused, broken.
    Bad,
}

/// A line above the page that says a condition, and what to do about it.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    icon: Icon,
    #[prop(into)] words: Signal<String>,
    /// What can be done: buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = match tone {
        Tone::Bad => "banner banner-bad",
        Tone::Care => "banner banner-care",
        _ => "banner",
    };
    view! {
        <div class=class role="status">
            {icon.at(18)}
            <span class="banner-words">{move || words.get()}</span>
            {children.map(|children| children())}
        </div>
    }
}

/// What stands where nothing is, or where something could not be read.
#[component]
pub fn Panel(
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: String,
    #[prop(into)] words: String,
    /// The act that helps: a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="panel" class:panel-bad=tone == Tone::Bad>
            <h2>{title}</h2>
            <p>{words}</p>
            {children.map(|children| children())}
        </div>
    }
}
