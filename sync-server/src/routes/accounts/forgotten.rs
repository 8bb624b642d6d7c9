//! `POST /api/forgotten`: a mail with a link for a new password, to whoever has an account by an
//! address.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use shared::wire::accounts::{self as wire, Happened};
use shared::wire::mail::Forgotten;

use super::{About, note, read};
use crate::App;
use crate::access::rate::network;
use crate::access::{self, address::ClientAddress, token};
use crate::error::Problem;
use crate::mail::Mail;

/// How long the link of a mail holds: a mailbox is read by others later on.
const LINK_MS: u64 = 60 * 60 * 1000;

/// Says that it was heard, and no more: whether there is an account is looked up afterwards, so that it
/// shows neither in the answer nor in the time that it takes.
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let typed: Forgotten = read(&app, &headers, &body)?;
    let mail = app.mail.as_ref().ok_or(Problem::NoMail)?;
    if !mail.allowed.networks.allows(network(address), Instant::now()) {
        return Err(Problem::TooMany);
    }
    let place = mail.look().ok_or(Problem::Busy)?;
    let asked = app.clone();
    tokio::spawn(async move {
        let _place = place;
        if let Some(mail) = &asked.mail
            && let Err(problem) = answer_by_mail(&asked, mail, &typed.email, address).await
        {
            tracing::warn!(?problem, "a link for a new password was not made");
        }
    });
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a link, if there is an account, and not too many were sent to it.
async fn answer_by_mail(
    app: &App,
    mail: &Mail,
    typed: &str,
    address: IpAddr,
) -> Result<(), Problem> {
    let Some(email) = wire::email(typed) else { return Ok(()) };
    let Some(account) = app.accounts.account_of(&email).await? else { return Ok(()) };
    let Ok(to) = account.email.parse() else {
        tracing::warn!("an account has an email address to which no mail can be sent");
        return Ok(());
    };
    if !mail.allowed.accounts.allows(account.id, Instant::now()) {
        return Ok(());
    }
    let (token, now) = (token::new()?, access::now());
    let letter = mail.new_password(to, &account.name, &token)?;
    // What an owner of the server handed over goes on holding: a stranger can ask.
    let (verifier, expires) = (token::verifier(&token), now.plus(LINK_MS));
    app.accounts.add_reset_beside(verifier, account.id, expires, now).await?;
    if mail.hand_over(letter).is_some() {
        let about = About { whom: Some(account.id), ..About::new(Happened::ResetLinked) };
        note(app, address, about).await?;
    }
    Ok(())
}
