//! This browser's copy of a workspace: what the screens read and edit.
//!
//! The copy itself is `shared::sync::replica`; [`driver`] connects it to the browser's storage,
//! sockets and tabs. Screens see only this page.

mod account;
mod acts;
mod driver;
mod editing;
mod engine;
mod erasing;
mod history;
mod keeper;
mod kept;
mod mail;
mod many;
mod members;
mod merging;
mod news;
mod only_here;
mod passkeys;
mod pictures;
mod platform;
mod presence;
mod provider;
mod segments;
mod server;
mod team;
mod words;

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use shared::access::Role;
use shared::id::{DocumentId, ItemId, WorkspaceId};
use shared::model::{Disagreement, HistoryChange, Record};
use shared::time::Timestamp;
use shared::view::{People, Today, UndoStack};
use shared::wire::Presence;

pub use self::account::{NewAccount, Trouble};
pub use self::acts::TakenBack;
use self::driver::Driver;
pub use self::editing::ONLY_LOOKING;
pub use self::engine::{OpenRecord, ready as records_ready};
pub use self::kept::KeptRecord;
pub use self::news::News;
use self::news::NewsBook;
pub use self::only_here::Marks;
pub use self::passkeys::PasskeyTrouble;
pub use self::platform::shared_file::take as take_shared_file;
pub use self::platform::storage_room::Room;
pub use self::provider::{LeftFor, SentBack};
pub use self::segments::SegmentSummary;
pub use self::words::{RefusedChange, Waiting};

/// How far the opening has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Reading what this device keeps.
    Opening,
    /// Everything is there.
    Ready,
    /// What this device keeps cannot be read; the sentence says why.
    Failed(String),
}

/// A record on a screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenPerson {
    /// What it says.
    pub person: Record,
    /// Where people gave different answers.
    pub disagreements: Vec<Disagreement>,
}

/// A record that a screen asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// Being read.
    Loading,
    /// Not on this device; it may come from the server yet.
    Missing,
    /// Erased for good, which this device did or heard of at that time.
    Erased(Timestamp),
    /// There.
    Ready(Arc<OpenPerson>),
}

/// The connection to the server, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// No server: the workspace is on this device only.
    #[default]
    Off,
    /// On its way.
    Connecting,
    /// There.
    Live,
    /// None for now; it is tried again.
    Offline,
    /// The server does not know this workspace.
    Denied,
    /// This app is too old for the server.
    AppTooOld,
    /// The server is too old for this app.
    ServerTooOld,
    /// The workspace has members, and nobody is signed in on this device.
    SignedOut,
    /// The workspace has members now, and this device knows only its link.
    MembersOnly,
    /// Whoever is signed in is no member of the workspace, or not any more.
    NoMember,
}

/// Where the work is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// The connection.
    pub link: Link,
    /// Changes that are not stored on this device yet.
    pub unstored: usize,
    /// Changes on this device that the server does not have.
    pub waiting: usize,
    /// Changes that the server did not accept.
    pub refused: usize,
    /// What keeps this device from storing, in a sentence.
    pub problem: Option<String>,
    /// Whether the workspace is on a server.
    pub shared: bool,
    /// When something last reached or left the server.
    pub last_on_server: Option<Timestamp>,
    /// How much of the server's log has been read, and its end.
    pub progress: (u64, u64),
    /// Changes on this device that no version of their record could take in.
    pub unreadable: usize,
    /// Whether this browser keeps anything beyond this tab's life.
    pub kept: bool,
    /// Where photos are.
    pub photos: Photos,
}

/// Where photos are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Photos {
    /// How many of this device the server may lack.
    pub waiting: usize,
    /// What stands in their way, in a sentence.
    pub problem: Option<&'static str>,
}

/// A record that a screen shows, with what counts its changes.
type Watched = (DocumentId, ArcRwSignal<u32>);

/// A workspace of this browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSummary {
    /// Which.
    pub id: WorkspaceId,
    /// What it is called on this device.
    pub name: String,
    /// Whether this tab shows it.
    pub open: bool,
    /// Whether a server has it.
    pub shared: bool,
    /// What this device's person is in it; none while it has no members.
    pub role: Option<Role>,
}

/// This browser's copy of the workspace. From the context, cheap to copy.
#[derive(Clone, Copy)]
pub struct Replica {
    driver: StoredValue<Rc<Driver>, LocalStorage>,
    phase: RwSignal<Phase>,
    status: RwSignal<Status>,
    version: RwSignal<u32>,
    failure: RwSignal<Option<String>>,
    workspaces: RwSignal<Vec<WorkspaceSummary>>,
    peers: RwSignal<Vec<Presence>>,
    acts: StoredValue<UndoStack>,
    book: NewsBook,
}

impl Replica {
    /// Begins to open this browser's workspace, and gives it to every component below.
    pub fn provide() -> Self {
        let phase = RwSignal::new(Phase::Opening);
        let status = RwSignal::new(Status { kept: true, ..Status::default() });
        let version = RwSignal::new(0);
        let failure = RwSignal::new(None);
        let workspaces = RwSignal::new(Vec::new());
        let peers = RwSignal::new(Vec::new());
        let book = NewsBook::new();
        let signals = driver::Signals { phase, status, version, failure, workspaces, book, peers };
        let driver = Driver::open(signals);
        let driver = StoredValue::new_local(driver);
        let acts = StoredValue::new(UndoStack::default());
        let replica =
            Self { driver, phase, status, version, failure, workspaces, peers, acts, book };
        provide_context(replica);
        let introduced = StoredValue::new(false);
        Effect::new(move |_| {
            if phase.get() == Phase::Ready && !introduced.get_value() && replica.introduce() {
                introduced.set_value(true);
            }
        });
        replica
    }

    fn driver(&self) -> Rc<Driver> {
        self.driver.get_value()
    }

    /// How far the opening has come.
    pub fn phase(&self) -> Signal<Phase> {
        self.phase.into()
    }

    /// Reads the list; what calls this runs again when any row changes.
    pub fn with_people<R>(&self, read: impl FnOnce(&People) -> R) -> R {
        self.version.track();
        self.driver().with_people(read)
    }

    /// The same, for what happens once.
    pub fn with_people_untracked<R>(&self, read: impl FnOnce(&People) -> R) -> R {
        self.driver().with_people(read)
    }

    /// The segments that are not in the bin; what calls this runs again when any row changes.
    pub fn segments(&self) -> Vec<SegmentSummary> {
        self.version.track();
        self.driver().segments()
    }

    /// Opens a card, for as long as the calling component lives.
    pub fn open(&self, id: DocumentId) -> Signal<Opened> {
        self.open_together(vec![id])
    }

    /// Opens several cards as the one that they would be, which goes by the first.
    pub fn open_together(&self, cards: Vec<DocumentId>) -> Signal<Opened> {
        let replica = *self;
        // Which records the card is put together from can change while it is open.
        let members = Memo::new(move |_| {
            replica.with_people(|people| {
                let members = cards.iter().flat_map(|id| people.members(*id));
                let mut seen = HashSet::new();
                members.filter(|id| seen.insert(*id)).collect::<Vec<_>>()
            })
        });
        let watched = RwSignal::new(Vec::new());
        let watch = move |members: Vec<DocumentId>| {
            let driver = replica.driver();
            let new: Vec<_> = members.into_iter().map(|id| (id, driver.watch(id))).collect();
            let before = watched.try_update(|watched| std::mem::replace(watched, new));
            before.into_iter().flatten().for_each(|(id, _)| driver.unwatch(id));
        };
        watch(members.get_untracked());
        Effect::new(move |_| {
            let members = members.get();
            let is_watched = |(id, (watched, _)): (&DocumentId, &Watched)| id == watched;
            let same = watched.with_untracked(|watched| {
                members.len() == watched.len() && members.iter().zip(watched).all(is_watched)
            });
            if !same {
                watch(members);
            }
        });
        on_cleanup(move || watch(Vec::new()));
        Memo::new(move |_| {
            let members = watched.with(|watched| {
                watched.iter().for_each(|(_, changes)| changes.track());
                watched.iter().map(|(id, _)| *id).collect::<Vec<_>>()
            });
            replica.driver().opened(&members)
        })
        .into()
    }

    /// What became of an open record, newest first.
    pub fn history(&self, id: DocumentId) -> Vec<HistoryChange> {
        self.driver().history(id)
    }

    /// A new id for an item of a record.
    pub fn new_item(&self) -> ItemId {
        ItemId::new(self.now().0.unsigned_abs(), platform::entropy::bits128())
    }

    /// This device's clock.
    pub fn now(&self) -> Timestamp {
        platform::clock::now()
    }

    /// The present day, where this device is.
    pub fn today(&self) -> Today {
        platform::clock::today()
    }

    /// Whether this device wrote it.
    pub fn is_mine(&self, author: Option<&[u8]>) -> bool {
        author.is_some() && self.driver().author().as_ref().map(<[u8; 16]>::as_slice) == author
    }

    /// Where the work is.
    pub fn status(&self) -> Signal<Status> {
        self.status.into()
    }

    /// A sentence about an edit that could not be made, with what was typed in it.
    pub fn failure(&self) -> RwSignal<Option<String>> {
        self.failure
    }

    /// What waits for the server, oldest first, at most a few hundred.
    pub async fn waiting(&self) -> Vec<Waiting> {
        words::waiting(&self.driver()).await
    }

    /// What the server did not accept.
    pub async fn refused(&self) -> Vec<RefusedChange> {
        words::refused(&self.driver()).await
    }

    /// How much room this browser gives, where it says.
    pub async fn room(&self) -> Option<Room> {
        platform::storage_room::estimate().await
    }

    /// Tries to reach the server at once.
    pub fn try_now(&self) {
        self.driver().try_now();
    }

    /// Puts the workspace on the server that this page came from, and gives the link to it.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub async fn share(&self) -> Result<String, String> {
        team::share(&self.driver()).await
    }

    /// Opens the workspace of a link that a colleague sent. The page loads anew.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub async fn join(&self, link: &str) -> Result<(), String> {
        team::join(&self.driver(), link).await
    }

    /// The workspaces of this browser.
    pub fn workspaces(&self) -> Vec<WorkspaceSummary> {
        self.workspaces.get()
    }

    /// Opens another workspace of this browser. The page loads anew.
    pub fn switch(&self, id: WorkspaceId) {
        team::switch(id);
    }

    /// What the open workspace is called.
    pub fn workspace_name(&self) -> String {
        self.workspaces
            .with(|all| all.iter().find(|one| one.open).map(|one| one.name.clone()))
            .unwrap_or_default()
    }
}
