//! The storage contract in IndexedDB, and what only a database on a disk, shared by tabs, can break.

use indexed_db_futures::KeyPath;
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::Error;
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;
use js_sys::Reflect;
use shared::id::{BlobHash, LogId, WorkspaceId, WorkspaceSecret};
use shared::sync::store::{Meta, Read, Snapshot, Store, StoreError, Write};
use shared::sync::transfers::Standing;
use shared::testing::store_contract::{self, *};
use shared::time::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::replica::platform::entropy;
use crate::replica::platform::indexed_db::{
    Connection, IndexedDbStore, Unsent, commit, encode, failed, to_js,
};
use crate::replica::platform::registry::{Registry, Workspace};

fn some_workspace() -> WorkspaceId {
    WorkspaceId(entropy::bytes())
}

async fn open(workspace: &WorkspaceId) -> IndexedDbStore {
    IndexedDbStore::open(workspace).await.expect("a browser under test gives storage")
}

#[wasm_bindgen_test]
async fn indexed_db_keeps_the_contract() {
    store_contract::all(async || open(&some_workspace()).await).await;
}

/// Takes the next place and stores a chunk of a document of its own there.
async fn store_one(store: &IndexedDbStore, of: u8) {
    let mut decide = |snapshot: Snapshot| {
        let place = snapshot.meta.next;
        Write {
            chunks: vec![chunk(place, of)],
            outbox: vec![outbox_row(place, of)],
            entries: vec![(document(of), numbered_entry(place as u32))],
            meta: Some(Meta { next: place + 1, ..snapshot.meta }),
            ..Write::default()
        }
    };
    store.transact(&Read::default(), &mut decide).await.expect("stored");
}

#[wasm_bindgen_test]
async fn two_tabs_that_store_at_once_lose_nothing() {
    let workspace = some_workspace();
    let (one, other) = (open(&workspace).await, open(&workspace).await);
    let many = |store, of| async move {
        for _ in 0..100 {
            store_one(store, of).await;
        }
    };
    futures::join!(many(&one, 1), many(&other, 2), many(&one, 3));
    let snapshot = read(&other, &everything()).await;
    assert_eq!(snapshot.meta.next, 301);
    assert_eq!(snapshot.outbox_len, 300);
    let places: Vec<u64> = snapshot.newer.iter().map(|chunk| chunk.place).collect();
    assert_eq!(places, (1..=300).collect::<Vec<u64>>());
    assert_eq!(snapshot, read(&one, &everything()).await);
}

#[wasm_bindgen_test]
async fn a_database_opened_again_has_everything() {
    let workspace = some_workspace();
    let store = open(&workspace).await;
    for of in 1..=3 {
        store_one(&store, of).await;
    }
    write(&store, Write { quarantine: vec![quarantined(9, 1)], ..Write::default() }).await;
    let before = read(&store, &everything()).await;
    drop(store);
    assert_eq!(read(&open(&workspace).await, &everything()).await, before);
    assert_eq!(before.newer.len(), 3);
}

#[wasm_bindgen_test]
async fn folding_changes_nothing_that_is_read() {
    let workspace = some_workspace();
    let store = open(&workspace).await;
    let fill = async |from: u32, until: u32, value: u32| {
        let entries = (from..until).map(|n| (numbered_document(n), numbered_entry(n + value)));
        write(&store, Write { entries: entries.collect(), ..Write::default() }).await;
    };
    fill(0, 500, 0).await;
    assert!(!store.fold().await.expect("folded"), "few rows are left where they are");
    fill(0, 600, 1).await;
    let before = read(&store, &everything()).await;
    assert_eq!(before.entries.len(), 600);
    assert!(store.fold().await.expect("folded"));
    assert!(!store.fold().await.expect("folded"), "the journal is empty");
    assert_eq!(read(&store, &everything()).await, before);

    fill(2, 4, 7).await;
    let asked = Read { entries: (1..=4).map(numbered_document).collect(), ..Read::default() };
    let found: Vec<_> = read(&store, &asked).await.entries.into_iter().map(|(_, e)| e).collect();
    assert_eq!(found, [2, 9, 10, 5].map(numbered_entry));
    fill(0, 600, 3).await;
    assert!(store.fold().await.expect("folded"));
    let after = read(&store, &everything()).await.entries;
    assert_eq!(after.len(), 600);
    assert!((0..).zip(&after).all(|(n, (_, entry))| *entry == numbered_entry(n + 3)));
}

#[wasm_bindgen_test]
async fn a_transaction_that_does_not_reach_its_commit_leaves_nothing() {
    let workspace = some_workspace();
    let store = open(&workspace).await;
    store_one(&store, 1).await;
    let before = read(&store, &everything()).await;
    let name = format!("regulars-{workspace}");
    let beside = Connection::open(&name, 2, |_, _| Ok(())).await.expect("opened");
    let transaction = beside.begin(&["meta"]).expect("begun");
    let meta = transaction.object_store("meta").expect("a store");
    meta.put(JsValue::TRUE).with_key("meta").without_key_type().await.expect("put");
    drop(transaction);
    assert_eq!(read(&store, &everything()).await, before);
}

#[wasm_bindgen_test]
async fn a_transaction_is_on_the_disk_when_it_is_done() {
    let name = some_workspace().to_string();
    let connection = Connection::open(&name, 1, |_, database| {
        database.create_object_store("rows").build().map(drop)
    });
    let connection = connection.await.expect("opened");
    let transaction = connection.begin(&["rows"]).expect("begun");
    let durability = Reflect::get(transaction.as_sys(), &JsValue::from_str("durability"));
    assert_eq!(durability, Ok(JsValue::from_str("strict")));
}

#[wasm_bindgen_test]
async fn an_upgrade_in_another_tab_closes_this_one_and_says_so() {
    let workspace = some_workspace();
    let store = open(&workspace).await;
    let name = format!("regulars-{workspace}");
    let newer = Connection::open(&name, 1_000, |_, _| Ok(())).await;
    assert!(newer.is_ok(), "the older tab lets go");
    let refused = store.transact(&Read::default(), &mut |_| Write::default()).await;
    let Err(StoreError::Unavailable(reason)) = refused else { panic!("{refused:?}") };
    assert!(reason.contains("newer version"), "{reason}");
    let Err(StoreError::Unavailable(_)) = IndexedDbStore::open(&workspace).await else {
        panic!("an older version must not open a newer database");
    };
}

#[wasm_bindgen_test]
fn no_room_is_told_from_other_failures() {
    let exception =
        |name| web_sys::DomException::new_with_message_and_name("why", name).expect("an exception");
    assert_eq!(failed(exception("QuotaExceededError").into()), StoreError::Full);
    let other = failed(exception("UnknownError").into());
    assert_eq!(other, StoreError::Aborted("UnknownError: why".into()));
}

#[wasm_bindgen_test]
async fn workspaces_are_listed_by_when_they_were_opened() {
    let registry = Registry::open().await.expect("opened");
    let workspace = |at| {
        let secret = WorkspaceSecret(entropy::bytes());
        let (id, author) = (secret.workspace(), entropy::bytes());
        let (secret, name, last_opened) = (Some(secret), format!("Opened {at}"), Timestamp(at));
        Workspace { id, secret, name, shared: false, author, last_opened, role: None }
    };
    let (older, newer) = (workspace(1), workspace(2));
    registry.put(&older).await.expect("stored");
    registry.put(&newer).await.expect("stored");
    assert_eq!(registry.list().await, Ok(vec![newer.clone(), older.clone()]));
    let older = Workspace { shared: true, last_opened: Timestamp(3), ..older };
    registry.put(&older).await.expect("stored");
    assert_eq!(registry.list().await, Ok(vec![older.clone(), newer.clone()]));
}

/// The layout of the first version.
fn first_layout(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    assert!(event.old_version() < 1.0);
    let chunks = database.create_object_store("chunks").build()?;
    chunks.create_index("document", KeyPath::from("d")).build()?;
    let outbox = database.create_object_store("outbox").build()?;
    outbox.create_index("document", KeyPath::from("d")).build()?;
    outbox.create_index("place", KeyPath::from("p")).build()?;
    for name in ["quarantine", "journal", "packs", "meta"] {
        database.create_object_store(name).build()?;
    }
    Ok(())
}

#[wasm_bindgen_test]
async fn a_database_of_the_first_version_keeps_its_rows_and_takes_photos() {
    let workspace = some_workspace();
    let name = format!("regulars-{workspace}");
    let old = Connection::open(&name, 1, first_layout).await.expect("opened");
    let transaction = old.begin(&["meta"]).expect("begun");
    let meta = transaction.object_store("meta").expect("a store");
    let row = to_js(&encode(&Meta { next: 7, ..Meta::default() }));
    drop(meta.put(row).with_key("meta").without_key_type().primitive().expect("put"));
    commit(transaction).await.expect("committed");

    // The older tab is open, and lets go.
    let store = open(&workspace).await;
    let snapshot = read(&store, &everything()).await;
    assert_eq!(snapshot.meta.next, 7);
    let refused = old.begin(&["meta"]).map(drop);
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let hash = BlobHash::of(b"a picture");
    store.put_blob(hash, b"a picture", None).await.expect("kept");
    assert_eq!(store.blob(hash).await, Ok(Some(b"a picture".to_vec())));
    store_one(&store, 1).await;
}

#[wasm_bindgen_test]
async fn photos_are_kept_with_what_is_still_to_be_sent_of_them() {
    let workspace = some_workspace();
    let store = open(&workspace).await;
    let [one, two, three] = [&b"one"[..], b"two", b"three"].map(BlobHash::of);
    let unsent = Unsent { hash: one, document: Some(document(1)) };
    store.put_blob(one, b"one", Some(unsent)).await.expect("kept");
    store.put_blob(two, b"two", None).await.expect("kept");
    assert_eq!(store.blob(three).await, Ok(None));
    drop(store);
    let store = open(&workspace).await;
    assert_eq!(store.blob(one).await, Ok(Some(b"one".to_vec())));
    let sorted = |mut hashes: Vec<BlobHash>| {
        hashes.sort_unstable();
        hashes
    };
    let here = store.blob_hashes().await.expect("read");
    assert_eq!(sorted(here), sorted(vec![one, two]));
    assert_eq!(store.unsent().await, Ok(vec![unsent]));
    store.sent(one).await.expect("kept");
    assert_eq!(store.unsent().await, Ok(vec![]));
}

#[wasm_bindgen_test]
async fn with_another_log_every_photo_may_be_lacking_there() {
    let store = open(&some_workspace()).await;
    let hash = BlobHash::of(b"one");
    let at = |number: u8, era| Standing { log: LogId([number; 16]), era };
    let lacking = async || store.unsent().await.expect("read").len();
    store.stands(at(1, 0)).await.expect("kept");
    store.put_blob(hash, b"one", None).await.expect("kept");
    store.stands(at(1, 0)).await.expect("kept");
    assert_eq!(lacking().await, 0, "the log is the one that it came from");
    for (number, era) in [(2, 0), (2, 1)] {
        store.stands(at(number, era)).await.expect("kept");
        assert_eq!(lacking().await, 1, "log {number}, era {era}");
        store.stands(at(number, era)).await.expect("kept");
        store.sent(hash).await.expect("kept");
        store.stands(at(number, era)).await.expect("kept");
        assert_eq!(lacking().await, 0);
    }
}

#[wasm_bindgen_test]
async fn a_photo_that_was_sent_before_anybody_noted_where_may_be_lacking() {
    let store = open(&some_workspace()).await;
    let hash = BlobHash::of(b"one");
    store.put_blob(hash, b"one", Some(Unsent { hash, document: None })).await.expect("kept");
    store.sent(hash).await.expect("kept");
    store.stands(Standing { log: LogId([1; 16]), era: 0 }).await.expect("kept");
    assert_eq!(store.unsent().await, Ok(vec![Unsent { hash, document: None }]));
}
