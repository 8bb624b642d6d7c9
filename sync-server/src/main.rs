//! The command `regulars`.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sync_server::commands::contacts::{self, ContactsArgs};
use sync_server::commands::duplicates::{self, DuplicatesArgs};
use sync_server::config::{Config, ServeArgs};
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
    Serve(ServeArgs),
    /// Find the rows of a table that are about the same person
    Duplicates(DuplicatesArgs),
    /// Print the contacts of files: tables, spreadsheets, vCards
    Contacts(ContactsArgs),
}

fn main() -> ExitCode {
    match Command::parse().verb {
        Verb::Serve(args) => outcome(serve(&args)),
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

fn serve(args: &ServeArgs) -> Result<(), StartError> {
    let config = Config::from_args(args)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    tracing_subscriber::registry().with(config.log.clone()).with(lines).init();
    quiet_panics();

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| StartError::Configuration(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let server = Server::start(config).await?;
        println!("Regulars is at http://{}", server.address());
        if let Some(link) = server.set_up_link() {
            println!("Nobody has an account yet. Whoever opens this link owns the server: {link}");
        }
        shutdown::signal().await;
        server.stop().await;
        Ok(())
    })
}

/// A panic's message can hold what a client sent: the log gets only where it happened.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::warn!(place, "a panic was caught");
    }));
}
