//! `/api/forgotten`, `/api/offers`: a link for a new password by mail.

use std::time::{Duration, Instant};

use shared::access::Role;
use shared::wire::accounts::{AccessEvent, Happened, Linked, NewPassword, Token};
use shared::wire::mail::Forgotten;
use shared::wire::offers::Offers;
use sqlx::{Connection, SqliteConnection};

use super::support::http::Answer;
use super::support::person::{Person, body, send};
use super::support::sink::Sink;
use super::support::{Folder, TestServer, http};

/// A server that mails by this sink, and counts.
async fn mailing(sink: &Sink) -> TestServer {
    let folder = Folder::new();
    let mail = sink.config(&folder);
    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let test = TestServer::start_in(folder, |config| {
        (config.mail, config.metrics) = (Some(mail), Some(listen));
    });
    test.await.expect("it starts")
}

async fn forgot(test: &TestServer, email: &str) -> Answer {
    let typed = Forgotten { email: email.into() };
    send(test.address(), "POST", "/api/forgotten", &[], &typed).await
}

async fn reset(test: &TestServer, token: &Token, password: &str) -> u16 {
    let typed =
        NewPassword { present: None, token: Some(token.clone()), password: password.into() };
    send(test.address(), "POST", "/api/resets", &[], &typed).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forgot_the_password_sets_another_by_a_mailed_link_once() {
    let sink = Sink::start().await;
    let test = mailing(&sink).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = ada.brings(team, "Bob", Role::Member).await;
    let offers: Offers = body(&ada.get("/api/offers").await);
    assert!(offers.mail);

    assert_eq!(forgot(&test, " BOB@example.org").await.status.as_u16(), 204);
    let mail = sink.mails(1).await.remove(0);
    assert_eq!(mail.to, "bob@example.org");
    let text = mail.text();
    for part in ["Subject: A link for a new password", "Hello Bob,", "within an hour", "not you"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(&test.address().to_string()), "the link leads where it is configured");
    let token = mail.token("new-password");
    assert_eq!(bob.get("/api/account").await.status.as_u16(), 200, "nothing happened yet");
    assert_eq!(reset(&test, &token, "bob's new one").await, 204);
    assert_eq!(reset(&test, &token, "eve's new one").await, 410, "once");
    assert_eq!(bob.get("/api/account").await.status.as_u16(), 401, "signed out");
    let again = Person::sign_in(test.address(), "bob@example.org", "bob's new one").await;
    assert_eq!(again.status.as_u16(), 200);

    let path = format!("/api/teams/{team}/events");
    let events: Vec<AccessEvent> = body(&ada.get(&path).await);
    let linked = events.iter().find(|event| event.what == Happened::ResetLinked);
    let linked = linked.map(|event| (event.who.as_deref(), event.whom.as_deref()));
    assert_eq!(linked, Some((None, Some("Bob"))), "nobody knows who asked");
    assert!(test.figures().await.contains("regulars_mails_total{outcome=\"sent\"} 1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_ends_within_an_hour() {
    let sink = Sink::start().await;
    let test = mailing(&sink).await;
    Person::set_up(&test).await;
    assert_eq!(forgot(&test, "ada@example.org").await.status.as_u16(), 204);
    let token = sink.mails(1).await[0].token("new-password");
    let TestServer { server, folder } = test;
    server.stop().await;
    let url = format!("sqlite://{}", folder.database().display());
    let mut file = SqliteConnection::connect(&url).await.expect("the file");
    let expires: i64 =
        sqlx::query_scalar("SELECT expires FROM reset").fetch_one(&mut file).await.expect("a link");
    let now = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_millis() as i64;
    assert!((3_500_000..=3_600_000).contains(&(expires - now)), "{}", expires - now);
    sqlx::query("UPDATE reset SET expires = expires - 3600000")
        .execute(&mut file)
        .await
        .expect("an hour later");
    file.close().await.expect("closed");
    let test = TestServer::start_in(folder, |_| {}).await.expect("it starts");
    assert_eq!(reset(&test, &token, "another password").await, 410);
}

/// The answer is given before anybody looks whether there is an account: nothing of what follows can
/// show in it, not even a mail server that never answers.
#[tokio::test(flavor = "multi_thread")]
async fn row_22_whether_an_address_has_an_account_shows_neither_in_the_answer_nor_in_its_time() {
    let sink = Sink::start().await;
    sink.falls_silent();
    let test = mailing(&sink).await;
    Person::set_up(&test).await;
    let mut heads = Vec::new();
    for email in ["ada@example.org", "eve@example.org", "", "not an address", "ada@example.org"] {
        let begun = Instant::now();
        let answer = forgot(&test, email).await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{email}: {:?}", begun.elapsed());
        let mut head: Vec<_> = answer
            .headers
            .iter()
            .filter(|(name, _)| *name != "date")
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        head.sort();
        heads.push((answer.status.as_u16(), head, answer.body));
    }
    assert_eq!(heads[0].0, 204);
    assert!(heads.windows(2).all(|pair| pair[0] == pair[1]), "{heads:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_voids_no_link_and_floods_no_mailbox() {
    let sink = Sink::start().await;
    let test = mailing(&sink).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = ada.brings(team, "Bob", Role::Member).await;
    let path = format!("/api/resets/{}", bob.me.account);
    let handed: Linked = body(&ada.ask("POST", &path, &()).await);
    for _ in 0..8 {
        assert_eq!(forgot(&test, "bob@example.org").await.status.as_u16(), 204, "as ever");
    }
    // By then what was asked before has been looked up, too.
    assert_eq!(forgot(&test, "ada@example.org").await.status.as_u16(), 204);
    sink.mails(4).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mails = sink.mails(4).await;
    assert_eq!(mails.iter().filter(|mail| mail.to == "bob@example.org").count(), 3);
    let first = mails.iter().find(|mail| mail.to == "bob@example.org").expect("a mail");
    assert_eq!(reset(&test, &handed.token, "by the owner's link").await, 204);
    assert_eq!(
        reset(&test, &first.token("new-password"), "by the mailed link").await,
        410,
        "all are used up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_mailed_link_holds_though_another_was_asked_for() {
    let sink = Sink::start().await;
    let test = mailing(&sink).await;
    Person::set_up(&test).await;
    forgot(&test, "ada@example.org").await;
    let first = sink.mails(1).await[0].token("new-password");
    forgot(&test, "ada@example.org").await;
    sink.mails(2).await;
    assert_eq!(reset(&test, &first, "another password").await, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_asked_for_from_one_address_so_often_and_no_more() {
    let sink = Sink::start().await;
    let test = mailing(&sink).await;
    let mut seen = Vec::new();
    for at in 0..22 {
        seen.push(forgot(&test, &format!("person{at}@example.org")).await.status.as_u16());
    }
    assert_eq!(seen, [[204; 20].as_slice(), &[429; 2]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_a_mail_server_says_so_and_mails_nothing() {
    let test = TestServer::start().await;
    let answer = http::request(test.address(), "GET", "/api/offers", &[]).await;
    assert_eq!(body::<Offers>(&answer), Offers::default());
    assert_eq!(forgot(&test, "ada@example.org").await.status.as_u16(), 501);
}
