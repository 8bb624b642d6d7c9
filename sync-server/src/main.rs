//! The command `regulars`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sync_server::commands::contacts::{self, ContactsArgs};
use sync_server::commands::duplicates::{self, DuplicatesArgs};
use sync_server::config::{Config, LogFormat, ServeArgs};
use sync_server::operations::backup::{self, BackupArgs};
use sync_server::operations::doctor::{self, DoctorArgs};
use sync_server::operations::export::{self, ExportArgs};
use sync_server::operations::migrate::{self, MigrateArgs};
use sync_server::operations::restore::{self, RestoreArgs};
use sync_server::operations::test_mail::{self, TestMailArgs};
use sync_server::operations::verify::{self, VerifyArgs};
use sync_server::{Server, StartError, shutdown};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Keeps a team's work together: the sync server of Regulars
#[derive(Parser)]
#[command(name = "regulars", version)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve the app and sync its workspaces, until told to stop
    Serve(Box<ServeArgs>),
    /// Copy the database, as it is at one moment, while the server goes on
    Backup(BackupArgs),
    /// Put a backup where the server finds it
    Restore(RestoreArgs),
    /// Look a database or a backup through: every change, every record, every photo
    Verify(VerifyArgs),
    /// Write a workspace as JSON lines
    Export(ExportArgs),
    /// Say what is in the way of a server
    Doctor(DoctorArgs),
    /// Move from SQLite to PostgreSQL
    MigrateDatabase(MigrateArgs),
    /// Send a mail, to see whether the way to the mail server is right
    SendTestMail(TestMailArgs),
    /// Find the rows of a table that are about the same person
    Duplicates(DuplicatesArgs),
    /// Print the contacts of files: tables, spreadsheets, vCards
    Contacts(ContactsArgs),
}

fn main() -> ExitCode {
    match Command::parse().verb {
        Verb::Serve(args) => outcome(serve(&args)),
        Verb::Backup(args) => operate(backup::run(&args)),
        Verb::Restore(args) => operate(restore::run(&args)),
        Verb::Verify(args) => operate(verify::run(&args)),
        Verb::Export(args) => operate(export::run(&args)),
        Verb::Doctor(args) => operate(doctor::run(&args)),
        Verb::MigrateDatabase(args) => operate(migrate::run(&args)),
        Verb::SendTestMail(args) => operate(test_mail::run(&args)),
        Verb::Duplicates(args) => outcome(duplicates::run(&args)),
        Verb::Contacts(args) => outcome(contacts::run(&args)),
    }
}

fn outcome<E: std::fmt::Display>(result: Result<(), E>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("regulars: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out what is no server. Bytes of a damaged database may make a parser panic, which is
/// caught and told as what it is.
fn operate<E: std::fmt::Display>(work: impl Future<Output = Result<(), E>>) -> ExitCode {
    std::panic::set_hook(Box::new(|_| {}));
    match runtime() {
        Ok(runtime) => outcome(runtime.block_on(work)),
        Err(error) => outcome(Err(error)),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, StartError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| StartError::Configuration(format!("cannot start: {error}")))
}

fn serve(args: &ServeArgs) -> Result<(), StartError> {
    let config = Config::from_args(args)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = tracing_subscriber::registry().with(config.log.clone());
    match config.log_format {
        LogFormat::Text => log.with(lines.with_ansi(std::io::stderr().is_terminal())).init(),
        LogFormat::Json => log.with(lines.json()).init(),
    }
    quiet_panics();

    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let server = Server::start(config).await?;
        say(&format!("Regulars is at {}", server.url()));
        if let Some(address) = server.metrics_address() {
            say(&format!("Its metrics are at http://{address}/metrics"));
        }
        if let Some(link) = server.set_up_link() {
            let what = "Nobody has an account yet. Whoever opens this link owns the server";
            say(&format!("{what}: {link}"));
        }
        shutdown::signal().await;
        server.leave().await;
        server.stop().await;
        Ok(())
    });
    // A backup that is under way is not waited for: it has no name yet.
    runtime.shutdown_background();
    served
}

/// Prints a line for whoever started the server, who may have stopped reading.
fn say(line: &str) {
    let _nobody_reads = writeln!(std::io::stdout(), "{line}");
}

/// A panic's message can hold what a client sent: the log gets only where it happened.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::warn!(place, "a panic was caught");
    }));
}
