//! Configuration, by concern. Every flag has an environment variable; a flag wins.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::Uri;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use tracing_subscriber::filter::Targets;

use crate::error::StartError;
use crate::operations::schedule::Schedule;
use crate::tls::TlsFiles;

mod mail;
mod pem;
mod postgres_url;
mod provider;

pub use mail::{MailArgs, MailConfig};
pub use postgres_url::PostgresUrl;
pub use provider::{ProviderArgs, ProviderConfig};

/// What `regulars serve` takes.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Address and port to listen on
    #[arg(long, env = "REGULARS_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// Folder for the database; made if missing, for its owner only [default: regulars-data]
    #[arg(long, env = "REGULARS_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    /// Database in place of a file in the data folder: sqlite:FILE, postgres://USER@HOST/NAME for
    /// several servers over one database, or memory: to keep nothing
    #[arg(long, env = "REGULARS_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Where browsers reach this server, if it stands behind a proxy; more than one with commas
    #[arg(long, env = "REGULARS_PUBLIC_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    pub public_origin: Vec<String>,

    /// A proxy in front of this server, whose X-Forwarded-For says who asks: an address or a network
    /// such as 10.0.0.0/8; more than one with commas, or given again
    #[arg(long, env = "REGULARS_TRUSTED_PROXY", value_delimiter = ',', value_name = "ADDRESS")]
    pub trusted_proxy: Vec<String>,

    /// Speak TLS, with this certificate and those that it was signed by, in PEM; it is read again
    /// when it changes, and on SIGHUP
    #[arg(long, env = "REGULARS_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// The certificate's private key, in PEM
    #[arg(long, env = "REGULARS_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Tell browsers to insist on https from now on; needs https in every public origin
    #[arg(long, env = "REGULARS_BEHIND_TLS")]
    pub behind_tls: bool,

    #[command(flatten)]
    pub mail: MailArgs,

    #[command(flatten)]
    pub provider: ProviderArgs,

    /// How many workspaces this server takes
    #[arg(long, env = "REGULARS_MAX_WORKSPACES", default_value_t = 10_000, value_name = "COUNT")]
    pub max_workspaces: u64,

    /// How many devices may be connected at once
    #[arg(long, env = "REGULARS_MAX_CONNECTIONS", default_value_t = 10_000, value_name = "COUNT")]
    pub max_connections: usize,

    /// How many requests for a workspace one address may make in a minute
    #[arg(long, env = "REGULARS_CREATIONS_PER_MINUTE", default_value_t = 60, value_name = "COUNT")]
    pub creations_per_minute: u32,

    /// How many attempts to sign in, or to use a link, one address may make in a minute
    #[arg(long, env = "REGULARS_SIGN_INS_PER_MINUTE", default_value_t = 60, value_name = "COUNT")]
    pub sign_ins_per_minute: u32,

    /// How many megabytes of photos one workspace may keep here; 0 leaves them on the devices
    #[arg(
        long,
        env = "REGULARS_PHOTO_MEGABYTES",
        default_value_t = 1024,
        value_name = "MEGABYTES"
    )]
    pub photo_megabytes: u64,

    /// A folder to back up to, while the server runs; made if missing, for its owner only
    #[arg(long, env = "REGULARS_BACKUP_DIR", value_name = "FOLDER")]
    pub backup_dir: Option<PathBuf>,

    /// How long after the newest backup the next one is made: 90m, 24h, 7d
    #[arg(long, env = "REGULARS_BACKUP_EVERY", default_value = "24h", value_name = "TIME")]
    pub backup_every: String,

    /// How many backups are kept
    #[arg(long, env = "REGULARS_BACKUP_KEEP", default_value_t = 14, value_name = "COUNT")]
    pub backup_keep: usize,

    /// Address and port to serve /metrics on, for Prometheus [default: nowhere]
    #[arg(long, env = "REGULARS_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,

    /// How long to go on after the signal to stop, with /readyz saying no, so that a load balancer
    /// sends nobody any more: 0s, 10s
    #[arg(long, env = "REGULARS_STOP_DELAY", default_value = "0s", value_name = "TIME")]
    pub stop_delay: String,

    /// What to log: error, warn, info, debug or trace, or target=level with commas
    #[arg(long, env = "REGULARS_LOG", default_value = "info", value_name = "LEVEL")]
    pub log: String,

    /// How to log: a line for people, or an object a line for programs
    #[arg(long, env = "REGULARS_LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where logs are kept.
    pub database: Database,
    /// The certificate, where the server speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// Who may ask.
    pub access: Access,
    /// How mail is sent, where it is.
    pub mail: Option<MailConfig>,
    /// Where people sign in elsewhere, if they do.
    pub provider: Option<ProviderConfig>,
    /// What one server takes.
    pub limits: Limits,
    /// What is logged.
    pub log: Targets,
    /// How.
    pub log_format: LogFormat,
    /// Backups by the clock.
    pub backups: Option<Schedule>,
    /// Where metrics are served.
    pub metrics: Option<SocketAddr>,
    /// How long to go on after the signal to stop.
    pub stop_delay: Duration,
}

/// Where logs are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// Nowhere.
    Memory,
    /// In this file.
    Sqlite(PathBuf),
    /// In PostgreSQL, which other servers may use as well.
    Postgres(PostgresUrl),
}

impl Database {
    /// Reads what `--database-url` takes.
    ///
    /// # Errors
    /// A sentence on what it takes.
    pub fn parse(url: &str) -> Result<Self, StartError> {
        if url == "memory:" {
            return Ok(Self::Memory);
        }
        if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return PostgresUrl::parse(url).map(Self::Postgres);
        }
        match url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)) {
            Some(file) if !file.is_empty() && !file.contains(['?', ':']) => {
                Ok(Self::Sqlite(file.into()))
            }
            _ => Err(refuse(format!(
                "--database-url {url}: give sqlite:FILE, postgres://USER@HOST/NAME or memory:"
            ))),
        }
    }
}

/// Enough for a person who tries several, nothing for a machine.
const GUESSES: u32 = 10;

/// Who may ask, and how.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Origins whose pages may connect, beside the one that the request itself names as its host.
    pub public_origins: Vec<String>,
    /// Proxies that are believed about whose request they pass on; nobody else is.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether to send Strict-Transport-Security.
    pub strict_transport: bool,
}

/// What one server takes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Workspaces in all.
    pub workspaces: u64,
    /// WebSockets at once.
    pub connections: usize,
    /// Requests for a workspace from one address in a minute.
    pub creations_per_minute: u32,
    /// Attempts to sign in, or to use a link, from one address in a minute.
    pub sign_ins_per_minute: u32,
    /// Passwords that may be tried for one account at once; then two a minute.
    pub guesses: u32,
    /// Bytes of blobs in one workspace.
    pub blob_bytes: u64,
}

impl Config {
    /// Checks what was given, and makes the data folder.
    ///
    /// # Errors
    /// A sentence on the first thing that contradicts itself or cannot be had.
    pub fn from_args(args: &ServeArgs) -> Result<Self, StartError> {
        let access = access(args)?;
        Ok(Self {
            listen: args.listen,
            tls: tls(args.tls_cert.as_deref(), args.tls_key.as_deref())?,
            mail: MailConfig::from_args(&args.mail, &access.public_origins)?,
            provider: ProviderConfig::from_args(&args.provider, &access.public_origins)?,
            access,
            limits: limits(args)?,
            log: args.log.parse().map_err(|_| {
                refuse(format!("--log {}: not a level such as info or debug", args.log))
            })?,
            log_format: args.log_format,
            backups: backups(args)?,
            metrics: args.metrics_listen,
            stop_delay: duration("--stop-delay", &args.stop_delay)?,
            database: database(args)?,
        })
    }

    /// How browsers reach the server where nothing stands before it.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }
}

pub(crate) fn refuse(sentence: String) -> StartError {
    StartError::Configuration(sentence)
}

/// Whether a host of an address is this machine, however it is written.
fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn database(args: &ServeArgs) -> Result<Database, StartError> {
    let Some(url) = &args.database_url else {
        let folder = args.data.clone().unwrap_or_else(|| "regulars-data".into());
        make_private(&folder)?;
        return Ok(Database::Sqlite(folder.join("regulars.sqlite")));
    };
    if args.data.is_some() {
        return Err(refuse(
            "--data and --database-url name two places for the database: give one".into(),
        ));
    }
    Database::parse(url)
}

/// Where certificate and key are: both, or neither.
pub(crate) fn tls(cert: Option<&Path>, key: Option<&Path>) -> Result<Option<TlsFiles>, StartError> {
    match (cert, key) {
        (None, None) => Ok(None),
        (Some(cert), Some(key)) => {
            Ok(Some(TlsFiles { cert: cert.to_owned(), key: key.to_owned() }))
        }
        (Some(_), None) => Err(refuse("--tls-cert needs a --tls-key".into())),
        (None, Some(_)) => Err(refuse("--tls-key needs a --tls-cert".into())),
    }
}

fn access(args: &ServeArgs) -> Result<Access, StartError> {
    let mut public_origins = Vec::new();
    for origin in &args.public_origin {
        public_origins.push(check_origin(origin)?);
    }
    if args.behind_tls && public_origins.is_empty() {
        return Err(refuse("--behind-tls needs a --public-origin that is https".into()));
    }
    let strict_transport = args.behind_tls || args.tls_cert.is_some();
    if strict_transport {
        let flag = if args.behind_tls { "--behind-tls" } else { "--tls-cert" };
        if let Some(plain) = public_origins.iter().find(|origin| !origin.starts_with("https:")) {
            return Err(refuse(format!("{flag} contradicts --public-origin {plain}")));
        }
    }
    let trusted_proxies = args.trusted_proxy.iter().map(|proxy| trusted_proxy(proxy));
    let trusted_proxies = trusted_proxies.collect::<Result<_, _>>()?;
    Ok(Access { public_origins, trusted_proxies, strict_transport })
}

/// An address, or a network; not everybody's.
fn trusted_proxy(text: &str) -> Result<IpNet, StartError> {
    let trimmed = text.trim();
    let net =
        trimmed.parse().ok().or_else(|| trimmed.parse().map(|it: IpAddr| IpNet::from(it)).ok());
    let net = net.ok_or_else(|| {
        refuse(format!("--trusted-proxy {text}: give it as 127.0.0.1, 10.0.0.0/8 or fd00::/8"))
    })?;
    if net.prefix_len() == 0 {
        return Err(refuse(format!(
            "--trusted-proxy {text} would let everybody say who they are: name the proxy's address"
        )));
    }
    Ok(net)
}

/// An origin as browsers write it: scheme, host, port if unusual, nothing else.
fn check_origin(origin: &str) -> Result<String, StartError> {
    let trimmed = origin.trim().trim_end_matches('/').to_ascii_lowercase();
    let uri: Option<Uri> = trimmed.parse().ok();
    let sound = uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && uri.path() == "/"
            && uri.query().is_none()
    });
    if sound {
        Ok(trimmed)
    } else {
        Err(refuse(format!(
            "--public-origin {origin}: give it as https://host or http://host:port"
        )))
    }
}

fn limits(args: &ServeArgs) -> Result<Limits, StartError> {
    let people = [args.creations_per_minute, args.sign_ins_per_minute];
    if args.max_workspaces == 0 || args.max_connections == 0 || people.contains(&0) {
        return Err(refuse("a limit of 0 would let nobody in: give at least 1".into()));
    }
    Ok(Limits {
        workspaces: args.max_workspaces,
        connections: args.max_connections,
        creations_per_minute: args.creations_per_minute,
        sign_ins_per_minute: args.sign_ins_per_minute,
        guesses: GUESSES,
        blob_bytes: args.photo_megabytes.saturating_mul(1_000_000),
    })
}

fn backups(args: &ServeArgs) -> Result<Option<Schedule>, StartError> {
    let Some(folder) = &args.backup_dir else { return Ok(None) };
    let every = duration("--backup-every", &args.backup_every)?;
    if every.is_zero() || args.backup_keep == 0 {
        return Err(refuse("backups that are not made or not kept: give more than 0".into()));
    }
    if args.database_url.as_deref() == Some("memory:") {
        return Err(refuse("--backup-dir: memory: has nothing to back up".into()));
    }
    make_private(folder)?;
    Ok(Some(Schedule { folder: folder.clone(), every, keep: args.backup_keep }))
}

/// A number with s, m, h or d behind it.
fn duration(flag: &str, text: &str) -> Result<Duration, StartError> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0));
    let seconds = match unit {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    let seconds = seconds.zip(number.parse::<u32>().ok());
    match seconds {
        Some((seconds, number)) => Ok(Duration::from_secs(u64::from(number) * seconds)),
        None => Err(refuse(format!("{flag} {text}: give it as 30s, 90m, 24h or 7d"))),
    }
}

/// Makes a folder for its owner only, unless it is there.
pub(crate) fn make_private(folder: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StartError::Folder(folder.to_owned(), error.to_string()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        serve: ServeArgs,
    }

    fn check(flags: &[&str]) -> Result<Config, String> {
        let args = Command::try_parse_from(std::iter::once(&"regulars").chain(flags))
            .map_err(|error| error.to_string())?;
        Config::from_args(&args.serve).map_err(|error| error.to_string())
    }

    #[test]
    fn contradictions_are_refused_with_a_sentence() {
        for (flags, sentence) in [
            (&["--data", "d", "--database-url", "sqlite:x"][..], "two places"),
            (&["--database-url", "postgres://u:secret@h:x/n"], "not an address of PostgreSQL"),
            (&["--database-url", "mysql://x"], "sqlite:FILE"),
            (&["--database-url", "sqlite:x?mode=ro"], "sqlite:FILE"),
            (&["--database-url", "memory:", "--behind-tls"], "needs a --public-origin"),
            (
                &["--database-url=memory:", "--behind-tls", "--public-origin=http://a.example"],
                "contradicts",
            ),
            (&["--database-url", "memory:", "--public-origin", "a.example/x"], "https://host"),
            (&["--database-url=memory:", "--tls-cert=cert.pem"], "needs a --tls-key"),
            (&["--database-url=memory:", "--tls-key=key.pem"], "needs a --tls-cert"),
            (
                &[
                    "--database-url=memory:",
                    "--tls-cert=c",
                    "--tls-key=k",
                    "--public-origin=http://a.example",
                ],
                "--tls-cert contradicts",
            ),
            (&["--database-url=memory:", "--trusted-proxy=caddy"], "give it as 127.0.0.1"),
            (&["--database-url=memory:", "--trusted-proxy=10.0.0.0/33"], "give it as 127.0.0.1"),
            (&["--database-url=memory:", "--trusted-proxy=127.0.0.1,::/0"], "everybody"),
            (&["--database-url", "memory:", "--max-workspaces", "0"], "let nobody in"),
            (&["--database-url", "memory:", "--log", "regulars=loud"], "not a level"),
            (&["--database-url", "memory:", "--backup-dir", "b"], "nothing to back up"),
            (&["--database-url=sqlite:x", "--backup-dir=b", "--backup-every=0h"], "more than 0"),
            (&["--database-url=sqlite:x", "--backup-dir=b", "--backup-every=1w"], "30s, 90m"),
            (&["--database-url=sqlite:x", "--stop-delay", "soon"], "30s, 90m"),
        ] {
            let error = check(flags).expect_err("refused");
            assert!(error.contains(sentence), "{flags:?} said: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn proxies_are_addresses_and_networks_given_together_or_again() {
        let flags = [
            "--database-url=memory:",
            "--trusted-proxy=127.0.0.1, 10.0.0.1/8",
            "--trusted-proxy=fd00::/8",
        ];
        let config = check(&flags).expect("sound");
        let proxies = config.access.trusted_proxies.iter().map(|it| it.trunc().to_string());
        assert_eq!(proxies.collect::<Vec<_>>(), ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]);
    }

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        let flags = ["--database-url", "sqlite:x.db", "--public-origin", "HTTPS://A.example/"];
        let config = check(&flags).expect("sound");
        assert_eq!(config.access.public_origins, ["https://a.example"]);
        assert_eq!(config.database, Database::Sqlite("x.db".into()));
    }
}
