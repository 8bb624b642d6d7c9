//! Details that are missing, doubtful or old.

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::model::Photo;
use shared::view::People;
use shared::view::health::{Ailment, Finding};

use crate::replica::Replica;
use crate::shell::{grouped, person_line};
use crate::ui::{Button, LinkButton, Panel, Segmented};

/// So many people are drawn, and as many more each time somebody asks.
const SHOWN: usize = 100;

/// Kinds, by the words of their choice.
const KINDS: [(&str, &str); 5] = [
    ("all", "Everything"),
    ("missing", "Missing"),
    ("doubtful", "Doubtful"),
    ("contradicting", "Contradicting"),
    ("old", "Not confirmed"),
];

/// Somebody, and what is amiss.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Line {
    id: DocumentId,
    name: String,
    photo: Option<Photo>,
    words: Vec<String>,
}

/// How many people have details to look at.
pub fn people_in(findings: &[Finding]) -> usize {
    findings.chunk_by(|one, other| one.id == other.id).count()
}

/// Everybody of whom something is to be looked at, by name.
#[component]
pub fn DetailsMissing(
    /// What is amiss, person by person.
    findings: Memo<Vec<Finding>>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let kind = RwSignal::new("all".to_owned());
    let shown = RwSignal::new(SHOWN);
    let lines = Memo::new(move |_| {
        let (kind, today) = (kind.get(), replica.today());
        let is_meant = |finding: &&Finding| kind == "all" || kind == name_of(finding.what.kind());
        let line = |people: &People, of_one: &[Finding]| {
            let meant = of_one.iter().filter(is_meant);
            let words: Vec<String> = meant.map(|finding| finding.what.words(today)).collect();
            let id = of_one.first().filter(|_| !words.is_empty())?.id;
            let facts = people.get(id)?;
            Some(Line { id, name: facts.name.clone(), photo: facts.photo(), words })
        };
        findings.with(|findings| {
            replica.with_people(|people: &People| {
                let each = findings.chunk_by(|one, other| one.id == other.id);
                each.filter_map(|of_one| line(people, of_one)).collect::<Vec<Line>>()
            })
        })
    });
    let first = Memo::new(move |_| {
        lines.with(|lines| lines.iter().take(shown.get()).cloned().collect::<Vec<_>>())
    });
    let more = Memo::new(move |_| lines.with(Vec::len).saturating_sub(shown.get()));
    view! {
        <div class="page-scroll">
            <div class="page-column stack">
                <p class="second">
                    "What one misses when it is needed: no way to reach somebody, a number that looks unfinished, a card that nobody touched for two years."
                </p>
                <Segmented
                    label="What is amiss"
                    options=KINDS.to_vec()
                    chosen=kind
                    on_choose=move |chosen| {
                        kind.set(chosen);
                        shown.set(SHOWN);
                    }
                />
                <Show
                    when=move || lines.with(|lines| !lines.is_empty())
                    fallback=|| {
                        view! {
                            <Panel title="Nothing is amiss here" words="Every card of this kind is complete.">
                                <LinkButton href="/people">"Back to People"</LinkButton>
                            </Panel>
                        }
                    }
                >
                    <ul class="line-list">
                        <For each=move || first.get() key=Clone::clone let:line>
                            <li>
                                {person_line(
                                    replica,
                                    (line.id, line.name, line.photo),
                                    format!("/people/{}#details", line.id),
                                    Some(line.words.join(". ")),
                                    None,
                                )}
                            </li>
                        </For>
                    </ul>
                    <Show when=move || { more.get() > 0 }>
                        <Button on_press=move |()| shown.update(|shown| *shown += SHOWN)>
                            {move || format!("Show more: {} are left", grouped(more.get()))}
                        </Button>
                    </Show>
                </Show>
            </div>
        </div>
    }
}

fn name_of(kind: Ailment) -> &'static str {
    match kind {
        Ailment::Missing => "missing",
        Ailment::Malformed => "doubtful",
        Ailment::Inconsistent => "contradicting",
        Ailment::Outdated => "old",
    }
}
