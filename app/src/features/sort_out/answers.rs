use leptos::prelude::*;

use crate::replica::Replica;
use crate::shell::{answers, person_line};
use crate::ui::{Chip, Icon, LinkButton, Panel, Tone};

/// Everyone with something that has 2 answers.
#[component]
pub fn TwoAnswers() -> impl IntoView {
    let replica: Replica = expect_context();
    let open = Memo::new(move |_| {
        replica.with_people(|people| {
            people
                .to_sort_out()
                .into_iter()
                .filter_map(|id| {
                    let facts = people.get(id)?;
                    Some((id, facts.name.clone(), facts.photo(), facts.disagreements))
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="page-scroll">
            <div class="page-column stack">
                <Show
                    when=move || open.with(|open| !open.is_empty())
                    fallback=|| {
                        view! {
                            <Panel
                                title="No two answers"
                                words="When two people write different things about somebody, both are kept, and you choose here."
                            >
                                <LinkButton href="/people">"Back to People"</LinkButton>
                            </Panel>
                        }
                    }
                >
                    <p class="second">
                        "Two people wrote different things without seeing the other. Both are kept until somebody chooses."
                    </p>
                    <ul class="line-list">
                        <For
                            each=move || open.get()
                            key=Clone::clone
                            let((id, name, photo, count))
                        >
                            <li>
                                {person_line(
                                    replica,
                                    (id, name, photo),
                                    format!("/people/{id}#details"),
                                    None,
                                    Some(
                                        view! {
                                            <Chip
                                                tone=Tone::Care
                                                icon=Icon::Split
                                                words=answers(count)
                                            />
                                        }
                                            .into_any(),
                                    ),
                                )}
                            </li>
                        </For>
                    </ul>
                </Show>
            </div>
        </div>
    }
}
