use std::sync::Arc;

use leptos::prelude::*;
use shared::edit::Edit;
use shared::exchange::sample;
use shared::id::DocumentId;

use crate::replica::Replica;
use crate::ui::{Banner, Button, Icon, Toast, Toaster};

/// Says that made-up people are among the list, and takes all of them away at once.
#[component]
pub fn Samples() -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let count = Memo::new(move |_| replica.with_people(|people| people.tagged(sample::TAG)));
    let remove = move |()| {
        let ids = untrack(|| samples(replica));
        set_gone(replica, &ids, true);
        let words = format!("{} made-up people are in the bin", ids.len());
        let undo = Arc::new(move || set_gone(replica, &ids, false));
        toaster.show(Toast { icon: Icon::Bin, words, action: Some(("Undo", undo)) });
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

fn set_gone(replica: Replica, ids: &[DocumentId], gone: bool) {
    replica.edit_all(ids, vec![Edit::SetGone { gone }]);
}
