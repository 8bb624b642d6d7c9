//! How long a keystroke in the search takes, and what facts cost:
//! `cargo run --release -p shared --example search_speed --features testing [PEOPLE]`

use std::time::{Duration, Instant};

use shared::doc::RecordDocument;
use shared::edit::encode;
use shared::id::{ActorId, DocumentId};
use shared::sync::document::{Authoring, Document};
use shared::testing::people::{NOW, person};
use shared::view::{People, search};

fn main() {
    let count: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: NOW };
    let (mut facts, mut making, mut opening, mut deriving) =
        (Vec::new(), Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut bytes = 0;
    for index in 0..count {
        let id = DocumentId::new(index, u128::from(index));
        let edits = encode(&person(1, index));
        let start = Instant::now();
        let mut document = RecordDocument::new(id);
        let change = document.author(&edits, &authoring).expect("fits").expect("writes");
        making += start.elapsed();
        bytes += change.bytes.len();
        let start = Instant::now();
        let mut opened = RecordDocument::new(id);
        opened.apply(&change.bytes).expect("joins");
        opening += start.elapsed();
        let start = Instant::now();
        facts.push((id, opened.facts()));
        deriving += start.elapsed();
    }
    let each = |all: Duration| all.as_secs_f64() * 1e6 / count as f64;
    println!(
        "{count} people; for each: make {:.0} µs, open {:.0} µs, facts {:.0} µs, {} B of change, {} B of facts",
        each(making),
        each(opening),
        each(deriving),
        bytes as u64 / count,
        facts.iter().map(|(_, facts)| facts.len()).sum::<usize>() as u64 / count
    );
    let start = Instant::now();
    let (mut people, _) =
        People::from_facts(facts.iter().map(|(id, facts)| (*id, facts.as_slice())));
    println!("list from facts: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    for (id, facts) in facts.iter().take(100) {
        people.set(*id, facts).expect("readable");
    }
    println!("one row's update: {:.1} µs", start.elapsed().as_secs_f64() * 1e4);
    for query in [
        "m",
        "ma",
        "mar",
        "marta",
        "marta kow",
        "kowalzyk",
        "601555",
        "+48 601 555 118",
        "oat",
        "invoice",
        "zzz",
        "е",
        "김",
    ] {
        let mut times: Vec<Duration> = (0..50)
            .map(|_| {
                let start = Instant::now();
                std::hint::black_box(search(&people, query, None));
                start.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{query:>16}: p50 {:>7.3} ms, p95 {:>7.3} ms, {} found",
            times[25].as_secs_f64() * 1e3,
            times[47].as_secs_f64() * 1e3,
            search(&people, query, None).len()
        );
    }
}
