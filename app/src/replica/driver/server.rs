//! The connection to the server, and what people are told of it.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::sync::replica::{Event, LinkState, Replica};
use shared::wire::{ServerMessage, VERSIONS, limits};

use super::super::platform::clock::sleep;
use super::super::platform::frames::Frames;
use super::super::platform::http;
use super::super::platform::socket::{Socket, SocketEvent};
use super::super::{Link, Status, team};
use super::Driver;

impl Driver {
    pub(super) fn connect(self: &Rc<Self>) {
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
                    Ok(ServerMessage::Role { role }) => {
                        spawn_local(async move { driver.take_in_role(role).await });
                    }
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

    pub(super) fn hang_up(self: &Rc<Self>) {
        self.connection.set(self.connection.get() + 1);
        // Dropped in its own time: this may be one of its own callbacks.
        let socket = self.socket.borrow_mut().take();
        spawn_local(async move { drop(socket) });
        self.tell(Event::SocketClosed);
    }

    /// Streams the log over HTTP, no faster than it can be stored.
    pub(super) async fn fetch(self: Rc<Self>, after: u64) {
        let number = self.connection.get() + 1;
        self.connection.set(number);
        let Some(workspace) = self.workspace() else { return };
        let path = format!("/api/snapshot?after={after}&newest={}", VERSIONS.1);
        let Some(authorization) = team::authorization(&workspace) else { return };
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

    pub(super) fn backlog(&self) -> usize {
        self.core.borrow().as_ref().map_or(0, Replica::backlog)
    }

    pub(super) fn refresh_status(self: &Rc<Self>) {
        let Some(inner) = self.core.borrow().as_ref().map(Replica::status) else { return };
        let (shared, has_members) = match &*self.workspace.borrow() {
            Some(workspace) => (workspace.shared, workspace.role.is_some()),
            None => (false, false),
        };
        let link = match inner.link {
            LinkState::None => Link::Off,
            LinkState::Elsewhere if shared => self.owners_link.get(),
            LinkState::Elsewhere => Link::Off,
            LinkState::Offline { .. } => Link::Offline,
            LinkState::Connecting => Link::Connecting,
            LinkState::Online => Link::Live,
            LinkState::Denied if has_members => Link::NoMember,
            LinkState::Denied => Link::Denied,
            LinkState::SignedOut => Link::SignedOut,
            LinkState::MembersOnly => Link::MembersOnly,
            LinkState::ClientTooOld => Link::AppTooOld,
            LinkState::ServerTooOld => Link::ServerTooOld,
        };
        self.blobs.set_link(inner.link == LinkState::Online, inner.settled);
        if inner.link != LinkState::Elsewhere
            && let Some(tabs) = &*self.tabs.borrow()
        {
            tabs.say(word_of(link));
        }
        if link == Link::Denied && shared && !self.recreated.replace(true) {
            spawn_local(self.clone().make_known_again());
        }
        if matches!(link, Link::Connecting | Link::Live) {
            self.recreated.set(false);
        }
        if link == Link::Live && inner.progress.0 >= inner.progress.1 {
            self.signals.book.set_joining(false);
        }
        let kept = self.signals.status.with_untracked(|status| status.kept);
        let status = Status {
            link,
            unstored: inner.unstored + self.held.get(),
            waiting: inner.waiting,
            refused: inner.refused,
            problem: inner.problem.map(|problem| problem.to_string()),
            shared,
            last_on_server: inner.last_on_server,
            progress: inner.progress,
            kept,
            unreadable: inner.unreadable,
            photos: self.blobs.status(),
        };
        if self.signals.status.with_untracked(|old| *old != status) {
            self.signals.status.set(status);
        }
    }

    /// The server has lost the workspace, or was set up anew: this device brings it back.
    pub(super) async fn make_known_again(self: Rc<Self>) {
        let Some(workspace) = self.workspace() else { return };
        let Some(secret) = &workspace.secret else { return };
        if team::create(secret).await.is_ok() {
            self.tell(Event::TryNow);
        }
    }
}

const LINKS: [Link; 10] = [
    Link::Off,
    Link::Connecting,
    Link::Live,
    Link::Offline,
    Link::Denied,
    Link::AppTooOld,
    Link::ServerTooOld,
    Link::SignedOut,
    Link::MembersOnly,
    Link::NoMember,
];

fn word_of(link: Link) -> u8 {
    LINKS.iter().position(|other| *other == link).unwrap_or(0) as u8
}

pub(super) fn link_of(word: u8) -> Link {
    LINKS.get(usize::from(word)).copied().unwrap_or_default()
}
