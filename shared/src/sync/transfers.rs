//! Which blobs a device sends to its server and fetches from it, and when.
//!
//! Blobs go beside the log, over HTTP, and never hold it up. One that is not there yet, or that the
//! server has no room for, waits by itself; while the server cannot be reached, all wait.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use minicbor::{Decode, Encode};

use super::backoff::Backoff;
use super::entropy::Entropy;
use super::store::Meta;
use crate::id::{BlobHash, LogId};
use crate::time::Timestamp;

/// How many transfers run at once.
pub const AT_ONCE: usize = 4;

/// The first and the longest wait for one blob, in milliseconds: a colleague's device sends it just
/// after the change that names it.
const ONE: (u64, u64) = (1_000, 300_000);
/// The same where the server has no room: somebody has to make some.
const NO_ROOM: (u64, u64) = (60_000, 1_800_000);
/// The same for a server that cannot be reached or fails.
const ALL: (u64, u64) = (2_000, 120_000);

/// Where a device stands: the log of its server, and how often it stepped back on it. Where that
/// changes, the server may lack blobs that an earlier one had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Standing {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// See [`Meta::era`].
    #[n(1)]
    pub era: u64,
}

impl Standing {
    /// Where a device stands that keeps `meta`: nowhere before it has stored something of a log. A
    /// server that is empty, or was emptied, is read to its end at once, and is no log to stand on
    /// yet; blobs wait for what names them, as they do on the server.
    pub fn of(meta: &Meta) -> Option<Self> {
        meta.cursor.map(|cursor| Self { log: cursor.log, era: meta.era })
    }

    /// Whether the server may lack every blob that the device has: it stood elsewhere before, or it
    /// is not known where.
    pub fn may_lack_all(self, before: Option<Self>) -> bool {
        before != Some(self)
    }
}

/// One transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Job {
    /// From this device to the server.
    Send(BlobHash),
    /// From the server to this device.
    Fetch(BlobHash),
}

/// How a transfer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It cannot be done yet: the server has not the blob, or not the change that names it.
    NotYet,
    /// The server has no room for it.
    NoRoom,
    /// It cannot be done, however often it is tried: not before this device starts again.
    Never,
    /// The server could not be reached, or failed.
    Failed,
}

/// All transfers of a device that are still to be made.
#[derive(Debug)]
pub struct Transfers {
    online: bool,
    /// To be made as soon as there is room; what is to be sent stands first.
    ready: VecDeque<Job>,
    /// To be made when it is time.
    asleep: BTreeSet<(Timestamp, Job)>,
    running: HashSet<Job>,
    /// Those that could not be made yet.
    waits: HashMap<Job, Backoff>,
    /// All of the above.
    known: HashSet<Job>,
    pause: Backoff,
    paused_until: Timestamp,
}

impl Default for Transfers {
    fn default() -> Self {
        Self {
            online: false,
            ready: VecDeque::new(),
            asleep: BTreeSet::new(),
            running: HashSet::new(),
            waits: HashMap::new(),
            known: HashSet::new(),
            pause: Backoff::new(ALL.0, ALL.1),
            paused_until: Timestamp(i64::MIN),
        }
    }
}

impl Transfers {
    /// Says whether the server can be reached by this tab. Once it can be again, nothing waits for
    /// its time any longer.
    pub fn set_online(&mut self, online: bool) {
        if online && !self.online {
            self.paused_until = Timestamp(i64::MIN);
            self.pause.reset();
            self.waits.clear();
            for (_, job) in std::mem::take(&mut self.asleep) {
                self.enqueue(job);
            }
        }
        self.online = online;
    }

    /// Asks for a transfer; one that is asked for already stays where it is.
    pub fn add(&mut self, job: Job) {
        if self.known.insert(job) {
            self.enqueue(job);
        }
    }

    /// The transfer to begin now, if any. The caller says how it went.
    pub fn next(&mut self, now: Timestamp) -> Option<Job> {
        if !self.online || self.running.len() >= AT_ONCE || now < self.paused_until {
            return None;
        }
        while let Some((at, job)) = self.asleep.first().copied().filter(|(at, _)| *at <= now) {
            self.asleep.remove(&(at, job));
            self.enqueue(job);
        }
        let job = self.ready.pop_front()?;
        self.running.insert(job);
        Some(job)
    }

    /// How a transfer went that [`Self::next`] gave.
    pub fn finished(&mut self, job: Job, how: Outcome, now: Timestamp, entropy: &mut Entropy) {
        self.running.remove(&job);
        let (first, longest) = match how {
            Outcome::Done | Outcome::Never => {
                self.pause.reset();
                self.waits.remove(&job);
                self.known.remove(&job);
                return;
            }
            Outcome::Failed => {
                // Several that fail together are one failure.
                if now >= self.paused_until {
                    self.paused_until = after(now, self.pause.next(entropy));
                }
                return self.ready.push_front(job);
            }
            Outcome::NotYet => ONE,
            Outcome::NoRoom => NO_ROOM,
        };
        self.pause.reset();
        let wait = self.waits.entry(job).or_insert_with(|| Backoff::new(first, longest));
        self.asleep.insert((after(now, wait.next(entropy)), job));
    }

    /// When to ask [`Self::next`] again; `None` while only what runs can change anything.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if !self.online || self.running.len() >= AT_ONCE {
            return None;
        }
        let next = match self.ready.is_empty() {
            true => self.asleep.first()?.0,
            false => Timestamp(i64::MIN),
        };
        Some(next.max(self.paused_until))
    }

    fn enqueue(&mut self, job: Job) {
        match job {
            Job::Send(_) => self.ready.push_front(job),
            Job::Fetch(_) => self.ready.push_back(job),
        }
    }
}

fn after(now: Timestamp, milliseconds: u64) -> Timestamp {
    Timestamp(now.0.saturating_add_unsigned(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: u8) -> BlobHash {
        BlobHash([number; 32])
    }

    fn send(number: u8) -> Job {
        Job::Send(hash(number))
    }

    fn fetch(number: u8) -> Job {
        Job::Fetch(hash(number))
    }

    fn entropy() -> Entropy {
        Entropy::new(|| 7)
    }

    fn online(jobs: &[Job]) -> Transfers {
        let mut transfers = Transfers::default();
        transfers.set_online(true);
        jobs.iter().for_each(|job| transfers.add(*job));
        transfers
    }

    fn all(transfers: &mut Transfers, now: i64) -> Vec<Job> {
        std::iter::from_fn(|| transfers.next(Timestamp(now))).collect()
    }

    #[test]
    fn what_is_to_be_sent_comes_first_each_once_and_four_at_a_time() {
        let jobs = [fetch(1), fetch(2), send(1), fetch(1), fetch(3), send(1), fetch(4)];
        let mut transfers = online(&jobs);
        assert_eq!(all(&mut transfers, 0), [send(1), fetch(1), fetch(2), fetch(3)]);
        transfers.add(fetch(2));
        assert_eq!(transfers.wake_at(), None);
        transfers.finished(fetch(2), Outcome::Done, Timestamp(0), &mut entropy());
        assert!(transfers.wake_at().is_some());
        assert_eq!(all(&mut transfers, 0), [fetch(4)]);
        // What was done can be asked for again.
        transfers.add(fetch(2));
        transfers.finished(send(1), Outcome::Never, Timestamp(0), &mut entropy());
        assert_eq!(all(&mut transfers, 0), [fetch(2)]);
    }

    #[test]
    fn nothing_is_begun_without_a_network_and_nothing_is_forgotten() {
        let mut transfers = Transfers::default();
        transfers.add(send(1));
        assert_eq!((all(&mut transfers, 0), transfers.wake_at()), (vec![], None));
        transfers.set_online(true);
        assert_eq!(all(&mut transfers, 0), [send(1)]);
        transfers.set_online(false);
        transfers.finished(send(1), Outcome::Failed, Timestamp(0), &mut entropy());
        assert_eq!((all(&mut transfers, 900_000), transfers.wake_at()), (vec![], None));
        transfers.set_online(true);
        assert_eq!(all(&mut transfers, 1), [send(1)]);
    }

    #[test]
    fn one_that_is_not_there_waits_longer_each_time_and_holds_up_nobody() {
        let mut transfers = online(&[fetch(1), fetch(2)]);
        let mut now = 0;
        let mut waits = Vec::new();
        assert_eq!(all(&mut transfers, now), [fetch(1), fetch(2)]);
        transfers.finished(fetch(2), Outcome::Done, Timestamp(now), &mut entropy());
        for _ in 0..12 {
            transfers.finished(fetch(1), Outcome::NotYet, Timestamp(now), &mut entropy());
            let at = transfers.wake_at().expect("a time").0;
            waits.push(at - now);
            transfers.add(fetch(1));
            transfers.add(fetch(3));
            assert_eq!(all(&mut transfers, now), [fetch(3)]);
            transfers.finished(fetch(3), Outcome::Done, Timestamp(now), &mut entropy());
            assert_eq!(all(&mut transfers, at - 1), []);
            assert_eq!(all(&mut transfers, at), [fetch(1)]);
            now = at;
        }
        assert!(waits[0] <= 1_000 && waits[3] > waits[0], "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 300_000), "{waits:?}");
        // Coming back after a break, it is asked for at once.
        transfers.finished(fetch(1), Outcome::NotYet, Timestamp(now), &mut entropy());
        transfers.set_online(false);
        transfers.set_online(true);
        assert_eq!(all(&mut transfers, now), [fetch(1)]);
    }

    #[test]
    fn a_server_that_fails_is_left_alone_for_a_while_that_grows() {
        let mut transfers = online(&[fetch(1), fetch(2), fetch(3)]);
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..10 {
            let begun = all(&mut transfers, now);
            assert_eq!(begun.len(), 3);
            for job in begun {
                transfers.finished(job, Outcome::Failed, Timestamp(now), &mut entropy());
            }
            let at = transfers.wake_at().expect("a time").0;
            waits.push(at - now);
            assert_eq!(all(&mut transfers, at - 1), []);
            now = at;
        }
        assert!(waits[0] <= 2_000 && waits[3] > 4 * waits[0], "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 120_000), "{waits:?}");
    }

    #[test]
    fn without_room_on_the_server_fetching_goes_on() {
        let mut transfers = online(&[send(1), fetch(1)]);
        assert_eq!(all(&mut transfers, 0), [send(1), fetch(1)]);
        transfers.finished(send(1), Outcome::NoRoom, Timestamp(0), &mut entropy());
        transfers.add(fetch(2));
        assert_eq!(all(&mut transfers, 0), [fetch(2)]);
        let at = transfers.wake_at().expect("a time");
        assert!((30_000..=60_000).contains(&at.0), "{at:?}");
        assert_eq!(all(&mut transfers, at.0), [send(1)]);
    }
}
