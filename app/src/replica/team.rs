//! Sharing a workspace, joining one, going from one to another.

use std::rc::Rc;

use leptos::prelude::window;
use shared::id::{WorkspaceId, WorkspaceKey, WorkspaceSecret};

use super::driver::{Driver, remember_open};
use super::platform::http::{self, HttpError};
use super::platform::registry::Workspace;

/// The header by which a request opens a workspace; none while it is on this device only.
pub(super) fn authorization(workspace: &Workspace) -> Option<String> {
    workspace.key().map(|key| match key {
        WorkspaceKey::Secret(secret) => with_secret(&secret),
        WorkspaceKey::Session(id) => format!("Workspace {id}"),
    })
}

pub(super) fn with_secret(secret: &WorkspaceSecret) -> String {
    format!("Bearer {secret}")
}

/// Makes the workspace known to the server; that it is known already changes nothing.
pub(super) async fn create(secret: &WorkspaceSecret) -> Result<(), HttpError> {
    http::post("/api/workspaces", Some(&with_secret(secret)), &[]).await.map(|_| ())
}

pub(super) async fn share(driver: &Rc<Driver>) -> Result<String, String> {
    let Some(mut workspace) = driver.workspace() else {
        return Err("This device is still opening the workspace. Try again in a moment.".into());
    };
    let (Some(secret), None) = (workspace.secret.clone(), workspace.role) else {
        return Err("This workspace has members: invite people to it instead.".into());
    };
    if !workspace.shared {
        create(&secret).await.map_err(|error| match error {
            HttpError::Unreachable => {
                "The server does not answer. Everything stays on this device; try again when \
                 there is a network."
            }
            HttpError::Status(429) => {
                "The server has had too many requests. Try again in a minute."
            }
            HttpError::Status(_) => {
                "The server takes no further workspace. Ask whoever runs it; everything stays on \
                 this device."
            }
        })?;
        workspace.shared = true;
        driver.put_workspace(workspace.clone()).await?;
    }
    let origin = window().location().origin().unwrap_or_default();
    Ok(format!("{origin}/#join={secret}"))
}

pub(super) async fn join(driver: &Driver, link: &str) -> Result<(), String> {
    let link = link.trim();
    let secret = link.rsplit_once("join=").map_or(link, |(_, secret)| secret);
    let secret: WorkspaceSecret = secret.parse().map_err(|_| {
        "This is not a whole link. It ends in #join= and 64 letters and digits; ask your \
         colleague to send it again."
    })?;
    let origin = window().location().origin().unwrap_or_default();
    if link.contains("://") && !link.starts_with(&origin) {
        // A workspace lives with its server: that page opens it.
        return window().location().assign(link).map_err(|_| {
            "This link leads to another address, which this browser does not open.".to_owned()
        });
    }
    let answer = http::get("/api/snapshot?after=0", Some(&with_secret(&secret))).await;
    match answer {
        Ok(_) => {}
        Err(HttpError::Unreachable) => {
            return Err("The server does not answer. Nothing is changed; try again when there is \
                        a network."
                .into());
        }
        Err(HttpError::Status(423)) => {
            return Err("This workspace has members now, and the link opens it no more. Ask your \
                        colleague for an invitation."
                .into());
        }
        Err(HttpError::Status(_)) => {
            return Err(
                "No workspace opens with this link. Ask your colleague for a new one.".into()
            );
        }
    }
    let id = secret.workspace();
    driver.add_workspace(secret, "Our regulars".into()).await?;
    switch(id);
    Ok(())
}

pub(super) fn switch(id: WorkspaceId) {
    remember_open(&id);
    // The fragment goes with it: what it said has been done.
    if window().location().set_href("/people").is_err() {
        let _ = window().location().reload();
    }
}
