use leptos::prelude::*;

use super::record::{NewsLine, disagreements, news};
use crate::replica::{News, Opened, Replica};
use crate::shell::{Page, colour};
use crate::ui::{Avatar, AvatarSize, Button, Icon, LinkButton, Panel, Toast, Toaster, when};

/// How many records are shown until somebody asks for all: each is read for it.
const FIRST: usize = 20;
/// How many lines of one record.
const LINES: usize = 4;

/// The page at `/changed`: whose records changed elsewhere since somebody looked at them here.
#[component]
pub fn ChangedPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let all = RwSignal::new(false);
    let changed = Memo::new(move |_| replica.news());
    let count = Memo::new(move |_| changed.with(Vec::len));
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        changed.with(|changed| changed.iter().take(limit).cloned().collect::<Vec<_>>())
    };
    let mark = move |()| {
        let words = format!("{} marked as seen", count.get_untracked());
        let back = replica.seen_all();
        let action = Some(("Undo", std::sync::Arc::new(back) as crate::ui::Act));
        toaster.show(Toast { icon: Icon::Check, words, action });
    };
    view! {
        <Page title="What changed">
            <Show
                when=move || { count.get() > 0 }
                fallback=|| {
                    view! {
                        <Panel
                            title="Nothing new"
                            words="What colleagues change stands here until you look at it."
                        >
                            <LinkButton href="/people">"Back to People"</LinkButton>
                        </Panel>
                    }
                }
            >
                <div class="changed-head">
                    <p class="second">
                        "What colleagues changed since you last looked, the newest first."
                    </p>
                    <Button small=true icon=Icon::Check on_press=mark>
                        "Mark all as seen"
                    </Button>
                </div>
                <ul class="line-list">
                    <For each=shown key=Clone::clone let:one>
                        <Changed replica one />
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

#[component]
fn Changed(replica: Replica, one: News) -> impl IntoView {
    let News { record, at, before } = one;
    let opened = replica.open(record);
    let name = replica.with_people(|people| people.get(record).map(|facts| facts.name.clone()));
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "No name yet".into());
    let lines = Memo::new(move |_| {
        opened.with(|opened| match opened {
            Opened::Ready(open) => {
                let mut lines = disagreements(replica, open);
                lines.extend(news(replica, open, &replica.history_since(record, &before)));
                lines
            }
            _ => Vec::new(),
        })
    });
    let told = move || {
        let lines = lines.get();
        let more = lines.len().saturating_sub(LINES);
        let shown = lines.into_iter().take(LINES).map(|NewsLine { icon, words, .. }| {
            view! { <span class="brief-line">{icon.at(16)} <span>{words}</span></span> }.into_any()
        });
        let more = (more > 0).then(|| {
            view! { <span class="brief-line">{format!("and {more} more")}</span> }.into_any()
        });
        shown.chain(more).collect_view()
    };
    view! {
        <li>
            <a class="line changed-line" href=format!("/people/{record}")>
                <Avatar name=name.clone() colour=colour(record) size=AvatarSize::Row />
                <span class="line-words">
                    <span class="changed-who">
                        <strong>{name}</strong>
                        <span class="second">{when::day(at.0)}</span>
                    </span>
                    <span class="second changed-told">{told}</span>
                </span>
                {Icon::ChevronRight.at(18)}
            </a>
        </li>
    }
}
