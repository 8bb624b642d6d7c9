use leptos::prelude::*;

use crate::replica::{Link, Replica, Status};
use crate::ui::{SyncBadge, Whereabouts};

/// What the badge says of a status: what needs a person first.
fn whereabouts(status: &Status) -> Whereabouts {
    if let Some(problem) = &status.problem {
        return Whereabouts::Problem(problem.to_string());
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
    match status.link {
        Link::Live if status.waiting == 0 => Whereabouts::OnServer,
        Link::Live => Whereabouts::Sending(status.waiting),
        _ => Whereabouts::Offline(status.waiting),
    }
}

/// Where the work is, in words; opens the page that says more.
#[component]
pub fn WorkBadge() -> impl IntoView {
    let status = expect_context::<Replica>().status();
    let state = Memo::new(move |_| status.with(whereabouts));
    view! { <SyncBadge state /> }
}
