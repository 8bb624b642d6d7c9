//! Tabs of one workspace, several in one page: to locks and channels each is a tab.

use std::rc::Rc;
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::future::{Either, select};
use shared::id::WorkspaceId;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::replica::platform::tabs::lock::{Ended, Lock};
use crate::replica::platform::tabs::{Signal, Tabs};
use crate::replica::platform::{clock, entropy};

fn join(workspace: &WorkspaceId) -> (Tabs, UnboundedReceiver<Signal>) {
    let (signals, heard) = mpsc::unbounded();
    let tabs = Tabs::join(workspace, move |signal| {
        // The owner's heartbeats come at any time.
        if !matches!(signal, Signal::Heard(_)) {
            // A test may have heard enough.
            let _ = signals.unbounded_send(signal);
        }
    });
    (tabs, heard)
}

/// The next signal, or none within half a second.
async fn soon(heard: &mut UnboundedReceiver<Signal>) -> Option<Signal> {
    let wait = Box::pin(clock::sleep(Duration::from_millis(500)));
    match select(heard.next(), wait).await {
        Either::Left((signal, _)) => signal,
        Either::Right(_) => None,
    }
}

#[wasm_bindgen_test]
async fn one_tab_owns_the_connection_and_leaves_it_to_the_next() {
    let workspace = WorkspaceId(entropy::bytes());
    let (first, mut heard_by_first) = join(&workspace);
    assert_eq!(soon(&mut heard_by_first).await, Some(Signal::Owned));
    let (second, mut heard_by_second) = join(&workspace);
    assert_eq!(soon(&mut heard_by_second).await, None);
    assert!(first.owns() && !second.owns());
    drop(first);
    assert_eq!(soon(&mut heard_by_second).await, Some(Signal::Owned));
    assert!(second.owns());
}

#[wasm_bindgen_test]
async fn a_hint_reaches_the_other_tabs_of_the_workspace_only() {
    let workspace = WorkspaceId(entropy::bytes());
    let (first, mut heard_by_first) = join(&workspace);
    assert_eq!(soon(&mut heard_by_first).await, Some(Signal::Owned));
    let (_second, mut heard_by_second) = join(&workspace);
    let (_elsewhere, mut heard_elsewhere) = join(&WorkspaceId(entropy::bytes()));
    assert_eq!(soon(&mut heard_elsewhere).await, Some(Signal::Owned));
    first.tell();
    assert_eq!(soon(&mut heard_by_second).await, Some(Signal::Told));
    assert_eq!(soon(&mut heard_by_first).await, None);
    assert_eq!(soon(&mut heard_elsewhere).await, None);
}

#[wasm_bindgen_test]
async fn an_owner_that_falls_silent_is_replaced_and_a_living_one_is_not() {
    let workspace = WorkspaceId(entropy::bytes());
    let frozen = Rc::new(Lock::named(format!("regulars-socket-{workspace}")).expect("locks"));
    let (granted, mut was_granted) = mpsc::unbounded();
    let (ended, mut has_ended) = mpsc::unbounded();
    wasm_bindgen_futures::spawn_local(async move {
        let granted = move || granted.unbounded_send(()).expect("the test listens");
        let end = frozen.hold(false, Rc::new(granted)).await;
        ended.unbounded_send(end).expect("the test listens");
    });
    was_granted.next().await;
    let (tab, mut heard) = join(&workspace);
    assert_eq!(heard.next().await, Some(Signal::Owned), "after five seconds of silence");
    assert_eq!(has_ended.next().await, Some(Ended::Taken));

    let (_other, mut heard_by_other) = join(&workspace);
    clock::sleep(Duration::from_secs(8)).await;
    assert!(tab.owns());
    assert_eq!(soon(&mut heard_by_other).await, None);
}
