//! Carries out what the replica asks for, and tells it what happened.

mod blobs;
mod erasing;
mod list;
mod presence;
mod records;
mod server;
mod taking;
mod wipe;
mod workspaces;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{DocumentId, WorkspaceId};
use shared::sync::entropy::Entropy;
use shared::sync::peers::Happening;
use shared::sync::replica::{self as core, Effect, Event, TakenIn};
use shared::sync::store::{Read, Snapshot, Store, StoreError};
use shared::view::People;
use shared::wire::Presence;

use self::blobs::Blobs;
use self::presence::Here;
use self::server::link_of;
use self::workspaces::new_workspace;
use super::engine::{self, OpenRecord};
use super::keeper::Keeper;
use super::news::NewsBook;
use super::platform::clock::{self, Timer};
use super::platform::entropy;
use super::platform::indexed_db::IndexedDbStore;
use super::platform::registry::{Registry, Workspace};
use super::platform::socket::Socket;
use super::platform::tabs::{Signal, Tabs};
use super::segments::Segments;
use super::{Link, Phase, Status, WorkspaceSummary};

pub(super) use self::wipe::wipe;

/// The preference that says which workspace to open.
const OPEN_WORKSPACE: &str = "regulars.workspace";

/// What screens look at.
#[derive(Clone, Copy)]
pub(super) struct Signals {
    pub phase: RwSignal<Phase>,
    pub status: RwSignal<Status>,
    pub version: RwSignal<u32>,
    pub failure: RwSignal<Option<String>>,
    pub workspaces: RwSignal<Vec<WorkspaceSummary>>,
    pub book: NewsBook,
    /// The other people around.
    pub peers: RwSignal<Vec<Presence>>,
}

/// One tab's replica and its surroundings.
pub(super) struct Driver {
    signals: Signals,
    core: RefCell<Option<core::Replica<OpenRecord>>>,
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
    here: Here,
    socket: RefCell<Option<Socket>>,
    /// Counts sockets and downloads: what an earlier one still has to say is not heard.
    connection: Cell<u32>,
    timer: RefCell<Option<Timer>>,
    folding: RefCell<Option<Timer>>,
    /// The signals belong to nobody's screen: one screen may hand a record over to the next.
    watched: RefCell<HashMap<DocumentId, (usize, ArcRwSignal<u32>)>>,
    /// What the tab that owns the connection says of it.
    owners_link: Cell<Link>,
    blobs: Blobs,
    /// Edits that wait for what writes records.
    held: Cell<usize>,
    /// Who waits for what came back from a backup.
    taking: RefCell<Option<oneshot::Sender<TakenIn>>>,
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
            here: Here::default(),
            socket: RefCell::default(),
            connection: Cell::new(0),
            timer: RefCell::default(),
            folding: RefCell::default(),
            watched: RefCell::default(),
            owners_link: Cell::new(Link::Connecting),
            blobs: Blobs::new(),
            held: Cell::new(0),
            taking: RefCell::default(),
            asked_to_persist: Cell::new(false),
            recreated: Cell::new(false),
        });
        spawn_local(driver.clone().begin());
        driver
    }

    async fn begin(self: Rc<Self>) {
        wipe::finish().await;
        let workspace = match self.find_workspace().await {
            Ok(workspace) => workspace,
            Err(StoreError::Unavailable(_)) => new_workspace("My regulars"),
            Err(error) => return self.signals.phase.set(Phase::Failed(error.to_string())),
        };
        let keeper = match IndexedDbStore::open(&workspace.id).await {
            Ok(store) => Keeper::Browser(store),
            Err(StoreError::Unavailable(_)) => Keeper::Tab(Box::default(), Box::default()),
            Err(error) => return self.signals.phase.set(Phase::Failed(error.to_string())),
        };
        let kept = matches!(keeper, Keeper::Browser(_));
        self.signals.status.update(|status| status.kept = kept);
        *self.keeper.borrow_mut() = Some(Rc::new(keeper));
        let client = concat!("regulars-app ", env!("CARGO_PKG_VERSION")).to_owned();
        let randomness = Entropy::new(entropy::bits64);
        let mut replica = core::Replica::new(Some(workspace.author.to_vec()), client, randomness);
        workspaces::keep_spare(&workspace);
        if let Some(key) = workspace.key() {
            replica.handle(Event::Remote(Some(key)), clock::now());
        }
        let tabs = Rc::downgrade(&self);
        let tabs = Tabs::join(&workspace.id, move |signal| {
            if let Some(driver) = tabs.upgrade() {
                driver.signal(signal);
            }
        });
        *self.tabs.borrow_mut() = Some(tabs);
        let id = workspace.id;
        self.signals.book.open(id);
        *self.workspace.borrow_mut() = Some(workspace);
        *self.core.borrow_mut() = Some(replica);
        self.join_others(&id);
        self.list_workspaces().await;
        self.look_for_blobs();
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
            Signal::Blobs => self.look_for_blobs(),
            Signal::Resumed => {
                self.seen(true);
                self.tell(Event::Told);
                self.look_for_blobs();
            }
            Signal::Hidden => self.seen(false),
            Signal::Leaving => self.happened(Happening::Leave),
            Signal::Online => self.tell(Event::TryNow),
            Signal::Heard(word) => {
                self.owners_link.set(link_of(word));
                self.refresh_status();
            }
            Signal::Offline => {}
        }
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
        self.see_to_blobs();
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
            Effect::Whisper(bytes) => self.whisper(&bytes),
            Effect::Peers => self.refresh_peers(),
            Effect::Tell => {
                if let Some(tabs) = &*self.tabs.borrow() {
                    tabs.tell();
                }
                self.fold_later();
            }
            Effect::Loaded => {
                self.find_segments();
                self.forget_rest();
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
            Effect::TookIn(taken) => self.took_in(taken),
            Effect::Erased(erased) => self.forget(&erased),
            Effect::NotErased(records) => self.not_erased(records.len()),
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
        if !read.documents.is_empty() {
            engine::ready().await;
        }
        let result = keeper
            .transact(&read, &mut |snapshot| match &mut *self.core.borrow_mut() {
                Some(core) => core.decide(snapshot),
                None => shared::sync::store::Write::default(),
            })
            .await;
        self.tell(Event::Settled(result));
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
