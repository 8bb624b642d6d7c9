use leptos::prelude::*;
use shared::edit::Edit;
use shared::exchange::sample;
use shared::id::DocumentId;

use crate::replica::Replica;
use crate::shell::edit_and_say;
use crate::ui::{Banner, Button, Icon, Toaster};

/// Says that made-up people are among the list, and takes all of them away at once.
#[component]
pub fn Samples() -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let count = Memo::new(move |_| replica.with_people(|people| people.tagged(sample::TAG)));
    let remove = move |()| {
        let ids = untrack(|| samples(replica));
        let words = format!("{} made-up people are in the bin", ids.len());
        let edits = vec![Edit::SetGone { gone: true }];
        edit_and_say(replica, toaster, ids, edits, Icon::Bin, words);
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <Banner
                icon=Icon::Store
                words=Signal::derive(move || {
                    format!("{} made-up people are here to try things on.", count.get())
                })
            >
                <Button small=true on_press=remove>
                    "Remove them"
                </Button>
            </Banner>
        </Show>
    }
}

fn samples(replica: Replica) -> Vec<DocumentId> {
    replica.with_people(|people| {
        people
            .by_recent()
            .filter(|id| {
                people.get(*id).is_some_and(|facts| facts.tags.iter().any(|tag| tag == sample::TAG))
            })
            .collect()
    })
}
