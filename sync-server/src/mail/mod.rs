//! Mail: links for a new password, and invitations. A mail is handed to the configured mail server by
//! a task of its own, so that nobody's request waits for it longer than they like.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use shared::id::{AccountId, Verifier};
use shared::wire::accounts::Token;
use shared::wire::mail::Mailing;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::time::{sleep, timeout};

use crate::access::rate::Rate;
use crate::config::MailConfig;
use crate::error::StartError;
use crate::metrics::Metrics;
use crate::storage::StorageError;

mod letter;
mod why;

pub(crate) use letter::{Invitation, Letter};
pub(crate) use why::Why;

/// Mails that wait, or are tried again. One more is not taken, so that a mail server that is gone
/// for long fills no memory.
const WAITING: u32 = 200;
/// Connections to the mail server at once.
const AT_ONCE: usize = 4;
/// People whose account is being looked for, after they asked for a link.
const LOOKED_FOR: u32 = 100;

/// How often somebody may cause mail, by what it could be used for.
pub(crate) struct Allowed {
    /// Asking for links, by network: to whomever they go.
    pub(crate) networks: Rate,
    /// Links to one account's mailbox, whoever asks.
    pub(crate) accounts: Rate<AccountId>,
    /// Invitations by one person.
    pub(crate) inviters: Rate<AccountId>,
    /// Invitations to one address, whoever invites.
    pub(crate) invited: Rate<Verifier>,
}

impl Allowed {
    fn new() -> Self {
        Self {
            networks: Rate::per_hour(20, 20),
            accounts: Rate::per_hour(3, 3),
            inviters: Rate::per_hour(20, 20),
            invited: Rate::per_hour(1, 3),
        }
    }
}

/// What sends mail.
pub(crate) struct Mail {
    config: MailConfig,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    waiting: Arc<Semaphore>,
    sending: Arc<Semaphore>,
    looked_for: Arc<Semaphore>,
    metrics: Arc<Metrics>,
    stopped: watch::Receiver<bool>,
    pub(crate) allowed: Allowed,
}

impl Mail {
    /// `stopped` becomes true when the server stops.
    ///
    /// # Errors
    /// A sentence, when there is no way to the mail server as it is configured.
    pub(crate) fn new(
        config: MailConfig,
        metrics: Arc<Metrics>,
        stopped: watch::Receiver<bool>,
    ) -> Result<Self, StartError> {
        Ok(Self {
            transport: config.transport()?,
            config,
            waiting: Arc::new(Semaphore::new(WAITING as usize)),
            sending: Arc::new(Semaphore::new(AT_ONCE)),
            looked_for: Arc::new(Semaphore::new(LOOKED_FOR as usize)),
            metrics,
            stopped,
            allowed: Allowed::new(),
        })
    }

    fn sender(&self) -> letter::Sender<'_> {
        letter::Sender { from: &self.config.from, origin: &self.config.origin }
    }

    /// A link for a new password, to be handed over.
    pub(crate) fn new_password(
        &self,
        to: Address,
        name: &str,
        token: &Token,
    ) -> Result<Letter, StorageError> {
        self.sender().new_password(to, name, token)
    }

    /// An invitation's link, to be handed over.
    pub(crate) fn invitation(
        &self,
        to: Address,
        invitation: &Invitation<'_>,
    ) -> Result<Letter, StorageError> {
        self.sender().invitation(to, invitation)
    }

    /// A place for looking for an account off the request; none while too many are looked for.
    pub(crate) fn look(&self) -> Option<OwnedSemaphorePermit> {
        self.looked_for.clone().try_acquire_owned().ok()
    }

    /// Sets about handing a mail over. What comes back says what became of the first attempt; none
    /// where too many wait already.
    pub(crate) fn hand_over(&self, letter: Letter) -> Option<oneshot::Receiver<Mailing>> {
        let Ok(place) = self.waiting.clone().try_acquire_owned() else {
            self.metrics.mailed(false);
            tracing::warn!(kind = letter.kind, "a mail was not sent: too many wait");
            return None;
        };
        let (tell, told) = oneshot::channel();
        let carrier = Carrier {
            config: self.config.clone(),
            transport: self.transport.clone(),
            sending: self.sending.clone(),
            stopped: self.stopped.clone(),
        };
        let metrics = self.metrics.clone();
        tokio::spawn(async move {
            let _place = place;
            let kind = letter.kind;
            let result = carrier.carry(letter, tell).await;
            metrics.mailed(result.is_ok());
            if let Err(why) = result {
                tracing::warn!(kind, "a mail was not delivered: {why}");
            }
        });
        Some(told)
    }

    /// Waits until every mail was handed over or given up: those that would be tried again are
    /// given up when the server stops.
    pub(crate) async fn finished(&self) {
        drop(self.looked_for.acquire_many(LOOKED_FOR).await);
        drop(self.waiting.acquire_many(WAITING).await);
    }
}

/// Takes one mail to the mail server, more than once if it must.
struct Carrier {
    config: MailConfig,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sending: Arc<Semaphore>,
    stopped: watch::Receiver<bool>,
}

impl Carrier {
    async fn carry(mut self, letter: Letter, tell: oneshot::Sender<Mailing>) -> Result<(), Why> {
        let mut tell = Some(tell);
        let mut tell = move |what| {
            // Whoever asked may have gone.
            tell.take().map(|tell| tell.send(what))
        };
        let mut waits = self.config.waits.clone().into_iter();
        loop {
            let why = match self.attempt(&letter).await {
                Ok(()) => {
                    tell(Mailing::Taken);
                    return Ok(());
                }
                Err(why) => why,
            };
            let wait = waits.next().filter(|_| why.passes());
            tell(if wait.is_some() { Mailing::Trying } else { why.told() });
            if !self.sleeps(wait).await {
                return Err(why);
            }
        }
    }

    async fn attempt(&self, letter: &Letter) -> Result<(), Why> {
        let _turn = self.sending.acquire().await;
        let sending = self.transport.send_raw(&letter.envelope, &letter.bytes);
        match timeout(self.config.timeout, sending).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Why::of(&error)),
            Err(_) => Err(Why::Silent),
        }
    }

    /// Sleeps until the next attempt; false where there is none, or the server stops.
    async fn sleeps(&mut self, wait: Option<Duration>) -> bool {
        let Some(wait) = wait else { return false };
        tokio::select! {
            () = sleep(wait) => true,
            _ = self.stopped.wait_for(|stopped| *stopped) => false,
        }
    }
}

/// Hands one mail over, once, and says how it went.
///
/// # Errors
/// Why not, and what the mail server or the network said.
pub(crate) async fn try_out(config: &MailConfig, to: Address) -> Result<Duration, TestError> {
    let sender = letter::Sender { from: &config.from, origin: &config.origin };
    let letter = sender.test(to)?;
    let (transport, begun) = (config.transport()?, Instant::now());
    let sending = transport.send_raw(&letter.envelope, &letter.bytes);
    match timeout(config.timeout, sending).await {
        Ok(Ok(_)) => Ok(begun.elapsed()),
        Ok(Err(error)) => Err(TestError::Mail(Why::of(&error), said(&error))),
        Err(_) => {
            let waited = format!("it was waited for {} seconds", config.timeout.as_secs());
            Err(TestError::Mail(Why::Silent, waited))
        }
    }
}

/// Everything that an error says, down to its first cause.
fn said(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !said.contains(&words) {
            said = format!("{said}: {words}");
        }
        source = cause.source();
    }
    said
}

/// Why a test mail was not handed over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TestError {
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{0}")]
    Written(#[from] StorageError),
    #[error("{0}. In its words: {1}")]
    Mail(Why, String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::MailArgs;

    #[tokio::test]
    async fn no_more_mails_wait_than_there_is_room_for_and_a_stop_gives_them_up() {
        let args = MailArgs {
            smtp_url: Some("smtp://127.0.0.1:1".into()),
            mail_from: Some("kiosk@crm.example".into()),
            smtp_root_cert: None,
        };
        let config = MailConfig::from_args(&args, &["https://crm.example".into()]);
        let mut config = config.expect("sound").expect("a mail server");
        config.waits = vec![Duration::from_secs(3600)];
        let (stopping, stopped) = watch::channel(false);
        let mail = Mail::new(config, Arc::new(Metrics::new()), stopped).expect("a way there");
        let hand_over = || {
            let to = "lena@example.org".parse().expect("an address");
            mail.hand_over(mail.sender().test(to).expect("written"))
        };
        for _ in 1..WAITING {
            assert!(hand_over().is_some());
        }
        let told = hand_over().expect("a place for the last");
        assert!(hand_over().is_none(), "no place is left");
        assert_eq!(told.await, Ok(Mailing::Trying));
        stopping.send_replace(true);
        timeout(Duration::from_secs(10), mail.finished()).await.expect("given up");
        assert!(hand_over().is_some());
    }
}
