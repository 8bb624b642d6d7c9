use leptos::prelude::*;

use crate::replica::{Link, Replica, Status};
use crate::ui::{SyncBadge, Whereabouts};

/// What the badge says of a status: what needs a person first.
fn whereabouts(status: &Status) -> Whereabouts {
    if status.problem.is_some() {
        return Whereabouts::Problem("this device".into());
    }
    if let Some(problem) = in_the_way(status.link) {
        return Whereabouts::Problem(problem.into());
    }
    if status.refused > 0 {
        return Whereabouts::NotAccepted(status.refused);
    }
    if status.unstored > 0 {
        return Whereabouts::Storing;
    }
    if !status.shared {
        return Whereabouts::OnDevice;
    }
    let waiting = status.waiting + status.photos.waiting;
    match status.link {
        Link::Live if waiting == 0 => Whereabouts::OnServer,
        // Everything that was ever written here is acknowledged.
        Link::Connecting if waiting == 0 => Whereabouts::OnServer,
        Link::Live | Link::Connecting => Whereabouts::Sending(waiting),
        _ => Whereabouts::Offline(waiting),
    }
}

/// What of a connection does not pass by itself.
fn in_the_way(link: Link) -> Option<&'static str> {
    match link {
        Link::Denied => Some("unknown to the server"),
        Link::AppTooOld => Some("this app is too old"),
        Link::ServerTooOld => Some("the server is too old"),
        Link::SignedOut => Some("signed out"),
        Link::MembersOnly | Link::NoMember => Some("not a member"),
        Link::Off | Link::Connecting | Link::Live | Link::Offline => None,
    }
}

/// Where the work is, in words; opens the page that says more.
#[component]
pub fn WorkBadge() -> impl IntoView {
    let status = expect_context::<Replica>().status();
    let state = Memo::new(move |_| status.with(whereabouts));
    view! { <SyncBadge state /> }
}
