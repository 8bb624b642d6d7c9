//! How long a new device waits for a workspace, and how much it downloads.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shared::doc::RecordDocument;
use shared::edit::{Edit, Field, encode, put_email, put_phone, put_preference};
use shared::id::{ActorId, DocumentId, ItemId};
use shared::sync::document::{Authoring, Document};
use shared::time::Timestamp;
use shared::wire::PushedChange;

use crate::client::Client;
use crate::device::Device;
use crate::process::ServerProcess;
use crate::rounded;

/// Longer than this is no figure.
const PATIENCE: Duration = Duration::from_secs(600);

/// A device of the client's own core, with its storage in memory, reads a log of so many people
/// until every record's facts are stored.
pub async fn measure(server: &ServerProcess, workspace: u8, people: usize) -> Value {
    let secret = server.workspace(workspace).await;
    let (mut client, _) = Client::hello(server.address(), &secret, None).await;
    for from in (0..people).step_by(64) {
        let changes = (from..people.min(from + 64)).flat_map(person).collect();
        let (_, refused) = client.push_all(changes).await;
        assert!(refused.is_empty(), "{refused:?}");
    }
    let start = Instant::now();
    let device = Device::new(1, &secret).catch_up(server.address(), PATIENCE).await;
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(device.heads().len(), people);
    json!({ "seconds": rounded(seconds), "bytes": device.downloaded })
}

/// Four changes, as a person is entered and then visited three times.
fn person(number: usize) -> Vec<PushedChange> {
    let at = Timestamp(1_750_000_000_000 + number as i64 * 60_000);
    let mut next = number as u128 * 100;
    let mut item = || {
        next += 1;
        ItemId::new(at.0.unsigned_abs(), next)
    };
    let name = format!("Given{} Family{}", number % 500, number * 31 % 3000);
    let mut entered = vec![
        Edit::Create,
        Edit::set(Field::Name, name),
        Edit::set(Field::Company, format!("Bakery {}", number % 300)),
        Edit::set(Field::Birthday, format!("19{:02}-05-17", number % 100)),
        Edit::set(Field::UsualOrder, "two rye loaves on Fridays"),
        Edit::tag("market"),
    ];
    let phone = format!("+49 30 {:07}", number * 7919 % 10_000_000);
    entered.extend(put_email(item(), format!("person{number}@example.org"), Some("work".into())));
    entered.extend(put_phone(item(), phone, Some("mobile".into())));
    entered.extend(put_preference(item(), Some("Bread".into()), "well baked, no seeds"));
    let mut edits = vec![entered];
    for visit in 0..3 {
        let text = format!("Visit {visit} of {number}: asked for the seeded bread");
        edits.push(vec![Edit::note(item(), text, at.plus(visit * 86_400_000))]);
    }

    let id = DocumentId::new(at.0.unsigned_abs(), number as u128);
    let mut document = RecordDocument::new(id);
    let authoring = Authoring { actor: ActorId(id.0), author: Some(vec![7; 16]), at };
    edits
        .iter()
        .map(|edit| {
            let change = document.author(&encode(edit), &authoring).expect("it fits");
            let change = change.expect("it writes something");
            PushedChange { document: id, hash: change.info.hash, bytes: change.bytes }
        })
        .collect()
}
