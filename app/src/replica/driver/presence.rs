//! Where this tab is, and where others are: passed between the screens, the replica and the other
//! tabs.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use shared::id::WorkspaceId;
use shared::sync::peers::Happening;
use shared::sync::replica::Event;
use shared::wire::Visit;

use super::super::platform::tabs::{visible, whisper::Whisper};
use super::Driver;

/// Where this tab is.
#[derive(Default)]
pub(super) struct Here {
    visit: RefCell<Option<Visit>>,
    whisper: RefCell<Option<Whisper>>,
}

impl Driver {
    /// Begins to tell where this tab is.
    pub(super) fn join_others(self: &Rc<Self>, workspace: &WorkspaceId) {
        let driver = Rc::downgrade(self);
        let whisper = Whisper::join(workspace, move |bytes| {
            if let Some(driver) = driver.upgrade() {
                driver.happened(Happening::Whispered(bytes));
            }
        });
        *self.here.whisper.borrow_mut() = whisper;
        self.seen(visible());
    }

    /// Says what this tab shows; a screen says it anew whenever it changes.
    pub fn look(self: &Rc<Self>, visit: Option<Visit>) {
        if *self.here.visit.borrow() != visit {
            self.here.visit.replace(visit.clone());
            self.happened(Happening::Look(visit));
        }
    }

    /// What this tab shows.
    pub fn visit(&self) -> Option<Visit> {
        self.here.visit.borrow().clone()
    }

    /// People look at this tab, or nobody does.
    pub(super) fn seen(self: &Rc<Self>, visible: bool) {
        self.note(Event::Here(Happening::Visible(visible)));
        // A page that was left may come back.
        self.happened(Happening::Look(self.visit()));
    }

    pub(super) fn happened(self: &Rc<Self>, happening: Happening) {
        self.tell(Event::Here(happening));
    }

    pub(super) fn whisper(&self, bytes: &[u8]) {
        if let Some(whisper) = &*self.here.whisper.borrow() {
            whisper.say(bytes);
        }
    }

    /// Who is around has changed.
    pub(super) fn refresh_peers(&self) {
        let core = self.core.borrow();
        let peers: Vec<_> = core.iter().flat_map(|core| core.others().cloned()).collect();
        drop(core);
        self.signals.peers.set(peers);
    }
}
