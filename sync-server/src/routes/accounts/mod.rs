//! Accounts: signing in, devices, passwords. Bodies are those of `shared::wire::accounts`.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use minicbor::{Decode, Encode};
use shared::id::{AccountId, SessionId};
use shared::wire::accounts::{self as wire, Happened, Me, SignIn, Token};

use crate::App;
use crate::access::rate::network;
use crate::access::{self, cookie, token};
use crate::error::Problem;
use crate::storage::{NewAccount, NewSession, Note, Proof};

pub(crate) mod forgotten;
pub(crate) mod passkeys;
pub(crate) mod passwords;
pub(crate) mod provider;
pub(crate) mod sessions;
pub(crate) mod set_up;

/// Seconds that an authenticator's answer is waited for, or who signs in elsewhere: they may look for a
/// key, or for a password and a phone. It is one time for both: where too many wait, those go whose
/// time ends first, and whoever has a passkey is not to make room for whoever has a provider.
const WAITS_S: u32 = 15 * 60;

/// How many of both wait at once.
const WAITING: u32 = 10_000;

/// A body, from a page of this server.
pub(super) fn read<'b, M: Decode<'b, ()>>(
    app: &App,
    headers: &HeaderMap,
    body: &'b Bytes,
) -> Result<M, Problem> {
    access::check_page(&app.config.access, &Method::POST, headers)?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|it| it != wire::MEDIA_TYPE) {
        return Err(Problem::BadRequest("The body is to be application/cbor."));
    }
    wire::read(body).map_err(|_| Problem::BadRequest("The body makes no sense."))
}

/// A body, for the one who asked and no cache.
pub(super) fn answer(body: &impl Encode<()>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(wire::MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, wire::write(body)).into_response()
}

/// One's own name, a workspace's, a device's: something, and not too much of it.
pub(super) fn name(typed: &str) -> Result<String, Problem> {
    let name = typed.trim();
    let sound = !name.is_empty()
        && name.chars().count() <= wire::NAME_LETTERS
        && !name.chars().any(char::is_control);
    if sound {
        Ok(name.to_owned())
    } else {
        Err(Problem::BadRequest("A name has 1 to 120 letters, on one line."))
    }
}

/// What a device is called in one's lists, whatever it says.
pub(super) fn device_name(said: &str) -> String {
    name(said).unwrap_or_else(|_| "A device".into())
}

/// Counts an attempt to sign in or to use a link.
pub(super) fn count(app: &App, address: IpAddr) -> Result<(), Problem> {
    if app.sign_ins.allows(network(address), Instant::now()) {
        Ok(())
    } else {
        Err(Problem::TooMany)
    }
}

/// An account from what somebody typed: whose address that is, nobody knows.
pub(super) async fn new_account(app: &App, typed: &SignIn) -> Result<NewAccount, Problem> {
    let email = wire::email(&typed.email);
    let email = email.ok_or(Problem::BadRequest("This is no email address."))?;
    Ok(NewAccount {
        id: AccountId(token::random()?),
        email,
        name: name(typed.name.as_deref().unwrap_or_default())?,
        password: app.passwords.hash(typed.password.clone()).await?,
        by_email: false,
    })
}

/// Signs somebody in on the device that asks, and says who they are.
pub(super) async fn begin(
    app: &Arc<App>,
    headers: &HeaderMap,
    address: IpAddr,
    shown: (AccountId, Proof),
    device: &str,
) -> Result<Response, Problem> {
    let (me, cookie) = begin_session(app, headers, address, shown, device).await?;
    let mut response = answer(&me);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Begins a session on the device that asks, in place of whoever's there was, of whoever showed this,
/// as long as it is theirs: who they are, and the cookie that their browser keeps.
async fn begin_session(
    app: &Arc<App>,
    headers: &HeaderMap,
    address: IpAddr,
    (account, proof): (AccountId, Proof),
    device: &str,
) -> Result<(Me, HeaderValue), Problem> {
    let token = token::new()?;
    let device = device_name(device);
    let id = SessionId(token::random()?);
    let session = NewSession { id, verifier: token::verifier(&token), account, device };
    let (changing, before) = (app.clone(), cookie::read(&app.config.access, headers));
    let change = async move {
        let accounts = changing.accounts.as_ref();
        if !accounts.begin_session(session, &proof, access::now()).await? {
            return Err(match proof {
                Proof::Password(_) => Problem::WrongPassword,
                Proof::Passkey { .. } => Problem::WrongPasskey,
                Proof::Identity(_) => Problem::NotConfirmed,
            });
        }
        if let Some(before) = access::session(accounts, before).await? {
            let ended = accounts.end_sessions(before.account, Some(before.id)).await?;
            changing.sync.sessions_ended(&ended);
        }
        noted(&changing, address, account, Happened::SignedIn).await
    };
    app.changes.carry_out(change).await?;
    let cookie = cookie::set(&app.config.access, headers, &token);
    Ok((me(app, account, id).await?, cookie))
}

/// Who somebody is.
async fn me(app: &App, account: AccountId, session: SessionId) -> Result<Me, Problem> {
    let found = app.accounts.account(account).await?.ok_or(Problem::SignedOut)?;
    Ok(Me {
        account,
        email: found.email,
        name: found.name,
        owns_server: found.owns_server,
        session,
        teams: app.accounts.teams(account).await?,
        no_password: found.password.is_empty(),
    })
}

/// What a line of the audit log is about.
pub(super) struct About {
    pub(super) what: Happened,
    pub(super) workspace: Option<shared::id::WorkspaceId>,
    pub(super) who: Option<AccountId>,
    pub(super) whom: Option<AccountId>,
    pub(super) role: Option<shared::access::Role>,
}

impl About {
    pub(super) fn new(what: Happened) -> Self {
        Self { what, workspace: None, who: None, whom: None, role: None }
    }
}

/// Writes a line of the audit log.
pub(super) async fn note(app: &App, address: IpAddr, about: About) -> Result<(), Problem> {
    let About { what, workspace, who, whom, role } = about;
    let address = address.to_string();
    let note = Note { what, workspace, who, whom, role, address };
    Ok(app.accounts.note(note, access::now()).await?)
}

/// Writes a line on what somebody did about their own account.
pub(super) async fn noted(
    app: &App,
    address: IpAddr,
    who: AccountId,
    what: Happened,
) -> Result<(), Problem> {
    note(app, address, About { who: Some(who), ..About::new(what) }).await
}

/// A token that a body has to carry.
pub(super) fn required(token: Option<&Token>) -> Result<&Token, Problem> {
    token.ok_or(Problem::BadRequest("The token of the link is missing."))
}
