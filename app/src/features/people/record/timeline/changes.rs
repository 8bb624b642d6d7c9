use std::collections::HashSet;

use leptos::prelude::*;
use shared::model::HistoryLine;
use shared::time::Timestamp;
use shared::view::Sitting;

use super::super::page::Card;
use super::super::words::{counted, who};
use crate::shell::{label_of, told};
use crate::ui::{Icon, when};

/// How many labels stand in the folded line.
const LABELS: usize = 4;

/// Which sittings somebody has opened: they stay open while they go on.
pub type Opened = RwSignal<HashSet<(Timestamp, Option<Vec<u8>>)>>;

/// What somebody changed in the record, folded into a line that opens.
#[component]
pub fn Changes(card: Card, sitting: Sitting, opened: Opened) -> impl IntoView {
    let Sitting { at, first, author, made, lines } = sitting;
    let key = StoredValue::new((first, author.clone()));
    let count = lines.len();
    let did = match (made, count) {
        (true, _) => "made this card".to_owned(),
        (_, count) => format!("changed {}", counted(count, "detail")),
    };
    let lines = StoredValue::new(lines);
    let labels = Memo::new(move |_| {
        let mut labels: Vec<String> = Vec::new();
        lines.with_value(|lines| {
            for line in lines {
                let label = label_of(card.replica(), &line.subject);
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        });
        let more = if labels.len() > LABELS { "…" } else { "" };
        labels.truncate(LABELS);
        format!("{}{more}", labels.join(", "))
    });
    let open = Memo::new(move |_| opened.with(|all| key.with_value(|key| all.contains(key))));
    let turn = move |_| {
        opened.update(|all| {
            if !all.remove(&key.get_value()) {
                all.insert(key.get_value());
            }
        });
    };
    view! {
        <li class="entry entry-changes">
            <span class="entry-icon">{Icon::Pencil.at(16)}</span>
            <div class="entry-head">
                <span class="second">
                    <strong>{move || who(card, author.as_deref())}</strong>
                    " "
                    {did}
                </span>
                <span class="entry-when">{when::moment(at.0)}</span>
            </div>
            {(count > 0)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="entry-more second"
                            aria-expanded=move || if open.get() { "true" } else { "false" }
                            on:click=turn
                        >
                            {move || labels.get()}
                            {move || {
                                if open.get() { Icon::ChevronDown } else { Icon::ChevronRight }
                                    .at(14)
                            }}
                        </button>
                    }
                })}
            <Show when=move || open.get()>
                <dl class="entry-lines">
                    {move || {
                        lines
                            .with_value(|lines| {
                                lines.iter().map(|line| change(card, line)).collect_view()
                            })
                    }}
                </dl>
            </Show>
        </li>
    }
}

fn change(card: Card, line: &HistoryLine) -> impl IntoView + use<> {
    let told = told(card.replica(), line)?;
    Some(view! {
        <dt>{told.about}</dt>
        <dd>{told.before.map(|before| view! { <s class="second">{before}</s> " " })} {told.after}</dd>
    })
}
