//! Who may ask: origins, secrets, sessions, roles, and how often.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use shared::access::{Action, Role, may};
use shared::id::{AccountId, Verifier, WorkspaceId, WorkspaceSecret};
use shared::sync::server::Opening;
use shared::time::Timestamp;

use crate::App;
use crate::config::Access;
use crate::error::Problem;
use crate::storage::{Accounts, Session, Storage, StorageError};

pub(crate) mod address;
pub(crate) mod changes;
pub(crate) mod cookie;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod provider;
pub(crate) mod rate;
pub(crate) mod token;

/// Lets a browser's page in only from this server's own origin or a configured one. What is no
/// browser sends no Origin; it has the secret to show.
pub(crate) fn check_origin(access: &Access, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().map_err(|_| Problem::ForeignOrigin)?.to_ascii_lowercase();
    if access.public_origins.contains(&origin) {
        return Ok(());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let uri: Uri = origin.parse().map_err(|_| Problem::ForeignOrigin)?;
    // Where browsers are told to stay with TLS, a page that came without it is somebody else's.
    let scheme = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => !access.strict_transport,
        _ => false,
    };
    let same = scheme
        && uri.authority().is_some_and(|authority| authority.as_str().eq_ignore_ascii_case(host));
    if same { Ok(()) } else { Err(Problem::ForeignOrigin) }
}

/// The workspace's secret, from `Authorization: Bearer`. One that is missing or malformed gets the
/// same answer as a wrong one.
pub(crate) fn secret(headers: &HeaderMap) -> Result<WorkspaceSecret, Problem> {
    credentials(headers, "Bearer ").and_then(|secret| secret.parse().ok()).ok_or(Problem::Denied)
}

fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    Some(value.strip_prefix(scheme)?.trim())
}

/// Lets a browser's page do something in the name of whoever is signed in: only this server's own.
/// Whatever changes something says where it comes from, as every browser does.
pub(crate) fn check_page(
    access: &Access,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), Problem> {
    check_origin(access, headers)?;
    let changes = !matches!(*method, Method::GET | Method::HEAD);
    let site = headers.get(SITE).map(axum::http::HeaderValue::as_bytes);
    let foreign = site.is_some_and(|site| site != b"same-origin" && site != b"none");
    if foreign || (changes && !headers.contains_key(header::ORIGIN)) {
        return Err(Problem::ForeignOrigin);
    }
    Ok(())
}

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How long somebody stays signed in on a device that does not come by.
const SESSION_DAYS: u64 = 90;
/// How old the note of when a session was seen may be: not every request is worth a write.
const SEEN_MS: u64 = 5 * 60 * 1000;

/// The session of a cookie, if it lives. Notes that it was seen.
pub(crate) async fn session(
    accounts: &dyn Accounts,
    cookie: Option<Verifier>,
) -> Result<Option<Session>, StorageError> {
    let Some(cookie) = cookie else { return Ok(None) };
    let now = now();
    let found = accounts.session(cookie, oldest(now)).await?;
    if let Some(session) = found
        && now.0 > session.seen.plus(SEEN_MS).0
    {
        accounts.touch(session.id, now).await?;
    }
    Ok(found)
}

/// When a session that still lives may last have been seen.
pub(crate) fn oldest(now: Timestamp) -> Timestamp {
    now.minus(SESSION_DAYS * 24 * 60 * 60 * 1000)
}

/// The server's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Who asks: somebody who is signed in, by a page of this server.
pub(crate) async fn signed_in(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Session, Problem> {
    check_page(&app.config.access, method, headers)?;
    let cookie = cookie::read(&app.config.access, headers);
    session(app.accounts.as_ref(), cookie).await?.ok_or(Problem::SignedOut)
}

/// The same, where it has to be who owns the server.
pub(crate) async fn server_owner(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Session, Problem> {
    let session = signed_in(app, method, headers).await?;
    let asking = app.accounts.account(session.account).await?.ok_or(Problem::SignedOut)?;
    if asking.owns_server { Ok(session) } else { Err(Problem::NotAllowed) }
}

/// What somebody is in a workspace. Who is no member learns nothing of it.
pub(crate) async fn role(
    accounts: &dyn Accounts,
    workspace: WorkspaceId,
    account: AccountId,
) -> Result<Role, Problem> {
    accounts.role(workspace, account).await?.ok_or(Problem::Denied)
}

/// Lets somebody do something in a workspace, or not.
pub(crate) async fn allow(
    app: &App,
    workspace: WorkspaceId,
    account: AccountId,
    action: Action,
) -> Result<Role, Problem> {
    let role = role(app.accounts.as_ref(), workspace, account).await?;
    if may(role, action) { Ok(role) } else { Err(Problem::NotAllowed) }
}

/// A workspace that a request opened.
pub(crate) struct Entry {
    pub(crate) workspace: WorkspaceId,
    pub(crate) opening: Opening,
    /// Who opened it; none where the secret did.
    pub(crate) account: Option<AccountId>,
}

/// Opens the workspace of a request: by its secret (`Authorization: Bearer`), or by its id
/// (`Authorization: Workspace`) and the session of a member who may do this.
pub(crate) async fn enter(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    action: Action,
) -> Result<Entry, Problem> {
    check_origin(&app.config.access, headers)?;
    if let Some(id) = credentials(headers, "Workspace ") {
        let session = signed_in(app, method, headers).await?;
        let workspace: WorkspaceId = id.parse().map_err(|_| Problem::Denied)?;
        allow(app, workspace, session.account, action).await?;
        let opening = opening(app.storage.as_ref(), workspace).await?;
        return Ok(Entry { workspace, opening, account: Some(session.account) });
    }
    let secret = secret(headers)?;
    let workspace = secret.workspace();
    let opened = app.storage.open(workspace, secret.verifier(), None).await?;
    let opening = opened.ok_or(Problem::Denied)?;
    if app.accounts.is_team(workspace).await? {
        return Err(Problem::MembersOnly);
    }
    Ok(Entry { workspace, opening, account: None })
}

/// How a workspace that is there is opened for a member.
pub(crate) async fn opening(
    storage: &dyn Storage,
    workspace: WorkspaceId,
) -> Result<Opening, StorageError> {
    let end = storage.read(workspace, u64::MAX).await?;
    Ok(Opening { log: end.log, head: end.head, agreed: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: Option<&str>, host: &str, public: &[&str]) -> bool {
        let public_origins = public.iter().map(ToString::to_string).collect();
        checked_by(&Access { public_origins, ..Access::default() }, origin, host)
    }

    fn checked_by(access: &Access, origin: Option<&str>, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a host"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("an origin"));
        }
        check_origin(access, &headers).is_ok()
    }

    #[test]
    fn where_browsers_stay_with_tls_a_page_that_came_without_it_is_another_sites() {
        let access = Access { strict_transport: true, ..Access::default() };
        assert!(checked_by(&access, Some("https://crm.example"), "crm.example"));
        assert!(!checked_by(&access, Some("http://crm.example"), "crm.example"));
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let own = "crm.example:8080";
        assert!(check(None, own, &[]));
        assert!(check(Some("http://crm.example:8080"), own, &[]));
        assert!(check(Some("https://CRM.example:8080"), own, &[]));
        assert!(check(Some("https://crm.example"), own, &["https://crm.example"]));
        for foreign in [
            "null",
            "",
            "https://evil.example",
            "http://crm.example",
            "http://crm.example:8081",
            "http://crm.example:8080.evil.example",
            "http://evil.example/crm.example:8080",
            "http://x@crm.example:8080",
            "file://crm.example:8080",
            "chrome-extension://crm.example:8080",
        ] {
            assert!(!check(Some(foreign), own, &["https://crm.example"]), "{foreign} came in");
        }
    }
}
