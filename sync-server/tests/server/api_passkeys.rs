//! `/api/passkeys`, `/api/sessions/passkey`: what a thief, a stranger and a copied key would try.

use shared::access::Role;
use shared::wire::accounts::{
    self, AccessEvent, Answered, Challenge, Happened, Linked, Me, NewPassword, Passkey,
};

use super::support::authenticator::Authenticator;
use super::support::http::{self, Answer};
use super::support::person::{PASSWORD, Person, body, send};
use super::support::{Folder, TestServer};

pub(super) const ORIGIN: &str = "https://crm.example";
pub(super) const SITE: &str = "crm.example";

/// A server with a name, which is behind a proxy.
async fn server() -> TestServer {
    let start = TestServer::start_in(Folder::new(), |config| {
        config.access.public_origins = vec![ORIGIN.into(), "https://other.example".into()];
    });
    start.await.expect("it starts")
}

/// Asks from the server's own page.
pub(super) async fn ask(person: &Person, path: &str, body: &impl minicbor::Encode<()>) -> Answer {
    ask_from(ORIGIN, person, path, body).await
}

async fn ask_from(
    origin: &str,
    person: &Person,
    path: &str,
    body: &impl minicbor::Encode<()>,
) -> Answer {
    let headers = [
        ("origin", origin),
        ("content-type", accounts::MEDIA_TYPE),
        ("cookie", person.cookie.as_str()),
    ];
    let body = accounts::write(body).into();
    http::try_send(person.address, "POST", path, &headers, body).await.expect("an answer")
}

pub(super) fn nobody(test: &TestServer, like: &Person) -> Person {
    Person { address: test.address(), cookie: String::new(), me: like.me.clone() }
}

fn present(password: &str) -> NewPassword {
    NewPassword { present: Some(password.into()), token: None, password: String::new() }
}

pub(super) fn status(answer: &Answer) -> u16 {
    answer.status.as_u16()
}

pub(super) async fn challenge(person: &Person) -> Challenge {
    let answer = ask(person, "/api/passkeys/challenge", &present(PASSWORD)).await;
    assert_eq!(status(&answer), 200, "{}", String::from_utf8_lossy(&answer.body));
    body(&answer)
}

pub(super) fn answered(challenge: &Challenge, credential: String) -> Answered {
    Answered { token: challenge.token.clone(), credential, device: "A phone".into() }
}

async fn make(person: &Person, device: &mut Authenticator) -> Passkey {
    let asked = challenge(person).await;
    let said = answered(&asked, device.make(&asked.options));
    let answer = ask(person, "/api/passkeys", &said).await;
    assert_eq!(status(&answer), 200, "{}", String::from_utf8_lossy(&answer.body));
    body(&answer)
}

pub(super) async fn question(stranger: &Person) -> Challenge {
    body(&ask(stranger, "/api/sessions/challenge", &()).await)
}

/// Shows the passkey to a new question.
async fn show(stranger: &Person, device: &mut Authenticator) -> Answer {
    let asked = question(stranger).await;
    let said = answered(&asked, device.show(&asked.options));
    ask(stranger, "/api/sessions/passkey", &said).await
}

async fn passkeys(person: &Person) -> Vec<Passkey> {
    body(&person.get("/api/passkeys").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_signs_in_once_for_each_question_until_it_is_removed() {
    let test = server().await;
    let ada = Person::set_up(&test).await;
    let mut phone = Authenticator::new(1, ORIGIN, SITE);
    let made = make(&ada, &mut phone).await;
    assert_eq!((&*made.name, made.used), ("A phone", None));
    assert_eq!(passkeys(&ada).await, std::slice::from_ref(&made));

    let stranger = nobody(&test, &ada);
    let asked = question(&stranger).await;
    let said = answered(&asked, phone.show(&asked.options));
    let answer = ask(&stranger, "/api/sessions/passkey", &said).await;
    let on_phone = Person::of(test.address(), &answer);
    assert_eq!(on_phone.me.account, ada.me.account);
    assert_ne!(on_phone.me.session, ada.me.session);
    assert_eq!(body::<Me>(&on_phone.get("/api/account").await), on_phone.me);
    assert!(passkeys(&ada).await[0].used.is_some());
    let again = ask(&stranger, "/api/sessions/passkey", &said).await;
    assert_eq!(status(&again), 401, "who overheard it says it again");

    let path = format!("/api/passkeys/{}", made.id);
    assert_eq!(status(&ada.ask("DELETE", &path, &()).await), 204);
    assert_eq!(status(&ada.ask("DELETE", &path, &()).await), 404);
    assert_eq!(status(&show(&stranger, &mut phone).await), 401);
    assert_eq!(passkeys(&ada).await, []);
    assert_eq!(status(&on_phone.get("/api/account").await), 200, "its devices stay signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_signed_in_and_knows_the_password_makes_one() {
    let test = server().await;
    let ada = Person::set_up(&test).await;
    let stranger = nobody(&test, &ada);
    let path = "/api/passkeys/challenge";
    assert_eq!(status(&ask(&stranger, path, &present(PASSWORD)).await), 401);
    assert_eq!(status(&ask(&ada, path, &present("a wrong password")).await), 401);
    let foreign = ask_from("https://evil.example", &ada, path, &present(PASSWORD)).await;
    assert_eq!(status(&foreign), 403);
    let number = format!("http://{}", test.address());
    let nameless = ask_from(&number, &ada, path, &present(PASSWORD)).await;
    assert_eq!(status(&nameless), 400, "browsers make none for a number");

    // What one person was asked, another does not answer.
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = ada.brings(team, "Bob", Role::Member).await;
    let mut phone = Authenticator::new(1, ORIGIN, SITE);
    let asked = challenge(&ada).await;
    let said = answered(&asked, phone.make(&asked.options));
    assert_eq!(status(&ask(&bob, "/api/passkeys", &said).await), 401);
    assert_eq!(status(&ask(&stranger, "/api/passkeys", &said).await), 401);
    assert_eq!(status(&ask(&ada, "/api/passkeys", &said).await), 200, "it holds yet");

    // The same device for a second account, and one that answers for another page or unseen.
    let asked = challenge(&bob).await;
    let said = answered(&asked, phone.make(&asked.options));
    assert_eq!(status(&ask(&bob, "/api/passkeys", &said).await), 409);
    for bend in
        [(|it: &mut Authenticator| it.origin = "https://evil.example".into()) as fn(&mut _), |it| {
            it.verified = false;
        }]
    {
        let mut bent = Authenticator::new(2, ORIGIN, SITE);
        bend(&mut bent);
        let asked = challenge(&bob).await;
        let said = answered(&asked, bent.make(&asked.options));
        assert_eq!(status(&ask(&bob, "/api/passkeys", &said).await), 401);
    }
    assert_eq!(passkeys(&bob).await, []);
    let none = format!("/api/passkeys/{}", passkeys(&ada).await[0].id);
    assert_eq!(status(&bob.ask("DELETE", &none, &()).await), 404, "nor removes it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_thief_shows_opens_nothing_and_is_noted() {
    let test = server().await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let stranger = nobody(&test, &ada);
    let mut phone = Authenticator::new(1, ORIGIN, SITE);
    make(&ada, &mut phone).await;
    let bob = ada.brings(team, "Bob", Role::Member).await;
    let mut bobs = Authenticator::new(2, ORIGIN, SITE);
    make(&bob, &mut bobs).await;

    let mut own_key = Authenticator::new(1, ORIGIN, SITE);
    own_key.user.clone_from(&phone.user);
    let mut no_finger = phone.copied();
    no_finger.verified = false;
    let mut alike = phone.copied();
    alike.origin = "https://crm.example.evil.example".into();
    let mut other_site = phone.copied();
    other_site.site = "other.example".into();
    let mut bob_as_ada = bobs.copied();
    bob_as_ada.user.clone_from(&phone.user);
    for (what, thief) in [
        ("a key of their own", &mut own_key),
        ("no finger", &mut no_finger),
        ("a page that looks alike", &mut alike),
        ("another site's passkey", &mut other_site),
        ("Bob's key as Ada", &mut bob_as_ada),
    ] {
        assert_eq!(status(&show(&stranger, thief).await), 401, "{what}");
    }
    let mut unknown = Authenticator::new(9, ORIGIN, SITE);
    unknown.user.clone_from(&phone.user);
    assert_eq!(status(&show(&stranger, &mut unknown).await), 401);

    // A question for a new passkey is none to sign in by.
    let asked = challenge(&ada).await;
    let said = answered(&asked, phone.show(&asked.options));
    assert_eq!(status(&ask(&stranger, "/api/sessions/passkey", &said).await), 401);
    for nonsense in ["", "{}", "null", "[1,2"] {
        let asked = question(&stranger).await;
        let said = answered(&asked, nonsense.into());
        let answer = ask(&stranger, "/api/sessions/passkey", &said).await;
        assert_eq!(status(&answer), 400, "{nonsense}");
    }
    assert_eq!(status(&show(&stranger, &mut phone).await), 200, "Ada's own opens, all along");

    let path = format!("/api/teams/{team}/events");
    let events: Vec<AccessEvent> = body(&ada.get(&path).await);
    let count = |what| events.iter().filter(|event| event.what == what).count();
    assert_eq!(count(Happened::Failed), 5, "each was noted");
    assert_eq!(count(Happened::PasskeyMade), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_key_that_counts_is_found_out() {
    let test = server().await;
    let ada = Person::set_up(&test).await;
    let stranger = nobody(&test, &ada);
    let mut key = Authenticator::new(1, ORIGIN, SITE);
    key.uses = 7;
    make(&ada, &mut key).await;
    let mut copied = key.copied();
    key.uses = 8;
    assert_eq!(status(&show(&stranger, &mut key).await), 200);
    copied.uses = 8;
    assert_eq!(status(&show(&stranger, &mut copied).await), 401, "it was used that often");
    key.uses = 9;
    assert_eq!(status(&show(&stranger, &mut key).await), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owners_link_for_a_new_password_removes_passkeys() {
    let test = server().await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = ada.brings(team, "Bob", Role::Member).await;
    let mut thiefs = Authenticator::new(1, ORIGIN, SITE);
    make(&bob, &mut thiefs).await;
    let path = format!("/api/resets/{}", bob.me.account);
    let linked: Linked = body(&ada.ask("POST", &path, &()).await);
    let new = NewPassword {
        present: None,
        token: Some(linked.token),
        password: "a new one, long enough".into(),
    };
    let answer = send(test.address(), "POST", "/api/resets", &[], &new).await;
    assert_eq!(status(&answer), 204);
    assert_eq!(status(&show(&nobody(&test, &ada), &mut thiefs).await), 401);
}
