//! Configuration, by concern. Every flag has an environment variable; a flag wins.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use axum::http::Uri;
use clap::Args;
use tracing_subscriber::filter::Targets;

use crate::error::StartError;

/// What `regulars serve` takes.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Address and port to listen on
    #[arg(long, env = "REGULARS_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// Folder for the database; made if missing, for its owner only [default: regulars-data]
    #[arg(long, env = "REGULARS_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    /// Database in place of a file in the data folder: sqlite:FILE, or memory: to keep nothing
    #[arg(long, env = "REGULARS_DATABASE_URL", value_name = "URL")]
    pub database_url: Option<String>,

    /// Where browsers reach this server, if it stands behind a proxy; more than one with commas
    #[arg(long, env = "REGULARS_PUBLIC_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    pub public_origin: Vec<String>,

    /// Tell browsers to insist on https from now on; needs https in every public origin
    #[arg(long, env = "REGULARS_BEHIND_TLS")]
    pub behind_tls: bool,

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

    /// What to log: error, warn, info, debug or trace, or target=level with commas
    #[arg(long, env = "REGULARS_LOG", default_value = "info", value_name = "LEVEL")]
    pub log: String,
}

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where logs are kept.
    pub database: Database,
    /// Who may ask.
    pub access: Access,
    /// What one server takes.
    pub limits: Limits,
    /// What is logged.
    pub log: Targets,
}

/// Where logs are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// Nowhere.
    Memory,
    /// In this file.
    Sqlite(PathBuf),
}

/// Enough for a person who tries several, nothing for a machine.
const GUESSES: u32 = 10;

/// Who may ask, and how.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Origins whose pages may connect, beside the one that the request itself names as its host.
    pub public_origins: Vec<String>,
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
        Ok(Self {
            listen: args.listen,
            access: access(args)?,
            limits: limits(args)?,
            log: args.log.parse().map_err(|_| {
                refuse(format!("--log {}: not a level such as info or debug", args.log))
            })?,
            database: database(args)?,
        })
    }
}

fn refuse(sentence: String) -> StartError {
    StartError::Configuration(sentence)
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
    if url == "memory:" {
        return Ok(Database::Memory);
    }
    match url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)) {
        Some(file) if !file.is_empty() && !file.contains(['?', ':']) => {
            Ok(Database::Sqlite(file.into()))
        }
        _ => Err(refuse(format!("--database-url {url}: give sqlite:FILE or memory:"))),
    }
}

fn access(args: &ServeArgs) -> Result<Access, StartError> {
    let mut public_origins = Vec::new();
    for origin in &args.public_origin {
        public_origins.push(check_origin(origin)?);
    }
    if args.behind_tls {
        if public_origins.is_empty() {
            return Err(refuse("--behind-tls needs a --public-origin that is https".into()));
        }
        if let Some(plain) = public_origins.iter().find(|origin| !origin.starts_with("https:")) {
            return Err(refuse(format!("--behind-tls contradicts --public-origin {plain}")));
        }
    }
    Ok(Access { public_origins, strict_transport: args.behind_tls })
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

fn make_private(folder: &Path) -> Result<(), StartError> {
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
            (&["--database-url", "postgres://x"], "sqlite:FILE"),
            (&["--database-url", "sqlite:x?mode=ro"], "sqlite:FILE"),
            (&["--database-url", "memory:", "--behind-tls"], "needs a --public-origin"),
            (
                &["--database-url=memory:", "--behind-tls", "--public-origin=http://a.example"],
                "contradicts",
            ),
            (&["--database-url", "memory:", "--public-origin", "a.example/x"], "https://host"),
            (&["--database-url", "memory:", "--max-workspaces", "0"], "let nobody in"),
            (&["--database-url", "memory:", "--log", "regulars=loud"], "not a level"),
        ] {
            let error = check(flags).expect_err("refused");
            assert!(error.contains(sentence), "{flags:?} said: {error}");
        }
    }

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        let flags = ["--database-url", "sqlite:x.db", "--public-origin", "HTTPS://A.example/"];
        let config = check(&flags).expect("sound");
        assert_eq!(config.access.public_origins, ["https://a.example"]);
        assert_eq!(config.database, Database::Sqlite("x.db".into()));
    }
}
