//! Carries out what the replica asks for, and tells it what happened.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::doc::PersonDocument;
use shared::edit::decode;
use shared::id::{DocumentId, WorkspaceId, WorkspaceSecret};
use shared::sync::document::Document;
use shared::sync::entropy::Entropy;
use shared::sync::replica::{self as core, Effect, Event, LinkState};
use shared::sync::store::{Read, Snapshot, Store, StoreError};
use shared::view::People;
use shared::wire::{ServerMessage, limits};

use super::keeper::Keeper;
use super::platform::clock::{self, Timer, sleep};
use super::platform::frames::Frames;
use super::platform::indexed_db::IndexedDbStore;
use super::platform::registry::{Registry, Workspace};
use super::platform::socket::{Socket, SocketEvent};
use super::platform::tabs::{Signal, Tabs};
use super::platform::{entropy, http, storage_room};
use super::team;
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
}

/// One tab's replica and its surroundings.
pub(super) struct Driver {
    signals: Signals,
    core: RefCell<Option<core::Replica<PersonDocument>>>,
    keeper: RefCell<Option<Rc<Keeper>>>,
    registry: RefCell<Option<Registry>>,
    workspace: RefCell<Option<Workspace>>,
    people: RefCell<People>,
    tabs: RefCell<Option<Tabs>>,
    socket: RefCell<Option<Socket>>,
    /// Counts sockets and downloads: what an earlier one still has to say is not heard.
    connection: Cell<u32>,
    timer: RefCell<Option<Timer>>,
    folding: RefCell<Option<Timer>>,
    watched: RefCell<HashMap<DocumentId, (usize, RwSignal<u32>)>>,
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
        *self.workspace.borrow_mut() = Some(workspace);
        *self.core.borrow_mut() = Some(replica);
        self.list_workspaces().await;
        for id in self.watched.borrow().keys() {
            self.note(Event::Watch(*id));
        }
        self.pump();
    }

    async fn find_workspace(&self) -> Result<Workspace, StoreError> {
        let registry = Registry::open().await?;
        let all = registry.list().await?;
        let wanted: Option<String> = LocalStorage::get(OPEN_WORKSPACE).ok();
        let wanted = all.iter().find(|one| Some(one.id.to_string()) == wanted).or(all.first());
        let workspace = match wanted {
            Some(workspace) => workspace.clone(),
            None => {
                let workspace = new_workspace("My regulars");
                registry.put(&workspace).await?;
                workspace
            }
        };
        *self.registry.borrow_mut() = Some(registry);
        Ok(workspace)
    }

    async fn list_workspaces(&self) {
        let open = self.workspace().map(|workspace| workspace.id);
        let registry = self.registry.borrow_mut().take();
        let mut all = Vec::new();
        if let Some(registry) = registry {
            all = registry.list().await.unwrap_or_default();
            *self.registry.borrow_mut() = Some(registry);
        }
        if all.is_empty() {
            all.extend(self.workspace());
        }
        let summaries = all.into_iter().map(|one| WorkspaceSummary {
            id: one.id,
            name: one.name,
            open: Some(one.id) == open,
            shared: one.shared,
        });
        self.signals.workspaces.set(summaries.collect());
    }

    /// The open workspace.
    pub fn workspace(&self) -> Option<Workspace> {
        self.workspace.borrow().clone()
    }

    /// Keeps what changed about the open workspace, and connects it if it is on a server now.
    pub async fn put_workspace(self: &Rc<Self>, workspace: Workspace) -> Result<(), String> {
        self.keep(&workspace).await?;
        let secret = workspace.shared.then(|| workspace.secret.clone());
        *self.workspace.borrow_mut() = Some(workspace);
        self.list_workspaces().await;
        self.tell(Event::Remote(secret));
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell();
        }
        Ok(())
    }

    /// Adds a workspace that is on the server.
    pub async fn add_workspace(&self, secret: WorkspaceSecret, name: String) -> Result<(), String> {
        let id = secret.workspace();
        self.keep(&Workspace { id, secret, shared: true, ..new_workspace(&name) }).await
    }

    async fn keep(&self, workspace: &Workspace) -> Result<(), String> {
        let registry = self.registry.borrow_mut().take();
        let Some(registry) = registry else {
            return Err("This browser keeps nothing, so the workspace can only be used here. \
                        Open Regulars outside a private window."
                .into());
        };
        let result = registry.put(workspace).await;
        *self.registry.borrow_mut() = Some(registry);
        result.map_err(|error| error.to_string())
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

    /// Another tab may have put the workspace on a server.
    async fn look_whether_shared(self: Rc<Self>) {
        let Some(open) = self.workspace() else { return };
        let Some(registry) = self.registry.borrow_mut().take() else { return };
        let all = registry.list().await.unwrap_or_default();
        *self.registry.borrow_mut() = Some(registry);
        if let Some(workspace) = all.into_iter().find(|one| one.id == open.id && one.shared) {
            let secret = workspace.secret.clone();
            *self.workspace.borrow_mut() = Some(workspace);
            self.list_workspaces().await;
            self.tell(Event::Remote(Some(secret)));
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
    pub fn watch(self: &Rc<Self>, id: DocumentId) -> RwSignal<u32> {
        let signal = {
            let mut watched = self.watched.borrow_mut();
            let (count, signal) =
                watched.entry(id).or_insert_with(|| (0, ArcRwSignal::new(0).into()));
            *count += 1;
            *signal
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
                person: document.person(),
                disagreements: document.disagreements(),
            })),
            None if !core.is_missing(&id) => Opened::Loading,
            _ => Opened::Missing,
        }
    }

    /// Edits a record, or makes it.
    pub fn edit(self: &Rc<Self>, id: DocumentId, edit: Vec<u8>, create: bool) {
        if !self.asked_to_persist.replace(true) {
            spawn_local(async {
                storage_room::persist().await;
            });
        }
        let result = match &mut *self.core.borrow_mut() {
            None => return self.failed(id, &edit, "this device is still opening the workspace"),
            Some(core) if create => core.create(id, edit.clone(), clock::now()),
            Some(core) => core.edit(id, edit.clone(), clock::now()),
        };
        if let Err(error) = result {
            self.failed(id, &edit, &error.0);
        }
        self.pump();
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
            let signal = self.watched.borrow().get(&id).map(|(_, signal)| *signal);
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
            *people = People::from_facts(facts).0;
            return;
        }
        for (id, facts) in facts {
            // Facts of a newer version, which this one cannot read, leave the row as it was.
            let _ = people.set(id, &facts);
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
            Effect::Tell => {
                if let Some(tabs) = &*self.tabs.borrow() {
                    tabs.tell();
                }
                self.fold_later();
            }
            Effect::Loaded => {
                self.signals.phase.set(Phase::Ready);
                self.fold_later();
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

    fn connect(self: &Rc<Self>) {
        let number = self.connection.get() + 1;
        self.connection.set(number);
        let location = window().location();
        let secure = location.protocol().is_ok_and(|protocol| protocol == "https:");
        let scheme = if secure { "wss" } else { "ws" };
        let address = format!("{scheme}://{}/sync", location.host().unwrap_or_default());
        let driver = Rc::downgrade(self);
        let socket = Socket::open(&address, move |event| {
            let Some(driver) = driver.upgrade() else { return };
            if driver.connection.get() != number {
                return;
            }
            match event {
                SocketEvent::Opened => driver.tell(Event::SocketOpened),
                SocketEvent::Message(bytes) => match ServerMessage::from_bytes(&bytes) {
                    Ok(message) => driver.tell(Event::Message(message)),
                    // A proxy's page, or a newer server's word: hang up and try again later.
                    Err(_) => driver.hang_up(),
                },
                SocketEvent::Closed { .. } => driver.hang_up(),
            }
        });
        match socket {
            Ok(socket) => *self.socket.borrow_mut() = Some(socket),
            Err(_) => self.note(Event::SocketClosed),
        }
    }

    fn hang_up(self: &Rc<Self>) {
        self.connection.set(self.connection.get() + 1);
        // Dropped in its own time: this may be one of its own callbacks.
        let socket = self.socket.borrow_mut().take();
        spawn_local(async move { drop(socket) });
        self.tell(Event::SocketClosed);
    }

    /// Streams the log over HTTP, no faster than it can be stored.
    async fn fetch(self: Rc<Self>, after: u64) {
        let number = self.connection.get() + 1;
        self.connection.set(number);
        let Some(workspace) = self.workspace() else { return };
        let path = format!("/api/snapshot?after={after}");
        let authorization = team::authorization(&workspace.secret);
        let current = || self.connection.get() == number;
        if let Ok(mut answer) = http::get(&path, Some(&authorization)).await {
            let mut frames = Frames::new(limits::MESSAGE_BYTES);
            'stream: while let Ok(Some(piece)) = answer.next_piece().await {
                frames.push(&piece);
                while let Ok(Some(frame)) = frames.next_frame() {
                    let Ok(ServerMessage::Delivery(delivery)) = ServerMessage::from_bytes(frame)
                    else {
                        break 'stream;
                    };
                    while current() && self.backlog() > 2 {
                        sleep(Duration::from_millis(5)).await;
                    }
                    if !current() {
                        return;
                    }
                    self.tell(Event::SnapshotDelivery(delivery));
                }
            }
        }
        if current() {
            self.tell(Event::SnapshotEnded);
        }
    }

    fn backlog(&self) -> usize {
        self.core.borrow().as_ref().map_or(0, core::Replica::backlog)
    }

    fn refresh_status(self: &Rc<Self>) {
        let Some(inner) = self.core.borrow().as_ref().map(core::Replica::status) else { return };
        let shared = self.workspace.borrow().as_ref().is_some_and(|one| one.shared);
        let link = match inner.link {
            LinkState::None => Link::Off,
            LinkState::Elsewhere if shared => self.owners_link.get(),
            LinkState::Elsewhere => Link::Off,
            LinkState::Offline { .. } => Link::Offline,
            LinkState::Connecting => Link::Connecting,
            LinkState::Online => Link::Live,
            LinkState::Denied => Link::Denied,
            LinkState::ClientTooOld => Link::AppTooOld,
            LinkState::ServerTooOld => Link::ServerTooOld,
        };
        if inner.link != LinkState::Elsewhere
            && let Some(tabs) = &*self.tabs.borrow()
        {
            tabs.say(word_of(link));
        }
        if link == Link::Denied && shared && !self.recreated.replace(true) {
            spawn_local(self.clone().make_known_again());
        }
        if link == Link::Live {
            self.recreated.set(false);
        }
        let kept = self.signals.status.with_untracked(|status| status.kept);
        let status = Status {
            link,
            unstored: inner.unstored,
            waiting: inner.waiting,
            refused: inner.refused,
            problem: inner.problem.map(|problem| problem.to_string()),
            shared,
            last_on_server: inner.last_on_server,
            progress: inner.progress,
            kept,
        };
        if self.signals.status.with_untracked(|old| *old != status) {
            self.signals.status.set(status);
        }
    }

    /// The server has lost the workspace, or was set up anew: this device brings it back.
    async fn make_known_again(self: Rc<Self>) {
        let Some(workspace) = self.workspace() else { return };
        if team::create(&workspace.secret).await.is_ok() {
            self.tell(Event::TryNow);
        }
    }
}

const LINKS: [Link; 7] = [
    Link::Off,
    Link::Connecting,
    Link::Live,
    Link::Offline,
    Link::Denied,
    Link::AppTooOld,
    Link::ServerTooOld,
];

fn word_of(link: Link) -> u8 {
    LINKS.iter().position(|other| *other == link).unwrap_or(0) as u8
}

fn link_of(word: u8) -> Link {
    LINKS.get(usize::from(word)).copied().unwrap_or_default()
}

fn new_workspace(name: &str) -> Workspace {
    let secret = WorkspaceSecret(entropy::bytes());
    Workspace {
        id: secret.workspace(),
        secret,
        name: name.to_owned(),
        shared: false,
        author: entropy::bytes(),
        last_opened: clock::now(),
    }
}
