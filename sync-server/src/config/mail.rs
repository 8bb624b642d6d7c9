//! How mail is sent, with the password that the mail server asks for.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::Url;

use super::{check_origin, is_this_machine, pem, refuse};
use crate::error::StartError;

/// What `serve` and `send-test-mail` take about mail.
#[derive(Debug, Clone, Default, Args)]
pub struct MailArgs {
    /// A mail server that takes mail from here: smtps://USER:PASSWORD@HOST (TLS from the start),
    /// smtp://USER:PASSWORD@HOST?tls=required (STARTTLS), or smtp://localhost
    #[arg(long, env = "REGULARS_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// From whom mail is: regulars@example.org, or "Kiosk <regulars@example.org>"
    #[arg(long, env = "REGULARS_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,

    /// A certificate, in PEM, by which the mail server's is signed, where this machine does not
    /// trust it already
    #[arg(long, env = "REGULARS_SMTP_ROOT_CERT", value_name = "FILE")]
    pub smtp_root_cert: Option<PathBuf>,
}

/// A checked way to send mail.
#[derive(Clone)]
pub struct MailConfig {
    url: Url,
    tls: Security,
    roots: Vec<Certificate>,
    /// From whom mail is.
    pub from: Mailbox,
    /// Where links in mails lead: never what a request names as its host.
    pub origin: String,
    /// How long one attempt to hand a mail over may take.
    pub timeout: Duration,
    /// How long is waited after each attempt that failed for a while; after the last, it is given up.
    pub waits: Vec<Duration>,
}

/// How a connection is kept from others' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    None,
    /// STARTTLS where it is offered.
    IfOffered,
    StartTls,
    Whole,
}

/// What the Internet's mail servers may take for an answer is minutes; who waits for a link does not.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Greylisting lets a mail in after some minutes.
const WAITS: [Duration; 4] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(6 * 60),
];

impl MailConfig {
    /// Checks what was given; none where no mail is to be sent.
    ///
    /// # Errors
    /// A sentence on the first thing that is missing or contradicts another. No password stands in it.
    pub fn from_args(args: &MailArgs, origins: &[String]) -> Result<Option<Self>, StartError> {
        let (Some(url), Some(from)) = (&args.smtp_url, &args.mail_from) else {
            return match (&args.smtp_url, &args.mail_from, &args.smtp_root_cert) {
                (Some(_), ..) => Err(refuse("--smtp-url needs a --mail-from".into())),
                (_, Some(_), _) => Err(refuse("--mail-from needs an --smtp-url".into())),
                (.., Some(_)) => Err(refuse("--smtp-root-cert needs an --smtp-url".into())),
                _ => Ok(None),
            };
        };
        let Some(origin) = origins.first() else {
            return Err(refuse(
                "--smtp-url needs a --public-origin: the links in mails lead there".into(),
            ));
        };
        let (url, tls) = address(url)?;
        let from = from.parse().map_err(|error| {
            refuse(format!("--mail-from {from}: not an email address: {error}"))
        })?;
        let roots = args.smtp_root_cert.as_deref().map(roots).transpose()?.unwrap_or_default();
        let (timeout, waits) = (TIMEOUT, WAITS.to_vec());
        let config = Self { url, tls, roots, from, origin: check_origin(origin)?, timeout, waits };
        config.transport()?;
        Ok(Some(config))
    }

    /// What people and logs may read: host and port.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host(), self.port())
    }

    fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    fn port(&self) -> u16 {
        // As lettre has them.
        self.url.port().unwrap_or(match self.tls {
            Security::None => 25,
            Security::IfOffered | Security::StartTls => 587,
            Security::Whole => 465,
        })
    }

    /// What hands mails over, each on a connection of its own. A pool would keep one on which an attempt
    /// ran out of time, and take the answer that comes late for that to the next mail.
    ///
    /// # Errors
    /// A sentence without the address, which may hold a password.
    pub(crate) fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, StartError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(self.url.as_str());
        let mut builder = builder.map_err(|_| unreadable())?.timeout(Some(self.timeout));
        if self.tls != Security::None {
            // As the address asks, and with the roots beside.
            let host = self.host().trim_start_matches('[').trim_end_matches(']');
            let mut parameters = TlsParameters::builder(host.to_owned())
                .certificate_store(CertificateStore::Default);
            for root in &self.roots {
                parameters = parameters.add_root_certificate(root.clone());
            }
            let parameters = parameters.build();
            let parameters = parameters
                .map_err(|_| refuse("--smtp-root-cert: not a certificate to trust".into()))?;
            builder = builder.tls(match self.tls {
                Security::Whole => Tls::Wrapper(parameters),
                Security::StartTls => Tls::Required(parameters),
                _ => Tls::Opportunistic(parameters),
            });
        }
        Ok(builder.build())
    }
}

/// Never prints the password.
impl fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())
    }
}

fn unreadable() -> StartError {
    refuse(
        "--smtp-url: give it as smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST?tls=required \
         or smtp://localhost, with %40 and the like for letters such as @ in a password"
            .into(),
    )
}

/// Reads what `--smtp-url` takes. A password is told to nobody who listens on the way.
fn address(text: &str) -> Result<(Url, Security), StartError> {
    let url: Url = text.trim().parse().map_err(|_| unreadable())?;
    let query: Vec<_> = url.query_pairs().collect();
    let asked = match query.as_slice() {
        [] => None,
        [(key, value)] if key == "tls" => Some(value.as_ref()),
        _ => return Err(unreadable()),
    };
    let tls = match (url.scheme(), asked) {
        ("smtps", None) => Security::Whole,
        ("smtp", None) => Security::None,
        ("smtp", Some("opportunistic")) => Security::IfOffered,
        ("smtp", Some("required")) => Security::StartTls,
        _ => return Err(unreadable()),
    };
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(unreadable)?;
    if !url.username().is_empty() && url.password().is_none() {
        return Err(refuse("--smtp-url has a user without a password".into()));
    }
    let certain = matches!(tls, Security::StartTls | Security::Whole);
    if url.password().is_some() && !certain && !is_this_machine(host) {
        return Err(refuse(format!(
            "--smtp-url would send the password to {host} without TLS: give smtps:// or ?tls=required"
        )));
    }
    Ok((url, tls))
}

fn roots(file: &Path) -> Result<Vec<Certificate>, StartError> {
    let all = pem::certificates("--smtp-root-cert", file)?.into_iter();
    all.map(|der| Certificate::from_der(der.to_vec()))
        .collect::<Result<_, _>>()
        .map_err(|_| refuse("--smtp-root-cert: not a certificate to trust".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, from: &str, origins: &[&str]) -> Result<MailConfig, String> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let args = MailArgs { smtp_url: given(url), mail_from: given(from), smtp_root_cert: None };
        let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
        let config = MailConfig::from_args(&args, &origins).map_err(|error| error.to_string())?;
        config.ok_or_else(|| "none".into())
    }

    const FROM: &str = "Kiosk <kiosk@a.example>";
    const ORIGIN: &[&str] = &["https://crm.example"];

    #[test]
    fn contradictions_are_refused_with_a_sentence_and_no_password_stands_in_it() {
        for (url, from, origins, sentence) in [
            ("smtps://u:geheim@m.example", "", ORIGIN, "needs a --mail-from"),
            ("", FROM, ORIGIN, "needs an --smtp-url"),
            ("smtps://u:geheim@m.example", FROM, &[], "needs a --public-origin"),
            ("smtps://u:geheim@m.example", "kiosk", ORIGIN, "not an email address"),
            ("smtps://u:geheim@m.example", "a@b.c\r\nBcc: d@e.f", ORIGIN, "not an email address"),
            ("smtp://u:geheim@m.example", FROM, ORIGIN, "without TLS"),
            ("smtp://u:geheim@m.example?tls=opportunistic", FROM, ORIGIN, "without TLS"),
            ("smtp://u:geheim@127.0.0.1.m.example", FROM, ORIGIN, "without TLS"),
            ("smtps://u@m.example", FROM, ORIGIN, "a user without a password"),
            ("smtps://u:geheim@", FROM, ORIGIN, "give it as smtps://"),
            ("https://u:geheim@m.example", FROM, ORIGIN, "give it as smtps://"),
            ("smtp://u:geheim@m.example?tls=perhaps", FROM, ORIGIN, "give it as smtps://"),
            ("smtp://u:geheim@m.example?a=b&tls=required", FROM, ORIGIN, "give it as smtps://"),
            ("m.example", FROM, ORIGIN, "give it as smtps://"),
        ] {
            let error = check(url, from, origins).expect_err(url);
            assert!(error.contains(sentence), "{url} {from}: {error}");
            assert!(!error.contains("geheim"), "{error}");
        }
    }

    #[test]
    fn an_address_is_read_as_lettre_reads_it_and_its_password_is_never_printed() {
        for (url, place) in [
            ("smtps://u:geheim@m.example", "m.example:465"),
            ("smtp://u:geheim@m.example?tls=required", "m.example:587"),
            ("smtp://u:geheim@m.example:2525?tls=required", "m.example:2525"),
            ("smtp://m.example", "m.example:25"),
            ("smtp://u:geheim@localhost", "localhost:25"),
            ("smtp://u:geheim@127.0.0.1:1025", "127.0.0.1:1025"),
        ] {
            let config = check(url, FROM, ORIGIN).expect(url);
            assert_eq!((config.place().as_str(), format!("{config:?}").as_str()), (place, place));
        }
    }
}
