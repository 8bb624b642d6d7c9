//! What happened, newest first: talks, sales, and what became of the record itself.

mod changes;
mod entry;
mod reversal;
mod sale;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use shared::id::ItemId;
use shared::model::{Entry, Purchase, Reversal, ReversalKind};
use shared::time::Timestamp;
use shared::view::{Sitting, sittings};

use self::changes::{Changes, Opened};
use self::entry::TimelineEntry;
use self::reversal::TimelineReversal;
use self::sale::TimelineSale;
pub use self::sale::sums_in_words;
use super::page::Card;
use crate::ui::Segmented;

/// How much is drawn until somebody asks for all.
const FIRST: usize = 50;
/// A record with more entries and sales than this has a history that takes a frame to read.
const AT_ONCE: usize = 24;
/// How long the record must rest until its history is read again.
const REST: Duration = Duration::from_millis(300);

/// A purchase and what became of it.
#[derive(Debug, Clone, PartialEq)]
struct Sale {
    id: ItemId,
    purchase: Purchase,
    voided: bool,
    returned: bool,
    all_back: bool,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    Entry(Entry),
    Sale(Sale),
    Reversal(ItemId, Reversal, Option<Purchase>),
    Changes(Sitting),
}

/// What makes a drawn line another one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Entry(ItemId),
    Sale(ItemId, bool, bool, bool),
    Reversal(ItemId),
    Changes(Timestamp, Option<Vec<u8>>, usize),
}

impl Told {
    fn at(&self) -> Timestamp {
        match self {
            Self::Entry(entry) => entry.at,
            Self::Sale(sale) => sale.purchase.at,
            Self::Reversal(_, reversal, _) => reversal.at,
            Self::Changes(sitting) => sitting.at,
        }
    }

    fn key(&self) -> Key {
        match self {
            Self::Entry(entry) => Key::Entry(entry.id),
            Self::Sale(sale) => Key::Sale(sale.id, sale.voided, sale.returned, sale.all_back),
            Self::Reversal(id, ..) => Key::Reversal(*id),
            Self::Changes(it) => Key::Changes(it.at, it.author.clone(), it.lines.len()),
        }
    }

    fn is_shown(&self, filter: &str) -> bool {
        match (filter, self) {
            ("talks", Self::Entry(entry)) => entry.is_contact(),
            ("sales", Self::Sale(_) | Self::Reversal(..)) => true,
            ("promises", Self::Entry(entry)) => entry.promise.is_some(),
            ("everything", _) => true,
            _ => false,
        }
    }
}

/// The filter of the timeline, above it.
#[component]
pub fn TimelineFilter(filter: RwSignal<String>) -> impl IntoView {
    view! {
        <Segmented
            label="Show in the timeline"
            options=vec![
                ("everything", "Everything"),
                ("talks", "Talks"),
                ("sales", "Sales"),
                ("promises", "Promises"),
            ]
            chosen=filter
            on_choose=move |chosen| filter.set(chosen)
        />
    }
}

/// What happened, as the filter wants it.
#[component]
pub fn Timeline(card: Card, filter: RwSignal<String>) -> impl IntoView {
    let changes = read_history(card);
    let stream = Memo::new(move |_| {
        let changes = changes.get()?;
        Some(card.open.with(|open| {
            let person = &open.person;
            let mut stream: Vec<Told> = person.entries.iter().cloned().map(Told::Entry).collect();
            let reversed = |kind| {
                let all = person.reversals.iter().filter(move |(_, it)| it.kind == kind);
                all.map(|(_, it)| it.purchase).collect::<HashSet<_>>()
            };
            let (voided, returned) = (reversed(ReversalKind::Void), reversed(ReversalKind::Return));
            // Of two purchases under one id the first counts.
            let mut seen = HashSet::new();
            let sales = person.purchases.iter().filter(|(id, _)| seen.insert(*id));
            stream.extend(sales.map(|(id, purchase)| {
                let (voided, returned) = (voided.contains(id), returned.contains(id));
                let left = purchase.not_returned(*id, &person.reversals);
                let all_back = returned && left.iter().all(|line| line.quantity.0 <= 0);
                Told::Sale(Sale { id: *id, purchase: purchase.clone(), voided, returned, all_back })
            }));
            stream.extend(person.reversals.iter().map(|(id, reversal)| {
                let of = person.purchases.iter().find(|(id, _)| *id == reversal.purchase);
                let purchase = of.map(|(_, purchase)| purchase.clone());
                Told::Reversal(*id, reversal.clone(), purchase)
            }));
            stream.extend(changes.iter().cloned().map(Told::Changes));
            stream.sort_by_key(|told| std::cmp::Reverse(told.at()));
            stream
        }))
    });
    let found = Memo::new(move |_| {
        filter.with(|filter| {
            stream.with(|stream| {
                let all = stream.iter().flatten().filter(|told| told.is_shown(filter));
                all.cloned().collect::<Vec<_>>()
            })
        })
    });
    let all = RwSignal::new(false);
    let opened: Opened = RwSignal::new(HashSet::new());
    let count = Memo::new(move |_| found.with(Vec::len));
    let is_read = Memo::new(move |_| stream.with(Option::is_some));
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        found.with(|found| found.iter().take(limit).cloned().collect::<Vec<_>>())
    };
    let nothing = move || match filter.get().as_str() {
        "talks" => "No talks yet. A call or a chat that you write down stands here.",
        "sales" => "No sales yet. A sale stands here with what was bought.",
        "promises" => "No promises yet. Write “call back Friday”, and it is one.",
        _ => "What you write stays here, newest first.",
    };
    view! {
        <Show when=move || is_read.get() && count.get() == 0>
            <p class="second timeline-empty">{nothing}</p>
        </Show>
        <Show when=move || { count.get() > 0 }>
            <ol class="timeline">
                <For each=shown key=Told::key let:told>
                    {match told {
                        Told::Entry(entry) => view! { <TimelineEntry card entry /> }.into_any(),
                        Told::Sale(sale) => view! { <TimelineSale card sale /> }.into_any(),
                        Told::Reversal(id, reversal, purchase) => {
                            view! { <TimelineReversal card id reversal purchase /> }.into_any()
                        }
                        Told::Changes(sitting) => view! { <Changes card sitting opened /> }.into_any(),
                    }}
                </For>
            </ol>
            <Show when=move || { count.get() > FIRST && !all.get() }>
                <button type="button" class="link" on:click=move |_| all.set(true)>
                    {move || format!("Show all {}", count.get())}
                </button>
            </Show>
        </Show>
    }
}

/// What became of the record, read again when the record has rested: reading it all is too much for
/// every change. A short record is read before the first paint, so that it is the only one.
fn read_history(card: Card) -> RwSignal<Option<Arc<Vec<Sitting>>>> {
    let history = move || Arc::new(sittings(&card.replica().history(card.id)));
    let is_short = card
        .open
        .with_untracked(|open| open.person.entries.len() + open.person.purchases.len() <= AT_ONCE);
    let changes = RwSignal::new(is_short.then(history));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let read = move || {
        // The card may be gone by now.
        let _ = changes.try_set(Some(history()));
    };
    Effect::new(move |first: Option<()>| {
        card.open.track();
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        if first.is_none() && is_short {
            return;
        }
        let rest = if first.is_none() { Duration::ZERO } else { REST };
        waiting.set_value(set_timeout_with_handle(read, rest).ok());
    });
    on_cleanup(move || {
        if let Some(Some(waiting)) = waiting.try_get_value() {
            waiting.clear();
        }
    });
    changes
}
