use leptos::prelude::*;

use super::Icon;

/// Where somebody's work is, as far as this device knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// It is being written to this device.
    Storing,
    /// Everything is on this device, and nowhere else is asked for.
    OnDevice,
    /// So many changes are on their way.
    Sending(usize),
    /// Everything is on the server.
    OnServer,
    /// No network; so many changes wait.
    Offline(usize),
    /// The server did not take so many.
    NotAccepted(usize),
    /// Something is wrong, in a few words.
    Problem(String),
}

/// Says in words where the work is; opens the page that says more.
#[component]
pub fn SyncBadge(#[prop(into)] state: Signal<Whereabouts>) -> impl IntoView {
    let class = move || match state.get() {
        Whereabouts::Offline(_) => "sync sync-offline",
        Whereabouts::NotAccepted(_) | Whereabouts::Problem(_) => "sync sync-problem",
        _ => "sync",
    };
    let words = move || match state.get() {
        Whereabouts::Storing => (Icon::ArrowDown.at(16).into_any(), "Keeping".into_any()),
        Whereabouts::OnDevice => (Icon::Check.at(16).into_any(), "On this device".into_any()),
        Whereabouts::Sending(count) => {
            (Icon::ArrowUp.at(16).into_any(), format!("Sending {count}").into_any())
        }
        Whereabouts::OnServer => (Icon::Checks.at(16).into_any(), "On the server".into_any()),
        Whereabouts::Offline(0) => (Icon::CloudOff.at(16).into_any(), "Offline".into_any()),
        Whereabouts::Offline(count) => (
            Icon::CloudOff.at(16).into_any(),
            view! {
                "Offline"
                <span class="quiet" aria-hidden="true">"·"</span>
                <strong>{count}" waiting"</strong>
            }
            .into_any(),
        ),
        Whereabouts::NotAccepted(count) => {
            (Icon::Alert.at(16).into_any(), format!("{count} not accepted").into_any())
        }
        Whereabouts::Problem(problem) => {
            (Icon::Alert.at(16).into_any(), format!("Problem: {problem}").into_any())
        }
    };
    view! {
        <a class=class href="/work" data-testid="sync-badge" title="Where your work is">
            {move || {
                let (icon, words) = words();
                view! { {icon} <span class="sync-words">{words}</span> }
            }}
        </a>
    }
}
