//! What the domain itself costs, outside of any browser:
//! `cargo xtask bench core [--out FILE] [--quick]`. docs/BENCHMARKS.md says what its keys mean.

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Map, Value, json};
use shared::doc::RecordDocument;
use shared::edit::{Edit, Field, encode};
use shared::id::{ActorId, DocumentId};
use shared::sync::document::{Authoring, Document};
use shared::testing::people::{NOW, regular};
use shared::time::Timestamp;
use shared::view::segment::{Condition, DateField, DateTest, Filter, TextField, TextTest};
use shared::view::{
    Among, Column, Direction, Facts, ListQuery, People, Segment, Sort, Today, list,
};

#[allow(dead_code, reason = "the server's bench uses the rest")]
#[path = "../../sync-server/examples/bench_sync/machine.rs"]
mod machine;

const SEED: u64 = 1;
/// Of how many records the median is taken.
const RECORDS: u64 = 1000;
/// The first of those with five hundred entries.
const LONG: u64 = 7;
/// What is typed, key by key: names, a number, an order, a slip.
const QUERIES: [&str; 6] = ["marta k", "oat flat", "+48 601 555", "kowaslki", "invoice", "김"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let out = arguments.iter().position(|argument| argument == "--out");
    let out = out.map(|at| arguments.get(at + 1).expect("--out FILE"));
    let (records, sizes) = if quick { (50, vec![1000]) } else { (RECORDS, vec![10_000, 100_000]) };

    let mut figures = Map::new();
    figures.insert("record".into(), ordinary(records));
    figures.insert("record_500_entries".into(), one(LONG, 21));
    let mut rows = Map::new();
    let largest = sizes.iter().copied().max().unwrap_or_default();
    let facts: Vec<(DocumentId, Vec<u8>)> = (0..largest).map(facts).collect();
    for size in sizes {
        let listed = &facts[..size as usize];
        rows.insert(size.to_string(), in_rows(listed));
    }
    figures.insert("rows".into(), rows.into());
    figures.insert("machine".into(), machine::describe().into());
    figures.insert("commit".into(), machine::commit().into());
    let text = serde_json::to_string_pretty(&figures).expect("figures are plain");
    println!("{text}");
    if let Some(out) = out {
        std::fs::write(out, text + "\n").expect("the figures are written");
    }
}

fn authoring(at: Timestamp) -> Authoring {
    Authoring { actor: ActorId([1; 16]), author: Some(vec![7; 16]), at }
}

fn id(index: u64) -> DocumentId {
    DocumentId::new(index, u128::from(index).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// The changes of a person as they come about: entered at once, each visit written down by itself.
fn changes(index: u64) -> Vec<Vec<u8>> {
    let edits = regular(SEED, index);
    let (visits, entered): (Vec<_>, Vec<_>) =
        edits.into_iter().partition(|edit| matches!(edit, Edit::AddEntry { .. }));
    let mut document = RecordDocument::new(id(index));
    let visits = visits.into_iter().map(|visit| vec![visit]);
    let acts = std::iter::once(entered).chain(visits);
    let change = |edits: Vec<Edit>| {
        let change = document.author(&encode(&edits), &authoring(NOW)).expect("it fits");
        change.expect("it writes something").bytes
    };
    acts.map(change).collect()
}

fn opened(index: u64, changes: &[Vec<u8>]) -> RecordDocument {
    let mut document = RecordDocument::new(id(index));
    for change in changes {
        document.apply(change).expect("it joins");
    }
    document
}

/// The medians of many people.
fn ordinary(records: u64) -> Value {
    let all: Vec<[f64; 4]> = (1000..1000 + records).map(|index| costs(index, 1)).collect();
    named(&std::array::from_fn(|at| median(all.iter().map(|costs| costs[at]).collect())))
}

/// Of one person, measured again and again.
fn one(index: u64, times: usize) -> Value {
    named(&costs(index, times))
}

fn named(&[open, read, facts, edit]: &[f64; 4]) -> Value {
    json!({ "open_us": open, "read_us": read, "facts_us": facts, "edit_us": edit })
}

/// In µs: opening a record, reading it for a screen, its facts, an edit.
fn costs(index: u64, times: usize) -> [f64; 4] {
    let changes = changes(index);
    let mut document = opened(index, &changes);
    let mut number = 0;
    [
        median_of(times, || _ = black_box(opened(index, &changes))),
        median_of(times, || _ = black_box((document.record(), document.disagreements()))),
        median_of(times, || _ = black_box(document.facts())),
        median_of(times, || {
            number += 1;
            let edit = [Edit::set(Field::UsualOrder, format!("Flat white, {number}"))];
            let change = document.author(&encode(&edit), &authoring(NOW.plus(number)));
            change.expect("it fits").expect("it writes something");
        }),
    ]
    .map(|milliseconds| tenth(milliseconds * 1e3))
}

fn facts(index: u64) -> (DocumentId, Vec<u8>) {
    let mut document = RecordDocument::new(id(index));
    let edits = encode(&regular(SEED, index));
    let at = Timestamp(NOW.0 - (index as i64 * 7_919_000) % (500 * 86_400_000));
    document.author(&edits, &authoring(at)).expect("it fits").expect("it writes something");
    (id(index), document.facts())
}

fn in_rows(facts: &[(DocumentId, Vec<u8>)]) -> Value {
    let today = Today::new(NOW, 120);
    let read = || People::from_facts(facts.iter().map(|(id, facts)| (*id, facts.as_slice()))).0;
    let start = median_of(5, || _ = black_box(read()));
    let mut people = read();
    let recent = Sort { by: Column::Changed, direction: Direction::Descending };
    let everyone = ListQuery { sort: Some(recent), ..ListQuery::default() };
    let first = median_of(1, || _ = black_box(list(&people, everyone, today)));

    let mut keystrokes: Vec<f64> = Vec::new();
    for query in QUERIES {
        for (end, letter) in query.char_indices() {
            let text = &query[..end + letter.len_utf8()];
            let query = ListQuery { text, ..ListQuery::default() };
            keystrokes.push(median_of(5, || _ = black_box(list(&people, query, today))));
        }
    }
    keystrokes.sort_by(f64::total_cmp);
    let p95 = keystrokes[(keystrokes.len() * 95).div_ceil(100) - 1];

    let segment = three_conditions();
    let in_segment = median_of(21, || {
        let matcher = segment.compile(today);
        let query = ListQuery { among: Among::Segment(&matcher), ..everyone };
        _ = black_box(list(&people, query, today));
    });
    let changed: Vec<(DocumentId, Vec<u8>)> = facts.iter().take(101).map(renamed).collect();
    let mut next = changed.iter();
    let update = median_of(changed.len(), || {
        let (id, facts) = next.next().expect("one for each time");
        people.set(*id, facts).expect("readable");
    });
    json!({
        "start_ms": tenth(start),
        "first_list_ms": tenth(first),
        "search_median_ms": hundredth(keystrokes[keystrokes.len() / 2]),
        "search_p95_ms": hundredth(p95),
        "segment_ms": hundredth(in_segment),
        "row_update_us": tenth(update * 1e3),
    })
}

/// The facts of somebody whose record has just changed.
fn renamed((id, facts): &(DocumentId, Vec<u8>)) -> (DocumentId, Vec<u8>) {
    let facts = Facts::decode(facts).expect("readable");
    let changed = Facts { name: format!("{} the younger", facts.name), updated: NOW, ..facts };
    (*id, changed.encode())
}

/// A tag, nobody spoken to for 60 days, and a way to write to them.
fn three_conditions() -> Segment {
    let quiet = Condition::Date { field: DateField::LastContact, test: DateTest::Before(60) };
    let filters = [
        Condition::Tag { name: "VIP".into(), on: true },
        quiet,
        Condition::Text { field: TextField::Email, test: TextTest::Filled },
    ];
    Segment::new(Filter::All(filters.map(Filter::Is).into())).expect("within bounds")
}

/// In ms.
fn median_of(times: usize, mut act: impl FnMut()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        act();
        start.elapsed().as_secs_f64() * 1e3
    };
    median((0..times).map(time).collect())
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn hundredth(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
