//! Certificates that are renewed while the server runs.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Contents, Current, SOON, Shown, TlsFiles};

/// How often it is looked whether the files changed. They are small.
const LOOK: Duration = Duration::from_secs(60);

/// How often the log is reminded of a certificate that ends soon.
const REMIND: Duration = Duration::from_secs(24 * 60 * 60);

/// Shows what the files hold as soon as they hold something new: looked at by the clock, and at once
/// on SIGHUP. What cannot be shown is told in the log, and the certificate of before goes on: whoever
/// writes two files has written one of them first.
pub(crate) async fn run(files: TlsFiles, current: Arc<Current>, mut seen: Contents) {
    let mut reminded = Instant::now();
    warn_of_end(&current.get());
    let mut asked = hang_ups();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = asked.next() => {}
        }
        if reminded.elapsed() >= REMIND {
            reminded = Instant::now();
            warn_of_end(&current.get());
        }
        let found = match files.read() {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "the certificate was not read again");
                continue;
            }
        };
        if found == seen {
            continue;
        }
        match files.parse(&found) {
            Ok(shown) => {
                tracing::info!("new connections are shown another certificate");
                warn_of_end(&shown);
                current.set(shown);
            }
            Err(error) => tracing::warn!(%error, "the certificate of before is shown"),
        }
        // Said once of each: what is wrong stays wrong until somebody writes the files again.
        seen = found;
    }
}

fn warn_of_end(shown: &Shown) {
    match shown.lasts() {
        None => tracing::warn!("the certificate has expired: browsers refuse it"),
        Some(left) if left < SOON => {
            tracing::warn!("the certificate ends in {} days", left.as_secs() / 86_400);
        }
        Some(_) => {}
    }
}

/// SIGHUP, by which tools say that they renewed something.
struct HangUps(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl HangUps {
    /// Waits for the next one; for ever where there are none.
    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.0
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
fn hang_ups() -> HangUps {
    use tokio::signal::unix::{SignalKind, signal};
    let found = signal(SignalKind::hangup());
    if let Err(error) = &found {
        tracing::warn!(%error, "SIGHUP will not read the certificate again");
    }
    HangUps(found.ok())
}

#[cfg(not(unix))]
fn hang_ups() -> HangUps {
    HangUps()
}
