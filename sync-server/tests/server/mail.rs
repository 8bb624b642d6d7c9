//! Mail on its way: to a mail server that takes it, refuses it, is slow or gone.

use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use shared::access::Role;
use shared::id::WorkspaceId;
use shared::wire::accounts::{Invited, Linked};
use shared::wire::mail::{Forgotten, Invite, Mailing};
use sync_server::config::{MailArgs, MailConfig};
use tokio::process::Command;

use super::support::http::Answer;
use super::support::person::{Person, body, new_account, send};
use super::support::sink::{ORIGIN, PASSWORD, Secrecy, Sink, USER, config};
use super::support::{Folder, TestServer};

/// A server with a team of Ada's.
struct Scene {
    test: TestServer,
    team: WorkspaceId,
    ada: Person,
}

impl Scene {
    async fn new(mail: MailConfig) -> Self {
        let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let test = TestServer::start_in(Folder::new(), |config| {
            (config.mail, config.metrics) = (Some(mail), Some(listen));
        });
        let test = test.await.expect("it starts");
        let ada = Person::set_up(&test).await;
        let team = ada.make_team(&test.workspace(1).await).await;
        Self { test, team, ada }
    }

    async fn invite(&self, who: &Person, email: &str) -> Answer {
        let invite = Invite { role: Role::Member, email: Some(email.into()) };
        who.ask("POST", &format!("/api/teams/{}/invitations", self.team), &invite).await
    }

    /// What became of the mail of an invitation, whose link is given in any case.
    async fn invites(&self, email: &str) -> Mailing {
        let linked: Linked = body(&self.invite(&self.ada, email).await);
        let address = self.test.address();
        let looked = send(address, "POST", "/api/invitations", &[], &linked.token).await;
        assert_eq!(body::<Invited>(&looked).team.workspace, self.team, "the link holds");
        linked.mailing.expect("a word about the mail")
    }

    /// Waits until so many mails were sent, and so many given up.
    async fn counts(&self, sent: u32, failed: u32) {
        let begun = Instant::now();
        let lines = [("sent", sent), ("failed", failed)].map(|(outcome, count)| {
            format!("regulars_mails_total{{outcome=\"{outcome}\"}} {count}")
        });
        loop {
            let figures = self.test.figures().await;
            if lines.iter().all(|line| line.ends_with(" 0") || figures.contains(line)) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{lines:?} in {figures}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_mailed_and_brings_its_reader_in() {
    let sink = Sink::start().await;
    let scene = Scene::new(sink.config(&Folder::new())).await;
    assert_eq!(scene.invites(" Lena@example.org").await, Mailing::Taken);
    let mail = sink.mails(1).await.remove(0);
    assert_eq!(mail.to, "lena@example.org");
    let text = mail.text();
    for part in ["Ada invites you to the workspace \u{201c}Kiosk\u{201d}", "a member", " UTC"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let lena = Person::join(scene.test.address(), &mail.token("invite"), "Lena").await;
    assert_eq!(lena.me.teams[0].workspace, scene.team);
    scene.counts(1, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_invite_mails_nobody_and_what_is_no_address_makes_no_invitation() {
    let sink = Sink::start().await;
    let scene = Scene::new(sink.config(&Folder::new())).await;
    let max = scene.ada.brings(scene.team, "Max", Role::Member).await;
    assert_eq!(scene.invite(&max, "lena@example.org").await.status.as_u16(), 403);
    for none in ["lena", "lena@", "lena@example.org\r\nBcc: eve@example.org", "a@b@c,d@e.f"] {
        assert_eq!(scene.invite(&scene.ada, none).await.status.as_u16(), 400, "{none}");
    }
    assert_eq!(scene.ada.invitations(scene.team).await, []);
    assert_eq!(sink.recipients(), 0);
    // A line break in a name comes not even as far as the mail.
    let linked = scene.ada.invite(scene.team, Role::Admin).await;
    let typed = new_account("eve@example.org", "Eve\r\nBcc: x@y.z", Some(linked));
    let path = "/api/invitations/account";
    let answer = send(scene.test.address(), "POST", path, &[], &typed).await;
    assert_eq!(answer.status.as_u16(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_refusal_is_tried_again_and_a_permanent_one_is_not() {
    let sink = Sink::start().await;
    let scene = Scene::new(sink.config(&Folder::new())).await;
    sink.answers(&["451 4.7.1 greylisted", "450 still"]);
    assert_eq!(scene.invites("lena@example.org").await, Mailing::Trying);
    sink.mails(1).await;
    assert_eq!(sink.recipients(), 3);
    scene.counts(1, 0).await;

    sink.answers(&["550 5.1.1 no such mailbox"]);
    assert_eq!(scene.invites("nobody@example.org").await, Mailing::Refused);
    scene.counts(1, 1).await;
    // Three attempts are all that there are.
    sink.answers(&["451 later", "451 later", "451 later", "451 later"]);
    assert_eq!(scene.invites("mia@example.org").await, Mailing::Trying);
    scene.counts(1, 2).await;
    assert_eq!((sink.recipients(), sink.taken().len()), (7, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_never_answers_or_is_gone_holds_nobody_up() {
    let sink = Sink::start().await;
    sink.falls_silent();
    let mut mail = sink.config(&Folder::new());
    (mail.timeout, mail.waits) = (Duration::from_millis(300), Vec::new());
    let scene = Scene::new(mail).await;
    let begun = Instant::now();
    assert_eq!(scene.invites("lena@example.org").await, Mailing::Failed);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    scene.counts(0, 1).await;

    // One that takes longer than whoever invites waits for.
    let mut mail = sink.config(&Folder::new());
    mail.timeout = Duration::from_secs(300);
    let scene = Scene::new(mail).await;
    let begun = Instant::now();
    assert_eq!(scene.invites("lena@example.org").await, Mailing::Trying);
    assert!((7..12).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    let stopping = Instant::now();
    scene.test.server.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(10), "{:?}", stopping.elapsed());

    let smtp_url = Some("smtp://127.0.0.1:1".into());
    let gone = MailArgs { smtp_url, ..sink.args(&Folder::new()) };
    let scene = Scene::new(config(&gone)).await;
    assert_eq!(scene.invites("lena@example.org").await, Mailing::Trying);
    scene.counts(0, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_goes_over_tls_alone_and_to_nobody_who_is_not_trusted() {
    for secrecy in [Secrecy::StartTls, Secrecy::Whole] {
        let sink = Sink::start_with(secrecy).await;
        let folder = Folder::new();
        let scene = Scene::new(sink.config(&folder)).await;
        assert_eq!(scene.invites("lena@example.org").await, Mailing::Taken, "{secrecy:?}");
        assert!(sink.mails(1).await[0].guarded);
        assert_eq!(sink.passwords(), [(format!("\0{USER}\0{PASSWORD}"), true)]);

        // The same certificate, which nobody said is to be trusted.
        let strange = MailArgs { smtp_root_cert: None, ..sink.args(&folder) };
        let scene = Scene::new(config(&strange)).await;
        assert_eq!(scene.invites("lena@example.org").await, Mailing::Failed, "{secrecy:?}");
        scene.counts(0, 1).await;
        assert_eq!(sink.passwords().len(), 1, "it was not shown");
    }
    // One that offers no TLS, where TLS was asked for.
    let sink = Sink::start().await;
    let smtp_url = Some(format!("smtp://u:geheim@{}?tls=required", sink.address));
    let args = MailArgs { smtp_url, ..sink.args(&Folder::new()) };
    let scene = Scene::new(config(&args)).await;
    assert_eq!(scene.invites("lena@example.org").await, Mailing::Failed);
    assert_eq!((sink.passwords(), sink.recipients()), (Vec::new(), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_spam_by_inviting() {
    let sink = Sink::start().await;
    let scene = Scene::new(sink.config(&Folder::new())).await;
    for at in 0..4 {
        let expected = if at < 3 { Mailing::Taken } else { Mailing::TooMany };
        assert_eq!(scene.invites("lena@example.org").await, expected, "to one address");
    }
    for at in 4..22 {
        let expected = if at < 20 { Mailing::Taken } else { Mailing::TooMany };
        assert_eq!(scene.invites(&format!("guest{at}@example.org")).await, expected, "{at}");
    }
    assert_eq!(sink.taken().len(), 19);
    // Others' invitations are their own.
    let ann = scene.ada.brings(scene.team, "Ann", Role::Admin).await;
    let linked: Linked = body(&scene.invite(&ann, "mia@example.org").await);
    assert_eq!(linked.mailing, Some(Mailing::Taken));
}

/// What the mail server says names the address that it refuses.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_that_a_mail_was_not_delivered_and_names_no_address() {
    let sink = Sink::start().await;
    sink.answers(&["550 5.1.1 <ada@example.org> does not live here"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_regulars"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database-url", "memory:", "--log", "trace"])
        .args(["--smtp-url", &format!("smtp://{}", sink.address)])
        .args(["--mail-from", "kiosk@crm.example", "--public-origin", ORIGIN])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it runs");
    let (address, token) = begun(&mut child).await;
    let typed = new_account("ada@example.org", "Ada", Some(token));
    let made = send(address, "POST", "/api/set-up", &[], &typed).await;
    assert_eq!(made.status.as_u16(), 200);
    let typed = Forgotten { email: "ada@example.org".into() };
    let asked = send(address, "POST", "/api/forgotten", &[], &typed).await;
    assert_eq!(asked.status.as_u16(), 204);
    let begun = Instant::now();
    while sink.recipients() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "no mail came");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let id = child.id().expect("it runs").to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
    let output = child.wait_with_output().await.expect("its log");
    let log = String::from_utf8(output.stderr).expect("text");
    let told = "a mail was not delivered: the mail server refuses it (550)";
    assert!(log.contains(told), "{log}");
    for private in ["ada@", "example.org", "new-password=", "Ada", "does not live"] {
        assert!(!log.contains(private), "{private} stands in the log: {log}");
    }
}

/// Where a server listens that was just started, and the token of its set-up link.
async fn begun(
    child: &mut tokio::process::Child,
) -> (std::net::SocketAddr, shared::wire::accounts::Token) {
    use tokio::io::{AsyncBufReadExt, BufReader};
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut address = None;
    while let Some(line) = lines.next_line().await.expect("text") {
        if let Some((_, found)) = line.split_once("Regulars is at http://") {
            address = found.trim().parse().ok();
        }
        if let Some((_, letters)) = line.split_once("/#set-up=") {
            let bytes = (0..32).map(|at| u8::from_str_radix(&letters[2 * at..2 * at + 2], 16));
            let bytes = bytes.collect::<Result<_, _>>().expect("hexadecimal");
            return (address.expect("said before"), shared::wire::accounts::Token(bytes));
        }
    }
    panic!("the server ended without a word");
}

async fn test_mail(args: &MailArgs) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
    command.args(["send-test-mail", "ada@example.org", "--public-origin", ORIGIN]);
    let root = args.smtp_root_cert.as_ref().map(|it| it.to_str().expect("a path"));
    for (flag, value) in [
        ("--smtp-url", args.smtp_url.as_deref()),
        ("--mail-from", args.mail_from.as_deref()),
        ("--smtp-root-cert", root),
    ] {
        command.args(value.map(|value| [flag, value]).into_iter().flatten());
    }
    command.output().await.expect("it runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_mail_says_in_plain_words_what_went_wrong() {
    let sink = Sink::start_with(Secrecy::Whole).await;
    let folder = Folder::new();
    let args = sink.args(&folder);
    let sent = test_mail(&args).await;
    let said = String::from_utf8(sent.stdout).expect("text");
    assert!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
    assert!(said.contains("took a mail for ada@example.org"), "{said}");
    assert!(sink.mails(1).await[0].text().contains("`regulars send-test-mail`"));

    let address = sink.address;
    let with = |url: &str| MailArgs { smtp_url: Some(url.to_owned()), ..args.clone() };
    let open = Sink::start().await;
    let no_tls = format!("smtp://u:geheim@{}?tls=required", open.address);
    for (args, sentence) in [
        (MailArgs { smtp_root_cert: None, ..args.clone() }, "certificate is not trusted"),
        (with(&format!("smtps://{USER}:geheim@{address}")), "does not take the user and password"),
        (with("smtp://127.0.0.1:1"), "there is no connection to the mail server"),
        (with(&no_tls), "does not offer what is needed"),
        (with("smtp://u:geheim@mail.example"), "without TLS"),
        (MailArgs { mail_from: None, ..args.clone() }, "needs a --mail-from"),
        (MailArgs::default(), "give --smtp-url"),
    ] {
        let output = test_mail(&args).await;
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(!output.status.success() && said.contains(sentence), "{sentence}: {said}");
        assert!(!said.contains("geheim"), "{said}");
    }
    open.answers(&["550 5.1.1 nobody of this name"]);
    let refused = test_mail(&with(&format!("smtp://{}", open.address))).await;
    let said = String::from_utf8(refused.stderr).expect("text");
    assert!(said.contains("refuses it (550)") && said.contains("nobody of this name"), "{said}");
}
