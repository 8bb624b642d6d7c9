//! `/api/provider`, `/api/identities`: signing in elsewhere, and who one is there.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use shared::id::{AccountId, IdentityId, SessionId, Verifier};
use shared::wire::accounts::{self as wire, Happened, NewPassword};
use shared::wire::provider::{Arrived, BACK, Back, Elsewhere, Identity, Leave};
use url::Url;

use super::passwords::knows_password;
use super::{WAITING, WAITS_S, answer, begin_session, count, name, noted, read};
use crate::App;
use crate::access::provider::{Arrival, Details, Left, Provider, Purpose};
use crate::access::{self, address::ClientAddress, cookie, token};
use crate::error::Problem;
use crate::routes::teams::invitations::{join, opened};
use crate::storage::{
    Added, Bound, Grounds, Joining, NewAccount, NewChallenge, NewIdentity, Proof, StoredIdentity,
    Unbound,
};

/// `POST /api/provider`: where to go to sign in, or to come in by an invitation.
pub(crate) async fn leave(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let leave: Leave = read(&app, &headers, &body)?;
    count(&app, address)?;
    let purpose = match leave.invitation {
        None => Purpose::SignIn,
        Some(token) => Purpose::Join(opened(&app, &token).await?.verifier.to_string()),
    };
    depart(&app, &headers, None, purpose).await
}

/// `POST /api/identities/challenge`: where to go to bind who one is there to one's account, for
/// whoever knows the password. An unlocked device alone would let anybody in for good.
pub(crate) async fn leave_to_bind(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let typed: NewPassword = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let present = typed.present.unwrap_or_default();
    knows_password(&app, address, session.account, present).await?;
    let purpose = Purpose::Bind(session.id.to_string());
    depart(&app, &headers, Some(session.account), purpose).await
}

/// Half of what finds somebody who is back goes with them to the provider, and half stays in their
/// browser: nobody is brought back into a browser that did not leave.
async fn depart(
    app: &App,
    headers: &HeaderMap,
    account: Option<AccountId>,
    purpose: Purpose,
) -> Result<Response, Problem> {
    let (goes, stays) = (token::new()?, token::new()?);
    let departure = provider(app)?.depart(back(app, headers)?, &goes, purpose).await?;
    let now = access::now();
    let left = NewChallenge {
        verifier: token::verifier_of_halves(&goes, &stays),
        account,
        state: departure.left,
        expires: now.plus(u64::from(WAITS_S) * 1000),
    };
    app.accounts.add_challenge(left, WAITING, now).await?;
    let mut response = answer(&Elsewhere { url: departure.url.into() });
    let cookie = cookie::set_left(&app.config.access, headers, &stays, WAITS_S);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

fn provider(app: &App) -> Result<&Provider, Problem> {
    app.provider.as_ref().ok_or(Problem::NoProvider)
}

/// Where the provider sends them back to: the public address of this server that they see.
fn back(app: &App, headers: &HeaderMap) -> Result<String, Problem> {
    let seen = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let public = app.config.access.public_origins.iter();
    let mut here =
        public.filter(|origin| seen.is_some_and(|seen| seen.eq_ignore_ascii_case(origin)));
    let here = here.next().ok_or(Problem::BadRequest(
        "Signing in elsewhere works at this server's public address only: open that one.",
    ))?;
    Ok(format!("{here}{BACK}"))
}

/// `POST /api/provider/back`: whoever left is back.
pub(crate) async fn come_back(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let back: Back = read(&app, &headers, &body)?;
    count(&app, address)?;
    let provider = provider(&app)?;
    let (left, account) = who_left(&app, &headers, &back).await?;
    if back.issuer.as_ref().is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(Problem::NotConfirmed);
    }
    let purpose = left.purpose.clone();
    let arrival = provider.arrive(left, back.code).await?;
    let device = back.device.as_str();
    let coming = Coming { app: &app, provider, headers: &headers, address, device };
    let mut response = match (purpose, account) {
        (Purpose::SignIn, None) => coming.sign_in(&arrival).await?,
        (Purpose::Join(invitation), None) => coming.join(&arrival, &invitation).await?,
        (Purpose::Bind(session), Some(account)) => coming.bind(&arrival, account, &session).await?,
        _ => return Err(Problem::NotConfirmed),
    };
    let cookie = cookie::clear_left(&app.config.access, &headers);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// What is kept of whoever left with this state, from this browser; and who was signed in, where that
/// mattered. It is used up.
async fn who_left(
    app: &App,
    headers: &HeaderMap,
    back: &Back,
) -> Result<(Left, Option<AccountId>), Problem> {
    let stayed = cookie::read_left(&app.config.access, headers);
    let halves = token::of_letters(&back.state).zip(stayed);
    let (went, stayed) = halves.ok_or(Problem::NotConfirmed)?;
    let (verifier, now) = (token::verifier_of_halves(&went, &stayed), access::now());
    if let Some(left) = app.accounts.take_challenge(verifier, None, now).await? {
        return Ok((Left::read(&left)?, None));
    }
    let cookie = cookie::read(&app.config.access, headers);
    let session = access::session(app.accounts.as_ref(), cookie).await?;
    let account = session.ok_or(Problem::NotConfirmed)?.account;
    let left = app.accounts.take_challenge(verifier, Some(account), now).await?;
    Ok((Left::read(&left.ok_or(Problem::NotConfirmed)?)?, Some(account)))
}

/// Somebody who came back, and how they ask.
struct Coming<'a> {
    app: &'a Arc<App>,
    provider: &'a Provider,
    headers: &'a HeaderMap,
    address: IpAddr,
    device: &'a str,
}

impl Coming<'_> {
    /// Whose identity it is, if it is anybody's.
    async fn known(&self, arrival: &Arrival) -> Result<Option<StoredIdentity>, Problem> {
        let issuer = self.provider.issuer();
        Ok(self.app.accounts.identity_of(issuer, arrival.subject()).await?)
    }

    /// By an identity that is bound; else, where that is configured, into the account of its confirmed
    /// address, or into a new one.
    async fn sign_in(&self, arrival: &Arrival) -> Result<Response, Problem> {
        if let Some(known) = self.known(arrival).await? {
            return self.begin(known.account, known.id).await;
        }
        let config = self.provider.config();
        if !config.takes_addresses() {
            return Err(Problem::UnknownIdentity);
        }
        let details = self.provider.details(arrival).await?;
        let email = details.confirmed().ok_or(Problem::UnknownIdentity)?;
        let accounts = &self.app.accounts;
        let there = accounts.account_of(email).await?.map(|account| account.id);
        match there {
            Some(account) if config.match_email => {
                let identity = self.identity(arrival, &details, account)?;
                let added = self.add(arrival, identity, Grounds::Email).await?;
                self.begin(added.account, added.id).await
            }
            None if config.sign_up => {
                let account = new_account(&details)?;
                let (whose, identity) = (account.id, self.identity(arrival, &details, account.id)?);
                let id = identity.id;
                match accounts.add_account(account, identity, access::now()).await? {
                    Bound::Done => self.begin(whose, id).await,
                    // Whoever runs the server comes first, by the link that it printed.
                    Bound::NotSetUp => Err(Problem::UnknownIdentity),
                    // Somebody was quicker: perhaps they themselves, in another tab.
                    Bound::EmailTaken | Bound::IdentityTaken => Err(Problem::NotConfirmed),
                }
            }
            _ => Err(Problem::UnknownIdentity),
        }
    }

    /// By an invitation: as whoever they are here already, or as somebody new.
    async fn join(&self, arrival: &Arrival, invitation: &str) -> Result<Response, Problem> {
        let invitation: Verifier = invitation.parse().map_err(|_| Problem::NotConfirmed)?;
        let known = self.known(arrival).await?;
        let (joining, account, id) = match known {
            Some(known) => (Joining::Account(known.account), known.account, known.id),
            None => {
                let details = self.provider.details(arrival).await?;
                if self.provider.config().takes_addresses() && details.confirmed().is_none() {
                    return Err(Problem::NoEmail);
                }
                let account = new_account(&details)?;
                let whose = account.id;
                let identity = self.identity(arrival, &details, whose)?;
                let id = identity.id;
                (Joining::New(account, Some(identity)), whose, id)
            }
        };
        join(self.app, self.address, invitation, joining).await?;
        self.begin(account, id).await
    }

    /// To whoever asked for it, as long as the session lives in which they did.
    async fn bind(
        &self,
        arrival: &Arrival,
        account: AccountId,
        session: &str,
    ) -> Result<Response, Problem> {
        let session: SessionId = session.parse().map_err(|_| Problem::NotConfirmed)?;
        // They are known by what the provider calls them: the rest is for people to read.
        let details = self.provider.details(arrival).await;
        let details = details.unwrap_or_else(|_| arrival.told().clone());
        let identity = self.identity(arrival, &details, account)?;
        let added = self.add(arrival, identity, Grounds::Session(session)).await?;
        Ok(answer(&Arrived::Bound(shown(added))))
    }

    async fn add(
        &self,
        arrival: &Arrival,
        identity: NewIdentity,
        grounds: Grounds,
    ) -> Result<StoredIdentity, Problem> {
        let (changing, address, now) = (self.app.clone(), self.address, access::now());
        let account = identity.account;
        let change = async move {
            match (changing.accounts.add_identity(identity, grounds, now).await?, grounds) {
                (Added::Done, _) => {
                    noted(&changing, address, account, Happened::IdentityBound).await
                }
                (Added::IsOwn, _) => Ok(()),
                (Added::Taken, _) => Err(Problem::IdentityNotTaken),
                (Added::NoGrounds, Grounds::Session(_)) => Err(Problem::SignedOut),
                (Added::NoGrounds, Grounds::Email) => Err(Problem::UnknownIdentity),
            }
        };
        self.app.changes.carry_out(change).await?;
        self.known(arrival).await?.ok_or(Problem::NotConfirmed)
    }

    async fn begin(&self, account: AccountId, id: IdentityId) -> Result<Response, Problem> {
        let shown = (account, Proof::Identity(id));
        let Self { app, headers, address, device, .. } = *self;
        let (me, cookie) = begin_session(app, headers, address, shown, device).await?;
        let mut response = answer(&Arrived::SignedIn(me));
        response.headers_mut().insert(header::SET_COOKIE, cookie);
        Ok(response)
    }

    fn identity(
        &self,
        arrival: &Arrival,
        details: &Details,
        account: AccountId,
    ) -> Result<NewIdentity, Problem> {
        let read = details.email.as_deref().or(details.name.as_deref());
        let read = read.unwrap_or(arrival.subject());
        Ok(NewIdentity {
            id: IdentityId(token::random()?),
            account,
            issuer: self.provider.issuer().to_owned(),
            subject: arrival.subject().to_owned(),
            name: read.chars().filter(|it| !it.is_control()).take(wire::NAME_LETTERS).collect(),
        })
    }
}

/// An account without a password: who wants one asks for a link.
fn new_account(details: &Details) -> Result<NewAccount, Problem> {
    let email = details.email.clone().ok_or(Problem::NoEmail)?;
    let before_the_at = email.split('@').next().unwrap_or_default().to_owned();
    let called = details.name.as_deref().and_then(|called| name(called).ok());
    let name = called.unwrap_or(before_the_at);
    let (id, password) = (AccountId(token::random()?), String::new());
    // It opens by who they are there: whoever has the address later is not them.
    Ok(NewAccount { id, email, name, password, by_email: false })
}

fn host(issuer: &str) -> String {
    let host = Url::parse(issuer).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| issuer.to_owned())
}

/// `GET /api/identities`: who one is elsewhere.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    let own = app.accounts.identities(session.account).await?.into_iter();
    Ok(answer(&own.map(shown).collect::<Vec<_>>()))
}

fn shown(stored: StoredIdentity) -> Identity {
    let StoredIdentity { id, issuer, name, since, used, .. } = stored;
    Identity { id, name, at: host(&issuer), since, used }
}

/// `DELETE /api/identities/{identity}`: it opens nothing any more. Where somebody signed in by it,
/// they stay signed in.
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path(which): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let session = access::signed_in(&app, &Method::DELETE, &headers).await?;
    let which: IdentityId = which.parse().map_err(|_| Problem::Denied)?;
    let changing = app.clone();
    let change = async move {
        match changing.accounts.remove_identity(session.account, which).await? {
            Unbound::Done => {
                noted(&changing, address, session.account, Happened::IdentityRemoved).await
            }
            Unbound::NoSuchIdentity => Err(Problem::Denied),
            Unbound::LastWayIn => Err(Problem::LastWayIn),
        }
    };
    app.changes.carry_out(change).await?;
    Ok(StatusCode::NO_CONTENT)
}
