//! Somebody with an account, at a browser: they show a cookie, and say which page they ask from.

use std::net::SocketAddr;

use bytes::Bytes;
use minicbor::{Decode, Encode};
use shared::access::Role;
use shared::id::{WorkspaceId, WorkspaceKey, WorkspaceSecret};
use shared::wire::accounts::{self, Invitation, Linked, Me, Member, SignIn, Team, Token};
use shared::wire::{ClientMessage, Hello, ServerMessage, VERSIONS};

use super::http::{self, Answer};
use super::{Client, TestServer};

pub const PASSWORD: &str = "correct horse battery";

#[derive(Clone)]
pub struct Person {
    pub address: SocketAddr,
    pub cookie: String,
    pub me: Me,
}

impl Person {
    /// The first account of a server.
    pub async fn set_up(test: &TestServer) -> Self {
        let token = set_up_token(test);
        let body = new_account("ada@example.org", "Ada", Some(token));
        let answer = send(test.address(), "POST", "/api/set-up", &[], &body).await;
        Self::of(test.address(), &answer)
    }

    /// Somebody who is signed in by this answer.
    pub fn of(address: SocketAddr, answer: &Answer) -> Self {
        assert_eq!(answer.status.as_u16(), 200, "{}", String::from_utf8_lossy(&answer.body));
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Self { address, cookie, me: body(answer) }
    }

    pub async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Answer {
        let body = sign_in(email, password);
        send(address, "POST", "/api/sessions", &[], &body).await
    }

    /// Somebody new, by this invitation.
    pub async fn join(address: SocketAddr, token: &Token, name: &str) -> Self {
        let email = format!("{}@example.org", name.to_lowercase());
        let body = new_account(&email, name, Some(token.clone()));
        let answer = send(address, "POST", "/api/invitations/account", &[], &body).await;
        Self::of(address, &answer)
    }

    pub async fn ask(&self, method: &str, path: &str, body: &impl Encode<()>) -> Answer {
        self.ask_with(method, path, &[], body).await
    }

    pub async fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &impl Encode<()>,
    ) -> Answer {
        let headers = [headers, &[("cookie", self.cookie.as_str())]].concat();
        send(self.address, method, path, &headers, body).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &()).await
    }

    /// Gives a workspace of this server members.
    pub async fn make_team(&self, secret: &WorkspaceSecret) -> WorkspaceId {
        let bearer = format!("Bearer {secret}");
        let headers = [("authorization", bearer.as_str())];
        let answer = self.ask_with("POST", "/api/teams", &headers, &"Kiosk").await;
        assert_eq!(answer.status.as_u16(), 200, "{}", String::from_utf8_lossy(&answer.body));
        body::<Team>(&answer).workspace
    }

    pub async fn invite(&self, workspace: WorkspaceId, role: Role) -> Token {
        let path = format!("/api/teams/{workspace}/invitations");
        let answer = self.ask("POST", &path, &role).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", String::from_utf8_lossy(&answer.body));
        body::<Linked>(&answer).token
    }

    /// Somebody new in this workspace, invited by this person.
    pub async fn brings(&self, workspace: WorkspaceId, name: &str, role: Role) -> Self {
        let token = self.invite(workspace, role).await;
        Self::join(self.address, &token, name).await
    }

    pub async fn members(&self, workspace: WorkspaceId) -> Vec<Member> {
        body(&self.get(&format!("/api/teams/{workspace}/members")).await)
    }

    pub async fn invitations(&self, workspace: WorkspaceId) -> Vec<Invitation> {
        body(&self.get(&format!("/api/teams/{workspace}/invitations")).await)
    }

    pub async fn set_role(&self, workspace: WorkspaceId, of: &Self, to: Role) -> u16 {
        let path = format!("/api/teams/{workspace}/members/{}", of.me.account);
        self.ask("PUT", &path, &to).await.status.as_u16()
    }

    pub async fn remove(&self, workspace: WorkspaceId, whom: &Self) -> u16 {
        let path = format!("/api/teams/{workspace}/members/{}", whom.me.account);
        self.ask("DELETE", &path, &()).await.status.as_u16()
    }

    /// A socket on which this person has said hello; what was answered.
    pub async fn hello(&self, workspace: WorkspaceId) -> (Client, ServerMessage) {
        let origin = format!("http://{}", self.address);
        let headers = [("origin", origin.as_str()), ("cookie", self.cookie.as_str())];
        let mut client = Client::connect(self.address, &headers).await.expect("an upgrade");
        client.send(&ClientMessage::Hello(hello(workspace))).await;
        let said = client.next().await;
        (client, said)
    }

    /// The same, welcome and reading.
    pub async fn live(&self, workspace: WorkspaceId) -> Client {
        let (mut client, said) = self.hello(workspace).await;
        assert!(matches!(said, ServerMessage::Welcome { .. }), "{said:?}");
        client.send(&ClientMessage::Pull { after: 0 }).await;
        client
    }
}

pub fn hello(workspace: WorkspaceId) -> Hello {
    let (oldest, newest) = VERSIONS;
    let key = WorkspaceKey::Session(workspace);
    Hello { oldest, newest, key, cursor: None, client: "a test".into() }
}

pub fn set_up_token(test: &TestServer) -> Token {
    let link = test.server.set_up_link().expect("nobody has an account");
    let (_, letters) = link.split_once("/#set-up=").expect("a link");
    let bytes = (0..32).map(|at| u8::from_str_radix(&letters[2 * at..2 * at + 2], 16));
    Token(bytes.collect::<Result<_, _>>().expect("hexadecimal"))
}

pub fn sign_in(email: &str, password: &str) -> SignIn {
    let (email, password) = (email.to_owned(), password.to_owned());
    SignIn { email, password, device: "A test".into(), name: None, token: None }
}

pub fn new_account(email: &str, name: &str, token: Option<Token>) -> SignIn {
    SignIn { name: Some(name.to_owned()), token, ..sign_in(email, PASSWORD) }
}

/// As a page of this server asks.
pub async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &impl Encode<()>,
) -> Answer {
    let origin = format!("http://{address}");
    let own = [("origin", origin.as_str()), ("content-type", accounts::MEDIA_TYPE)];
    let headers = [&own, headers].concat();
    let body = Bytes::from(accounts::write(body));
    http::try_send(address, method, path, &headers, body).await.expect("an answer")
}

/// What an answer says.
pub fn body<M: for<'b> Decode<'b, ()>>(answer: &Answer) -> M {
    accounts::read(&answer.body).expect("a body")
}
