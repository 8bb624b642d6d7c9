//! What this device remembers for itself, in localStorage: how the app looks, and what was typed
//! but not yet saved. Records never go there.

mod form;
pub mod imports;
mod looked;

use std::collections::BTreeMap;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;

pub use self::form::DraftForm;
pub use self::looked::{Look, last_look, look};
use crate::ui::when;

const PREFIX: &str = "regulars.";

fn load<T: for<'de> serde::Deserialize<'de>>(key: &str) -> Option<T> {
    LocalStorage::get(format!("{PREFIX}{key}")).ok()
}

/// Where storage is closed to the page, a preference lasts as long as the page.
fn store<T: serde::Serialize>(key: &str, value: &T) {
    let _ = LocalStorage::set(format!("{PREFIX}{key}"), value);
}

/// A signal that starts with what was kept under `key`, and keeps what it becomes.
fn kept<T>(key: &'static str, otherwise: T) -> RwSignal<T>
where
    T: Clone + serde::Serialize + for<'de> serde::Deserialize<'de> + Send + Sync + 'static,
{
    let signal = RwSignal::new(load(key).unwrap_or(otherwise));
    Effect::watch(move || signal.get(), move |value, _, _| store(key, value), false);
    signal
}

/// This device's preferences, from the context.
#[derive(Clone, Copy)]
pub struct Preferences {
    /// `system`, `light` or `dark`.
    pub theme: RwSignal<String>,
    /// The order of each list, by the list's name: a column's, with a minus in front where the
    /// last comes first.
    pub sorts: RwSignal<BTreeMap<String, String>>,
    /// The names of the columns that each list shows, in order.
    pub columns: RwSignal<BTreeMap<String, Vec<String>>>,
    /// How wide somebody made columns of each list, in pixels.
    pub widths: RwSignal<BTreeMap<String, BTreeMap<String, f64>>>,
    /// How high the rows of lists are: `dense`, `normal` or `roomy`.
    pub density: RwSignal<String>,
    /// Whether single letters are commands outside of fields.
    pub letter_keys: RwSignal<bool>,
    /// The channel of the last entry that was written here, by its stored name.
    pub channel: RwSignal<String>,
}

impl Preferences {
    /// Reads them, gives them to every component below, and applies the theme.
    pub fn provide() -> Self {
        let preferences = Self {
            theme: kept("theme", "system".into()),
            sorts: kept("sorts", BTreeMap::new()),
            columns: kept("columns", BTreeMap::new()),
            widths: kept("widths", BTreeMap::new()),
            density: kept("density", "normal".into()),
            letter_keys: kept("letter-keys", true),
            channel: kept("channel", "note".into()),
        };
        Effect::new(move |_| {
            let Some(root) = document().document_element() else { return };
            // Refused only for names that are no attributes.
            let _ = preferences.theme.with(|theme| match theme.as_str() {
                "light" | "dark" => root.set_attribute("data-theme", theme),
                _ => root.remove_attribute("data-theme"),
            });
        });
        provide_context(preferences);
        preferences
    }

    /// The preferences that [`Preferences::provide`] gave.
    pub fn expect() -> Self {
        expect_context()
    }
}

/// Something typed that outlives the page until it is saved.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What is typed so far.
    pub text: RwSignal<String>,
    /// When what was found here had been typed, in milliseconds since 1970; none for what is new.
    pub found_from: Option<i64>,
    key: StoredValue<String>,
}

impl Draft {
    /// The draft called `name`, as it was left.
    pub fn open(name: impl Into<String>) -> Self {
        let key = format!("draft.{}", name.into());
        let (text, at) = load::<(String, i64)>(&key).unwrap_or_default();
        let found_from = (!text.is_empty()).then_some(at);
        let text = RwSignal::new(text);
        let kept_as = StoredValue::new(key.clone());
        Effect::watch(
            move || text.get(),
            move |text, _, _| {
                if text.is_empty() {
                    LocalStorage::delete(format!("{PREFIX}{key}"));
                } else {
                    store(&key, &(text, js_sys::Date::now() as i64));
                }
            },
            false,
        );
        Self { text, found_from, key: kept_as }
    }

    /// Where what is typed was typed before the page was opened, the words that say so.
    pub fn hint(&self) -> Option<String> {
        let at = self.found_from.filter(|_| self.text.with(|text| !text.trim().is_empty()))?;
        Some(format!("Draft from {}, kept", when::within(at)))
    }

    /// Forgets it: what it held is saved, or not wanted.
    pub fn clear(&self) {
        // Here and now: the page that holds it may be gone before an effect runs.
        self.key.with_value(|key| LocalStorage::delete(format!("{PREFIX}{key}")));
        self.text.set(String::new());
    }
}
