//! An import that was cut off, offered to be taken back.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use shared::id::{DocumentId, GroupId};

use super::people_in_words;
use super::write::take_back;
use crate::preferences::imports::{self, UnderWay};
use crate::replica::{Phase, Replica};
use crate::ui::{Button, Panel, Tone};

/// An import that said so long nothing, in milliseconds, goes on nowhere.
const SILENT_MS: i64 = 4000;

/// What was cut off, where something was.
#[component]
pub fn CutOff(replica: Replica) -> impl IntoView {
    let found = RwSignal::new(None::<UnderWay>);
    let look = move || found.set(imports::under_way());
    look();
    // Another tab may be at it, and says so every second.
    let beats = found.with_untracked(|found| {
        found.as_ref().is_some_and(|it| replica.now().0 - it.beat < SILENT_MS)
    });
    let silent = RwSignal::new(!beats);
    if beats {
        let before = found.get_untracked();
        let wait = Duration::from_millis(SILENT_MS.unsigned_abs());
        let again = move || {
            let now = imports::under_way();
            found.try_set(now.clone());
            silent.try_set(now == before);
        };
        if let Ok(timer) = set_timeout_with_handle(again, wait) {
            on_cleanup(move || timer.clear());
        }
    }
    let forget = move || {
        imports::set_under_way(None);
        found.set(None);
    };
    let here = Memo::new(move |_| {
        let import = found.get().filter(|_| silent.get())?;
        let is_here = replica.workspace_id()?.to_string() == import.workspace;
        let group = GroupId::from_key(&import.group).filter(|_| is_here)?;
        (replica.phase().get() == Phase::Ready).then_some(())?;
        let of = |people: &shared::view::People| people.changed_by(group).collect();
        let records: Vec<DocumentId> = replica.with_people(of);
        Some((import.file, import.records, group, records))
    });
    move || {
        let (file, planned, group, records) = here.get()?;
        let words = format!(
            "{} of {} are in. Bring the file again and it goes on: who is in already is known. Or take back what came.",
            people_in_words(records.len()),
            people_in_words(planned),
        );
        let records = Arc::new(records);
        let back = move |()| {
            take_back(replica, group, replica.begin_many(), records.clone());
            forget();
        };
        Some(view! {
            <Panel tone=Tone::Care title=format!("The import of {file} was cut off") words>
                <div class="actions">
                    <Button on_press=back>"Take back what came in"</Button>
                    <Button on_press=move |()| forget()>"Leave it as it is"</Button>
                </div>
            </Panel>
        })
    }
}

use leptos::leptos_dom::helpers::set_timeout_with_handle;
