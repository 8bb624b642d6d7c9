//! Who is signed in on this device, and the members of its workspaces: what is asked of the server.
//! None of it is needed to work: what is on the device opens without anybody being asked.

use leptos::prelude::{With, untrack, window};
use minicbor::Decode;
use shared::access::Role;
use shared::id::{AccountId, InvitationId, SessionId, WorkspaceId};
use shared::sync::store::StoreError;
use shared::wire::accounts::{
    AccessEvent, Device, Invitation, Invited, Linked, Me, Member, NewPassword, SignIn, Team, Token,
    read, write,
};
use shared::wire::mail::{Invite, Mailing};

use super::driver::wipe;
use super::members::{forget_account_name, keep_account_name};
use super::only_here::{Marks, OnlyHere};
use super::platform::http::{self, HttpError};
use super::platform::indexed_db::IndexedDbStore;
use super::{Replica, team, words};

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No server was reached.
    Unreachable,
    /// Nobody is signed in here; where somebody signs in, address and password do not fit.
    NotSignedIn,
    /// The role does not allow it, or it is not there for this account.
    NotAllowed,
    /// The link was used, has expired, or was taken back.
    LinkIsVoid,
    /// It contradicts what is there: an address that has an account, the last owner.
    Conflict,
    /// What was typed is not taken.
    Refused,
    /// Too many attempts.
    TooMany,
    /// The server is in trouble.
    Failed,
}

impl Trouble {
    /// What somebody can do about it, where nothing better is known.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unreachable => {
                "The server does not answer. Nothing is changed; try again when there is a network."
            }
            Self::NotSignedIn => "Nobody is signed in on this device.",
            Self::NotAllowed => "Your role does not allow this.",
            Self::LinkIsVoid => "This link was used, has expired, or was taken back.",
            Self::Conflict => "This is not possible as things are.",
            Self::Refused => "The server does not take this.",
            Self::TooMany => "Too many attempts. Wait a minute.",
            Self::Failed => "The server cannot do this right now. Nothing is changed; try again.",
        }
    }
}

impl From<HttpError> for Trouble {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Unreachable => Self::Unreachable,
            HttpError::Status(401) => Self::NotSignedIn,
            HttpError::Status(403 | 404) => Self::NotAllowed,
            HttpError::Status(409) => Self::Conflict,
            HttpError::Status(410) => Self::LinkIsVoid,
            HttpError::Status(429) => Self::TooMany,
            HttpError::Status(400..=499) => Self::Refused,
            HttpError::Status(_) => Self::Failed,
        }
    }
}

/// What is asked of the server about accounts. From [`Replica::account`].
#[derive(Clone, Copy)]
pub struct Account(pub(super) Replica);

/// How somebody makes an account.
pub struct NewAccount {
    /// What colleagues call them.
    pub name: String,
    /// The address by which they sign in.
    pub email: String,
    /// The password.
    pub password: String,
    /// What allows it: of the link.
    pub token: Token,
}

impl Account {
    /// Who is signed in. What the server says of their workspaces is taken in.
    pub async fn me(self) -> Result<Me, Trouble> {
        let me: Me = ask("GET", "/api/account", None).await?;
        self.take_in(&me).await;
        Ok(me)
    }

    /// Signs in. The page that follows is [`Account::enter`]'s.
    pub async fn sign_in(self, email: String, password: String) -> Result<Me, Trouble> {
        let typed = SignIn { email, password, device: device(), name: None, token: None };
        let me: Me = ask("POST", "/api/sessions", Some(&write(&typed))).await?;
        self.take_in(&me).await;
        Ok(me)
    }

    /// Makes the first account of a server.
    pub async fn set_up(self, new: NewAccount) -> Result<Me, Trouble> {
        self.make("/api/set-up", new).await
    }

    /// Makes an account by an invitation.
    pub async fn join_new(self, new: NewAccount) -> Result<Me, Trouble> {
        self.make("/api/invitations/account", new).await
    }

    async fn make(self, path: &str, new: NewAccount) -> Result<Me, Trouble> {
        let NewAccount { name, email, password, token } = new;
        let (name, token) = (Some(name), Some(token));
        let typed = SignIn { email, password, device: device(), name, token };
        let me: Me = ask("POST", path, Some(&write(&typed))).await?;
        self.take_in(&me).await;
        Ok(me)
    }

    /// Where an invitation leads.
    pub async fn invited(self, token: &Token) -> Result<Invited, Trouble> {
        ask("POST", "/api/invitations", Some(&write(token))).await
    }

    /// Uses an invitation as whoever is signed in.
    pub async fn join(self, token: &Token) -> Result<Team, Trouble> {
        let team: Team = ask("POST", "/api/invitations/mine", Some(&write(token))).await?;
        let _told_elsewhere = self.0.driver().take_in(team.clone()).await;
        Ok(team)
    }

    /// Opens a workspace of this browser. The page loads anew.
    pub fn enter(self, workspace: WorkspaceId) {
        team::switch(workspace);
    }

    pub(super) async fn take_in(self, me: &Me) {
        keep_account_name(&me.name);
        for team in &me.teams {
            // A browser that keeps nothing opens them from the server, as long as the tab lives.
            let _not_kept = self.0.driver().take_in(team.clone()).await;
        }
    }

    /// Gives the open workspace members: its link opens it no more.
    pub async fn make_team(self, name: &str) -> Result<(), String> {
        // It may be on this device only.
        team::share(&self.0.driver()).await?;
        let secret = self.0.driver().workspace().and_then(|workspace| workspace.secret);
        let secret = secret.ok_or("This workspace has members already.")?;
        let authorization = team::with_secret(&secret);
        let body = write(&name);
        let answer = http::call("POST", "/api/teams", Some(&authorization), Some(&body)).await;
        let answer = answer.map_err(|error| Trouble::from(error).words().to_owned())?;
        let team = read(&answer).map_err(|_| Trouble::Failed.words().to_owned())?;
        self.0.driver().take_in(team).await
    }

    /// The members of a workspace.
    pub async fn members(self, of: WorkspaceId) -> Result<Vec<Member>, Trouble> {
        ask("GET", &format!("/api/teams/{of}/members"), None).await
    }

    /// Gives a member another role.
    pub async fn set_role(self, of: WorkspaceId, whom: AccountId, to: Role) -> Result<(), Trouble> {
        tell("PUT", &format!("/api/teams/{of}/members/{whom}"), Some(&write(&to))).await
    }

    /// Removes a member, or leaves.
    pub async fn remove(self, of: WorkspaceId, whom: AccountId) -> Result<(), Trouble> {
        tell("DELETE", &format!("/api/teams/{of}/members/{whom}"), None).await
    }

    /// Invitations that nobody has used yet.
    pub async fn invitations(self, of: WorkspaceId) -> Result<Vec<Invitation>, Trouble> {
        ask("GET", &format!("/api/teams/{of}/invitations"), None).await
    }

    /// Makes an invitation, and gives its link, which is said this once.
    /// With an email address, it is mailed there as well: what became of that comes second.
    pub async fn invite(
        self,
        of: WorkspaceId,
        role: Role,
        email: Option<String>,
    ) -> Result<(String, Option<Mailing>), Trouble> {
        let path = format!("/api/teams/{of}/invitations");
        let linked: Linked = ask("POST", &path, Some(&write(&Invite { role, email }))).await?;
        Ok((link("invite", &linked.token), linked.mailing))
    }

    /// Takes an invitation back.
    pub async fn withdraw(self, of: WorkspaceId, which: InvitationId) -> Result<(), Trouble> {
        tell("DELETE", &format!("/api/teams/{of}/invitations/{which}"), None).await
    }

    /// Who got in, or tried to: the newest first.
    pub async fn events(self, of: WorkspaceId) -> Result<Vec<AccessEvent>, Trouble> {
        ask("GET", &format!("/api/teams/{of}/events"), None).await
    }

    /// One's devices.
    pub async fn devices(self) -> Result<Vec<Device>, Trouble> {
        ask("GET", "/api/sessions", None).await
    }

    /// Signs another of one's devices out.
    pub async fn end_session(self, which: SessionId) -> Result<(), Trouble> {
        tell("DELETE", &format!("/api/sessions/{which}"), None).await
    }

    /// Another password, for whoever knows the present one.
    pub async fn change_password(self, present: String, password: String) -> Result<(), Trouble> {
        let typed = NewPassword { present: Some(present), token: None, password };
        tell("POST", "/api/password", Some(&write(&typed))).await
    }

    /// A link by which somebody sets a new password.
    pub async fn reset_link(self, whom: AccountId) -> Result<String, Trouble> {
        let linked: Linked = ask("POST", &format!("/api/resets/{whom}"), Some(&write(&()))).await?;
        Ok(link("new-password", &linked.token))
    }

    /// Sets a new password by such a link.
    pub async fn reset(self, token: Token, password: String) -> Result<(), Trouble> {
        let typed = NewPassword { present: None, token: Some(token), password };
        tell("POST", "/api/resets", Some(&write(&typed))).await
    }

    /// What of the workspaces with members is on this device only: its marks, and a copy of it to
    /// save.
    ///
    /// # Errors
    /// A sentence, when one of them cannot be read: what is not known to be nothing is not nothing.
    pub async fn unsent(self) -> Result<(Marks, String), String> {
        let (mut marks, mut copies) = (Marks::new(), Vec::new());
        for workspace in self.0.driver().all().await.map_err(in_words)? {
            if workspace.role.is_none() {
                continue;
            }
            let store = IndexedDbStore::open(&workspace.id).await.map_err(in_words)?;
            let found = OnlyHere::of(&store).await.map_err(in_words)?;
            marks.extend(found.marks());
            copies.extend(words::copies(&found));
        }
        Ok((marks, format!("[{}]\n", copies.join(",\n"))))
    }

    /// Signs out on this device, and takes the workspaces with members off it. The page loads anew.
    /// Refused where something is on this device only that is not among what was `saved`.
    pub async fn sign_out(self, saved: Marks) -> Result<(), String> {
        let unstored = untrack(|| self.0.status.with(|status| status.unstored));
        if unstored > 0 || !self.unsent().await?.0.is_subset(&saved) {
            return Err("Something was written meanwhile that is on this device only.".into());
        }
        let me: Result<Me, Trouble> = ask("GET", "/api/account", None).await;
        match me {
            Ok(me) => {
                self.end_session(me.session).await.map_err(|trouble| trouble.words().to_owned())?;
            }
            // The session has ended already: there is nothing to sign out of.
            Err(Trouble::NotSignedIn) => {}
            Err(trouble) => return Err(trouble.words().to_owned()),
        }
        forget_account_name();
        let all = self.0.driver().all().await.map_err(in_words)?;
        let teams = all.iter().filter(|one| one.role.is_some()).map(|one| one.id);
        wipe(&teams.collect::<Vec<_>>(), &saved)
    }
}

impl Replica {
    /// Accounts and members, on the server.
    pub fn account(&self) -> Account {
        Account(*self)
    }

    /// The open workspace, and what this device's person is in it; none where it has no members.
    /// What calls this runs again when it changes.
    pub fn membership(&self) -> (Option<WorkspaceId>, Option<Role>) {
        self.workspaces.with(|all| {
            let open = all.iter().find(|one| one.open);
            (open.map(|one| one.id), open.and_then(|one| one.role))
        })
    }
}

fn in_words(error: StoreError) -> String {
    error.to_string()
}

pub(super) async fn ask<T: for<'b> Decode<'b, ()>>(
    method: &str,
    path: &str,
    body: Option<&[u8]>,
) -> Result<T, Trouble> {
    let answer = http::call(method, path, None, body).await?;
    read(&answer).map_err(|_| Trouble::Failed)
}

pub(super) async fn tell(method: &str, path: &str, body: Option<&[u8]>) -> Result<(), Trouble> {
    http::call(method, path, None, body).await.map(drop).map_err(Trouble::from)
}

/// A link that opens the app with a token. Behind the #, it reaches no server in an address.
fn link(what: &str, token: &Token) -> String {
    let origin = window().location().origin().unwrap_or_default();
    let letters: String = token.0.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{origin}/#{what}={letters}")
}

/// What this device is called in the list of devices: as much as its browser says without being
/// asked for more.
pub(super) fn device() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let says = |(sign, _): &&(&str, &str)| agent.contains(sign);
    let browser = BROWSERS.iter().find(says).map_or("A browser", |(_, name)| name);
    let system = SYSTEMS.iter().find(says).map_or("a device", |(_, name)| name);
    format!("{browser} on {system}")
}

/// By what browsers say they are, the more particular first.
const BROWSERS: [(&str, &str); 4] =
    [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
];
