use leptos::prelude::*;
use shared::id::DocumentId;
use shared::time::Timestamp;

use super::capitalised;
use crate::preferences::Draft;
use crate::ui::{Field, when};

/// A promise that somebody writes down in its own fields: what, and by when. Kept as a draft.
#[derive(Clone, Copy)]
pub struct ByHand {
    /// Whether its fields are shown.
    pub open: RwSignal<bool>,
    text: Draft,
    day: Draft,
}

impl ByHand {
    /// The promise as it was left on a card.
    pub fn open(card: DocumentId) -> Self {
        let text = Draft::open(format!("promise.{card}"));
        let day = Draft::open(format!("promise-day.{card}"));
        let open = RwSignal::new(text.found_from.or(day.found_from).is_some());
        Self { open, text, day }
    }

    /// Shows the fields, with what was found in the text where they are empty; or puts them away.
    pub fn turn(&self, found: Option<(String, Option<Timestamp>)>) {
        if self.open.get_untracked() {
            return self.clear();
        }
        if let Some((text, due)) = found {
            self.text.text.set(capitalised(&text));
            self.day.text.set(due.map(|due| when::iso_day(due.0)).unwrap_or_default());
        }
        self.open.set(true);
    }

    /// What is promised, and by the end of which day; `None` where nothing is.
    pub fn promised(&self) -> Option<(String, Option<Timestamp>)> {
        let text = self.text.text.with(|text| text.trim().to_owned());
        if !self.open.get() || text.is_empty() {
            return None;
        }
        let day = self.day.text.with(|day| when::read_iso_day(day));
        let due = day.map(|(year, month, day)| Timestamp(when::due_at(year, month, day, None)));
        Some((text, due))
    }

    /// Forgets it, and puts the fields away.
    pub fn clear(&self) {
        self.text.clear();
        self.day.clear();
        self.open.set(false);
    }

    /// Its fields.
    pub fn fields(self) -> AnyView {
        view! {
            <div class="composer-promise">
                <Field label="Promised" value=self.text.text autofocus=true />
                <Field label="Due" value=self.day.text kind="date" />
            </div>
        }
        .into_any()
    }
}
