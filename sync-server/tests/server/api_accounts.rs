//! `/api/set-up`, `/api/sessions`, `/api/password`, `/api/resets`: row 22 and what belongs to it.

use std::time::Instant;

use shared::wire::accounts::{Device, Linked, Me, NewPassword, SignIn, Token};
use shared::wire::{Farewell, ServerMessage};

use super::support::person::{PASSWORD, Person, body, new_account, send, set_up_token, sign_in};
use super::support::{Client, Folder, TestServer, http, http::Answer};

/// How often `cargo xtask soak guesses` asks for each address.
const PAIRS_VARIABLE: &str = "REGULARS_TEST_GUESSES";
const PAIRS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn the_set_up_link_makes_one_owner_and_is_printed_until_then() {
    let test = TestServer::start().await;
    let first = set_up_token(&test);
    let TestServer { server, folder } = test;
    server.stop().await;
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts again");
    let address = test.address();
    let ask = async |token| {
        let body = new_account("ada@example.org", "Ada", token);
        send(address, "POST", "/api/set-up", &[], &body).await.status.as_u16()
    };
    assert_eq!(ask(Some(first)).await, 410, "that of an earlier start");
    assert_eq!(ask(Some(Token(vec![0; 32]))).await, 410);
    assert_eq!(ask(None).await, 400);
    let token = set_up_token(&test);
    for (email, name, password) in
        [("ada", "Ada", PASSWORD), ("ada@a.org", " ", PASSWORD), ("ada@a.org", "Ada", "short")]
    {
        let body =
            SignIn { password: password.into(), ..new_account(email, name, Some(token.clone())) };
        let answer = send(address, "POST", "/api/set-up", &[], &body).await;
        assert_eq!(answer.status.as_u16(), 400, "{email} {name} {password}");
    }
    let ada = Person::set_up(&test).await;
    assert!(ada.me.owns_server);
    assert_eq!(ask(Some(token)).await, 410, "used");
    let TestServer { server, folder } = test;
    server.stop().await;
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts again");
    assert_eq!(test.server.set_up_link(), None);
    let again = Person { address: test.address(), ..ada };
    assert_eq!(body::<Me>(&again.get("/api/account").await), again.me, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_listed_and_signed_out_one_by_one_or_all() {
    let test = TestServer::start().await;
    let phone = Person::set_up(&test).await;
    let secret = test.workspace(1).await;
    let team = phone.make_team(&secret).await;
    let answer = Person::sign_in(test.address(), " ADA@example.org", PASSWORD).await;
    let laptop = Person::of(test.address(), &answer);
    let devices: Vec<Device> = body(&phone.get("/api/sessions").await);
    assert_eq!(devices.len(), 2);
    assert!(devices.iter().any(|device| device.session == phone.me.session));

    let mut socket = phone.live(team).await;
    let path = format!("/api/sessions/{}", phone.me.session);
    assert_eq!(laptop.ask("DELETE", &path, &()).await.status.as_u16(), 204);
    assert_eq!(socket.goodbye().await.map(|it| it.reason), Some(Farewell::SignedOut));
    assert_eq!(phone.get("/api/account").await.status.as_u16(), 401);
    assert_eq!(laptop.ask("DELETE", &path, &()).await.status.as_u16(), 404, "not twice");

    let out = laptop.ask("DELETE", "/api/sessions", &()).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(laptop.get("/api/account").await.status.as_u16(), 401);
    let (_, said) = laptop.hello(team).await;
    assert!(matches!(said, ServerMessage::Goodbye(it) if it.reason == Farewell::SignedOut));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_who_knows_it_and_other_devices_are_out() {
    let test = TestServer::start().await;
    let (address, here) = (test.address(), Person::set_up(&test).await);
    let there = Person::of(address, &Person::sign_in(address, "ada@example.org", PASSWORD).await);
    let change = async |present: &str, password: &str| {
        let typed =
            NewPassword { present: Some(present.into()), token: None, password: password.into() };
        here.ask("POST", "/api/password", &typed).await.status.as_u16()
    };
    assert_eq!(change("a wrong one", "another password").await, 401);
    assert_eq!(change(PASSWORD, "short").await, 400);
    assert_eq!(change(PASSWORD, "another password").await, 204);
    assert_eq!(here.get("/api/account").await.status.as_u16(), 200);
    assert_eq!(there.get("/api/account").await.status.as_u16(), 401);
    let old = Person::sign_in(address, "ada@example.org", PASSWORD).await;
    assert_eq!(old.status.as_u16(), 401);
    let new = Person::sign_in(address, "ada@example.org", "another password").await;
    assert_eq!(new.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forgot_the_password_gets_a_link_from_the_servers_owner_alone() {
    let test = TestServer::start().await;
    let (address, ada) = (test.address(), Person::set_up(&test).await);
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = ada.brings(team, "Bob", shared::access::Role::Owner).await;
    let path = |whom: &Person| format!("/api/resets/{}", whom.me.account);
    assert_eq!(bob.ask("POST", &path(&ada), &()).await.status.as_u16(), 403);
    let nobody = format!("/api/resets/{}", "00".repeat(16));
    assert_eq!(ada.ask("POST", &nobody, &()).await.status.as_u16(), 404);
    let linked: Linked = body(&ada.ask("POST", &path(&bob), &()).await);
    let reset = async |token: &Token| {
        let token = Some(token.clone());
        let typed = NewPassword { present: None, token, password: "bob's new one".into() };
        send(address, "POST", "/api/resets", &[], &typed).await.status.as_u16()
    };
    assert_eq!(reset(&Token(vec![1; 32])).await, 410);
    assert_eq!(reset(&linked.token).await, 204);
    assert_eq!(reset(&linked.token).await, 410, "once");
    assert_eq!(bob.get("/api/account").await.status.as_u16(), 401);
    let again = Person::sign_in(address, "bob@example.org", "bob's new one").await;
    assert_eq!(again.status.as_u16(), 200);
}

/// What the server says to a wrong password, and how many passwords it hashed for that.
async fn attempt(test: &TestServer, email: &str) -> (Answer, u64) {
    let hashed = async || {
        let figures = test.figures().await;
        let found =
            figures.lines().find_map(|line| line.strip_prefix("regulars_passwords_hashed_total "));
        found.and_then(|count| count.parse::<u64>().ok()).expect("it is counted")
    };
    let before = hashed().await;
    let answer = Person::sign_in(test.address(), email, "a wrong password").await;
    (answer, hashed().await - before)
}

/// Nothing but the hashing takes long enough to be seen from outside, and what it costs is the same for
/// every hash (`access::password`). How long answers take is what `cargo xtask soak guesses` prints.
#[tokio::test(flavor = "multi_thread")]
async fn row_22_an_address_that_is_known_and_one_that_is_not_get_the_same_answer() {
    let test = TestServer::watched().await;
    Person::set_up(&test).await;
    for email in ["ada@example.org", "eve@example.org", "", "not an address"] {
        let (answer, hashed) = attempt(&test, email).await;
        assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (401, ""), "{email}");
        let said = String::from_utf8_lossy(&answer.body);
        assert_eq!(said, "This email address and password do not fit.");
        assert_eq!(hashed, 1, "{email}");
    }
    let pairs = std::env::var(PAIRS_VARIABLE).ok().and_then(|pairs| pairs.parse().ok());
    let pairs = pairs.unwrap_or(PAIRS);
    let [known, unknown] = milliseconds(&test, pairs).await;
    println!(
        "{{\"row\":22,\"pairs\":{pairs},\"known_ms\":{known:.2},\"unknown_ms\":{unknown:.2}}}"
    );
}

/// The median time of answers to wrong passwords, for a known address and for an unknown one, in turns.
async fn milliseconds(test: &TestServer, pairs: usize) -> [f64; 2] {
    let mut took = [Vec::new(), Vec::new()];
    for _ in 0..pairs {
        for (email, took) in ["ada@example.org", "eve@example.org"].iter().zip(&mut took) {
            let begun = Instant::now();
            Person::sign_in(test.address(), email, "a wrong password").await;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    took.map(|mut took| {
        took.sort_by(f64::total_cmp);
        took[took.len() / 2]
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn row_22_passwords_are_not_guessed_without_end() {
    let test = TestServer::start_in(Folder::new(), |config| config.limits.guesses = 3);
    let test = test.await.expect("it starts");
    Person::set_up(&test).await;
    let attempt = async |email: &str, password: &str| {
        Person::sign_in(test.address(), email, password).await.status.as_u16()
    };
    for email in ["ada@example.org", "eve@example.org"] {
        for _ in 0..3 {
            assert_eq!(attempt(email, "a wrong password").await, 401);
        }
        assert_eq!(attempt(email, PASSWORD).await, 429, "the right one tells nothing either");
    }
    let test = TestServer::start_in(Folder::new(), |config| config.limits.sign_ins_per_minute = 2);
    let test = test.await.expect("it starts");
    let mut seen = Vec::new();
    for at in 0..4 {
        let email = format!("person{at}@example.org");
        seen.push(Person::sign_in(test.address(), &email, PASSWORD).await.status.as_u16());
    }
    assert_eq!(seen, [401, 401, 429, 429], "from one address");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_22_only_a_page_of_this_server_acts_in_somebodys_name() {
    let test = TestServer::start_in(Folder::new(), |config| {
        config.access.public_origins = vec!["http://crm.example".into()];
    });
    let test = test.await.expect("it starts");
    let (address, ada) = (test.address(), Person::set_up(&test).await);
    let team = ada.make_team(&test.workspace(1).await).await;
    let own = format!("http://{address}");
    let sign_in = shared::wire::accounts::write(&sign_in("ada@example.org", PASSWORD));
    let workspace = format!("Workspace {team}");
    let mut bypasses = Vec::new();
    for (origin, site, welcome) in [
        (Some(own.as_str()), None, true),
        (Some(own.as_str()), Some("same-origin"), true),
        (Some("http://crm.example"), None, true),
        (None, None, false),
        (None, Some("cross-site"), false),
        (None, Some("same-site"), false),
        (Some(own.as_str()), Some("cross-site"), false),
        (Some("null"), None, false),
        (Some("http://evil.example"), None, false),
        (Some("http://crm.example.evil.example"), None, false),
        (Some("https://crm.example"), None, false),
    ] {
        let mut headers = vec![("cookie", ada.cookie.as_str()), ("authorization", &workspace)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        headers.extend(site.map(|site| ("sec-fetch-site", site)));
        let bare = headers.clone();
        headers.push(("content-type", "application/cbor"));
        for (method, path, changes) in [
            ("GET", "/api/account", false),
            ("GET", "/api/sessions", false),
            ("GET", "/api/snapshot", false),
            ("POST", "/api/sessions", true),
            ("POST", "/api/resets", true),
            ("POST", "/api/invitations", true),
            ("GET", "/api/offers", false),
            ("POST", "/api/forgotten", true),
            ("GET", "/api/passkeys", false),
            ("POST", "/api/passkeys", true),
            ("POST", "/api/passkeys/challenge", true),
            ("POST", "/api/sessions/challenge", true),
            ("POST", "/api/sessions/passkey", true),
            ("PUT", "/api/blobs/00", true),
        ] {
            let body = sign_in.clone().into();
            let mut headers = headers.clone();
            // Signing in anew ends the session that was there.
            headers.retain(|(name, _)| *name != "cookie" || path != "/api/sessions" || !changes);
            let answer = http::try_send(address, method, path, &headers, body).await;
            let answer = answer.expect("an answer");
            let status = answer.status.as_u16();
            // A browser sends no origin with what only reads from its own page.
            let reads_from_own = !changes && origin.is_none() && site.is_none();
            if (status != 403) != (welcome || reads_from_own) {
                bypasses.push(format!("{method} {path} {origin:?} {site:?}: {status}"));
            }
            // A form of another site cannot say what it sends.
            if welcome && changes && path == "/api/sessions" {
                let body = sign_in.clone().into();
                let form = http::try_send(address, method, path, &bare, body).await;
                assert_eq!(form.expect("an answer").status.as_u16(), 400);
            }
        }
        // The socket: an upgrade carries the cookie by itself.
        let mut headers = vec![("cookie", ada.cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        if site.is_none()
            && let Ok(mut socket) = Client::connect(address, &headers).await
        {
            let hello = super::support::person::hello(team);
            socket.send(&shared::wire::ClientMessage::Hello(hello)).await;
            let opened = matches!(socket.next().await, ServerMessage::Welcome { .. });
            if opened != welcome {
                bypasses.push(format!("/sync {origin:?}: {opened}"));
            }
        }
    }
    assert_eq!(bypasses, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_a_cookie_that_no_script_sees_and_the_database_does_not_hold() {
    let test = TestServer::start().await;
    Person::set_up(&test).await;
    let answer = Person::sign_in(test.address(), "ada@example.org", PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Strict;"), "{cookie}");
    let letters = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
    let bytes: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&letters[2 * at..2 * at + 2], 16).expect("hexadecimal"))
        .collect();
    let TestServer { server, folder } = test;
    server.stop().await;
    let file = std::fs::read(folder.database()).expect("the file");
    for secret in [letters.as_bytes(), &bytes, PASSWORD.as_bytes()] {
        assert!(!file.windows(secret.len()).any(|window| window == secret));
    }
}
