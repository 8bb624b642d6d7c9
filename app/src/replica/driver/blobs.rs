//! Photos: kept beside the records, sent and fetched beside the log.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::{Either, select};
use leptos::task::spawn_local;
use shared::id::{BlobHash, DocumentId};
use shared::sync::entropy::Entropy;
use shared::sync::store::{OutboxRead, Read, StoreError};
use shared::sync::transfers::{Job, Outcome, Standing, Transfers};
use shared::view::Facts;
use shared::wire::limits;

use super::super::keeper::Keeper;
use super::super::pictures::Pictures;
use super::super::platform::clock::{self, Timer, sleep};
use super::super::platform::entropy;
use super::super::platform::http::{self, HttpError};
use super::super::platform::indexed_db::Unsent;
use super::super::{Photos, team};
use super::Driver;

/// How long one transfer may take: a connection that hangs must not hold up the others.
const PATIENCE: Duration = Duration::from_secs(60);

const SERVER_FULL: &str = "The server has no room for more photos. They stay on this device.";
const DEVICE_FULL: &str = "This device has no room for more photos of your colleagues.";
const NOT_TAKEN: &str = "The server did not take a photo. It stays on this device.";

/// What a tab knows of photos.
pub(super) struct Blobs {
    pub(super) pictures: Pictures,
    transfers: RefCell<Transfers>,
    entropy: RefCell<Entropy>,
    /// Which are on this device; `None` until this tab has the connection and has looked.
    here: RefCell<Option<HashSet<BlobHash>>>,
    /// Whether this tab has the connection.
    online: Cell<bool>,
    /// Whether there is nothing more urgent: records come before photos.
    settled: Cell<bool>,
    looking: Cell<bool>,
    status: Cell<Photos>,
    timer: RefCell<Option<Timer>>,
}

impl Blobs {
    pub(super) fn new() -> Self {
        Self {
            pictures: Pictures::default(),
            transfers: RefCell::default(),
            entropy: RefCell::new(Entropy::new(entropy::bits64)),
            here: RefCell::default(),
            online: Cell::new(false),
            settled: Cell::new(false),
            looking: Cell::new(false),
            status: Cell::default(),
            timer: RefCell::default(),
        }
    }

    pub(super) fn status(&self) -> Photos {
        self.status.get()
    }

    /// How the connection of this tab is. After a step back, what the server has is known only once
    /// everything is settled.
    pub(super) fn set_link(&self, online: bool, settled: bool) {
        let online = online && (settled || self.online.get());
        if self.online.replace(online) && !online {
            // Another tab, or this one later, begins with what is there then.
            self.here.take();
        }
        self.settled.set(settled);
        self.transfers.borrow_mut().set_online(online);
    }

    /// A record names photos.
    pub(super) fn named(&self, facts: Option<&Facts>) {
        let Some(here) = &*self.here.borrow() else { return };
        for photo in facts.into_iter().flat_map(Facts::pictures) {
            if !here.contains(&photo.hash) {
                self.transfers.borrow_mut().add(Job::Fetch(photo.hash));
            }
        }
    }

    fn came(&self, hash: BlobHash) {
        if let Some(here) = &mut *self.here.borrow_mut() {
            here.insert(hash);
        }
    }

    /// A photo is on this device no more.
    pub(super) fn went(&self, hash: BlobHash) {
        if let Some(here) = &mut *self.here.borrow_mut() {
            here.remove(&hash);
        }
    }

    fn has_problem(&self, problem: &'static str) {
        self.status.set(Photos { problem: Some(problem), ..self.status.get() });
    }
}

impl Driver {
    /// Keeps a photo that was chosen for a record, to be sent once the server has the change that
    /// names it.
    ///
    /// # Errors
    /// A sentence for whoever chose it; then nothing is kept.
    pub async fn keep_blob(
        self: &Rc<Self>,
        document: DocumentId,
        bytes: Vec<u8>,
    ) -> Result<BlobHash, String> {
        let keeper = self.keeper.borrow().clone().ok_or("This device is still opening.")?;
        let hash = BlobHash::of(&bytes);
        let unsent = Unsent { hash, document: Some(document) };
        keeper.put_blob(hash, bytes, Some(unsent)).await.map_err(|error| {
            format!("The photo could not be kept: {error}. Everything else is as it was.")
        })?;
        self.blobs.came(hash);
        self.told_of_blobs();
        Ok(hash)
    }

    /// A photo is here that this tab did not fetch.
    pub(super) fn came_back(self: &Rc<Self>, hash: BlobHash) {
        self.blobs.came(hash);
        self.told_of_blobs();
    }

    /// A photo's bytes, if this device has them.
    pub async fn blob(&self, hash: BlobHash) -> Option<Vec<u8>> {
        let keeper = self.keeper.borrow().clone()?;
        keeper.blob(hash).await.ok().flatten()
    }

    /// This tab has kept or sent a photo.
    fn told_of_blobs(self: &Rc<Self>) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell_of_blobs();
        }
        self.look_for_blobs();
    }

    /// Some tab may have kept or sent a photo.
    pub(super) fn look_for_blobs(self: &Rc<Self>) {
        self.pictures().look_again(self);
        let driver = self.clone();
        spawn_local(async move {
            let Some(keeper) = driver.keeper.borrow().clone() else { return };
            let Ok(unsent) = keeper.unsent().await else { return };
            driver.blobs.status.set(Photos { waiting: unsent.len(), ..driver.blobs.status.get() });
            if driver.blobs.here.borrow().is_some() {
                let mut transfers = driver.blobs.transfers.borrow_mut();
                unsent.iter().for_each(|unsent| transfers.add(Job::Send(unsent.hash)));
            }
            driver.refresh_status();
            driver.see_to_blobs();
        });
    }

    /// The pictures on this tab's screen.
    pub fn pictures(&self) -> &Pictures {
        &self.blobs.pictures
    }

    /// Begins the transfers that can begin.
    pub(super) fn see_to_blobs(self: &Rc<Self>) {
        let blobs = &self.blobs;
        if !blobs.online.get() || !blobs.settled.get() {
            return;
        }
        if blobs.here.borrow().is_none() {
            if !blobs.looking.replace(true) {
                spawn_local(self.clone().find_blobs());
            }
            return;
        }
        loop {
            let job = blobs.transfers.borrow_mut().next(clock::now());
            let Some(job) = job else { break };
            spawn_local(self.clone().transfer(job));
        }
        let wake_at = blobs.transfers.borrow().wake_at();
        *blobs.timer.borrow_mut() = wake_at.map(|at| {
            let wait = at.0.saturating_sub(clock::now().0).max(1).unsigned_abs();
            let driver = Rc::downgrade(self);
            Timer::after(Duration::from_millis(wait), move || {
                if let Some(driver) = driver.upgrade() {
                    driver.see_to_blobs();
                }
            })
        });
    }

    /// This tab has the connection: it finds out what it has, what it lacks, and what the server
    /// may lack.
    async fn find_blobs(self: Rc<Self>) {
        let found = self.found_blobs().await;
        self.blobs.looking.set(false);
        let Some(here) = found.filter(|_| self.blobs.online.get()) else { return };
        *self.blobs.here.borrow_mut() = Some(here);
        for (_, facts) in self.people.borrow().all() {
            self.blobs.named(Some(facts));
        }
        self.look_for_blobs();
    }

    async fn found_blobs(&self) -> Option<HashSet<BlobHash>> {
        let keeper = self.keeper.borrow().clone()?;
        let meta = keeper.read(&Read::default()).await.ok()?.meta;
        // Nowhere yet: this is tried again with whatever is stored next.
        keeper.stands(Standing::of(&meta)?).await.ok()?;
        Some(keeper.blob_hashes().await.ok()?.into_iter().collect())
    }

    async fn transfer(self: Rc<Self>, job: Job) {
        let work = async {
            match job {
                Job::Send(hash) => self.send(hash).await,
                Job::Fetch(hash) => self.fetch_blob(hash).await,
            }
        };
        let outcome = match select(work.boxed_local(), sleep(PATIENCE).boxed_local()).await {
            Either::Left((done, _)) => done.unwrap_or_else(|outcome| outcome),
            Either::Right(_) => Outcome::Failed,
        };
        let now = clock::now();
        let entropy = &mut *self.blobs.entropy.borrow_mut();
        self.blobs.transfers.borrow_mut().finished(job, outcome, now, entropy);
        match (job, outcome) {
            (_, Outcome::Done) => {
                self.blobs.status.set(Photos { problem: None, ..self.blobs.status.get() });
                self.told_of_blobs();
            }
            (_, Outcome::NoRoom) => self.blobs.has_problem(SERVER_FULL),
            (Job::Send(_), Outcome::Never) => self.blobs.has_problem(NOT_TAKEN),
            (Job::Fetch(_), Outcome::Never) => self.blobs.has_problem(DEVICE_FULL),
            _ => {}
        }
        self.refresh_status();
        self.see_to_blobs();
    }

    /// Gives a photo to the server, unless it has it.
    async fn send(&self, hash: BlobHash) -> Result<Outcome, Outcome> {
        let (keeper, path, authorization) = self.way_to(hash)?;
        let unsent = keeper.unsent().await.map_err(|_| Outcome::NotYet)?;
        let Some(unsent) = unsent.into_iter().find(|unsent| unsent.hash == hash) else {
            return Ok(Outcome::Done);
        };
        if let Some(document) = unsent.document {
            let outbox = OutboxRead::Of(vec![document]);
            let read = Read { outbox, ..Read::default() };
            let waiting = keeper.read(&read).await.map_err(|_| Outcome::NotYet)?.outbox;
            if !waiting.is_empty() {
                return Ok(Outcome::NotYet);
            }
        }
        let bytes = keeper.blob(hash).await.map_err(|_| Outcome::NotYet)?;
        let there = http::is_there(&path, Some(&authorization)).await.map_err(of_http)?;
        // Without its bytes there is nothing to send: another device may have them.
        if let Some(bytes) = bytes.filter(|_| !there) {
            http::put(&path, Some(&authorization), &bytes).await.map_err(of_http)?;
        }
        keeper.sent(hash).await.map_err(|_| Outcome::NotYet)?;
        Ok(Outcome::Done)
    }

    /// Gets a photo from the server, and keeps it if it is what its name says.
    async fn fetch_blob(&self, hash: BlobHash) -> Result<Outcome, Outcome> {
        let (keeper, path, authorization) = self.way_to(hash)?;
        if keeper.blob(hash).await.is_ok_and(|blob| blob.is_some()) {
            self.blobs.came(hash);
            return Ok(Outcome::Done);
        }
        let answer = http::get(&path, Some(&authorization)).await;
        let answer = match answer {
            Err(HttpError::Status(404)) => return Ok(Outcome::NotYet),
            answer => answer.map_err(of_http)?,
        };
        let bytes = answer.body(limits::BLOB_BYTES).await.map_err(of_http)?;
        if BlobHash::of(&bytes) != hash {
            return Ok(Outcome::NotYet);
        }
        keeper.put_blob(hash, bytes, None).await.map_err(|error| match error {
            StoreError::Full => Outcome::Never,
            StoreError::Unavailable(_) | StoreError::Aborted(_) => Outcome::NotYet,
        })?;
        self.blobs.came(hash);
        Ok(Outcome::Done)
    }

    fn way_to(&self, hash: BlobHash) -> Result<(Rc<Keeper>, String, String), Outcome> {
        let keeper = self.keeper.borrow().clone().ok_or(Outcome::Failed)?;
        let workspace = self.workspace().ok_or(Outcome::Failed)?;
        let authorization = team::authorization(&workspace).ok_or(Outcome::Failed)?;
        Ok((keeper, format!("/api/blobs/{hash}"), authorization))
    }
}

fn of_http(error: HttpError) -> Outcome {
    match error {
        HttpError::Status(507) => Outcome::NoRoom,
        HttpError::Status(400 | 413) => Outcome::Never,
        HttpError::Unreachable | HttpError::Status(_) => Outcome::Failed,
    }
}
