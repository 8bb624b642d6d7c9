//! People look at documents, and see each other do it.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;

use super::Simulated;
use super::world::{Coming, ConnectionId, TabEvent, TabId, World};
use crate::id::DocumentId;
use crate::sync::peers::Happening;
use crate::sync::replica::Event;
use crate::sync::server;
use crate::wire::{Presence, Visit};

/// After so many milliseconds everybody knows where everybody is: a last word may have got lost,
/// and with it the word of the tab that owns the connection.
const SETTLED_MS: u64 = 70_000;
/// After so many, somebody who vanished without a word is seen by nobody.
const FORGOTTEN_MS: u64 = 31_000;

/// What a tab shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    visit: Option<Visit>,
    hidden: bool,
}

/// Who is where, by devices.
type Places = BTreeMap<Vec<u8>, BTreeSet<Visit>>;

impl<D: Simulated> World<D> {
    pub(super) fn look_somewhere(&mut self, device: usize, tab: usize) {
        if !self.plan.presence {
            return;
        }
        let document = DocumentId([self.rng.random_range(0..3); 16]);
        let doing = vec![b'x'; self.rng.random_range(0..3)];
        let visit = self.rng.random_ratio(4, 5).then_some(Visit { document, doing });
        let hidden = self.rng.random_ratio(1, 5);
        let now = self.clock(device);
        let Some(state) = &mut self.devices[device].tabs[tab] else { return };
        state.shown = Shown { visit: visit.clone(), hidden };
        state.replica.handle(Event::Here(Happening::Visible(!hidden)), now);
        state.replica.handle(Event::Here(Happening::Look(visit)), now);
        self.drain(device, tab);
    }

    pub(super) fn whisper(&mut self, from: TabId, bytes: &[u8]) {
        if !self.plan.presence {
            return;
        }
        for other in self.neighbours(from) {
            if !self.chance(200) {
                let wait = self.rng.random_range(0..30);
                self.at(wait, Coming::Tab(other, TabEvent::Whispered(bytes.to_vec())));
            }
        }
    }

    pub(super) fn gather(&mut self, id: ConnectionId) {
        let seat = self.server.gathering.enter(self.now);
        if let Some(connection) = self.server.connections.get_mut(&id) {
            connection.seat = seat;
            self.give_news(id);
        }
    }

    pub(super) fn present(&mut self, id: ConnectionId, presence: Presence) {
        let seat = self.server.connections.get(&id).and_then(|connection| connection.seat);
        if let Some(seat) = seat {
            let woken = self.server.gathering.say(seat, presence, self.now);
            self.wake(&woken);
        }
    }

    pub(super) fn leave(&mut self, id: ConnectionId) {
        let gone = self.server.connections.remove(&id);
        if let Some(seat) = gone.and_then(|connection| connection.seat) {
            let woken = self.server.gathering.leave(seat);
            self.wake(&woken);
        }
    }

    fn wake(&mut self, seats: &[u64]) {
        let connections = self.server.connections.iter();
        let woken = connections.filter(|(_, one)| one.seat.is_some_and(|it| seats.contains(&it)));
        for id in woken.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.give_news(id);
        }
    }

    fn give_news(&mut self, id: ConnectionId) {
        let seat = self.server.connections.get(&id).and_then(|connection| connection.seat);
        if let Some(seat) = seat {
            let news = self.server.gathering.news(seat);
            self.tell(id, server::Event::Peers(news), None);
        }
    }

    /// Everybody sees where everybody else is; and nobody sees who vanished.
    pub(super) fn check_presence(&mut self) -> Result<(), String> {
        if !self.plan.presence {
            return Ok(());
        }
        self.run_for(SETTLED_MS);
        self.compare_places("settled")?;
        // Without a word: the server has not noticed either.
        let vanished: Vec<_> = self.devices[0].tabs.iter_mut().map(Option::take).collect();
        self.run_for(FORGOTTEN_MS);
        let compared = self.compare_places("after somebody vanished");
        self.devices[0].tabs = vanished;
        compared
    }

    fn compare_places(&self, when: &str) -> Result<(), String> {
        let mut all = Places::new();
        for (device, state) in self.devices.iter().enumerate() {
            let shown = state.tabs.iter().flatten().map(|tab| &tab.shown);
            let visits =
                shown.filter(|shown| !shown.hidden).filter_map(|shown| shown.visit.clone());
            let visits: BTreeSet<_> = visits.collect();
            if !visits.is_empty() {
                all.insert(vec![device as u8], visits);
            }
        }
        for (device, state) in self.devices.iter().enumerate() {
            for tab in state.tabs.iter().flatten() {
                let mut seen = Places::new();
                for other in tab.replica.others() {
                    seen.entry(other.who.clone()).or_default().extend(other.visits.iter().cloned());
                }
                let mut expected = all.clone();
                expected.remove(&vec![device as u8]);
                if seen != expected {
                    let tab = tab.id.tab;
                    return Err(format!(
                        "{when}, tab {tab} of device {device} sees {seen:?} instead of {expected:?}"
                    ));
                }
            }
        }
        Ok(())
    }
}
