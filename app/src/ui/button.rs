use leptos::prelude::*;

use super::{Icon, Key};

/// How much a button asks for attention. A screen has one `First`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing to do here: filled.
    First,
    /// Outlined.
    #[default]
    Second,
    /// Text only.
    Quiet,
    /// Text only, in the accent's colour.
    Accent,
    /// Red text and outline.
    Dangerous,
}

impl ButtonKind {
    fn class(self, small: bool, icon_only: bool) -> String {
        let kind = match self {
            Self::First => "button-first",
            Self::Second => "button-second",
            Self::Quiet => "button-quiet",
            Self::Accent => "button-quiet button-accent",
            Self::Dangerous => "button-dangerous",
        };
        let small = if small { " button-small" } else { "" };
        let icon_only = if icon_only { " button-icon" } else { "" };
        format!("button {kind}{small}{icon_only}")
    }
}

/// A button. Without children it shows only its icon, and `name` is what it is called.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<Icon>,
    /// What an icon-only button is called, also shown as its tooltip.
    #[prop(optional, into)]
    name: Option<String>,
    /// The key that does the same.
    #[prop(optional)]
    key: Option<&'static str>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Whether it sends the form that it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = kind.class(small, children.is_none());
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=class
            aria-label=name.clone()
            title=name
            aria-keyshortcuts=key
            disabled=move || disabled.get()
            on:click=move |_| {
                if let Some(on_press) = on_press {
                    on_press.run(());
                }
            }
        >
            {icon.map(|icon| icon.at(18).into_any())}
            {children.map(|children| children())}
            {key.map(|key| view! { <Key>{if key.len() == 1 { key.to_uppercase() } else { key.to_owned() }}</Key> })}
        </button>
    }
}

/// A link that looks like a button: it goes somewhere.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<Icon>,
    /// What an icon-only link is called, also shown as its tooltip.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = kind.class(small, children.is_none());
    view! {
        <a
            href=href
            class=class
            aria-label=name.clone()
            title=name
        >
            {icon.map(|icon| icon.at(18).into_any())}
            {children.map(|children| children())}
        </a>
    }
}
