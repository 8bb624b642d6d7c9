//! Invitations: made and withdrawn under `/api/teams/{workspace}/invitations`, used under
//! `/api/invitations`.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use shared::access::{Action, Role, may};
use shared::id::{InvitationId, Verifier};
use shared::wire::accounts::{Happened, Invited, Linked, SignIn, Team, Token};
use shared::wire::mail::Invite;

use super::super::accounts::{About, answer, begin, count, new_account, note, read, required};
use super::mailed::{addressee, mail};
use super::workspace_of;
use crate::App;
use crate::access::{self, address::ClientAddress, token};
use crate::error::Problem;
use crate::storage::{Joined, Joining, NewInvitation, Proof};

/// How long an invitation holds.
const INVITATION_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// `GET`: those that nobody has used yet, for whoever may invite.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    access::allow(&app, workspace, session.account, Action::Invite(Role::Viewer)).await?;
    Ok(answer(&app.accounts.invitations(workspace, access::now()).await?))
}

/// `POST`: makes one for a role, and says its token this once.
pub(crate) async fn invite(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path(workspace): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let Invite { role, email } = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    access::allow(&app, workspace, session.account, Action::Invite(role)).await?;
    let to = email.as_deref().map(addressee).transpose()?;
    // Whoever invites sees another link than whoever reads the mail: that one confirms the address.
    let mailed = to.as_ref().map(|to| token::for_mail(to.as_ref())).transpose()?;
    let token = mailed.as_ref().map_or_else(token::new, |mailed| Ok(token::beside(mailed)))?;
    let expires = access::now().plus(INVITATION_MS);
    let invitation = NewInvitation {
        id: InvitationId(token::random()?),
        verifier: token::verifier(&token),
        workspace,
        role,
        inviter: session.account,
        expires,
    };
    if !app.accounts.invite(invitation).await? {
        return Err(Problem::NotAllowed);
    }
    let about = About {
        workspace: Some(workspace),
        who: Some(session.account),
        role: Some(role),
        ..About::new(Happened::Invited)
    };
    note(&app, address, about).await?;
    let mailing = match to.zip(mailed) {
        Some((to, mailed)) => {
            Some(mail(&app, to, session.account, (workspace, role), (&mailed, expires)).await?)
        }
        None => None,
    };
    Ok(answer(&Linked { token, expires, mailing }))
}

/// `DELETE …/{invitation}`: takes one back, of a role that whoever asks could give.
pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path((workspace, invitation)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let session = access::signed_in(&app, &Method::DELETE, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    let action = Action::Invite(Role::Viewer);
    let role = access::allow(&app, workspace, session.account, action).await?;
    let id: InvitationId = invitation.parse().map_err(|_| Problem::Denied)?;
    let all = app.accounts.invitations(workspace, access::now()).await?;
    let found = all.into_iter().find(|one| one.id == id).ok_or(Problem::Denied)?;
    if !may(role, Action::Invite(found.role)) {
        return Err(Problem::NotAllowed);
    }
    app.accounts.withdraw(workspace, id).await?.ok_or(Problem::Denied)?;
    let about = About {
        workspace: Some(workspace),
        who: Some(session.account),
        role: Some(found.role),
        ..About::new(Happened::Withdrawn)
    };
    note(&app, address, about).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/invitations`: where a link leads, for whoever has it.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let token: Token = read(&app, &headers, &body)?;
    count(&app, address)?;
    Ok(answer(&opened(&app, &token).await?.invited))
}

/// An invitation that a link opens.
pub(in crate::routes) struct Opened {
    pub(in crate::routes) verifier: Verifier,
    invited: Invited,
    /// Whether it is the link that went by mail, which whoever invited has not seen.
    by_mail: bool,
}

/// The invitation of a link's token, if it holds.
pub(in crate::routes) async fn opened(app: &App, token: &Token) -> Result<Opened, Problem> {
    for (verifier, by_mail) in
        [(token::verifier(token), false), (token::verifier(&token::beside(token)), true)]
    {
        if let Some(invited) = app.accounts.invited(verifier, access::now()).await? {
            return Ok(Opened { verifier, invited, by_mail });
        }
    }
    Err(Problem::LinkIsVoid)
}

/// `POST /api/invitations/account`: makes an account by a link, comes in and signs in.
pub(crate) async fn join_new(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let typed: SignIn = read(&app, &headers, &body)?;
    count(&app, address)?;
    let token = required(typed.token.as_ref())?;
    // Before the work of hashing: only who has a link that holds may ask for it.
    let Opened { verifier, by_mail, .. } = opened(&app, token).await?;
    let mut account = new_account(&app, &typed).await?;
    account.by_email = by_mail && token::went_to(token, &account.email);
    let known = (account.id, Proof::Password(account.password.clone()));
    join(&app, address, verifier, Joining::New(account, None)).await?;
    begin(&app, &headers, address, known, &typed.device).await
}

/// `POST /api/invitations/mine`: comes in by a link, as whoever is signed in.
pub(crate) async fn join_signed_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let token: Token = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    count(&app, address)?;
    let joining = Joining::Account(session.account);
    let Opened { verifier, .. } = opened(&app, &token).await?;
    let team = join(&app, address, verifier, joining).await?;
    Ok(answer(&team))
}

/// Uses up the invitation of this verifier.
pub(in crate::routes) async fn join(
    app: &Arc<App>,
    address: IpAddr,
    verifier: Verifier,
    joining: Joining,
) -> Result<Team, Problem> {
    let changing = app.clone();
    let change = async move {
        match changing.accounts.join(verifier, joining, access::now()).await? {
            Joined::In(account, team) => {
                // Who was a viewer, say, may have another role from now on.
                changing.sync.role_changed(team.workspace, account, Some(team.role));
                let about = About {
                    workspace: Some(team.workspace),
                    who: Some(account),
                    role: Some(team.role),
                    ..About::new(Happened::Joined)
                };
                note(&changing, address, about).await?;
                Ok(team)
            }
            Joined::NoSuchInvitation => Err(Problem::LinkIsVoid),
            Joined::EmailTaken => Err(Problem::EmailTaken),
            Joined::IdentityTaken => Err(Problem::IdentityNotTaken),
        }
    };
    app.changes.carry_out(change).await
}
