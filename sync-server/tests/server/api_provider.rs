//! `/api/provider`, `/api/identities`: signing in elsewhere, and what a thief, a stranger and a
//! provider that is not as it should be would try.

use std::time::{Duration, Instant};

use serde_json::json;
use shared::access::Role;
use shared::id::WorkspaceId;
use shared::wire::accounts::{self, AccessEvent, Happened, Linked, Me, NewPassword, Team, Token};
use shared::wire::mail::Invite;
use shared::wire::offers::Offers;
use shared::wire::provider::{Arrived, Back, Elsewhere, Identity, Leave};
use sync_server::config::{MailConfig, ProviderConfig};

use super::api_passkeys::{ORIGIN, ask, nobody, status};
use super::support::http::Answer;
use super::support::person::{PASSWORD, Person, body, send};
use super::support::provider::{Bend, SentBack, Signing, Somebody, TestProvider};
use super::support::sink::Sink;
use super::support::{Folder, TestServer};

/// A server that has this provider.
pub(super) async fn server(
    provider: &TestProvider,
    adjust: impl FnOnce(&mut ProviderConfig),
) -> TestServer {
    server_with(provider, None, adjust).await
}

async fn server_with(
    provider: &TestProvider,
    mail: Option<MailConfig>,
    adjust: impl FnOnce(&mut ProviderConfig),
) -> TestServer {
    let mut at = provider.config(ORIGIN);
    adjust(&mut at);
    let start = TestServer::start_in(Folder::new(), |config| {
        config.access.public_origins = vec![ORIGIN.into()];
        config.provider = Some(at);
        config.mail = mail;
    });
    start.await.expect("it starts")
}

/// What Ada sees of an invitation that is mailed to this address.
async fn mails(ada: &Person, team: WorkspaceId, email: &str) -> Linked {
    let invite = Invite { role: Role::Member, email: Some(email.into()) };
    let answer = ada.ask("POST", &format!("/api/teams/{team}/invitations"), &invite).await;
    assert_eq!(status(&answer), 200);
    body(&answer)
}

/// Bob, who joined by the link in the mail to his address.
async fn bob_by_mail(ada: &Person, team: WorkspaceId, sink: &Sink) -> Person {
    mails(ada, team, "bob@example.org").await;
    let mail = sink.mails(1).await.remove(0);
    Person::join(ada.address, &mail.token("invite"), "Bob").await
}

fn present(password: &str) -> NewPassword {
    NewPassword { present: Some(password.into()), token: None, password: String::new() }
}

/// The cookie of this name that an answer sets.
fn set_cookie(answer: &Answer, name: &str) -> String {
    let all = answer.headers.get_all("set-cookie").iter().filter_map(|it| it.to_str().ok());
    let mut ours = all.filter(|it| it.starts_with(&format!("{name}=")));
    ours.next().unwrap_or_default().to_owned()
}

fn value(cookie: &str) -> String {
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// Somebody's browser, which left for the provider's page.
pub(super) struct Away {
    pub(super) url: String,
    pub(super) cookie: String,
}

pub(super) async fn leave(person: &Person, invitation: Option<Token>) -> Away {
    away(&ask(person, "/api/provider", &Leave { invitation }).await)
}

fn away(answer: &Answer) -> Away {
    assert_eq!(status(answer), 200, "{}", String::from_utf8_lossy(&answer.body));
    let cookie = value(&set_cookie(answer, "__Host-regulars-left"));
    Away { url: body::<Elsewhere>(answer).url, cookie }
}

/// The same person, whose browser has this cookie as well.
fn with(person: &Person, cookie: &str) -> Person {
    let all = [person.cookie.as_str(), cookie];
    let all: Vec<_> = all.into_iter().filter(|it| !it.is_empty()).collect();
    Person { cookie: all.join("; "), ..person.clone() }
}

fn said(back: &SentBack) -> Back {
    Back {
        state: back.state.clone(),
        code: back.code.clone(),
        issuer: Some(back.issuer.clone()),
        device: "A phone".into(),
    }
}

pub(super) async fn come_back(person: &Person, cookie: &str, back: &SentBack) -> Answer {
    ask(&with(person, cookie), "/api/provider/back", &said(back)).await
}

/// All the way, as whoever is at the provider.
pub(super) async fn sign_in(stranger: &Person, provider: &TestProvider) -> Answer {
    let away = leave(stranger, None).await;
    let back = provider.visit(&away.url).await;
    come_back(stranger, &away.cookie, &back).await
}

pub(super) async fn leave_to_bind(person: &Person) -> Away {
    away(&ask(person, "/api/identities/challenge", &present(PASSWORD)).await)
}

pub(super) async fn bind(person: &Person, provider: &TestProvider) -> Answer {
    let away = leave_to_bind(person).await;
    let back = provider.visit(&away.url).await;
    come_back(person, &away.cookie, &back).await
}

/// Whoever is signed in by this answer.
fn arrived(like: &Person, answer: &Answer) -> Person {
    assert_eq!(status(answer), 200, "{}", String::from_utf8_lossy(&answer.body));
    let Arrived::SignedIn(me) = body(answer) else { panic!("nobody is signed in") };
    let cookie = value(&set_cookie(answer, "__Host-regulars"));
    Person { cookie, me, ..like.clone() }
}

async fn identities(person: &Person) -> Vec<Identity> {
    body(&person.get("/api/identities").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_bound_who_they_are_elsewhere_signs_in_by_it_until_it_is_removed() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    let offers: Offers = body(&ada.get("/api/offers").await);
    assert_eq!(offers.provider.as_deref(), Some("Kiosk"));
    let team = ada.make_team(&test.workspace(1).await).await;

    let answer = bind(&ada, &provider).await;
    let Arrived::Bound(bound) = body(&answer) else { panic!("it is not bound") };
    assert_eq!((&*bound.name, &*bound.at, bound.used), ("ada@example.org", "127.0.0.1", None));
    assert_eq!(identities(&ada).await, std::slice::from_ref(&bound));

    let stranger = nobody(&test, &ada);
    let answer = sign_in(&stranger, &provider).await;
    let on_phone = arrived(&stranger, &answer);
    assert_eq!(on_phone.me.account, ada.me.account);
    assert_ne!(on_phone.me.session, ada.me.session);
    assert!(set_cookie(&answer, "__Host-regulars-left").contains("Max-Age=0"), "it is used up");
    assert_eq!(body::<Me>(&on_phone.get("/api/account").await), on_phone.me);
    assert!(identities(&ada).await[0].used.is_some());

    let path = format!("/api/identities/{}", bound.id);
    assert_eq!(status(&ada.ask("DELETE", &path, &()).await), 204);
    assert_eq!(status(&ada.ask("DELETE", &path, &()).await), 404);
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403);
    assert_eq!(status(&on_phone.get("/api/account").await), 200, "its devices stay signed in");

    let path = format!("/api/teams/{team}/events");
    let events: Vec<AccessEvent> = body(&ada.get(&path).await);
    let what: Vec<_> = events.iter().map(|event| event.what).collect();
    use Happened::{IdentityBound, IdentityRemoved, SignedIn, TeamMade};
    assert_eq!(what, [IdentityRemoved, SignedIn, IdentityBound, TeamMade, SignedIn]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_did_not_sign_for_this_sign_in_opens_nothing() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    bind(&ada, &provider).await;
    let stranger = nobody(&test, &ada);
    let claims = |claims| Bend { claims: Some(claims), ..Bend::default() };
    let signing = |signing| Bend { signing, ..Bend::default() };
    for (what, refused, bend) in [
        ("of another sign-in", 401, claims(|it| it["nonce"] = "another".into())),
        ("of none", 401, claims(|it| it["nonce"] = json!(null))),
        ("for another", 401, claims(|it| it["aud"] = "another".into())),
        ("for another as well", 401, claims(|it| it["aud"] = json!(["regulars", "another"]))),
        ("of another provider", 401, claims(|it| it["iss"] = "https://evil.example".into())),
        ("out of date", 401, claims(|it| it["exp"] = 1_750_000_000.into())),
        (
            "of another access token",
            401,
            claims(|it| it["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA".into()),
        ),
        ("with no word on when", 502, claims(|it| it["exp"] = json!(null))),
        ("not signed", 401, signing(Signing::None)),
        ("signed by what the server shows", 401, signing(Signing::Secret)),
        ("signed by a stranger", 401, signing(Signing::Stranger)),
        ("nothing", 401, Bend { unsigned: true, ..Bend::default() }),
    ] {
        provider.bend(bend);
        let answer = sign_in(&stranger, &provider).await;
        assert_eq!(status(&answer), refused, "{what}");
        assert_eq!(set_cookie(&answer, "__Host-regulars"), "", "{what}");
    }
    for signs in [Signing::Rsa, Signing::Elliptic] {
        provider.bend(signing(signs));
        arrived(&stranger, &sign_in(&stranger, &provider).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_ends_once_and_in_the_browser_that_began_it() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    bind(&ada, &provider).await;
    let stranger = nobody(&test, &ada);

    let answer = ask(&stranger, "/api/provider", &Leave { invitation: None }).await;
    let cookie = set_cookie(&answer, "__Host-regulars-left");
    for part in ["Path=/", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=900"] {
        assert!(cookie.split("; ").any(|it| it == part), "{cookie}");
    }
    let here = away(&answer);
    assert!(here.url.contains("code_challenge_method=S256"));
    let back = provider.visit(&here.url).await;
    assert_eq!(back.to, format!("{ORIGIN}/sign-in"));

    // Who sends somebody back into a browser that did not leave, or that left for something else.
    let other = leave(&stranger, None).await;
    assert_eq!(status(&come_back(&stranger, "", &back).await), 401);
    assert_eq!(status(&come_back(&stranger, &other.cookie, &back).await), 401);
    for (state, issuer) in [("", None), ("00", None), (&*"7".repeat(64), None)] {
        let made_up = Back { state: state.into(), issuer, ..said(&back) };
        let answer = ask(&with(&stranger, &here.cookie), "/api/provider/back", &made_up).await;
        assert_eq!(status(&answer), 401, "{state}");
    }
    let path = "/api/provider/back";
    let foreign = [("origin", "https://evil.example"), ("cookie", here.cookie.as_str())];
    let headers = [&foreign[..], &[("content-type", accounts::MEDIA_TYPE)]].concat();
    let bytes = accounts::write(&said(&back)).into();
    let answer =
        super::support::http::try_send(test.address(), "POST", path, &headers, bytes).await;
    assert_eq!(status(&answer.expect("an answer")), 403);

    arrived(&stranger, &come_back(&stranger, &here.cookie, &back).await);
    let again = come_back(&stranger, &here.cookie, &back).await;
    assert_eq!(status(&again), 401, "who overheard it says it again");

    // The code of one, the state of another.
    let back = provider.visit(&other.url).await;
    let third = leave(&stranger, None).await;
    let (code, before) = (back.code.clone(), provider.strangers());
    let mixed = SentBack { code, ..provider.visit(&third.url).await };
    assert_eq!(status(&come_back(&stranger, &third.cookie, &mixed).await), 401);
    assert_eq!(provider.strangers(), before + 1, "what was hashed for one does not fit the other");
    let elsewhere = SentBack { issuer: "https://evil.example".into(), ..back };
    let answer = come_back(&stranger, &other.cookie, &elsewhere).await;
    assert_eq!(status(&answer), 401, "another provider's answer");

    let local =
        send(test.address(), "POST", "/api/provider", &[], &Leave { invitation: None }).await;
    assert_eq!(status(&local), 400, "the provider would send them back to another address");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_is_to_ask_who_is_there_whomever_it_knows_still() {
    for (knows, signing_in, binding) in [
        (None, "select_account", "login"),
        (Some(&["none", "login", "select_account"][..]), "select_account", "login"),
        (Some(&["none", "login"][..]), "login", "login"),
        (Some(&["none", "select_account"][..]), "select_account", "select_account"),
        (Some(&["none"][..]), "select_account", "login"),
    ] {
        let provider = TestProvider::start().await;
        provider.bend(Bend { prompts: knows, ..Bend::default() });
        let test = server(&provider, |_| {}).await;
        let ada = Person::set_up(&test).await;
        let team = ada.make_team(&test.workspace(1).await).await;
        let stranger = nobody(&test, &ada);
        let token = ada.invite(team, Role::Member).await;
        for (away, asks) in [
            (leave(&stranger, None).await, signing_in),
            (leave(&stranger, Some(token)).await, signing_in),
            (leave_to_bind(&ada).await, binding),
        ] {
            let url: url::Url = away.url.parse().expect("an address");
            let prompts: Vec<_> = url.query_pairs().filter(|(name, _)| name == "prompt").collect();
            assert_eq!(prompts.len(), 1, "{url}");
            assert_eq!(prompts[0].1, asks, "{knows:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_signed_in_and_knows_the_password_binds_and_only_what_is_nobodys() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = ada.brings(team, "Bob", Role::Member).await;
    let stranger = nobody(&test, &ada);
    let path = "/api/identities/challenge";
    assert_eq!(status(&ask(&stranger, path, &present(PASSWORD)).await), 401);
    assert_eq!(status(&ask(&ada, path, &present("a wrong password")).await), 401);

    // What Ada left for is bound to nobody else, whoever has her browser's mark.
    let away = leave_to_bind(&ada).await;
    let back = provider.visit(&away.url).await;
    assert_eq!(status(&come_back(&bob, &away.cookie, &back).await), 401);
    assert_eq!(status(&come_back(&stranger, &away.cookie, &back).await), 401);
    assert_eq!(status(&come_back(&ada, &away.cookie, &back).await), 200);
    assert_eq!(status(&bind(&bob, &provider).await), 409, "it is Ada's");
    assert_eq!(status(&bind(&ada, &provider).await), 200, "it is hers as before");
    assert_eq!(identities(&ada).await.len(), 1);
    assert_eq!(identities(&bob).await, []);
    let hers = format!("/api/identities/{}", identities(&ada).await[0].id);
    assert_eq!(status(&bob.ask("DELETE", &hers, &()).await), 404, "nor removes it");

    // A thief who was signed out meanwhile.
    provider.is_at_it(Somebody::called("Thief", "thief@example.org"));
    let away = leave_to_bind(&bob).await;
    let back = provider.visit(&away.url).await;
    let again = Person::of(
        test.address(),
        &Person::sign_in(test.address(), "bob@example.org", PASSWORD).await,
    );
    let ended = format!("/api/sessions/{}", bob.me.session);
    assert_eq!(status(&again.ask("DELETE", &ended, &()).await), 204);
    assert_eq!(status(&come_back(&bob, &away.cookie, &back).await), 401);
    assert_eq!(status(&come_back(&again, &away.cookie, &back).await), 401);
    assert_eq!(identities(&again).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_address_opens_an_account_only_where_that_is_configured_and_it_is_confirmed() {
    for (matches, confirmed, reticent, comes_in) in [
        (false, json!(true), false, false),
        (true, json!(false), false, false),
        (true, json!(null), false, false),
        (true, json!("false"), true, false),
        (true, json!(true), false, true),
        (true, json!("true"), true, true),
    ] {
        let (provider, sink) = (TestProvider::start().await, Sink::start().await);
        let mail = Some(sink.config(&Folder::new()));
        let test = server_with(&provider, mail, |config| config.match_email = matches).await;
        let ada = Person::set_up(&test).await;
        let team = ada.make_team(&test.workspace(1).await).await;
        let bob = bob_by_mail(&ada, team, &sink).await;
        let stranger = nobody(&test, &ada);
        provider.bend(Bend { reticent, ..Bend::default() });
        let bob_there = Somebody::called("Bob There", "bob@example.org");
        provider.is_at_it(Somebody { confirmed: Some(confirmed.clone()), ..bob_there.clone() });
        let answer = sign_in(&stranger, &provider).await;
        let what = format!("{matches} {confirmed}");
        if comes_in {
            assert_eq!(arrived(&stranger, &answer).me.account, bob.me.account, "{what}");
            // From now on by who they are there, not by their address.
            provider.is_at_it(Somebody { email: None, confirmed: None, ..bob_there });
            arrived(&stranger, &sign_in(&stranger, &provider).await);
        } else {
            assert_eq!(status(&answer), 403, "{what}");
        }
        assert_eq!(identities(&bob).await.len(), usize::from(comes_in), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_became_somebody_elses_opens_nothing() {
    let (provider, sink) = (TestProvider::start().await, Sink::start().await);
    let mail = Some(sink.config(&Folder::new()));
    let test = server_with(&provider, mail, |config| config.match_email = true).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let bob = bob_by_mail(&ada, team, &sink).await;
    let stranger = nobody(&test, &ada);
    provider.is_at_it(Somebody::ada());
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403, "she owns the server");

    let first = Somebody::called("first", "bob@example.org");
    provider.is_at_it(first.clone());
    assert_eq!(arrived(&stranger, &sign_in(&stranger, &provider).await).me.account, bob.me.account);
    let second = Somebody::called("second", "bob@example.org");
    provider.is_at_it(second.clone());
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403, "it is another person's by now");
    let only = format!("/api/identities/{}", identities(&bob).await[0].id);
    assert_eq!(status(&bob.ask("DELETE", &only, &()).await), 204);
    for again in [first, second] {
        provider.is_at_it(again);
        assert_eq!(status(&sign_in(&stranger, &provider).await), 403, "what was removed stays so");
    }

    let zoe = Person::join(test.address(), &mailed_to_zoe(&ada, team, &sink).await, "Zoe").await;
    let path = format!("/api/resets/{}", zoe.me.account);
    let linked: Linked = body(&ada.ask("POST", &path, &()).await);
    let new = NewPassword { present: None, token: Some(linked.token), password: PASSWORD.into() };
    assert_eq!(status(&send(test.address(), "POST", "/api/resets", &[], &new).await), 204);
    provider.is_at_it(Somebody::called("Zoe There", "zoe@example.org"));
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403, "nobody knows who it was");
}

async fn mailed_to_zoe(ada: &Person, team: WorkspaceId, sink: &Sink) -> Token {
    mails(ada, team, "zoe@example.org").await;
    sink.mails(2).await.remove(1).token("invite")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_colleagues_address_to_meet_them_in_their_own_account() {
    let (provider, sink) = (TestProvider::start().await, Sink::start().await);
    let mail = Some(sink.config(&Folder::new()));
    let test = server_with(&provider, mail, |config| config.match_email = true).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let stranger = nobody(&test, &ada);
    // By the link that whoever invites sees, by somebody else's mail, and by no mail at all.
    let seen = mails(&ada, team, "boss@example.org").await.token;
    let boss = Person::join(test.address(), &seen, "Boss").await;
    let token = mailed_to_zoe(&ada, team, &sink).await;
    assert_eq!(Person::join(test.address(), &token, "Chief").await.me.email, "chief@example.org");
    ada.brings(team, "Head", Role::Member).await;
    for (name, email) in
        [("Boss", "boss@example.org"), ("Chief", "chief@example.org"), ("Head", "head@example.org")]
    {
        provider.is_at_it(Somebody::called(name, email));
        assert_eq!(status(&sign_in(&stranger, &provider).await), 403, "{name}");
    }
    // They add it by hand.
    provider.is_at_it(Somebody::called("Boss", "boss@example.org"));
    assert_eq!(status(&bind(&boss, &provider).await), 200);
    assert_eq!(
        arrived(&stranger, &sign_in(&stranger, &provider).await).me.account,
        boss.me.account
    );

    // At the provider, an address that it has not confirmed.
    let token = ada.invite(team, Role::Member).await;
    let away = leave(&stranger, Some(token.clone())).await;
    let eve = Somebody::called("Eve", "director@example.org");
    provider.is_at_it(Somebody { confirmed: None, ..eve.clone() });
    let back = provider.visit(&away.url).await;
    assert_eq!(status(&come_back(&stranger, &away.cookie, &back).await), 422);
    let away = leave(&stranger, Some(token)).await;
    provider.is_at_it(eve);
    let back = provider.visit(&away.url).await;
    arrived(&stranger, &come_back(&stranger, &away.cookie, &back).await);
    provider.is_at_it(Somebody::called("Director", "director@example.org"));
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403, "it is bound already");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_an_account_by_themselves_unless_that_is_configured() {
    let provider = TestProvider::start().await;
    for sign_up in [false, true] {
        let test = server(&provider, |config| config.sign_up = sign_up).await;
        let ada = Person::set_up(&test).await;
        let stranger = nobody(&test, &ada);
        provider.is_at_it(Somebody::called("Max", "Max@Example.org"));
        let answer = sign_in(&stranger, &provider).await;
        if !sign_up {
            assert_eq!(status(&answer), 403);
            continue;
        }
        let max = arrived(&stranger, &answer);
        assert_eq!((&*max.me.email, &*max.me.name), ("max@example.org", "Max"));
        assert_eq!((max.me.teams.len(), max.me.owns_server), (0, false));
        let again = arrived(&stranger, &sign_in(&stranger, &provider).await);
        assert_eq!(again.me.account, max.me.account);
        // Ada's address is Ada's, whoever else has it there.
        provider.is_at_it(Somebody { subject: "not Ada", ..Somebody::ada() });
        assert_eq!(status(&sign_in(&stranger, &provider).await), 403);
        let unconfirmed = Somebody::called("Eve", "eve@example.org");
        provider.is_at_it(Somebody { confirmed: None, ..unconfirmed });
        assert_eq!(status(&sign_in(&stranger, &provider).await), 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_quicker_than_whoever_follows_the_link_for_setting_up() {
    let provider = TestProvider::start().await;
    let another = TestServer::start().await;
    let like = Person::set_up(&another).await;
    let test = server(&provider, |config| config.sign_up = true).await;
    let stranger = nobody(&test, &like);
    provider.is_at_it(Somebody::called("Max", "max@example.org"));
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403);
    assert!(Person::set_up(&test).await.me.owns_server, "the link holds still");
    arrived(&stranger, &sign_in(&stranger, &provider).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_brings_in_who_signs_in_elsewhere_and_has_no_password_yet() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&test.workspace(1).await).await;
    let stranger = nobody(&test, &ada);
    let join = async |token: &Token| {
        let away = leave(&stranger, Some(token.clone())).await;
        let back = provider.visit(&away.url).await;
        come_back(&stranger, &away.cookie, &back).await
    };
    let token = ada.invite(team, Role::Member).await;
    // Its address is Ada's here: she signs in, and uses the invitation then.
    provider.is_at_it(Somebody { subject: "not Ada", ..Somebody::ada() });
    assert_eq!(status(&join(&token).await), 409);
    provider.is_at_it(Somebody { email: None, ..Somebody::called("Nina", "") });
    assert_eq!(status(&join(&token).await), 422, "an account needs an address");

    provider.is_at_it(Somebody::called("Max", "max@example.org"));
    let max = arrived(&stranger, &join(&token).await);
    let teams: Vec<_> = max.me.teams.iter().map(|it: &Team| (it.workspace, it.role)).collect();
    assert_eq!(teams, [(team, Role::Member)]);
    assert!(max.me.no_password && !ada.me.no_password);
    let gone = ask(&stranger, "/api/provider", &Leave { invitation: Some(token) }).await;
    assert_eq!(status(&gone), 410, "it was used");
    let second = ada.invite(team, Role::Admin).await;
    let as_before = arrived(&stranger, &join(&second).await);
    assert_eq!((as_before.me.account, as_before.me.teams[0].role), (max.me.account, Role::Admin));

    // No password is his, not even the one that is kept for him.
    for password in ["", PASSWORD] {
        let answer = Person::sign_in(test.address(), "max@example.org", password).await;
        assert_eq!(status(&answer), 401);
    }
    let path = "/api/identities/challenge";
    assert_eq!(status(&ask(&as_before, path, &present("")).await), 401);
    let only = format!("/api/identities/{}", identities(&as_before).await[0].id);
    assert_eq!(status(&as_before.ask("DELETE", &only, &()).await), 409, "it is his only way in");
    assert_eq!(identities(&as_before).await.len(), 1);

    // A link sets one, and takes away what somebody else may have bound.
    let path = format!("/api/resets/{}", max.me.account);
    let linked: Linked = body(&ada.ask("POST", &path, &()).await);
    let new = NewPassword { present: None, token: Some(linked.token), password: PASSWORD.into() };
    assert_eq!(status(&send(test.address(), "POST", "/api/resets", &[], &new).await), 204);
    assert_eq!(status(&sign_in(&stranger, &provider).await), 403);
    let answer = Person::sign_in(test.address(), "max@example.org", PASSWORD).await;
    assert_eq!(identities(&Person::of(test.address(), &answer)).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_silent_or_says_too_much_keeps_nobody_from_their_password() {
    let provider = TestProvider::start().await;
    let discovery = "/.well-known/openid-configuration";
    for door in [discovery, "/keys"] {
        for (silent, huge) in [(Some(door), None), (None, Some(door))] {
            let test = server(&provider, |_| {}).await;
            let ada = Person::set_up(&test).await;
            let stranger = nobody(&test, &ada);
            provider.bend(Bend { silent, huge, ..Bend::default() });
            let began = Instant::now();
            let before = provider.discoveries();
            for _ in 0..3 {
                let answer = ask(&stranger, "/api/provider", &Leave { invitation: None }).await;
                assert_eq!(status(&answer), 502, "{silent:?} {huge:?}");
            }
            assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
            assert!(provider.discoveries() <= before + 1, "it was asked again at once");
            let answer = Person::sign_in(test.address(), "ada@example.org", PASSWORD).await;
            assert_eq!(status(&answer), 200);
        }
    }
    provider.bend(Bend::default());
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    bind(&ada, &provider).await;
    let stranger = nobody(&test, &ada);
    for (silent, huge) in [(Some("/token"), None), (None, Some("/token"))] {
        provider.bend(Bend { silent, huge, ..Bend::default() });
        let began = Instant::now();
        assert_eq!(status(&sign_in(&stranger, &provider).await), 502);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
    // Only of a code it can say that it is not theirs; else it is not set up, or in trouble.
    for (why, answered) in
        [("invalid_grant", 401), ("invalid_client", 502), ("unauthorized_client", 502)]
    {
        provider.bend(Bend { refuses: Some(why), ..Bend::default() });
        assert_eq!(status(&sign_in(&stranger, &provider).await), answered, "{why}");
    }
    provider.bend(Bend { silent: Some("/userinfo"), ..Bend::default() });
    arrived(&stranger, &sign_in(&stranger, &provider).await);
    // No answer is not the same as no address.
    let team = ada.make_team(&test.workspace(1).await).await;
    let away = leave(&stranger, Some(ada.invite(team, Role::Member).await)).await;
    let silent = Some("/userinfo");
    provider.bend(Bend { silent, reticent: true, ..Bend::default() });
    provider.is_at_it(Somebody::called("Max", "max@example.org"));
    let back = provider.visit(&away.url).await;
    assert_eq!(status(&come_back(&stranger, &away.cookie, &back).await), 502);

    let none = TestServer::start().await;
    let answer =
        send(none.address(), "POST", "/api/provider", &[], &Leave { invitation: None }).await;
    assert_eq!(status(&answer), 501);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_of_the_provider_is_asked_for_and_what_it_is_is_not_asked_each_time() {
    let provider = TestProvider::start().await;
    let test = server(&provider, |config| config.keys_hold = Duration::ZERO).await;
    let ada = Person::set_up(&test).await;
    bind(&ada, &provider).await;
    let stranger = nobody(&test, &ada);
    arrived(&stranger, &sign_in(&stranger, &provider).await);
    assert_eq!(provider.discoveries(), 1);
    for (signing, asked) in [(Signing::Newer, 2), (Signing::Renewed, 3)] {
        provider.bend(Bend { signing, ..Bend::default() });
        arrived(&stranger, &sign_in(&stranger, &provider).await);
        assert_eq!(provider.discoveries(), asked, "{signing:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_asked_over_tls_and_only_where_its_certificate_is_trusted() {
    let provider = TestProvider::start_over_tls().await;
    let test = server(&provider, |_| {}).await;
    let ada = Person::set_up(&test).await;
    bind(&ada, &provider).await;
    assert_eq!(&*identities(&ada).await[0].at, "localhost");
    arrived(&nobody(&test, &ada), &sign_in(&nobody(&test, &ada), &provider).await);

    let test = server(&provider, |config| *config = provider.config_with(ORIGIN, None)).await;
    let stranger = nobody(&test, &ada);
    let answer = ask(&stranger, "/api/provider", &Leave { invitation: None }).await;
    assert_eq!(status(&answer), 502);
    assert_eq!(provider.discoveries(), 1, "it was asked by nobody who does not trust it");
}
