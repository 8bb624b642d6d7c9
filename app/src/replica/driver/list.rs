//! The list of everyone, and who is in which segment.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DocumentId;
use shared::sync::replica::Event;
use shared::view::People;

use super::super::Phase;
use super::super::platform::clock::{self, Timer};
use super::super::segments::{SegmentSummary, Segments};
use super::Driver;

/// When, after something was stored, the list is folded for the next start.
const FOLD_AFTER: Duration = Duration::from_secs(8);

impl Driver {
    /// Reads the list.
    pub fn with_people<R>(&self, read: impl FnOnce(&People) -> R) -> R {
        read(&self.people.borrow())
    }

    pub(super) fn list(self: &Rc<Self>, facts: Vec<(DocumentId, Vec<u8>)>) {
        // Of a record that was erased for good there are none.
        let (facts, erased): (Vec<_>, Vec<_>) =
            facts.into_iter().partition(|(_, facts)| !facts.is_empty());
        if !erased.is_empty() {
            let erased: Vec<_> = erased.into_iter().map(|(id, _)| id).collect();
            self.unlist(&erased);
        }
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
        let taken = people.take_in(facts.iter().map(|(id, facts)| (*id, facts.as_slice())));
        match loaded {
            _ if taken.outdated.is_empty() => {}
            true => self.note(Event::Outdated(taken.outdated)),
            false => self.unreadable.borrow_mut().extend(taken.outdated),
        }
        let mut segments = self.segments.borrow_mut();
        for id in taken.touched.into_iter().filter(|_| loaded) {
            segments.set(id, &people);
            self.blobs.named(people.get(id));
        }
    }

    /// The segments, with how many are in each.
    pub fn segments(&self) -> Vec<SegmentSummary> {
        self.segments.borrow().all()
    }

    /// Asks everyone about every segment: everything has been read.
    pub(super) fn find_segments(self: &Rc<Self>) {
        *self.segments.borrow_mut() = Segments::of(&self.people.borrow(), clock::today());
        self.signals.version.update(|version| *version += 1);
        self.wait_for_midnight();
    }

    /// Another day: what was 60 days ago is 61.
    pub(super) fn wait_for_midnight(self: &Rc<Self>) {
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

    pub(super) fn fold_later(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        *self.folding.borrow_mut() = Some(Timer::after(FOLD_AFTER, move || {
            let Some(driver) = driver.upgrade() else { return };
            let Some(keeper) = driver.keeper.borrow().clone() else { return };
            spawn_local(async move { keeper.fold().await });
        }));
    }
}
