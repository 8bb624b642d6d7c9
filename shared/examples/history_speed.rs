//! How long history and undo take on a record that has been edited for years.
//!
//! `cargo run --release --example history_speed --features testing`

use std::time::Instant;

use shared::doc::RecordDocument;
use shared::edit::{Edit, encode};
use shared::id::{ActorId, DocumentId, GroupId, ItemId};
use shared::model::{Field, Group, Subject};
use shared::sync::document::{Authoring, Document};
use shared::time::Timestamp;

/// A record with this many changes, by a new actor for every twenty, each a group of its own.
fn record(changes: u64) -> RecordDocument {
    let mut document = RecordDocument::new(DocumentId::new(1, 1));
    for number in 0..changes {
        let id = ItemId::new(number, u128::from(number));
        let what = match number % 4 {
            0 => Edit::set(Field::UsualOrder, format!("Flat white {number}")),
            1 => Edit::note(id, format!("Came by, number {number}"), Timestamp(1)),
            2 => Edit::tag(format!("Tag {}", number % 40)),
            _ => Edit::set(Field::Pinned, format!("Note {number}")),
        };
        let group = Edit::Group { id: GroupId::new(number, 0), bulk: number % 50 == 0 };
        let authoring = Authoring {
            actor: ActorId::try_from(&(u128::from(number / 20) + 1).to_be_bytes()[..]).expect("16"),
            author: Some(vec![7; 16]),
            at: Timestamp(number.cast_signed()),
        };
        let edits = [group, Edit::Create, what];
        document.author(&encode(&edits), &authoring).expect("an edit that fits");
    }
    document
}

fn measure(what: &str, runs: u32, mut run: impl FnMut()) {
    let start = Instant::now();
    (0..runs).for_each(|_| run());
    println!("{what:>40}: {:8.2} ms", start.elapsed().as_secs_f64() * 1000.0 / f64::from(runs));
}

fn main() {
    for changes in [100, 500, 2000] {
        let mut document = record(changes);
        println!("{changes} changes");
        measure("everything that happened", 10, || drop(document.history()));
        let heads = document.heads();
        measure("what changed since now", 10, || drop(document.history_since(&heads)));
        let field = Subject::Field(Field::UsualOrder);
        measure("one field", 10, || drop(document.history_of(&field)));
        let last = GroupId::new(changes - 1, 0);
        measure("the plan of an undo", 10, || drop(document.undo_plan(last)));
        measure("facts", 10, || drop(document.facts()));
        let actor = ActorId([200; 16]);
        let mut undone = last;
        let mut next = 0;
        measure("an undo or redo", 50, || {
            next += 1;
            let by = GroupId::new(changes, next);
            let edits = Edit::undo(undone, Group { id: by, bulk: false });
            let authoring = Authoring { actor, author: None, at: Timestamp(9) };
            let change = document.author(&encode(&edits), &authoring).expect("an edit that fits");
            assert!(change.is_some());
            undone = by;
        });
    }
}
