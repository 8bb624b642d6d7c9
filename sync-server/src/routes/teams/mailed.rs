//! The mail that an invitation goes in.

use std::time::{Duration, Instant};

use lettre::Address;
use shared::access::Role;
use shared::id::{AccountId, WorkspaceId};
use shared::time::Timestamp;
use shared::wire::accounts::{self as wire, Token};
use shared::wire::mail::Mailing;
use tokio::time::timeout;

use crate::App;
use crate::access::token;
use crate::error::Problem;
use crate::mail::Invitation;

/// How long whoever invites waits to hear what became of the mail: the link is theirs in any case.
const PATIENCE: Duration = Duration::from_secs(8);

/// Who an invitation is mailed to.
///
/// # Errors
/// When it is no email address: before anything is made.
pub(super) fn addressee(typed: &str) -> Result<Address, Problem> {
    let email = wire::email(typed).and_then(|email| email.parse().ok());
    email.ok_or(Problem::BadRequest("This is no email address."))
}

/// Mails an invitation that was made, if the server sends mail and this is not too much of it.
pub(super) async fn mail(
    app: &App,
    to: Address,
    inviter: AccountId,
    (workspace, role): (WorkspaceId, Role),
    (token, expires): (&Token, Timestamp),
) -> Result<Mailing, Problem> {
    let Some(mail) = &app.mail else { return Ok(Mailing::NoMail) };
    let (now, counted) = (Instant::now(), token::verifier(&Token(to.to_string().into_bytes())));
    let allowed = &mail.allowed;
    if !allowed.inviters.allows(inviter, now) || !allowed.invited.allows(counted, now) {
        return Ok(Mailing::TooMany);
    }
    let name = app.accounts.account(inviter).await?.ok_or(Problem::SignedOut)?.name;
    let teams = app.accounts.teams(inviter).await?;
    let team = teams.into_iter().find(|team| team.workspace == workspace).ok_or(Problem::Denied)?;
    let invitation = Invitation { inviter: &name, workspace: &team.name, role, token, expires };
    let Some(told) = mail.hand_over(mail.invitation(to, &invitation)?) else {
        return Ok(Mailing::TooMany);
    };
    match timeout(PATIENCE, told).await {
        Ok(Ok(what)) => Ok(what),
        // The server stops.
        Ok(Err(_)) => Ok(Mailing::Failed),
        Err(_) => Ok(Mailing::Trying),
    }
}
