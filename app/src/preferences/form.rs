use leptos::prelude::*;

use super::Draft;

/// What stands between the fields in the draft; nobody types it.
const BETWEEN: char = '\u{1f}';

/// The fields of a form, kept together as one draft as long as they differ from how they began.
#[derive(Clone)]
pub struct DraftForm {
    /// What is typed, in the order in which the form began.
    pub fields: Vec<RwSignal<String>>,
    draft: Draft,
}

impl DraftForm {
    /// The form called `name` as it was left, else as it begins.
    pub fn open(name: impl Into<String>, begin: &[String]) -> Self {
        let draft = Draft::open(name);
        let kept = draft.text.get_untracked();
        let mut kept = (!kept.is_empty()).then(|| kept.split(BETWEEN)).into_iter().flatten();
        let begun = begin.iter();
        let fields: Vec<RwSignal<String>> = begun
            .map(|begun| RwSignal::new(kept.next().map_or_else(|| begun.clone(), str::to_owned)))
            .collect();
        let between = BETWEEN.to_string();
        let begun = begin.join(&between);
        let watched = fields.clone();
        Effect::new(move |_| {
            let typed: Vec<String> = watched.iter().map(RwSignal::get).collect();
            let typed = typed.join(&between);
            let typed = if typed == begun { String::new() } else { typed };
            if draft.text.with_untracked(|text| *text != typed) {
                draft.text.set(typed);
            }
        });
        Self { fields, draft }
    }

    /// Where what is typed was typed before the page was opened, the words that say so.
    pub fn hint(&self) -> Option<String> {
        self.draft.hint()
    }

    /// Forgets it: what it held is saved, or not wanted.
    pub fn clear(&self) {
        self.draft.clear();
    }
}
