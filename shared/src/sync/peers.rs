//! A tab's part in saying who is where at the moment: what its browser tells the others, and what
//! it knows of them.
//!
//! One tab of a browser owns the connection and speaks for all of them. The others whisper to it
//! where they are, and hear from it who else is around. Everything is said when it changes, and
//! again while it holds; whoever falls silent is forgotten. So nothing has to arrive, nothing has
//! to be answered, and nothing is ever stored.

mod word;

use std::collections::{BTreeMap, VecDeque};

use minicbor::{Decode, Encode};

use self::word::Word;
use super::gathering::FRESH_MS;
use crate::sorting::set;
use crate::time::Timestamp;
use crate::wire::{Presence, Visit, limits};

/// Tabs of one browser that are remembered.
const TABS: usize = 64;

/// What happens to a tab, as far as others may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// It shows this record, or none.
    Look(Option<Visit>),
    /// Whether anybody can see the tab. One that nobody sees falls silent.
    Visible(bool),
    /// Another tab of this browser whispered; what cannot be read is passed over.
    Whispered(Vec<u8>),
    /// It is being closed.
    Leave,
}

/// Who a tab is among the tabs of its browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// There is no server, and so nobody else.
    Alone,
    /// Another tab owns the connection.
    Guest,
    /// This one does.
    Owner {
        /// Whether it is connected, to a server that passes presence on.
        connected: bool,
    },
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Tell the server.
    Say(Presence),
    /// Tell the other tabs of this browser.
    Whisper(Vec<u8>),
    /// Who is around has changed.
    Changed,
}

/// What tabs of one browser tell each other. Numbers are never used for something else: a tab may
/// be older than its neighbour.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
enum Whisper {
    /// Where a tab is that does not own the connection.
    #[n(0)]
    Here {
        #[n(0)]
        tab: u64,
        #[n(1)]
        visit: Option<Visit>,
    },
    /// Who else is around, from the owner.
    #[n(1)]
    Around {
        #[n(0)]
        peers: Vec<Presence>,
    },
}

/// What a tab knows of who is where.
#[derive(Debug)]
pub struct Peers {
    who: Vec<u8>,
    tab: u64,
    role: Role,
    visible: bool,
    visit: Option<Visit>,
    /// Where this browser's tabs are and when each last said so; this one among them.
    tabs: BTreeMap<u64, (Visit, Timestamp)>,
    /// Where others are, by their connections, and when each was last heard of.
    peers: BTreeMap<u64, (Presence, Timestamp)>,
    said: Word<Presence>,
    whispered: Word<Whisper>,
    now: Timestamp,
    outcomes: VecDeque<Outcome>,
    /// A deliberate fault: whoever was there once stays.
    #[cfg(feature = "testing")]
    pub keeps_the_silent: bool,
}

impl Peers {
    /// A tab that shows nothing yet. `who` is what others know its person by, cut to
    /// [`limits::PRESENCE_BYTES`]; `tab` tells it from the other tabs of its browser.
    pub fn new(mut who: Vec<u8>, tab: u64) -> Self {
        who.truncate(limits::PRESENCE_BYTES);
        Self {
            who,
            tab,
            role: Role::Alone,
            visible: true,
            visit: None,
            tabs: BTreeMap::new(),
            peers: BTreeMap::new(),
            said: Word::default(),
            whispered: Word::default(),
            now: Timestamp::default(),
            outcomes: VecDeque::new(),
            #[cfg(feature = "testing")]
            keeps_the_silent: false,
        }
    }

    /// The other people around. This person's own connections are left out: for a moment a browser
    /// may have two, and one that it lost lives on at the server for a while.
    pub fn others(&self) -> impl Iterator<Item = &Presence> {
        self.peers.values().map(|(presence, _)| presence).filter(|other| other.who != self.who)
    }

    /// The next thing to do, if any.
    pub fn poll(&mut self) -> Option<Outcome> {
        self.outcomes.pop_front()
    }

    /// Takes in what happened to this tab.
    pub fn handle(&mut self, happening: Happening, now: Timestamp) {
        self.set_clock(now);
        match happening {
            Happening::Look(visit) => self.look(visit),
            Happening::Visible(visible) => self.visible = visible,
            Happening::Whispered(bytes) => self.hear_whisper(&bytes),
            Happening::Leave => {
                self.look(None);
                // There may be no later: at once, however recent the last word is.
                self.whispered.forget();
            }
        }
        self.update();
    }

    /// The server says where the people behind another connection are.
    pub fn hear(&mut self, peer: u64, presence: Presence, now: Timestamp) {
        if self.role != (Role::Owner { connected: true }) {
            // Of an earlier connection.
            return;
        }
        self.set_clock(now);
        let known = self.peers.get(&peer).map(|(presence, _)| presence);
        let changed = match presence.visits.is_empty() {
            true => self.peers.remove(&peer).is_some(),
            false if known.is_none() && self.peers.len() >= limits::PRESENT => false,
            false => {
                let changed = known != Some(&presence);
                self.peers.insert(peer, (presence, now));
                changed
            }
        };
        self.changed_if(changed);
        self.update();
    }

    /// Says who this tab is among the tabs of its browser.
    pub fn set_role(&mut self, role: Role, now: Timestamp) {
        if role == self.role {
            return;
        }
        self.set_clock(now);
        let stays_owner = matches!((self.role, role), (Role::Owner { .. }, Role::Owner { .. }));
        self.role = role;
        // Another connection, or another tab, tells it all anew.
        self.changed_if(!self.peers.is_empty());
        self.peers.clear();
        // To the server, a new connection is nowhere.
        self.said = Word::of(Presence { who: self.who.clone(), visits: Vec::new() });
        if !stays_owner {
            self.whispered.forget();
        }
        self.update();
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Timestamp) {
        self.set_clock(now);
        self.update();
    }

    /// When [`Peers::tick`] should be called next.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let whisper = self.whispered.due(&self.whisper()?, self.holds());
        let connected = self.role == Role::Owner { connected: true };
        let presence = connected.then(|| self.presence());
        let say = presence.and_then(|word| self.said.due(&word, !word.visits.is_empty()));
        let tabs = self.tabs.values().map(|(_, at)| *at).min().filter(|_| connected);
        let peers = self.peers.values().map(|(_, at)| *at).min().filter(|_| self.forgets());
        let silent = tabs.into_iter().chain(peers).min().map(|at| at.plus(FRESH_MS));
        [whisper, say, silent].into_iter().flatten().min()
    }

    fn look(&mut self, visit: Option<Visit>) {
        self.visit = visit.map(|mut visit| {
            visit.doing.truncate(limits::PRESENCE_BYTES);
            visit
        });
        self.tabs.remove(&self.tab);
    }

    fn hear_whisper(&mut self, bytes: &[u8]) {
        match minicbor::decode(bytes) {
            Ok(Whisper::Here { tab, visit }) if tab != self.tab => {
                if !self.tabs.contains_key(&tab) {
                    // It may be new, and know of nobody yet.
                    self.answer();
                }
                match visit {
                    None => drop(self.tabs.remove(&tab)),
                    Some(visit) if self.tabs.len() < TABS || self.tabs.contains_key(&tab) => {
                        self.tabs.insert(tab, (visit, self.now));
                    }
                    Some(_) => {}
                }
            }
            Ok(Whisper::Around { peers }) if self.role == Role::Guest => {
                let changed = !peers.iter().eq(self.peers.values().map(|(presence, _)| presence));
                let heard = (0..).zip(peers.into_iter().map(|presence| (presence, self.now)));
                self.peers.clear();
                self.peers.extend(heard);
                self.changed_if(changed);
            }
            _ => {}
        }
    }

    fn answer(&mut self) {
        if matches!(self.role, Role::Owner { .. }) {
            self.whispered.forget();
        }
    }

    /// A clock that was set back must not make anything last for years.
    fn set_clock(&mut self, now: Timestamp) {
        if now < self.now {
            let times = self.tabs.values_mut().map(|(_, at)| at);
            let times = times.chain(self.peers.values_mut().map(|(_, at)| at));
            times.for_each(|at| *at = now.min(*at));
            self.said.set_back(now);
            self.whispered.set_back(now);
        }
        self.now = now;
    }

    fn update(&mut self) {
        let now = self.now;
        if let (true, Some(visit)) = (self.visible, &self.visit) {
            self.tabs.insert(self.tab, (visit.clone(), now));
        }
        self.tabs.retain(|_, (_, at)| now.apart(*at) < FRESH_MS);
        self.forget_the_silent();
        let Some(whisper) = self.whisper() else { return };
        if self.whispered.say(&whisper, self.holds(), now) {
            let bytes = minicbor::to_vec(whisper).expect("writing into memory does not fail");
            self.outcomes.push_back(Outcome::Whisper(bytes));
        }
        if self.role == (Role::Owner { connected: true }) {
            let presence = self.presence();
            if self.said.say(&presence, !presence.visits.is_empty(), now) {
                self.outcomes.push_back(Outcome::Say(presence));
            }
        }
    }

    /// Always, but with a deliberate fault.
    fn forgets(&self) -> bool {
        #[cfg(feature = "testing")]
        return !self.keeps_the_silent;
        #[cfg(not(feature = "testing"))]
        true
    }

    fn forget_the_silent(&mut self) {
        if !self.forgets() {
            return;
        }
        let before = self.peers.len();
        self.peers.retain(|_, (_, at)| self.now.apart(*at) < FRESH_MS);
        self.changed_if(self.peers.len() < before);
    }

    fn changed_if(&mut self, changed: bool) {
        if changed && !self.outcomes.contains(&Outcome::Changed) {
            self.outcomes.push_back(Outcome::Changed);
        }
    }

    /// Where this browser's people are.
    fn presence(&self) -> Presence {
        let visits = set(self.tabs.values().map(|(visit, _)| visit.clone()));
        let visits = visits.into_iter().take(limits::VISITS).collect();
        Presence { who: self.who.clone(), visits }
    }

    /// What the other tabs should know from this one, if there can be any.
    fn whisper(&self) -> Option<Whisper> {
        match self.role {
            Role::Alone => None,
            Role::Guest => Some(Whisper::Here { tab: self.tab, visit: self.visit.clone() }),
            Role::Owner { .. } => {
                let peers = self.peers.values().map(|(presence, _)| presence.clone()).collect();
                Some(Whisper::Around { peers })
            }
        }
    }

    /// Whether what this tab whispers is worth saying again.
    fn holds(&self) -> bool {
        match self.role {
            Role::Alone => false,
            Role::Guest => self.visible && self.visit.is_some(),
            Role::Owner { .. } => !self.peers.is_empty(),
        }
    }
}
