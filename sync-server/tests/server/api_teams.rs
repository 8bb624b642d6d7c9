//! `/api/teams`, `/api/invitations`, and what roles mean on a socket: rows 20 and 21.

use std::time::{Duration, Instant};

use bytes::Bytes;
use shared::access::{Action, Role, may};
use shared::id::{BlobHash, DocumentId, WorkspaceId, WorkspaceSecret};
use shared::sync::erasure::tombstone;
use shared::wire::accounts::{AccessEvent, Happened, Invited, SignIn, Team, Token, write};
use shared::wire::mail::Invite;
use shared::wire::{
    ClientMessage, DocumentHeads, Farewell, Hello, Presence, PushedChange, Refusal, Refused,
    ServerMessage, Visit,
};
use sqlx::{Connection, SqliteConnection};

use super::support::http::Answer;
use super::support::person::{PASSWORD, Person, body, new_account, send};
use super::support::{Client, Record, TestServer, http};

/// A server with a team, and somebody of each role: the owner is also the server's.
struct Scene {
    test: TestServer,
    secret: WorkspaceSecret,
    team: WorkspaceId,
    people: [Person; 4],
}

impl Scene {
    async fn new() -> Self {
        let test = TestServer::start().await;
        let owner = Person::set_up(&test).await;
        let secret = test.workspace(1).await;
        let team = owner.make_team(&secret).await;
        let admin = owner.brings(team, "Ann", Role::Admin).await;
        let member = owner.brings(team, "Max", Role::Member).await;
        let viewer = owner.brings(team, "Vera", Role::Viewer).await;
        Self { test, secret, team, people: [viewer, member, admin, owner] }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_workspace_becomes_a_team_without_losing_a_change() {
    let test = TestServer::start().await;
    let (address, secret) = (test.address(), test.workspace(1).await);
    let (mut before, _) = Client::hello(address, &secret, None).await;
    assert_eq!(before.push_all(Record::new(1).changes(5)).await.0, 5);
    let log = http::snapshot(address, &secret, "", "identity").await.body;

    let ada = Person::set_up(&test).await;
    let team = ada.make_team(&secret).await;
    assert_eq!(before.goodbye().await.map(|it| it.reason), Some(Farewell::MembersOnly));
    let workspace = format!("Workspace {team}");
    let headers = [("cookie", ada.cookie.as_str()), ("authorization", workspace.as_str())];
    let after = http::request(address, "GET", "/api/snapshot", &headers).await;
    assert_eq!((after.status.as_u16(), after.body), (200, log), "the same log");

    // The link opens nothing any more, and whoever has the right one is told why.
    assert_eq!(http::snapshot(address, &secret, "", "br").await.status.as_u16(), 423);
    assert_eq!(http::create(address, &secret).await.status.as_u16(), 423);
    let hash = BlobHash::of(b"a picture");
    assert_eq!(http::put_blob(address, &secret, hash, b"a picture").await.status.as_u16(), 423);
    let mut late = Client::connect(address, &[]).await.expect("an upgrade");
    let hello = super::support::client::hello(&secret, None);
    late.send(&ClientMessage::Hello(hello.clone())).await;
    assert_eq!(late.goodbye().await.map(|it| it.reason), Some(Farewell::MembersOnly));
    let mut old = Client::connect(address, &[]).await.expect("an upgrade");
    old.send(&ClientMessage::Hello(shared::wire::Hello { newest: 1, ..hello })).await;
    assert_eq!(old.goodbye().await.map(|it| it.reason), Some(Farewell::Denied), "in its words");
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str())];
    let again = ada.ask_with("POST", "/api/teams", &headers, &"Kiosk").await;
    assert_eq!(again.status.as_u16(), 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_whose_push_it_was() {
    let scene = Scene::new().await;
    let [_, member, ..] = &scene.people;
    let mut socket = member.live(scene.team).await;
    assert_eq!(socket.push_all(Record::new(1).changes(3)).await.0, 3);
    let other = scene.test.workspace(9).await;
    let (mut anybody, _) = Client::hello(scene.test.address(), &other, None).await;
    assert_eq!(anybody.push_all(Record::new(2).changes(2)).await.0, 2);
    let TestServer { server, folder } = scene.test;
    server.stop().await;
    let url = format!("sqlite://{}", folder.database().display());
    let mut file = SqliteConnection::connect(&url).await.expect("the file");
    let pushers: Vec<Option<Vec<u8>>> =
        sqlx::query_scalar("SELECT pusher FROM change ORDER BY workspace, seq")
            .fetch_all(&mut file)
            .await
            .expect("rows");
    let max = Some(member.me.account.0.to_vec());
    assert_eq!(pushers, [max.clone(), max.clone(), max, None, None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_brings_one_person_in_and_says_where_it_leads() {
    let scene = Scene::new().await;
    let (address, [.., owner]) = (scene.test.address(), &scene.people);
    let token = owner.invite(scene.team, Role::Member).await;
    let invited: Invited = body(&send(address, "POST", "/api/invitations", &[], &token).await);
    assert_eq!((&*invited.team.name, &*invited.inviter), ("Kiosk", "Ada"));
    assert_eq!(invited.team.role, Role::Member);

    let taken = new_account("max@example.org", "Max", Some(token.clone()));
    let answer = send(address, "POST", "/api/invitations/account", &[], &taken).await;
    assert_eq!(answer.status.as_u16(), 409, "there is such an account");
    let bob = Person::join(address, &token, "Bob").await;
    assert_eq!(bob.me.teams, [Team { role: Role::Member, ..invited.team }]);
    let again = new_account("eve@example.org", "Eve", Some(token.clone()));
    let answer = send(address, "POST", "/api/invitations/account", &[], &again).await;
    assert_eq!(answer.status.as_u16(), 410, "used");
    let looked = send(address, "POST", "/api/invitations", &[], &token).await;
    assert_eq!(looked.status.as_u16(), 410);

    // Somebody who has an account comes into a second workspace.
    let second = owner.make_team(&scene.test.workspace(2).await).await;
    let token = owner.invite(second, Role::Viewer).await;
    let joined: Team = body(&bob.ask("POST", "/api/invitations/mine", &token).await);
    assert_eq!((joined.workspace, joined.role), (second, Role::Viewer));
    let me: shared::wire::accounts::Me = body(&bob.get("/api/account").await);
    assert_eq!(me.teams.len(), 2);

    // And one that was taken back leads nowhere.
    let token = owner.invite(second, Role::Viewer).await;
    let id = owner.invitations(second).await[0].id;
    let path = format!("/api/teams/{second}/invitations/{id}");
    assert_eq!(owner.ask("DELETE", &path, &()).await.status.as_u16(), 204);
    let answer = bob.ask("POST", "/api/invitations/mine", &token).await;
    assert_eq!(answer.status.as_u16(), 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_21_who_is_removed_hears_nothing_more_and_writes_nothing_more() {
    let scene = Scene::new().await;
    let [_, member, admin, owner] = &scene.people;
    let mut eve = member.live(scene.team).await;
    let mut writer = owner.live(scene.team).await;
    let mut record = Record::new(1);
    let mut own = Record::new(2);
    assert_eq!(eve.push_all(own.changes(3)).await.0, 3);

    // A stream of changes, in the middle of which she is removed.
    let team = scene.team;
    let stream = tokio::spawn(async move {
        for at in 0..200 {
            let change = record.set("note", &format!("note {at}"));
            writer.push_all(vec![change]).await;
        }
        writer
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let asked = Instant::now();
    assert_eq!(admin.remove(team, member).await, 204);
    let removed = asked.elapsed();
    // What was on its way before the answer may come; nothing that was written after.
    let mut last = 0;
    let goodbye = loop {
        match eve.try_next().await {
            Some(ServerMessage::Delivery(delivery)) => last = delivery.to.seq,
            Some(ServerMessage::Goodbye(goodbye)) => break goodbye.reason,
            Some(_) => {}
            None => panic!("no goodbye"),
        }
    };
    let closed = asked.elapsed();
    assert_eq!(goodbye, Farewell::Denied);
    assert!(eve.try_next().await.is_none(), "frames after: 0");
    assert!(closed < Duration::from_secs(2), "{closed:?}");
    eprintln!("removed after {removed:?}, closed after {closed:?}, last seen {last}");
    drop(stream.await.expect("the stream"));

    // Back with the same session: shut, as a workspace that does not exist.
    let (_, said) = member.hello(team).await;
    assert!(matches!(said, ServerMessage::Goodbye(it) if it.reason == Farewell::Denied));
    let (_, said) = member.hello(WorkspaceId([9; 16])).await;
    assert!(matches!(said, ServerMessage::Goodbye(it) if it.reason == Farewell::Denied));
    let workspace = format!("Workspace {team}");
    let headers = [("authorization", workspace.as_str())];
    let answer = member.ask_with("GET", "/api/snapshot", &headers, &()).await;
    assert_eq!(answer.status.as_u16(), 404);
    assert!(owner.members(team).await.iter().all(|one| one.account != member.me.account));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_21_a_role_acts_at_the_next_push_and_what_is_in_the_log_stays_accepted() {
    let scene = Scene::new().await;
    let [_, member, _, owner] = &scene.people;
    let mut max = member.live(scene.team).await;
    let mut record = Record::new(1);
    let first = record.changes(2);
    assert_eq!(max.push_all(first.clone()).await, (2, vec![]));
    assert_eq!(owner.set_role(scene.team, member, Role::Viewer).await, 204);
    let second = record.changes(2);
    let (taken, refused) = max.push_all([first, second.clone()].concat()).await;
    let reasons: Vec<_> = refused.iter().map(|it| (it.hash, it.reason)).collect();
    let not_allowed: Vec<_> =
        second.iter().map(|change| (change.hash, Refusal::NotAllowed)).collect();
    assert_eq!((taken, reasons), (2, not_allowed));
    assert_eq!(owner.set_role(scene.team, member, Role::Member).await, 204);
    assert_eq!(max.push_all(second).await, (2, vec![]), "on the same connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_only_admins_and_owners_erase_and_the_audit_log_says_who() {
    let scene = Scene::new().await;
    let [viewer, member, admin, owner] = &scene.people;
    let mut max = member.live(scene.team).await;
    for (number, (person, may)) in
        (1..).zip([(viewer, false), (member, false), (admin, true), (owner, true)])
    {
        let mut record = Record::new(number);
        assert_eq!(max.push_all(record.changes(2)).await, (2, vec![]));
        let hash = tombstone(&record.id);
        let erase = PushedChange { document: record.id, hash, bytes: Vec::new() };
        let answer = person.live(scene.team).await.push_all(vec![erase.clone()]).await;
        let refused = vec![Refused { hash, reason: Refusal::NotAllowed }];
        assert_eq!(answer, if may { (1, vec![]) } else { (0, refused) });
        // Whoever may not has changed nothing.
        let (taken, refused) = max.push_all(vec![record.set("note", "still there")]).await;
        assert_eq!((taken, refused.len()), if may { (0, 1) } else { (1, 0) });
    }
    let events: Vec<AccessEvent> =
        body(&admin.get(&format!("/api/teams/{}/events", scene.team)).await);
    let erased = events.iter().filter(|event| event.what == Happened::Erased);
    let who: Vec<_> = erased.map(|event| (event.who.as_deref(), event.whom.as_deref())).collect();
    assert_eq!(who, [(Some("Ada"), None), (Some("Ann"), None)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn r61_a_member_hears_their_role_and_each_change_of_it_and_an_older_client_nothing() {
    let scene = Scene::new().await;
    let [viewer, member, _, owner] = &scene.people;
    let mut vera = viewer.live(scene.team).await;
    vera.delivery().await;
    assert_eq!(vera.role, Some(Role::Viewer));
    let mut max = member.live(scene.team).await;
    max.delivery().await;
    // The second version knows no such word.
    let origin = format!("http://{}", viewer.address);
    let headers = [("origin", origin.as_str()), ("cookie", viewer.cookie.as_str())];
    let mut older = Client::connect(viewer.address, &headers).await.expect("an upgrade");
    let hello = Hello { newest: 2, ..super::support::person::hello(scene.team) };
    older.send(&ClientMessage::Hello(hello)).await;
    assert!(matches!(older.next().await, ServerMessage::Welcome { version: 2, .. }));

    assert_eq!(owner.set_role(scene.team, viewer, Role::Member).await, 204);
    for client in [&mut vera, &mut max, &mut older] {
        client.send(&ClientMessage::Heartbeat).await;
        assert!(matches!(client.next().await, ServerMessage::Pulse { .. }));
    }
    assert_eq!(vera.role, Some(Role::Member));
    assert_eq!(max.role, Some(Role::Member), "as before");
    assert_eq!(older.role, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_read_what_happened_and_nobody_else_does() {
    let scene = Scene::new().await;
    let [viewer, member, admin, owner] = &scene.people;
    let wrong = Person::sign_in(scene.test.address(), "max@example.org", "a wrong one").await;
    assert_eq!(wrong.status.as_u16(), 401);
    owner.set_role(scene.team, viewer, Role::Member).await;
    let export = format!("/api/teams/{}/exports", scene.team);
    assert_eq!(member.ask("POST", &export, &()).await.status.as_u16(), 204);
    admin.remove(scene.team, viewer).await;
    let events: Vec<AccessEvent> =
        body(&admin.get(&format!("/api/teams/{}/events", scene.team)).await);
    let seen = |what, who, whom: Option<&str>| {
        events.iter().any(|event| {
            (event.what, event.who.as_deref(), event.whom.as_deref()) == (what, who, whom)
        })
    };
    assert!(seen(Happened::TeamMade, Some("Ada"), None));
    assert!(seen(Happened::Invited, Some("Ada"), None));
    assert!(seen(Happened::Joined, Some("Max"), None));
    assert!(seen(Happened::SignedIn, Some("Max"), None));
    assert!(seen(Happened::Failed, Some("Max"), None));
    assert!(seen(Happened::RoleChanged, Some("Ada"), Some("Vera")));
    assert!(seen(Happened::Exported, Some("Max"), None));
    assert!(seen(Happened::Removed, Some("Ann"), Some("Vera")));
    assert_eq!(events[0].what, Happened::Removed, "the newest first");
    assert_eq!(events[0].address, "127.0.0.1");
}

/// What a request to a route of a workspace means, and with which body it is asked.
struct Route {
    method: &'static str,
    path: fn(WorkspaceId, &Person) -> String,
    action: Option<Action>,
    body: Vec<u8>,
}

/// Every route of a workspace with members. The member that routes are about is a viewer.
fn routes() -> Vec<Route> {
    let route = |method, path, action, body| Route { method, path, action, body };
    let members = |team, _: &Person| format!("/api/teams/{team}/members");
    let one = |team, whom: &Person| format!("/api/teams/{team}/members/{}", whom.me.account);
    let invitations = |team, _: &Person| format!("/api/teams/{team}/invitations");
    let nothing = || write(&());
    let from = Role::Viewer;
    let mut all = vec![
        route("GET", members, Some(Action::Read), nothing()),
        route("GET", invitations, Some(Action::Invite(Role::Viewer)), nothing()),
        route(
            "GET",
            |team, _| format!("/api/teams/{team}/events"),
            Some(Action::ReadEvents),
            nothing(),
        ),
        route(
            "POST",
            |team, _| format!("/api/teams/{team}/exports"),
            Some(Action::Read),
            nothing(),
        ),
        route("PUT", |team, _| format!("/api/teams/{team}"), Some(Action::Rename), write(&"Kiosk")),
        route("DELETE", one, Some(Action::Remove(Role::Viewer)), nothing()),
    ];
    for to in Role::ALL {
        all.push(route("POST", invitations, Some(Action::Invite(to)), write(&to)));
        let by_hand = Invite { role: to, email: None };
        all.push(route("POST", invitations, Some(Action::Invite(to)), write(&by_hand)));
        let by_mail = Invite { role: to, email: Some("lena@example.org".into()) };
        all.push(route("POST", invitations, Some(Action::Invite(to)), write(&by_mail)));
        all.push(route("PUT", one, Some(Action::ChangeRole { from, to }), write(&to)));
    }
    all
}

async fn ask(person: &Person, route: &Route, team: WorkspaceId, whom: &Person) -> Answer {
    let origin = format!("http://{}", person.address);
    let headers = [
        ("origin", origin.as_str()),
        ("cookie", person.cookie.as_str()),
        ("content-type", "application/cbor"),
    ];
    let path = (route.path)(team, whom);
    let body = Bytes::from(route.body.clone());
    http::try_send(person.address, route.method, &path, &headers, body).await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_every_route_of_a_team_for_every_role_and_every_kind_of_id() {
    let scene = Scene::new().await;
    let [.., owner] = &scene.people;
    // Another team, of which only a stranger is a member.
    let foreign_secret = scene.test.workspace(7).await;
    let token = owner.invite(scene.team, Role::Viewer).await;
    let stranger = Person::join(scene.test.address(), &token, "Sam").await;
    let foreign = stranger.make_team(&foreign_secret).await;
    let nobody = Person { cookie: "regulars=00".into(), ..stranger.clone() };
    assert_eq!(owner.remove(scene.team, &stranger).await, 204);
    let missing = WorkspaceId([5; 16]);

    let (mut asked, mut leaks) = (0, Vec::new());
    for route in routes() {
        for person in &scene.people {
            let role = owner.members(scene.team).await;
            let role = role.iter().find(|one| one.account == person.me.account);
            let role = role.expect("a member").role;
            let allowed = route.action.is_none_or(|action| may(role, action));
            // Somebody anew each time: what is allowed changes them.
            let whom = owner.brings(scene.team, &format!("Guest{asked}"), Role::Viewer).await;
            let status = ask(person, &route, scene.team, &whom).await.status.as_u16();
            asked += 1;
            if (status < 300) != allowed || (!allowed && status != 403) {
                leaks.push(format!("{} {:?} {role:?}: {status}", route.method, route.action));
            }
            for (team, what) in [(foreign, "foreign"), (missing, "missing")] {
                let status = ask(person, &route, team, &whom).await.status.as_u16();
                asked += 1;
                if status != 404 {
                    leaks.push(format!("{} {:?} {what}: {status}", route.method, route.action));
                }
            }
        }
        for team in [scene.team, foreign, missing] {
            let status = ask(&nobody, &route, team, &stranger).await.status.as_u16();
            asked += 1;
            if status != 401 {
                leaks.push(format!("{} signed out: {status}", route.method));
            }
        }
        // The foreign team is whole, and the stranger is out of this one.
        let status = ask(&stranger, &route, scene.team, owner).await.status.as_u16();
        asked += 1;
        if status != 404 {
            leaks.push(format!("{} {:?} stranger: {status}", route.method, route.action));
        }
    }
    assert_eq!(stranger.members(foreign).await.len(), 1);
    assert_eq!(leaks, Vec::<String>::new(), "of {asked}");
    eprintln!("{asked} requests, no leak");
}

/// Every message of the protocol after hello.
fn frames(record: &mut Record) -> Vec<(ClientMessage, Action)> {
    let visits = vec![Visit { document: record.id, doing: Vec::new() }];
    let heads = DocumentHeads { document: DocumentId([1; 16]), heads: Vec::new() };
    vec![
        (ClientMessage::Heartbeat, Action::Read),
        (ClientMessage::Pull { after: 0 }, Action::Read),
        (ClientMessage::Locate { checkpoints: Vec::new() }, Action::Read),
        (ClientMessage::Compare { number: 1, documents: vec![heads] }, Action::Read),
        (ClientMessage::Presence(Presence { who: vec![1], visits }), Action::Read),
        (ClientMessage::Push { number: 0, changes: record.changes(1) }, Action::Write),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_every_frame_for_every_role_and_every_kind_of_id() {
    let scene = Scene::new().await;
    let foreign_secret = scene.test.workspace(7).await;
    let mut marked = Record::new(70);
    let (mut theirs, _) = Client::hello(scene.test.address(), &foreign_secret, None).await;
    theirs.push_all(marked.changes(1)).await;
    let foreign = WorkspaceSecret([7; 32]).workspace();
    let teams = [scene.team, foreign, WorkspaceId([5; 16]), scene.secret.workspace()];
    let (mut asked, mut leaks) = (0, Vec::new());
    for (number, (person, role)) in scene.people.iter().zip(Role::ALL).enumerate() {
        for (at, team) in teams.into_iter().enumerate() {
            let own = team == scene.team;
            let kinds = frames(&mut Record::new(1)).len();
            for kind in 0..kinds {
                let mut record = Record::new((1000 + number * 100 + at * 10 + kind) as u64);
                let (frame, action) = frames(&mut record).swap_remove(kind);
                let (mut socket, said) = person.hello(team).await;
                asked += 1;
                let open = matches!(said, ServerMessage::Welcome { .. });
                if open != own {
                    leaks.push(format!("{role:?} {at}: {said:?}"));
                }
                if !open {
                    continue;
                }
                socket.send(&frame).await;
                socket.send(&ClientMessage::Heartbeat).await;
                let mut refused = false;
                loop {
                    match socket.next().await {
                        ServerMessage::Answer { refused: not, .. } => {
                            refused = !not.is_empty();
                            break;
                        }
                        ServerMessage::Pulse { .. } if action != Action::Write => break,
                        ServerMessage::Goodbye(it) => {
                            leaks.push(format!("{role:?} {kind}: {it:?}"));
                            break;
                        }
                        _ => {}
                    }
                }
                if refused == may(role, action) {
                    leaks.push(format!("{role:?} {action:?}: refused {refused}"));
                }
            }
        }
    }
    // What nobody but who has it may say or hear.
    let nobody = Person { cookie: String::new(), ..scene.people[0].clone() };
    for team in teams {
        let (_, said) = nobody.hello(team).await;
        asked += 1;
        if !matches!(&said, ServerMessage::Goodbye(it) if it.reason == Farewell::SignedOut) {
            leaks.push(format!("signed out: {said:?}"));
        }
    }
    assert_eq!(leaks, Vec::<String>::new(), "of {asked}");
    eprintln!("{asked} conversations, no leak");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_photos_and_the_log_over_http_for_every_role_and_every_kind_of_id() {
    let scene = Scene::new().await;
    let address = scene.test.address();
    let foreign = scene.test.workspace(7).await.workspace();
    let foreign_hash = BlobHash::of(b"theirs");
    http::put_blob(address, &WorkspaceSecret([7; 32]), foreign_hash, b"theirs").await;
    for (person, role) in scene.people.iter().zip(Role::ALL) {
        let picture = format!("picture of {role:?}");
        let hash = BlobHash::of(picture.as_bytes());
        let origin = format!("http://{address}");
        for (team, own) in [(scene.team, true), (foreign, false), (WorkspaceId([5; 16]), false)] {
            let workspace = format!("Workspace {team}");
            let headers = [
                ("authorization", workspace.as_str()),
                ("cookie", person.cookie.as_str()),
                ("origin", origin.as_str()),
            ];
            let ask = async |method: &str, path: &str, body: &str| {
                let body = Bytes::from(body.to_owned());
                let answer = http::try_send(address, method, path, &headers, body).await;
                answer.expect("an answer").status.as_u16()
            };
            let put = ask("PUT", &format!("/api/blobs/{hash}"), &picture).await;
            let may_write = may(role, Action::Write);
            let expected = if !own {
                404
            } else if may_write {
                201
            } else {
                403
            };
            assert_eq!(put, expected, "{role:?} {own}");
            let got = ask("GET", &format!("/api/blobs/{hash}"), "").await;
            assert_eq!(got == 200, own && may_write, "{role:?} {own}");
            let theirs = ask("GET", &format!("/api/blobs/{foreign_hash}"), "").await;
            assert_eq!(theirs, 404, "{role:?} {own}");
            let log = ask("GET", "/api/snapshot", "").await;
            assert_eq!(log, if own { 200 } else { 404 }, "{role:?} {own}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_up_is_closed() {
    let scene = Scene::new().await;
    let address = scene.test.address();
    for token in [None, Some(Token(vec![0; 32]))] {
        for path in ["/api/set-up", "/api/invitations/account"] {
            let typed = new_account("eve@example.org", "Eve", token.clone());
            let status = send(address, "POST", path, &[], &typed).await.status.as_u16();
            assert_eq!(status, if token.is_none() { 400 } else { 410 }, "{path}");
        }
    }
    let typed: SignIn = new_account("eve@example.org", "Eve", None);
    let answer = send(address, "POST", "/api/sessions", &[], &typed).await;
    assert_eq!(answer.status.as_u16(), 401);
    assert_eq!(Person::sign_in(address, "eve@example.org", PASSWORD).await.status.as_u16(), 401);
}
