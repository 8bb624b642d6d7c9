//! `/api/password`, `/api/resets`: changing one's password, and setting one by a link, which an
//! owner of the server gave or a mail brought.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use shared::id::{AccountId, SessionId, Verifier};
use shared::wire::accounts::{Happened, Linked, NewPassword};

use super::{About, answer, count, note, noted, read, required};
use crate::App;
use crate::access::{self, address::ClientAddress, token};
use crate::error::Problem;
use crate::storage::Account;

/// How long a link for a new password holds: it is handed over at once.
const RESET_MS: u64 = 24 * 60 * 60 * 1000;

/// `POST /api/password`: another password for whoever knows the present one. Other devices are
/// signed out.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let typed: NewPassword = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let present = typed.present.unwrap_or_default();
    let old = knows_password(&app, address, session.account, present).await?.password;
    let password = app.passwords.hash(typed.password).await?;
    let changing = app.clone();
    let change = async move {
        let (who, keep) = (session.account, Some(session.id));
        let ended = changing.accounts.set_password(who, &old, &password, keep).await?;
        // What fitted was replaced meanwhile, by a link say: that one stays.
        let ended = ended.ok_or(Problem::WrongPassword)?;
        changed(&changing, address, who, &ended).await
    };
    app.changes.carry_out(change).await
}

/// Whoever is signed in and knows their password: an unlocked device is not enough to lock its owner
/// out, nor to try passwords at the speed of the network.
pub(super) async fn knows_password(
    app: &App,
    address: IpAddr,
    who: AccountId,
    present: String,
) -> Result<Account, Problem> {
    count(app, address)?;
    let account = app.accounts.account(who).await?.ok_or(Problem::SignedOut)?;
    if !app.guesses.allows(counted(who), Instant::now()) {
        return Err(Problem::TooMany);
    }
    if !app.passwords.fits(present, Some(account.password.clone())).await? {
        return Err(Problem::WrongPassword);
    }
    Ok(account)
}

/// Tells the connections of the sessions that ended with a password, and notes it.
async fn changed(
    app: &App,
    address: IpAddr,
    who: AccountId,
    ended: &[SessionId],
) -> Result<StatusCode, Problem> {
    app.sync.sessions_ended(ended);
    noted(app, address, who, Happened::PasswordChanged).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn counted(account: AccountId) -> Verifier {
    let mut counted = [0; 32];
    counted[..16].copy_from_slice(&account.0);
    Verifier(counted)
}

/// `POST /api/resets/{account}`: a link for somebody who forgot theirs. Only who owns the server
/// gives one: an account is more than one workspace's.
pub(crate) async fn link(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path(whom): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::server_owner(&app, &Method::POST, &headers).await?;
    let whom: AccountId = whom.parse().map_err(|_| Problem::Denied)?;
    app.accounts.account(whom).await?.ok_or(Problem::Denied)?;
    let token = token::new()?;
    let expires = access::now().plus(RESET_MS);
    app.accounts.add_reset(token::verifier(&token), whom, expires).await?;
    let about =
        About { who: Some(session.account), whom: Some(whom), ..About::new(Happened::ResetLinked) };
    note(&app, address, about).await?;
    Ok(answer(&Linked { token, expires, mailing: None }))
}

/// `POST /api/resets`: uses such a link. Every device is signed out, and signs in anew; passkeys are
/// removed.
pub(crate) async fn reset(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let typed: NewPassword = read(&app, &headers, &body)?;
    count(&app, address)?;
    let verifier = token::verifier(required(typed.token.as_ref())?);
    let password = app.passwords.hash(typed.password).await?;
    let changing = app.clone();
    let change = async move {
        let done = changing.accounts.reset(verifier, &password, access::now()).await?;
        let (account, ended) = done.ok_or(Problem::LinkIsVoid)?;
        changed(&changing, address, account, &ended).await
    };
    app.changes.carry_out(change).await
}
