//! `/api/account`, `/api/sessions`: who is signed in here, signing in and out, one's devices.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use shared::id::{SessionId, Verifier};
use shared::wire::accounts::{self as wire, Happened, SignIn, Token};

use super::{About, answer, begin, count, me, note, noted, read};
use crate::App;
use crate::access::{self, address::ClientAddress, cookie, token};
use crate::error::Problem;
use crate::storage::{Proof, Session};

/// `GET /api/account`: who is signed in on this device.
pub(crate) async fn show_me(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    Ok(answer(&me(&app, session.account, session.id).await?))
}

/// `POST /api/sessions`: signs in. Whether the address or the password was wrong shows neither in
/// the answer nor in the time that it takes.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let typed: SignIn = read(&app, &headers, &body)?;
    count(&app, address)?;
    let email = wire::email(&typed.email).unwrap_or_default();
    if !app.guesses.allows(name_of(&email), Instant::now()) {
        return Err(Problem::TooMany);
    }
    let account = app.accounts.account_of(&email).await?;
    let known = account.map(|account| (account.id, account.password));
    let who = known.as_ref().map(|(account, _)| *account);
    let stored = known.as_ref().map(|(_, password)| password.clone());
    let fits = app.passwords.fits(typed.password, stored).await?;
    match known.filter(|_| fits) {
        Some((who, password)) => {
            let proof = Proof::Password(password);
            begin(&app, &headers, address, (who, proof), &typed.device).await
        }
        None => {
            note(&app, address, About { who, ..About::new(Happened::Failed) }).await?;
            Err(Problem::WrongPassword)
        }
    }
}

/// What an address is counted by: nobody fills the memory with long ones.
fn name_of(email: &str) -> Verifier {
    token::verifier(&Token(email.as_bytes().to_vec()))
}

/// `GET /api/sessions`: one's devices.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    let oldest = access::oldest(access::now());
    Ok(answer(&app.accounts.devices(session.account, oldest).await?))
}

/// `DELETE /api/sessions/{session}`: signs one of one's devices out.
pub(crate) async fn end_one(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path(which): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::DELETE, &headers).await?;
    let which: SessionId = which.parse().map_err(|_| Problem::Denied)?;
    end(&app, address, &headers, session, Some(which)).await
}

/// `DELETE /api/sessions`: signs out everywhere, here too.
pub(crate) async fn end_all(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::DELETE, &headers).await?;
    end(&app, address, &headers, session, None).await
}

async fn end(
    app: &Arc<App>,
    address: IpAddr,
    headers: &HeaderMap,
    session: Session,
    which: Option<SessionId>,
) -> Result<Response, Problem> {
    let changing = app.clone();
    let change = async move {
        let ended = changing.accounts.end_sessions(session.account, which).await?;
        if ended.is_empty() {
            return Err(Problem::Denied);
        }
        changing.sync.sessions_ended(&ended);
        noted(&changing, address, session.account, Happened::SignedOut).await?;
        Ok(ended)
    };
    let ended = app.changes.carry_out(change).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if ended.contains(&session.id) {
        let cookie = cookie::clear(&app.config.access, headers);
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
