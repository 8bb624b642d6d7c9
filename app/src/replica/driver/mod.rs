//! Carries out what the replica asks for, and tells it what happened.

mod server;
mod workspaces;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::doc::RecordDocument;
use shared::edit::decode;
use shared::id::{DocumentId, GroupId, WorkspaceId};
use shared::model::{HistoryChange, UndoPlan};
use shared::sync::document::Document;
use shared::sync::entropy::Entropy;
use shared::sync::replica::{self as core, Effect, Event};
use shared::sync::store::{Read, Snapshot, Store, StoreError};
use shared::view::People;

use self::server::link_of;
use self::workspaces::new_workspace;
use super::keeper::Keeper;
use super::news::NewsBook;
use super::platform::clock::{self, Timer};
use super::platform::indexed_db::IndexedDbStore;
use super::platform::registry::{Registry, Workspace};
use super::platform::socket::Socket;
use super::platform::tabs::{Signal, Tabs};
use super::platform::{entropy, storage_room};
use super::segments::{SegmentSummary, Segments};
use super::{Link, OpenPerson, Opened, Phase, Status, WorkspaceSummary};

/// The preference that says which workspace to open.
const OPEN_WORKSPACE: &str = "regulars.workspace";
/// When, after something was stored, the list is folded for the next start.
const FOLD_AFTER: Duration = Duration::from_secs(8);

/// What screens look at.
#[derive(Clone, Copy)]
pub(super) struct Signals {
    pub phase: RwSignal<Phase>,
    pub status: RwSignal<Status>,
    pub version: RwSignal<u32>,
    pub failure: RwSignal<Option<String>>,
    pub workspaces: RwSignal<Vec<WorkspaceSummary>>,
    pub book: NewsBook,
}

/// One tab's replica and its surroundings.
pub(super) struct Driver {
    signals: Signals,
    core: RefCell<Option<core::Replica<RecordDocument>>>,
    keeper: RefCell<Option<Rc<Keeper>>>,
    registry: RefCell<Option<Registry>>,
    workspace: RefCell<Option<Workspace>>,
    people: RefCell<People>,
    /// Records whose stored facts could not be read.
    unreadable: RefCell<Vec<DocumentId>>,
    segments: RefCell<Segments>,
    /// Fires when another day begins.
    midnight: RefCell<Option<Timer>>,
    tabs: RefCell<Option<Tabs>>,
    socket: RefCell<Option<Socket>>,
    /// Counts sockets and downloads: what an earlier one still has to say is not heard.
    connection: Cell<u32>,
    timer: RefCell<Option<Timer>>,
    folding: RefCell<Option<Timer>>,
    /// The signals belong to nobody's screen: one screen may hand a record over to the next.
    watched: RefCell<HashMap<DocumentId, (usize, ArcRwSignal<u32>)>>,
    /// What the tab that owns the connection says of it.
    owners_link: Cell<Link>,
    asked_to_persist: Cell<bool>,
    recreated: Cell<bool>,
}

/// Which workspace this browser opens next.
pub(super) fn remember_open(id: &WorkspaceId) {
    // Without storage, the first one is opened.
    let _ = LocalStorage::set(OPEN_WORKSPACE, id.to_string());
}

impl Driver {
    /// Begins to open this browser's workspace.
    pub fn open(signals: Signals) -> Rc<Self> {
        let driver = Rc::new(Self {
            signals,
            core: RefCell::default(),
            keeper: RefCell::default(),
            registry: RefCell::default(),
            workspace: RefCell::default(),
            people: RefCell::new(People::new()),
            unreadable: RefCell::default(),
            segments: RefCell::new(Segments::new(clock::today())),
            midnight: RefCell::default(),
            tabs: RefCell::default(),
            socket: RefCell::default(),
            connection: Cell::new(0),
            timer: RefCell::default(),
            folding: RefCell::default(),
            watched: RefCell::default(),
            owners_link: Cell::new(Link::Connecting),
            asked_to_persist: Cell::new(false),
            recreated: Cell::new(false),
        });
        spawn_local(driver.clone().begin());
        driver
    }

    async fn begin(self: Rc<Self>) {
        let workspace = match self.find_workspace().await {
            Ok(workspace) => workspace,
            Err(StoreError::Unavailable(_)) => new_workspace("My regulars"),
            Err(error) => return self.signals.phase.set(Phase::Failed(error.to_string())),
        };
        let keeper = match IndexedDbStore::open(&workspace.id).await {
            Ok(store) => Keeper::Browser(store),
            Err(StoreError::Unavailable(_)) => Keeper::Tab(RefCell::default()),
            Err(error) => return self.signals.phase.set(Phase::Failed(error.to_string())),
        };
        let kept = matches!(keeper, Keeper::Browser(_));
        self.signals.status.update(|status| status.kept = kept);
        *self.keeper.borrow_mut() = Some(Rc::new(keeper));
        let client = concat!("regulars-app ", env!("CARGO_PKG_VERSION")).to_owned();
        let randomness = Entropy::new(entropy::bits64);
        let mut replica = core::Replica::new(Some(workspace.author.to_vec()), client, randomness);
        workspaces::keep_spare(&workspace);
        if workspace.shared {
            replica.handle(Event::Remote(Some(workspace.secret.clone())), clock::now());
        }
        let tabs = Rc::downgrade(&self);
        let tabs = Tabs::join(&workspace.id, move |signal| {
            if let Some(driver) = tabs.upgrade() {
                driver.signal(signal);
            }
        });
        *self.tabs.borrow_mut() = Some(tabs);
        self.signals.book.open(workspace.id);
        *self.workspace.borrow_mut() = Some(workspace);
        *self.core.borrow_mut() = Some(replica);
        self.list_workspaces().await;
        for id in self.watched.borrow().keys() {
            self.note(Event::Watch(*id));
        }
        self.pump();
    }

    /// This device, as an author.
    pub fn author(&self) -> Option<[u8; 16]> {
        self.workspace.borrow().as_ref().map(|workspace| workspace.author)
    }

    /// Tells the replica something; whoever calls this sees to its effects.
    fn note(&self, event: Event) {
        if let Some(core) = &mut *self.core.borrow_mut() {
            core.handle(event, clock::now());
        }
    }

    fn tell(self: &Rc<Self>, event: Event) {
        self.note(event);
        self.pump();
    }

    fn signal(self: &Rc<Self>, signal: Signal) {
        match signal {
            Signal::Owned => self.tell(Event::Owns(true)),
            Signal::Lost => self.tell(Event::Owns(false)),
            Signal::Told => {
                self.tell(Event::Told);
                let shared = self.workspace.borrow().as_ref().is_some_and(|one| one.shared);
                if !shared {
                    spawn_local(self.clone().look_whether_shared());
                }
            }
            Signal::Resumed => self.tell(Event::Told),
            Signal::Online => self.tell(Event::TryNow),
            Signal::Heard(word) => {
                self.owners_link.set(link_of(word));
                self.refresh_status();
            }
            Signal::Hidden | Signal::Offline => {}
        }
    }

    /// Reads the list.
    pub fn with_people<R>(&self, read: impl FnOnce(&People) -> R) -> R {
        read(&self.people.borrow())
    }

    /// A record's name, for a sentence.
    pub fn name(&self, id: DocumentId) -> String {
        let people = self.people.borrow();
        let name = people.get(id).map(|facts| facts.name.clone());
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Somebody without a name".into())
    }

    /// A signal that counts the record's changes, as long as it is watched.
    pub fn watch(self: &Rc<Self>, id: DocumentId) -> ArcRwSignal<u32> {
        let signal = {
            let mut watched = self.watched.borrow_mut();
            let (count, signal) = watched.entry(id).or_insert_with(|| (0, ArcRwSignal::new(0)));
            *count += 1;
            signal.clone()
        };
        self.tell(Event::Watch(id));
        signal
    }

    /// One screen less shows the record.
    pub fn unwatch(self: &Rc<Self>, id: DocumentId) {
        let mut watched = self.watched.borrow_mut();
        let Some((count, _)) = watched.get_mut(&id) else { return };
        *count -= 1;
        if *count == 0 {
            watched.remove(&id);
            drop(watched);
            self.tell(Event::Unwatch(id));
        }
    }

    /// A record as it is.
    pub fn opened(&self, id: DocumentId) -> Opened {
        let core = self.core.borrow();
        let Some(core) = core.as_ref() else { return Opened::Loading };
        match core.document(&id) {
            Some(document) if !document.heads().is_empty() => Opened::Ready(Arc::new(OpenPerson {
                person: document.record(),
                disagreements: document.disagreements(),
            })),
            None if !core.is_missing(&id) => Opened::Loading,
            _ => Opened::Missing,
        }
    }

    /// Reads an open record's document; `None` while it is closed.
    pub fn with_document<R>(
        &self,
        id: DocumentId,
        read: impl FnOnce(&RecordDocument) -> R,
    ) -> Option<R> {
        let core = self.core.borrow();
        Some(read(core.as_ref()?.document(&id)?))
    }

    /// Edits records, or makes them.
    pub fn edit(
        self: &Rc<Self>,
        edits: impl IntoIterator<Item = (DocumentId, Vec<u8>)>,
        create: bool,
    ) {
        if !self.asked_to_persist.replace(true) {
            spawn_local(async {
                storage_room::persist().await;
            });
        }
        for (id, edit) in edits {
            let result = match &mut *self.core.borrow_mut() {
                None => {
                    return self.failed(id, &edit, "this device is still opening the workspace");
                }
                Some(core) if create => core.create(id, edit.clone(), clock::now()),
                Some(core) => core.edit(id, edit.clone(), clock::now()),
            };
            if let Err(error) = result {
                self.failed(id, &edit, &error.0);
            }
        }
        self.pump();
    }

    /// What became of a record, if it is open; newest first.
    pub fn history(&self, id: DocumentId) -> Vec<HistoryChange> {
        self.with_document(id, RecordDocument::history).unwrap_or_default()
    }

    /// What an undo of an act would do in a record, if the record is open.
    pub fn undo_plan(&self, id: DocumentId, group: GroupId) -> Option<UndoPlan> {
        self.with_document(id, |document| document.undo_plan(group))
    }

    fn failed(&self, id: DocumentId, edit: &[u8], error: &str) {
        let typed = decode(edit).map(|edits| format!("{edits:?}")).unwrap_or_default();
        let name = self.name(id);
        self.signals.failure.set(Some(format!("{name} was not changed: {error}. {typed}")));
    }

    /// Reads from storage, for a screen.
    pub async fn read(&self, read: &Read) -> Option<Snapshot> {
        let keeper = self.keeper.borrow().clone()?;
        keeper.read(read).await.ok()
    }

    /// Tries to reach the server at once.
    pub fn try_now(self: &Rc<Self>) {
        self.tell(Event::TryNow);
    }

    /// Carries out everything that the replica asks for.
    fn pump(self: &Rc<Self>) {
        let mut listed = false;
        let mut changed = Vec::new();
        loop {
            let effect = match &mut *self.core.borrow_mut() {
                Some(core) => core.poll(),
                None => None,
            };
            match effect {
                None => break,
                Some(Effect::Facts(facts)) => {
                    listed = true;
                    self.list(facts);
                }
                Some(Effect::Opened(id)) => changed.push(id),
                Some(effect) => self.carry_out(effect),
            }
        }
        self.set_timer();
        self.refresh_status();
        if listed {
            self.signals.version.update(|version| *version += 1);
        }
        changed.dedup();
        for id in changed {
            let signal = self.watched.borrow().get(&id).map(|(_, signal)| signal.clone());
            if let Some(signal) = signal {
                signal.update(|version| *version += 1);
            }
        }
    }

    fn list(&self, facts: Vec<(DocumentId, Vec<u8>)>) {
        let mut people = self.people.borrow_mut();
        let loaded = self.signals.phase.with_untracked(|phase| *phase == Phase::Ready);
        if !loaded && people.is_empty() {
            let facts = facts.iter().map(|(id, facts)| (*id, facts.as_slice()));
            let (read, unreadable) = People::from_facts(facts);
            *people = read;
            // A newer version wrote them; the record itself says what this one can read.
            *self.unreadable.borrow_mut() = unreadable;
            return;
        }
        let mut segments = self.segments.borrow_mut();
        for (id, facts) in facts {
            // Facts of a newer version, which this one cannot read, leave the row as it was.
            let _ = people.set(id, &facts);
            if loaded {
                segments.set(id, &people);
            }
        }
    }

    /// The segments, with how many are in each.
    pub fn segments(&self) -> Vec<SegmentSummary> {
        self.segments.borrow().all()
    }

    /// Asks everyone about every segment: everything has been read.
    fn find_segments(self: &Rc<Self>) {
        *self.segments.borrow_mut() = Segments::of(&self.people.borrow(), clock::today());
        self.signals.version.update(|version| *version += 1);
        self.wait_for_midnight();
    }

    /// Another day: what was 60 days ago is 61.
    fn wait_for_midnight(self: &Rc<Self>) {
        let today = clock::today();
        let wait = today.midnight().0.saturating_sub(clock::now().0).max(1).unsigned_abs();
        let driver = Rc::downgrade(self);
        let timer = Timer::after(Duration::from_millis(wait), move || {
            let Some(driver) = driver.upgrade() else { return };
            driver.segments.borrow_mut().renew(clock::today(), &driver.people.borrow());
            driver.signals.version.update(|version| *version += 1);
            driver.wait_for_midnight();
        });
        *self.midnight.borrow_mut() = Some(timer);
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Transact(read) => spawn_local(self.clone().transact(read)),
            Effect::Connect => self.connect(),
            Effect::FetchSnapshot { after } => spawn_local(self.clone().fetch(after)),
            Effect::Disconnect => {
                self.connection.set(self.connection.get() + 1);
                self.socket.borrow_mut().take();
            }
            Effect::Send(message) => {
                let sent = match &*self.socket.borrow() {
                    Some(socket) => socket.send(&message.to_bytes()).is_ok(),
                    None => false,
                };
                if !sent && self.socket.borrow_mut().take().is_some() {
                    self.connection.set(self.connection.get() + 1);
                    self.note(Event::SocketClosed);
                }
            }
            Effect::Tell => {
                if let Some(tabs) = &*self.tabs.borrow() {
                    tabs.tell();
                }
                self.fold_later();
            }
            Effect::Loaded => {
                self.find_segments();
                self.signals.phase.set(Phase::Ready);
                let shared = self.workspace.borrow().as_ref().is_some_and(|one| one.shared);
                if shared && self.people.borrow().all().next().is_none() {
                    self.signals.book.set_joining(true);
                }
                let mut outdated = self.unreadable.take();
                outdated.extend(self.people.borrow().outdated());
                if !outdated.is_empty() {
                    self.note(Event::Outdated(outdated));
                }
                self.fold_later();
            }
            Effect::News(news) => {
                let people = self.people.borrow();
                let is_contact = |id| {
                    people.get(id).is_some_and(|it| it.kind.is_contact() && !it.of_another_kind)
                };
                let news = news.into_iter().filter(|(id, _)| is_contact(*id));
                self.signals.book.arrived(news, clock::now());
            }
            Effect::EditFailed { document, edit, error } => {
                self.failed(document, &edit, &error.0);
            }
            Effect::Facts(_) | Effect::Opened(_) => {}
        }
    }

    async fn transact(self: Rc<Self>, read: Read) {
        let Some(keeper) = self.keeper.borrow().clone() else { return };
        let result = keeper
            .transact(&read, &mut |snapshot| match &mut *self.core.borrow_mut() {
                Some(core) => core.decide(snapshot),
                None => shared::sync::store::Write::default(),
            })
            .await;
        self.tell(Event::Settled(result));
    }

    fn fold_later(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        *self.folding.borrow_mut() = Some(Timer::after(FOLD_AFTER, move || {
            let Some(driver) = driver.upgrade() else { return };
            let Some(keeper) = driver.keeper.borrow().clone() else { return };
            spawn_local(async move { keeper.fold().await });
        }));
    }

    fn set_timer(self: &Rc<Self>) {
        let at = self.core.borrow().as_ref().and_then(core::Replica::wake_at);
        *self.timer.borrow_mut() = at.map(|at| {
            let wait = at.0.saturating_sub(clock::now().0).max(1).unsigned_abs();
            let driver = Rc::downgrade(self);
            Timer::after(Duration::from_millis(wait), move || {
                if let Some(driver) = driver.upgrade() {
                    driver.tell(Event::Tick);
                }
            })
        });
    }
}
