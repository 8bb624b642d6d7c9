//! What became of a record: every change, who made it, and putting it back.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::edit::Edit;
use shared::id::{DocumentId, GroupId};
use shared::model::{HistoryChange, Said, Subject};
use shared::view::{Members, People};

use crate::replica::{Opened, Replica};
use crate::shell::{Editing, NotHere, Page, Told, edit_and_say, say_left, told};
use crate::ui::{Button, Icon, LinkButton, Toast, Toaster, when};

/// How many changes are drawn until somebody asks for all.
const FIRST: usize = 60;

/// The page at `/people/:id/history`.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id"));
    match id.and_then(|id| id.parse::<DocumentId>().ok()) {
        Some(id) => view! { <History replica id /> }.into_any(),
        None => view! { <Missing /> }.into_any(),
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <Page title="History">
            <NotHere />
        </Page>
    }
}

#[component]
fn History(replica: Replica, id: DocumentId) -> impl IntoView {
    let opened = replica.open(id);
    let card = format!("/people/{id}");
    let name = Memo::new(move |_| {
        opened.with(|opened| match opened {
            Opened::Ready(open) => open.person.display_name(),
            _ => String::new(),
        })
    });
    let members = Memo::new(move |_| replica.members());
    let all = RwSignal::new(false);
    let changes = Memo::new(move |_| {
        opened.track();
        replica
            .history(id)
            .into_iter()
            .filter(|change| !change.lines.is_empty())
            .collect::<Vec<_>>()
    });
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        changes.with(|changes| changes.iter().take(limit).cloned().collect::<Vec<_>>())
    };
    view! {
        <Page title="History" own_heading=true>
            <div class="hero">
                <h1>{move || format!("What became of {}", name.get())}</h1>
                <p>"Newest first. Nothing is lost by putting something back: that is a change too."</p>
            </div>
            <div class="actions">
                <LinkButton href=card icon=Icon::ArrowLeft>
                    "Back to the card"
                </LinkButton>
            </div>
            <Editing>
                <ol class="history">
                    <For each=shown key=|change| change.hash let:change>
                        <Change replica id members change />
                    </For>
                </ol>
            </Editing>
            <Show when=move || changes.with(|changes| changes.len() > FIRST) && !all.get()>
                <Button on_press=move |()| all.set(true)>
                    {move || format!("Show all {}", changes.with(Vec::len))}
                </Button>
            </Show>
        </Page>
    }
}

#[component]
fn Change(
    replica: Replica,
    id: DocumentId,
    members: Memo<Members>,
    change: HistoryChange,
) -> impl IntoView {
    let toaster: Toaster = expect_context();
    let author = change.origin.author.clone();
    let who = move || members.with(|members| replica.who(members, author.as_deref()));
    let did = if change.undoes.is_some() { "took something back" } else { "changed" };
    let group = change.group.map(|group| (group.id, group.bulk));
    let makes = change.lines.iter().any(|line| line.subject == Subject::Record);
    let lines = change.lines.iter().filter(|line| line.subject != Subject::Record);
    let lines = lines.filter_map(|line| {
        let told = told(replica, line)?;
        let said = line.before != Said::Nothing;
        let back = line.restore_before().filter(|_| line.stands && said);
        Some(view! { <Line replica id told back /> })
    });
    let lines = lines.collect_view();
    let at = change.origin.at.0;
    view! {
        <li class="history-change">
            <div class="history-head">
                <span>
                    <strong>{who}</strong>
                    " "
                    {if makes { "made the card" } else { did }}
                    {group
                        .is_some_and(|(_, bulk)| bulk)
                        .then_some(", together with others")}
                </span>
                <span class="second">{when::moment(at)}</span>
                {group
                    .filter(|_| !makes)
                    .map(|(group, bulk)| {
                        view! {
                            <Button
                                small=true
                                icon=Icon::Undo
                                on_press=move |()| take_back(replica, toaster, id, group, bulk)
                            >
                                {if bulk { "Undo for all" } else { "Undo" }}
                            </Button>
                        }
                    })}
            </div>
            <ul>{lines}</ul>
        </li>
    }
}

/// Takes an act back: in this record, or in every record that it changed and that still knows of it.
fn take_back(replica: Replica, toaster: Toaster, id: DocumentId, group: GroupId, bulk: bool) {
    let known = |people: &People| people.changed_by(group).collect::<Vec<DocumentId>>();
    let mut records = if bulk { untrack(|| replica.with_people(known)) } else { Vec::new() };
    let forgotten = bulk && !records.contains(&id);
    if !records.contains(&id) {
        records.push(id);
    }
    let taken = replica.undo(group, &records);
    let mut words = match records.len() {
        1 => "Taken back here".to_owned(),
        many => format!("Taken back for {many}"),
    };
    if forgotten {
        words += ". For others, open their history: too much was done together since";
    }
    toaster.show(Toast { icon: Icon::Undo, words, action: None });
    say_left(toaster, &taken);
}

#[component]
fn Line(replica: Replica, id: DocumentId, told: Told, back: Option<Edit>) -> impl IntoView {
    let toaster: Toaster = expect_context();
    let about = told.about.clone();
    let put_back = move |edit: Edit| {
        let words = format!("{about} is as it was");
        edit_and_say(replica, toaster, vec![id], vec![edit], Icon::Undo, words);
    };
    let named = told.about.clone();
    view! {
        <li class="history-line">
            <span class="second">{told.about}</span>
            <span class="history-said">
                {told.before.map(|before| view! { <del>{before}</del> " " })} <ins>{told.after}</ins>
            </span>
            {back
                .map(|edit| {
                    view! {
                        <Button
                            small=true
                            kind=crate::ui::ButtonKind::Quiet
                            on_press=move |()| put_back(edit.clone())
                        >
                            "Put back"
                            <span class="heard-only">" "{named}</span>
                        </Button>
                    }
                })}
        </li>
    }
}
