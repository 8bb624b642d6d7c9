//! What somebody should decide when there is a minute: the same person twice, two answers, details
//! that are missing.

mod answers;
mod bulk;
mod choices;
mod compare;
mod doubles;
mod look;
mod missing;
mod rows;
mod twice;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::view::People;
use shared::view::health::health;

pub use doubles::Doubles;

use crate::replica::Replica;
use crate::shell::{Editing, OnlyLooking, WorkBadge, focus_heading, grouped};
use crate::ui::use_viewport;
use answers::TwoAnswers;
use missing::DetailsMissing;
use twice::Twice;

/// The page at `/sort-out`.
#[component]
pub fn SortOutPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let doubles: Doubles = expect_context();
    document().set_title("To sort out · Regulars");
    let query = use_query_map();
    let deciding = Memo::new(move |_| query.with(|query| query.get("pair").is_some()));
    let undecided =
        Memo::new(move |_| replica.with_people(|people: &People| people.to_sort_out().len()));
    let open = Memo::new(move |_| doubles.open(replica));
    let twice = Memo::new(move |_| open.with(Vec::len));
    let findings =
        Memo::new(move |_| replica.with_people(|people: &People| health(people, replica.today())));
    let missing = Memo::new(move |_| findings.with(|findings| missing::people_in(findings)));
    // Where nothing was asked for, what the number in the navigation speaks of.
    let first = if undecided.get_untracked() > 0 { "answers" } else { "twice" };
    let tab = Memo::new(move |_| {
        let asked = query.with(|query| query.get("show"));
        let first = if deciding.get() { "twice" } else { first };
        asked.unwrap_or_else(|| first.to_owned())
    });
    let shows = move |name: &'static str| Signal::derive(move || tab.with(|tab| tab == name));
    let page = NodeRef::new();
    focus_heading(page);
    let phone = use_viewport().phone;
    view! {
        <div class="page sort-out" node_ref=page>
            <Show when=move || !(phone.get() && deciding.get())>
                <header class="page-head">
                    <div class="page-head-title">
                        <h1>"To sort out"</h1>
                    </div>
                    <span class="sort-out-calm second">
                        "Nothing waits for this. Whenever you have a minute."
                    </span>
                    <WorkBadge />
                </header>
                <nav class="tabs" aria-label="What to sort out">
                    {tab_link("/sort-out?show=twice", "Same person twice", twice, shows("twice"))}
                    {tab_link("/sort-out?show=answers", "Two answers", undecided, shows("answers"))}
                    {tab_link("/sort-out?show=missing", "Details missing", missing, shows("missing"))}
                </nav>
            </Show>
            <OnlyLooking />
            <Editing>
                {move || {
                    match tab.get().as_str() {
                        "answers" => view! { <TwoAnswers /> }.into_any(),
                        "missing" => view! { <DetailsMissing findings /> }.into_any(),
                        _ => view! { <Twice open /> }.into_any(),
                    }
                }}
            </Editing>
        </div>
    }
}

fn tab_link(
    href: &'static str,
    words: &'static str,
    count: Memo<usize>,
    is_here: Signal<bool>,
) -> AnyView {
    view! {
        <a class="tab" href=href aria-current=move || is_here.get().then_some("page")>
            {words}
            " "
            <span class="tab-count">{move || grouped(count.get())}</span>
        </a>
    }
    .into_any()
}
