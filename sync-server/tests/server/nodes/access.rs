//! Who may do what is one thing, whichever node somebody asks.

use std::time::{Duration, Instant};

use shared::access::Role;
use shared::wire::{Farewell, Refusal};
use sync_server::Server;
use sync_server::config::Database;

use super::{node, workspace};
use crate::api_passkeys::{ORIGIN, SITE, answered, ask, challenge, nobody, question, status};
use crate::api_provider::{come_back, leave, leave_to_bind};
use crate::support::authenticator::Authenticator;
use crate::support::person::{PASSWORD, Person};
use crate::support::provider::TestProvider;
use crate::support::server::config;
use crate::support::{Client, Folder, Record, TestServer, postgres};

/// The same person, at another node.
fn at(person: &Person, node: &TestServer) -> Person {
    Person { address: node.address(), ..person.clone() }
}

/// How long another node may take to notice: it looks every second.
const SOON: Duration = Duration::from_secs(4);

async fn ends(mut socket: Client, since: Instant) -> Option<Farewell> {
    let goodbye = socket.goodbye().await;
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
    goodbye.map(|goodbye| goodbye.reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_takes_from_somebody_the_others_take_within_a_second_or_two() {
    let url = postgres::database().await;
    let one = TestServer { server: node(&url).await, folder: Folder::new() };
    // The link to the first account is each node's own until there is one.
    let ada = Person::set_up(&one).await;
    let other = TestServer { server: node(&url).await, folder: Folder::new() };
    let secret = workspace(one.address(), 1).await;
    let (by_secret, _) = Client::hello(other.address(), &secret, None).await;
    let began = Instant::now();
    let team = ada.make_team(&secret).await;
    assert_eq!(ends(by_secret, began).await, Some(Farewell::MembersOnly));

    let max = ada.brings(team, "Max", Role::Member).await;
    let vera = ada.brings(team, "Vera", Role::Member).await;
    let mut writes = at(&max, &other).live(team).await;
    let mut record = Record::new(1);
    assert_eq!(writes.push_all(vec![record.set("note", "before")]).await.0, 1);

    // Fewer rights: pushes are refused, and the connection goes on.
    assert_eq!(ada.set_role(team, &max, Role::Viewer).await, 204);
    let began = Instant::now();
    let mut number = 10;
    loop {
        number += 1;
        let (_, refused) = writes.push_all(vec![Record::new(number).set("note", "after")]).await;
        if refused.iter().any(|change| change.reason == Refusal::NotAllowed) {
            break;
        }
        assert!(began.elapsed() < SOON, "Max still writes");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // None at all.
    let began = Instant::now();
    assert_eq!(ada.remove(team, &max).await, 204);
    assert_eq!(ends(writes, began).await, Some(Farewell::Denied));
    // Signed out elsewhere: a new password ends the other sessions.
    let reads = at(&vera, &other).live(team).await;
    let answer = Person::sign_in(one.address(), "vera@example.org", PASSWORD).await;
    let again = Person::of(one.address(), &answer);
    let began = Instant::now();
    assert_eq!(again.ask("DELETE", "/api/sessions", &()).await.status.as_u16(), 204);
    assert_eq!(ends(reads, began).await, Some(Farewell::SignedOut));
    one.server.stop().await;
    other.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_asks_an_authenticator_is_answered_to_another() {
    let url = postgres::database().await;
    let start = async || {
        let mut config = config(Database::Postgres(url.clone()));
        config.access.public_origins = vec![ORIGIN.into()];
        let server = Server::start(config).await.expect("it starts");
        TestServer { server, folder: Folder::new() }
    };
    let one = start().await;
    let ada = Person::set_up(&one).await;
    let other = start().await;
    let mut phone = Authenticator::new(1, ORIGIN, SITE);
    let asked = challenge(&ada).await;
    let said = answered(&asked, phone.make(&asked.options));
    assert_eq!(status(&ask(&at(&ada, &other), "/api/passkeys", &said).await), 200);

    let (here, there) = (nobody(&one, &ada), nobody(&other, &ada));
    let asked = question(&there).await;
    let said = answered(&asked, phone.show(&asked.options));
    // Whoever is first, at whichever node.
    let (first, second) = tokio::join!(
        ask(&here, "/api/sessions/passkey", &said),
        ask(&there, "/api/sessions/passkey", &said),
    );
    let mut statuses = [status(&first), status(&second)];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    one.server.stop().await;
    other.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_one_node_to_sign_in_elsewhere_comes_back_to_another() {
    let url = postgres::database().await;
    let provider = TestProvider::start().await;
    let start = async || {
        let mut config = config(Database::Postgres(url.clone()));
        config.access.public_origins = vec![ORIGIN.into()];
        config.provider = Some(provider.config(ORIGIN));
        let server = Server::start(config).await.expect("it starts");
        TestServer { server, folder: Folder::new() }
    };
    let one = start().await;
    let ada = Person::set_up(&one).await;
    let other = start().await;
    let left = leave_to_bind(&ada).await;
    let back = provider.visit(&left.url).await;
    assert_eq!(status(&come_back(&at(&ada, &other), &left.cookie, &back).await), 200);

    let (here, there) = (nobody(&one, &ada), nobody(&other, &ada));
    let left = leave(&there, None).await;
    let back = provider.visit(&left.url).await;
    // Whoever is first, at whichever node.
    let (first, second) = tokio::join!(
        come_back(&here, &left.cookie, &back),
        come_back(&there, &left.cookie, &back),
    );
    let mut statuses = [status(&first), status(&second)];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    one.server.stop().await;
    other.server.stop().await;
}
