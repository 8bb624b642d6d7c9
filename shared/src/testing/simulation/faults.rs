//! What befalls a device: its storage is copied, its tabs are frozen, its clock is set.

use rand::{Rng, RngCore};

use super::Simulated;
use super::world::{Device, World};
use crate::time::Timestamp;

/// More copies than this make a simulation slow, and show nothing new.
const CLONES: usize = 3;
const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 60 * 60 * 1000;
const FROZEN_MS: u64 = 60_000;

impl<D: Simulated> World<D> {
    /// Whether a fault happens. One that a plan does without draws nothing, so that older seeds stay
    /// what they were.
    pub(super) fn befalls(&mut self, in_a_thousand: u32) -> bool {
        in_a_thousand > 0 && self.chance(in_a_thousand)
    }

    /// Now, as a device's own clock has it.
    pub(super) fn clock(&self, device: usize) -> Timestamp {
        Timestamp(self.now.0 + self.devices[device].offset)
    }

    /// Somebody sets a device's clock, forward or back.
    pub(super) fn set_clock(&mut self, device: usize) {
        self.devices[device].offset = self.rng.random_range(-TEN_YEARS_MS..=TEN_YEARS_MS);
        self.clocks_set += 1;
    }

    /// The browser stops a tab: whatever comes waits until it goes on. A lock stays in its hands.
    pub(super) fn freeze(&mut self, device: usize, tab: usize) {
        let until = self.now.plus(self.rng.random_range(0..FROZEN_MS));
        if let Some(tab) = &mut self.devices[device].tabs[tab] {
            tab.frozen_until = until;
        }
    }

    /// Somebody copies a browser's folder to another machine: everything stored is there twice.
    pub(super) fn copy_device(&mut self, device: usize) {
        if self.devices.len() >= self.plan.devices + CLONES {
            return;
        }
        let original = &self.devices[device];
        let copy = Device {
            store: original.store.clone(),
            tabs: (0..self.plan.tabs).map(|_| None).collect(),
            offline: original.offline,
            offset: original.offset,
            stored_seed: original.stored_seed,
        };
        self.devices.push(copy);
        self.give_birth(self.devices.len() - 1, 0);
    }

    /// What a new tab draws its ids from.
    pub(super) fn seed_of_a_tab(&mut self, device: usize, tab: usize) -> u64 {
        let fresh = self.rng.next_u64();
        match self.plan.stored_actor {
            true => self.devices[device].stored_seed ^ tab as u64,
            false => fresh,
        }
    }
}
