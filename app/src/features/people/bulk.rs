//! What can be done with everyone who is selected.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::edit::Edit;
use shared::id::DocumentId;
use shared::view::{Facts, People};

use super::Listing;
use super::bulk_set::Setting;
use crate::replica::Replica;
use crate::shell::{Commands, edit_and_say, grouped};
use crate::ui::{Button, ButtonKind, Chip, Dialog, Field as TextField, Icon, Toast, Toaster};

/// The bar over the list, while somebody is selected.
#[component]
pub fn Bulk() -> impl IntoView {
    let listing = Listing::expect();
    let tagging = RwSignal::new(false);
    let setting = RwSignal::new(false);
    let replica: Replica = expect_context();
    let count = Memo::new(move |_| {
        listing.selected.with(|selected| {
            let here = |people: &People| {
                let facts = selected.iter().filter_map(|id| people.get(*id));
                facts.filter(|facts| !facts.gone).count()
            };
            replica.with_people(here)
        })
    });
    let in_words = move || match count.get().saturating_sub(listing.selected_here()) {
        0 => format!("{} selected", grouped(count.get())),
        hidden => format!("{} selected, {} not shown", grouped(count.get()), grouped(hidden)),
    };
    let act = Act { replica: expect_context(), toaster: expect_context(), listing };
    let commands = Commands::expect();
    let navigate = use_navigate();
    let export = Callback::new(move |()| {
        commands.leaving.set(Arc::new(act.those(|_| true)));
        navigate("/export", NavigateOptions::default());
    });
    // What lies under the bar on a phone is not reached by the Tab key either.
    let covered = commands.covered;
    Effect::new(move |_| covered.set(count.get() > 0));
    on_cleanup(move || covered.set(false));
    view! {
        <Show when=move || { count.get() > 0 }>
            <div
                class="bulk"
                role="toolbar"
                aria-label=move || format!("Selected {}", listing.noun(0))
            >
                <span class="bulk-count" role="status">
                    {in_words}
                </span>
                <Show when=move || listing.selected_here() < listing.len()>
                    <button type="button" class="bulk-all" on:click=move |_| listing.select_all()>
                        {move || format!("Select all {}", grouped(listing.len()))}
                    </button>
                </Show>
                <div class="bulk-acts">
                    <span class="edits">
                        <Button icon=Icon::Tag on_press=move |()| tagging.set(true)>
                            "Tag"
                        </Button>
                        <Button icon=Icon::Pencil on_press=move |()| setting.set(true)>
                            "Set"
                            <span class="heard-only">" a field"</span>
                        </Button>
                    </span>
                    <Button icon=Icon::Download on_press=export>
                        "Export"
                    </Button>
                    <span class="edits">
                        <Button icon=Icon::Bin on_press=move |()| act.put_in_bin()>
                            "Bin"
                        </Button>
                    </span>
                </div>
                <Button
                    kind=ButtonKind::Quiet
                    icon=Icon::Cross
                    name="Select nobody"
                    on_press=move |()| listing.select_none()
                />
            </div>
        </Show>
        <Dialog title="Tag who is selected" open=tagging>
            <Tagging act open=tagging />
        </Dialog>
        <Dialog title="Set a field of who is selected" open=setting>
            <Setting act open=setting />
        </Dialog>
    }
}

/// Acts on who is selected.
#[derive(Clone, Copy)]
pub struct Act {
    pub replica: Replica,
    toaster: Toaster,
    pub listing: Listing,
}

impl Act {
    /// Those of the selected of whom `wanted` says yes, in the order of the list, then the others.
    fn those(&self, wanted: impl Fn(&Facts) -> bool) -> Vec<DocumentId> {
        let selected = self.listing.selected.get_untracked();
        let found = untrack(|| self.listing.found());
        let in_order = found.iter().copied().filter(|id| selected.contains(id));
        let in_order: Vec<_> = in_order.collect();
        let shown: HashSet<_> = in_order.iter().copied().collect();
        let mut others: Vec<_> =
            selected.iter().filter(|id| !shown.contains(id)).copied().collect();
        others.sort_unstable();
        let is_wanted = |people: &People, id: &DocumentId| {
            people.get(*id).is_some_and(|facts| !facts.gone && wanted(facts))
        };
        untrack(|| {
            self.replica.with_people(|people| {
                let all = in_order.into_iter().chain(others);
                all.filter(|id| is_wanted(people, id)).collect()
            })
        })
    }

    /// One act on many, taken back as one.
    fn carry_out(&self, ids: Vec<DocumentId>, edits: Vec<Edit>, icon: Icon, words: String) {
        if ids.is_empty() {
            let words = "It is so already, for all of them".to_owned();
            return self.toaster.show(Toast { icon, words, action: None });
        }
        edit_and_say(self.replica, self.toaster, ids, edits, icon, words);
    }

    fn tag(&self, name: &str, on: bool) {
        let same = |tag: &String| tag.to_lowercase() == name.to_lowercase();
        let ids = self.those(|facts| facts.tags.iter().any(same) != on);
        let count = self.in_words(ids.len());
        let words = match on {
            true => format!("{count} tagged {name}"),
            false => format!("Tag {name} taken off {count}"),
        };
        let edits = vec![Edit::SetTag { name: name.to_owned(), on }];
        self.carry_out(ids, edits, Icon::Tag, words);
    }

    /// Carries out the same edits on everyone; `what` was set.
    pub fn set(&self, what: &str, edits: Vec<Edit>) {
        let ids = self.those(|_| true);
        let words = format!("{what} set for {}", self.in_words(ids.len()));
        self.carry_out(ids, edits, Icon::Pencil, words);
    }

    fn put_in_bin(&self) {
        let ids = self.those(|_| true);
        let are = if ids.len() == 1 { "is" } else { "are" };
        let words = format!("{} {are} in the bin", self.in_words(ids.len()));
        self.carry_out(ids, vec![Edit::SetGone { gone: true }], Icon::Bin, words);
        self.listing.select_none();
    }

    /// So many of what is in the list.
    fn in_words(&self, count: usize) -> String {
        let noun = untrack(|| self.listing.noun(count));
        format!("{} {noun}", grouped(count))
    }
}

/// A tag to put on or take off.
#[component]
fn Tagging(act: Act, open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let input_ref = NodeRef::<html::Input>::new();
    let known = untrack(|| act.replica.with_people(People::tags));
    let worn = untrack(|| {
        let selected = act.listing.selected.get();
        act.replica.with_people(|people| {
            let facts = selected.iter().filter_map(|id| people.get(*id));
            facts.flat_map(|facts| facts.tags.iter().cloned()).collect::<BTreeSet<_>>()
        })
    });
    let put_on = move |name: &str| {
        let name = name.trim();
        if !name.is_empty() {
            act.tag(name, true);
            open.set(false);
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        put_on(&name.get_untracked());
    };
    view! {
        <form class="stack-fields" on:submit=submit>
            <TextField label="Tag" value=name autofocus=true input_ref />
            <div class="chips">
                {known
                    .into_iter()
                    .take(12)
                    .map(|(tag, _)| {
                        let chosen = tag.clone();
                        view! {
                            <button type="button" class="chip chip-button" on:click=move |_| put_on(&chosen)>
                                {tag}
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
            {(!worn.is_empty())
                .then(|| {
                    view! {
                        <div class="field">
                            <span class="label">"Take off"</span>
                            <div class="chips">
                                {worn
                                    .into_iter()
                                    .map(|tag| {
                                        let taken = tag.clone();
                                        view! {
                                            <Chip
                                                words=tag
                                                on_remove=move |()| {
                                                    act.tag(&taken, false);
                                                    open.set(false);
                                                }
                                            />
                                        }
                                    })
                                    .collect_view()}
                            </div>
                        </div>
                    }
                })}
            <div class="dialog-foot">
                <Button kind=ButtonKind::First submit=true>
                    "Put on"
                </Button>
            </div>
        </form>
    }
}
