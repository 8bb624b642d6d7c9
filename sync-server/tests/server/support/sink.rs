//! A mail server on a real socket, which does what a test tells it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair};
use sync_server::config::{MailArgs, MailConfig};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::Folder;

/// Where links in mails lead.
pub const ORIGIN: &str = "https://crm.example";
pub const USER: &str = "kiosk";
pub const PASSWORD: &str = "an open sesame";

/// How connections are kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    None,
    StartTls,
    Whole,
}

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub to: String,
    /// Head and body, as they came.
    pub raw: String,
    /// Whether it came over TLS, from somebody who signed in.
    pub guarded: bool,
}

impl Taken {
    /// The body's words, and the subject above them.
    pub fn text(&self) -> String {
        let (head, body) = self.raw.split_once("\r\n\r\n").expect("a head and a body");
        let body = body.replace("=\r\n", "").replace("=3D", "=").replace("=E2=80=9C", "\u{201c}");
        format!("{head}\r\n\r\n{}", body.replace("=E2=80=9D", "\u{201d}"))
    }

    /// The token of the link in it.
    pub fn token(&self, what: &str) -> shared::wire::accounts::Token {
        let text = self.text();
        let begin = format!("{ORIGIN}/#{what}=");
        let (_, letters) = text.split_once(&begin).expect("a link to the configured origin");
        let bytes = (0..32).map(|at| u8::from_str_radix(&letters[2 * at..2 * at + 2], 16));
        shared::wire::accounts::Token(bytes.collect::<Result<_, _>>().expect("hexadecimal"))
    }
}

#[derive(Default)]
struct Seen {
    taken: Vec<Taken>,
    /// Answers to the next recipients, in place of a yes.
    answers: VecDeque<String>,
    recipients: usize,
    passwords: Vec<(String, bool)>,
    silent: bool,
}

pub struct Sink {
    pub address: SocketAddr,
    /// The certificate that it shows, in PEM.
    pub pem: String,
    secrecy: Secrecy,
    seen: Arc<Mutex<Seen>>,
}

impl Sink {
    pub async fn start() -> Self {
        Self::start_with(Secrecy::None).await
    }

    pub async fn start_with(secrecy: Secrecy) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["127.0.0.1".into()]).expect("a name");
        let certificate = params.self_signed(&key).expect("signed");
        let private = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private.expect("a key"));
        let acceptor = TlsAcceptor::from(Arc::new(config.expect("a pair")));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let sink = Self { address, pem: certificate.pem(), secrecy, seen: seen.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, acceptor) = (seen.clone(), acceptor.clone());
                tokio::spawn(serve(stream, secrecy, acceptor, seen));
            }
        });
        sink
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().expect("whole")
    }

    /// Says nothing from now on, to whoever connects.
    pub fn falls_silent(&self) {
        self.seen().silent = true;
    }

    /// Answers the next recipients so.
    pub fn answers(&self, answers: &[&str]) {
        self.seen().answers.extend(answers.iter().map(ToString::to_string));
    }

    /// How many recipients were named.
    pub fn recipients(&self) -> usize {
        self.seen().recipients
    }

    /// Passwords that were shown to it, and whether over TLS.
    pub fn passwords(&self) -> Vec<(String, bool)> {
        self.seen().passwords.clone()
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen().taken.clone()
    }

    /// The mails, as soon as there are so many.
    pub async fn mails(&self, count: usize) -> Vec<Taken> {
        let begun = Instant::now();
        loop {
            let taken = self.taken();
            if taken.len() >= count {
                assert_eq!(taken.len(), count, "no more than these");
                return taken;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{count} mails were due");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// How a server is told to use it; TLS needs its certificate in a file.
    pub fn args(&self, folder: &Folder) -> MailArgs {
        let address = self.address;
        let root = folder.path().join("root.pem");
        std::fs::write(&root, &self.pem).expect("written");
        let password = PASSWORD.replace(' ', "%20");
        let (url, root) = match self.secrecy {
            Secrecy::None => (format!("smtp://{address}"), None),
            Secrecy::StartTls => {
                (format!("smtp://{USER}:{password}@{address}?tls=required"), Some(root))
            }
            Secrecy::Whole => (format!("smtps://{USER}:{password}@{address}"), Some(root)),
        };
        let from = Some("Kiosk <kiosk@crm.example>".into());
        MailArgs { smtp_url: Some(url), mail_from: from, smtp_root_cert: root }
    }

    pub fn config(&self, folder: &Folder) -> MailConfig {
        config(&self.args(folder))
    }
}

/// Checked, and quick to try again: a test does not wait for minutes.
pub fn config(args: &MailArgs) -> MailConfig {
    let config = MailConfig::from_args(args, &[ORIGIN.into()]).expect("sound");
    let mut config = config.expect("a mail server");
    config.timeout = Duration::from_secs(2);
    config.waits = vec![Duration::from_millis(50), Duration::from_millis(100)];
    config
}

async fn serve(
    stream: TcpStream,
    secrecy: Secrecy,
    acceptor: TlsAcceptor,
    seen: Arc<Mutex<Seen>>,
) -> Option<()> {
    if seen.lock().expect("whole").silent {
        // For longer than any test lasts.
        tokio::time::sleep(Duration::from_secs(600)).await;
        return None;
    }
    match secrecy {
        Secrecy::None => drop(talk(stream, true, Stage::Plain, &seen).await),
        Secrecy::Whole => {
            let stream = acceptor.accept(stream).await.ok()?;
            drop(talk(stream, true, Stage::Secret, &seen).await);
        }
        Secrecy::StartTls => {
            let stream = talk(stream, true, Stage::Before, &seen).await?;
            let stream = acceptor.accept(stream).await.ok()?;
            drop(talk(stream, false, Stage::Secret, &seen).await);
        }
    }
    Some(())
}

/// What of a conversation is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Without secrecy, and without a password.
    Plain,
    /// Before STARTTLS: nothing else is taken.
    Before,
    /// Over TLS: a password is wanted.
    Secret,
}

/// Speaks SMTP; gives the stream back when TLS is to start on it.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    greets: bool,
    stage: Stage,
    seen: &Mutex<Seen>,
) -> Option<S> {
    let mut stream = BufReader::new(stream);
    let (mut known, mut to) = (stage == Stage::Plain, String::new());
    if greets {
        say(&mut stream, "220 sink").await?;
    }
    loop {
        let line = line(&mut stream).await?;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match (verb.as_str(), stage) {
            ("EHLO", Stage::Before) => "250-sink\r\n250 STARTTLS".into(),
            ("EHLO", Stage::Secret) => "250-sink\r\n250 AUTH PLAIN".into(),
            ("EHLO", Stage::Plain) => "250 sink".into(),
            ("STARTTLS", Stage::Before) => {
                say(&mut stream, "220 go on").await?;
                return Some(stream.into_inner());
            }
            ("AUTH", _) => {
                let shown = line.rsplit(' ').next().and_then(|it| STANDARD.decode(it).ok())?;
                let shown = String::from_utf8(shown).ok()?;
                known = shown == format!("\0{USER}\0{PASSWORD}");
                seen.lock().expect("whole").passwords.push((shown, stage == Stage::Secret));
                if known { "235 welcome".into() } else { "535 5.7.8 not so".into() }
            }
            ("QUIT", _) => {
                say(&mut stream, "221 bye").await?;
                return None;
            }
            _ if !known => "530 5.7.0 not before you sign in".into(),
            ("RCPT", _) => {
                to = line.split(['<', '>']).nth(1)?.to_owned();
                let mut seen = seen.lock().expect("whole");
                seen.recipients += 1;
                seen.answers.pop_front().unwrap_or_else(|| "250 ok".into())
            }
            ("DATA", _) => {
                say(&mut stream, "354 go on").await?;
                let raw = data(&mut stream).await?;
                let guarded = stage == Stage::Secret && known;
                seen.lock().expect("whole").taken.push(Taken { to: to.clone(), raw, guarded });
                "250 taken".into()
            }
            _ => "250 ok".into(),
        };
        say(&mut stream, &answer).await?;
    }
}

async fn line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

async fn data<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut raw = String::new();
    loop {
        let line = line(stream).await?;
        if line == "." {
            return Some(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        raw.push_str("\r\n");
    }
}

async fn say<S: AsyncWrite + AsyncRead + Unpin>(
    stream: &mut BufReader<S>,
    line: &str,
) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}
