use leptos::prelude::*;
use shared::edit::Edit;
use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::People;

use crate::replica::Replica;
use crate::shell::{Page, colour, edit_and_say};
use crate::ui::{Avatar, AvatarSize, Button, Icon, LinkButton, Panel, Toaster, when};

/// How many rows are drawn until somebody asks for all.
const FIRST: usize = 100;

/// The page at `/bin`: who was deleted, and can come back.
#[component]
pub fn BinPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let all = RwSignal::new(false);
    let count = Memo::new(move |_| {
        replica.with_people(|people| people.bin().len() + segments(people).count())
    });
    let rows = Memo::new(move |_| {
        let limit = if all.get() { usize::MAX } else { FIRST };
        replica.with_people(|people| {
            segments(people)
                .chain(people.bin())
                .take(limit)
                .filter_map(|id| {
                    let facts = people.get(id)?;
                    Some((id, facts.kind, facts.name.clone(), facts.updated.0))
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <Page title="The bin">
            <Show
                when=move || { count.get() > 0 }
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
                <p class="second">"Who is here is in no list, and nothing of them is gone."</p>
                <ul class="line-list">
                    <For each=move || rows.get() key=Clone::clone let((id, kind, name, updated))>
                        <BinLine replica id kind name updated />
                    </For>
                </ul>
                <Show when=move || { count.get() > FIRST && !all.get() }>
                    <Button on_press=move |()| all.set(true)>
                        {move || format!("Show all {}", count.get())}
                    </Button>
                </Show>
            </Show>
        </Page>
    }
}

/// The segments in the bin. They lead nowhere until they are taken out.
fn segments(people: &People) -> impl Iterator<Item = DocumentId> + '_ {
    let gone = people.all_of(Kind::Segment).filter(|(_, facts)| facts.gone);
    gone.map(|(id, _)| id)
}

#[component]
fn BinLine(
    replica: Replica,
    id: DocumentId,
    kind: Kind,
    name: String,
    updated: i64,
) -> impl IntoView {
    let toaster: Toaster = expect_context();
    let named = name.clone();
    let take_out = move |()| {
        let edits = vec![Edit::SetGone { gone: false }];
        edit_and_say(replica, toaster, vec![id], edits, Icon::Undo, format!("{named} is back"));
    };
    view! {
        <li class="line">
            {if kind == Kind::Segment {
                view! {
                    <span class="line-icon">{Icon::People.at(18)}</span>
                    <div class="line-words">
                        <span>{format!("Segment {name}")}</span>
                        <div class="second">{when::moment(updated)}</div>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <Avatar name=name.clone() colour=colour(id) size=AvatarSize::Row />
                    <div class="line-words">
                        <a class="link-quiet" href=format!("/people/{id}")>
                            {name.clone()}
                        </a>
                        <div class="second">{when::moment(updated)}</div>
                    </div>
                }
                    .into_any()
            }}
            <Button small=true icon=Icon::Undo on_press=take_out>
                "Take out"
                <span class="heard-only">" "{name}</span>
            </Button>
        </li>
    }
}
