//! `/api/passkeys`, `/api/sessions/passkey`: passkeys, and signing in by one.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use shared::id::{AccountId, PasskeyId};
use shared::wire::accounts::{Answered, Challenge, Happened, NewPassword, Passkey};

use super::passwords::knows_password;
use super::{WAITING, WAITS_S, answer, begin, count, device_name, noted, read};
use crate::App;
use crate::access::passkey::{Question, Shown, Site};
use crate::access::{self, address::ClientAddress, token};
use crate::error::Problem;
use crate::storage::{NewChallenge, NewPasskey, Proof};

/// `POST /api/passkeys/challenge`: what makes a new passkey, for whoever knows the password. An
/// unlocked device alone would let anybody in for good.
pub(crate) async fn begin_making(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let typed: NewPassword = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let site = Site::of(&headers)?;
    let present = typed.present.unwrap_or_default();
    let account = knows_password(&app, address, session.account, present).await?;
    let known = app.accounts.credentials(account.id).await?;
    let question = site.ask_for_new(&account, known)?;
    challenge(&app, Some(account.id), question).await
}

/// Asks, and keeps what the answer is checked by.
async fn challenge(
    app: &App,
    account: Option<AccountId>,
    question: Question,
) -> Result<Response, Problem> {
    let (token, now) = (token::new()?, access::now());
    let Question { options, state } = question;
    let (verifier, expires) = (token::verifier(&token), now.plus(u64::from(WAITS_S) * 1000));
    let kept = NewChallenge { verifier, account, state, expires };
    app.accounts.add_challenge(kept, WAITING, now).await?;
    Ok(answer(&Challenge { token, options }))
}

/// The state of the challenge to which this is the answer.
async fn asked(
    app: &App,
    account: Option<AccountId>,
    answered: &Answered,
) -> Result<String, Problem> {
    let verifier = token::verifier(&answered.token);
    let state = app.accounts.take_challenge(verifier, account, access::now()).await?;
    state.ok_or(Problem::WrongPasskey)
}

/// `POST /api/passkeys`: the new passkey.
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let answered: Answered = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let state = asked(&app, Some(session.account), &answered).await?;
    let (credential, key) = Site::of(&headers)?.take_new(&state, &answered.credential)?;
    let (id, since) = (PasskeyId(token::random()?), access::now());
    let name = device_name(&answered.device);
    let made = Passkey { id, name: name.clone(), since, used: None };
    let new = NewPasskey { id, account: session.account, credential, name, key };
    let changing = app.clone();
    let change = async move {
        if !changing.accounts.add_passkey(new, session.id, since).await? {
            return Err(Problem::PasskeyNotTaken);
        }
        noted(&changing, address, session.account, Happened::PasskeyMade).await
    };
    app.changes.carry_out(change).await?;
    Ok(answer(&made))
}

/// `GET /api/passkeys`: one's own.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    Ok(answer(&app.accounts.passkeys(session.account).await?))
}

/// `DELETE /api/passkeys/{passkey}`: it opens nothing any more. Where somebody signed in by it, they
/// stay signed in; devices have their own list.
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path(which): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let session = access::signed_in(&app, &Method::DELETE, &headers).await?;
    let which: PasskeyId = which.parse().map_err(|_| Problem::Denied)?;
    let changing = app.clone();
    let change = async move {
        if !changing.accounts.remove_passkey(session.account, which).await? {
            return Err(Problem::Denied);
        }
        noted(&changing, address, session.account, Happened::PasskeyRemoved).await
    };
    app.changes.carry_out(change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/sessions/challenge`: what shows a passkey, whosever it is.
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    read::<()>(&app, &headers, &body)?;
    count(&app, address)?;
    let question = Site::of(&headers)?.ask_for_any()?;
    challenge(&app, None, question).await
}

/// `POST /api/sessions/passkey`: signs in whoever shows theirs.
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let answered: Answered = read(&app, &headers, &body)?;
    count(&app, address)?;
    let state = asked(&app, None, &answered).await?;
    let site = Site::of(&headers)?;
    let shown = Shown::read(&answered.credential)?;
    let known = app.accounts.passkey_of(shown.credential()).await?.ok_or(Problem::WrongPasskey)?;
    match site.check(&state, &shown, (known.account, &known.key)) {
        Ok(is) => {
            let proof = Proof::Passkey { id: known.id, was: known.key, is };
            begin(&app, &headers, address, (known.account, proof), &answered.device).await
        }
        Err(problem) => {
            noted(&app, address, known.account, Happened::Failed).await?;
            Err(problem)
        }
    }
}
