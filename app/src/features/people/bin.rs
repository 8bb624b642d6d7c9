use leptos::prelude::*;
use shared::edit::Edit;
use shared::id::DocumentId;
use shared::model::{Kind, Photo};
use shared::time::Timestamp;
use shared::view::{People, bin, bin_days_left, search_bin};

use super::erase::EraseForGood;
use crate::replica::Replica;
use crate::shell::{Page, edit_and_say, grouped, portrait};
use crate::ui::{AvatarSize, Button, Field, Icon, LinkButton, Panel, Toaster, when};

/// How many rows are drawn until somebody asks for all.
const FIRST: usize = 100;

/// Something in the bin, as its line says it.
#[derive(Debug, Clone, PartialEq)]
struct Binned {
    id: DocumentId,
    kind: Kind,
    name: String,
    photo: Option<Photo>,
    since: Timestamp,
    days_left: i64,
}

impl Binned {
    fn of(people: &People, id: DocumentId, now: Timestamp) -> Option<Self> {
        let facts = people.get(id)?;
        let since = facts.gone_since.unwrap_or(facts.updated);
        Some(Self {
            id,
            kind: facts.kind,
            name: facts.name.clone(),
            photo: facts.photo(),
            since,
            days_left: bin_days_left(since, now),
        })
    }
}

/// The page at `/bin`: who was deleted, since when, and for how long they are listed. All of them
/// can come back.
#[component]
pub fn BinPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let all = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| replica.with_people(|people| bin(people, replica.now())));
    let count = Memo::new(move |_| found.with(|bin| bin.list.len()));
    let older = Memo::new(move |_| found.with(|bin| bin.older));
    let rows = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        let now = replica.now();
        replica.with_people(|people| {
            let ids: Vec<DocumentId> = match typed.with(|typed| typed.trim().is_empty()) {
                true => found.with(|bin| bin.list.iter().take(limit).map(|one| one.id).collect()),
                false => typed.with(|typed| {
                    search_bin(people, typed, FIRST).into_iter().map(|hit| hit.id).collect()
                }),
            };
            ids.into_iter().filter_map(|id| Binned::of(people, id, now)).collect::<Vec<_>>()
        })
    };
    let restore_all = move |()| {
        let ids: Vec<DocumentId> =
            found.with_untracked(|bin| bin.list.iter().map(|it| it.id).collect());
        let words = format!("{} are back", grouped(ids.len()));
        restore(replica, toaster, ids, words);
    };
    view! {
        <Page title="The bin">
            <Show
                when=move || { count.get() + older.get() > 0 }
                fallback=|| {
                    view! {
                        <Panel
                            title="Nobody in the bin"
                            words="Who is deleted comes here, and can come back."
                        >
                            <LinkButton href="/people">"Back to People"</LinkButton>
                        </Panel>
                    }
                }
            >
                <p class="second">
                    "Who is here is in no list, and nothing of them is gone. After 30 days they leave this page too."
                </p>
                {move || {
                    (older.get() > 0)
                        .then(|| view! { <p class="second">{older_in_words(older.get())}</p> })
                }}
                <div class="bin-tools">
                    <Field label="Find in the bin" value=typed />
                    <Show when=move || { count.get() > 1 }>
                        <span class="edits">
                            <Button icon=Icon::Undo on_press=restore_all>
                                {move || format!("Restore all {}", grouped(count.get()))}
                            </Button>
                        </span>
                    </Show>
                </div>
                <ul class="line-list">
                    {move || {
                        rows().into_iter().map(|row| line(replica, toaster, row)).collect_view()
                    }}
                </ul>
                <Show when=move || { count.get() > FIRST && !all.get() }>
                    <Button on_press=move |()| all.set(true)>
                        {move || format!("Show all {}", grouped(count.get()))}
                    </Button>
                </Show>
            </Show>
        </Page>
    }
}

/// What became of those whose 30 days are over. Nobody is erased by the time alone, and nothing here
/// says so.
fn older_in_words(older: usize) -> String {
    let (them, are) = match older {
        1 => ("1 more was put here".to_owned(), "It is"),
        more => (format!("{} more were put here", grouped(more)), "They are"),
    };
    format!("{them} over 30 days ago. {are} not erased: find by name, and restore.")
}

fn line(replica: Replica, toaster: Toaster, row: Binned) -> AnyView {
    let Binned { id, kind, name, photo, since, days_left } = row;
    let since = format!("Since {}. {}", when::within(since.0), left_in_words(days_left));
    let words = format!("{name} is back");
    let erased_as = name.clone();
    let (picture, title) = if kind == Kind::Segment {
        let icon = view! { <span class="line-icon">{Icon::People.at(18)}</span> }.into_any();
        (icon, view! { <span>{format!("Segment {name}")}</span> }.into_any())
    } else {
        let picture = portrait(replica, id, name.clone(), photo, AvatarSize::Row);
        let href = format!("/people/{id}");
        let shown = Some(name.clone()).filter(|name| !name.is_empty());
        let shown = shown.unwrap_or_else(|| "No name".into());
        (picture, view! { <a class="link-quiet" href=href>{shown}</a> }.into_any())
    };
    view! {
        <li class="line bin-line">
            {picture}
            <div class="line-words">
                {title}
                <div class="second">{since}</div>
            </div>
            <span class="edits">
                <span class="line-acts">
                    <Button
                        small=true
                        icon=Icon::Undo
                        on_press=move |()| restore(replica, toaster, vec![id], words.clone())
                    >
                        "Restore"
                        <span class="heard-only">" "{name}</span>
                    </Button>
                    {(kind != Kind::Segment).then(|| view! { <EraseForGood id name=erased_as /> })}
                </span>
            </span>
        </li>
    }
    .into_any()
}

fn left_in_words(days_left: i64) -> String {
    match days_left {
        0 => "No longer listed here".into(),
        1 => "Last day here".into(),
        days => format!("{days} days left"),
    }
}

/// Takes records out of the bin, as one act, and offers to put them back.
fn restore(replica: Replica, toaster: Toaster, ids: Vec<DocumentId>, words: String) {
    let edits = vec![Edit::SetGone { gone: false }];
    edit_and_say(replica, toaster, ids, edits, Icon::Undo, words);
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_left_and_what_is_older_is_said_as_it_is() {
        assert_eq!(left_in_words(30), "30 days left");
        assert_eq!(left_in_words(1), "Last day here");
        assert_eq!(left_in_words(0), "No longer listed here");
        assert!(
            older_in_words(1).starts_with("1 more was put here over 30 days ago. It is not erased")
        );
        assert!(older_in_words(1200).starts_with("1,200 more were"));
    }
}
