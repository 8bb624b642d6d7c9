//! `--trusted-proxy`: whose request it is, when it comes by a proxy and when it does not.

use shared::id::WorkspaceSecret;
use shared::wire::accounts::AccessEvent;

use super::support::person::{PASSWORD, Person, body, send, sign_in};
use super::support::{Folder, TestServer, http};

/// With two workspaces and two sign-ins a minute for each address, behind these proxies. The tests
/// connect from 127.0.0.1.
async fn behind(proxies: &[&str]) -> TestServer {
    let proxies = proxies.iter().map(|net| net.parse().expect("a network")).collect();
    let test = TestServer::start_in(Folder::new(), |config| {
        config.access.trusted_proxies = proxies;
        config.limits.creations_per_minute = 2;
        config.limits.sign_ins_per_minute = 2;
    });
    test.await.expect("it starts")
}

/// Asks for workspaces, each with what the proxy is to have said: how each was answered.
async fn create(test: &TestServer, said: &[&str]) -> Vec<u16> {
    let mut answers = Vec::new();
    for (at, forwarded) in said.iter().enumerate() {
        let bearer = format!("Bearer {}", WorkspaceSecret([u8::try_from(at).expect("few"); 32]));
        let headers = [("authorization", bearer.as_str()), ("x-forwarded-for", forwarded)];
        let answer = http::request(test.address(), "POST", "/api/workspaces", &headers).await;
        answers.push(answer.status.as_u16());
    }
    answers
}

#[tokio::test]
async fn from_anybody_but_a_trusted_proxy_the_header_changes_nothing() {
    for proxies in [&[][..], &["192.0.2.1/32", "10.0.0.0/8"]] {
        let test = behind(proxies).await;
        let said = ["198.51.100.1", "198.51.100.2", "198.51.100.3", "10.0.0.1, 127.0.0.1"];
        assert_eq!(create(&test, &said).await, [201, 201, 429, 429], "all are 127.0.0.1");
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_limits_of_its_own() {
    let test = behind(&["127.0.0.1/32"]).await;
    let (one, other) = ("198.51.100.1", "198.51.100.2");
    let said = [one, one, one, other, other, other];
    assert_eq!(create(&test, &said).await, [201, 201, 429, 201, 201, 429]);

    // What the client writes itself stands before what the proxy adds, and makes nobody else of it.
    let said = ["203.0.113.1, 198.51.100.3", "203.0.113.2, 198.51.100.3", "x, 198.51.100.3"];
    assert_eq!(create(&test, &said).await, [200, 200, 429]);

    // What a proxy does not say is that proxy's own.
    assert_eq!(create(&test, &["unknown", "", "198.51.100"]).await, [200, 200, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_is_counted_and_noted_by_the_clients_address() {
    let test = behind(&["127.0.0.0/8"]).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let attempt = async |from: &'static str, password: &'static str| {
        let body = sign_in("ada@example.org", password);
        let headers = [("x-forwarded-for", from)];
        send(test.address(), "POST", "/api/sessions", &headers, &body).await.status.as_u16()
    };
    for expected in [401, 401, 429] {
        assert_eq!(attempt("198.51.100.1", "a wrong password").await, expected);
    }
    assert_eq!(attempt("198.51.100.2", PASSWORD).await, 200, "a colleague elsewhere gets in");

    let headers = [("x-forwarded-for", "2001:db8::7")];
    let path = format!("/api/teams/{team}/exports");
    assert_eq!(ada.ask_with("POST", &path, &headers, &()).await.status.as_u16(), 204);
    let events: Vec<AccessEvent> = body(&ada.get(&format!("/api/teams/{team}/events")).await);
    assert_eq!(events[0].address, "2001:db8::7");
}
