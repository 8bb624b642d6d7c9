//! Where people sign in elsewhere: a provider of OpenID Connect, and what this server is to it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use tokio_rustls::rustls::pki_types::CertificateDer;

use super::{is_this_machine, pem, refuse};
use crate::error::StartError;

/// What `serve` takes about signing in elsewhere.
#[derive(Debug, Clone, Default, Args)]
pub struct ProviderArgs {
    /// A provider of OpenID Connect by which people sign in, beside passwords and passkeys: its
    /// address, as it calls itself; https, except on this machine
    #[arg(long, env = "REGULARS_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,

    /// What the provider calls this server
    #[arg(long, env = "REGULARS_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,

    /// What this server shows to the provider; others on this machine can read flags: prefer the
    /// variable, or a file
    #[arg(
        long,
        env = "REGULARS_OIDC_CLIENT_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub oidc_client_secret: Option<String>,

    /// A file with what this server shows to the provider
    #[arg(long, env = "REGULARS_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,

    /// What people call the provider: it stands on the button, behind "Sign in with" [default: its
    /// host]
    #[arg(long, env = "REGULARS_OIDC_LABEL", value_name = "WORDS")]
    pub oidc_label: Option<String>,

    /// Let whoever comes for the first time into the account that has their email address, if the
    /// provider has confirmed it
    #[arg(long, env = "REGULARS_OIDC_MATCH_EMAIL")]
    pub oidc_match_email: bool,

    /// Make an account for whoever the provider knows and nobody here does
    #[arg(long, env = "REGULARS_OIDC_SIGN_UP")]
    pub oidc_sign_up: bool,

    /// A certificate, in PEM, by which the provider's is signed, where this machine does not trust it
    /// already
    #[arg(long, env = "REGULARS_OIDC_ROOT_CERT", value_name = "FILE")]
    pub oidc_root_cert: Option<PathBuf>,
}

/// A checked provider.
#[derive(Clone)]
pub struct ProviderConfig {
    /// The provider, as it calls itself.
    pub(crate) issuer: IssuerUrl,
    /// What it calls this server.
    pub(crate) client: ClientId,
    /// What this server shows to it; none where the provider asks for none.
    pub(crate) secret: Option<ClientSecret>,
    /// What people call it.
    pub label: String,
    /// Whether a confirmed email address is enough, the first time.
    pub match_email: bool,
    /// Whether it makes accounts.
    pub sign_up: bool,
    /// Certificates that are trusted beside the machine's.
    pub(crate) roots: Vec<CertificateDer<'static>>,
    /// How long one question to it may take.
    pub timeout: Duration,
    /// How soon it is asked for its keys again because one is not among them.
    pub keys_hold: Duration,
}

/// Somebody waits before a page meanwhile.
const TIMEOUT: Duration = Duration::from_secs(10);
const KEYS_HOLD: Duration = Duration::from_secs(60);
/// Letters of a label: it has to fit on a button of a phone.
const LABEL_LETTERS: usize = 30;

impl ProviderConfig {
    /// Whether an address that the provider confirmed ever opens or makes an account.
    pub(crate) fn takes_addresses(&self) -> bool {
        self.match_email || self.sign_up
    }

    /// Checks what was given; none where nobody signs in elsewhere.
    ///
    /// # Errors
    /// A sentence on the first thing that is missing or contradicts another. No secret stands in it.
    pub fn from_args(args: &ProviderArgs, origins: &[String]) -> Result<Option<Self>, StartError> {
        let Some(issuer) = &args.oidc_issuer else {
            let given = [
                ("--oidc-client-id", args.oidc_client_id.is_some()),
                ("--oidc-client-secret", args.oidc_client_secret.is_some()),
                ("--oidc-client-secret-file", args.oidc_client_secret_file.is_some()),
                ("--oidc-label", args.oidc_label.is_some()),
                ("--oidc-match-email", args.oidc_match_email),
                ("--oidc-sign-up", args.oidc_sign_up),
                ("--oidc-root-cert", args.oidc_root_cert.is_some()),
            ];
            return match given.iter().find(|(_, given)| *given) {
                Some((flag, _)) => Err(refuse(format!("{flag} needs an --oidc-issuer"))),
                None => Ok(None),
            };
        };
        let Some(client) = &args.oidc_client_id else {
            return Err(refuse("--oidc-issuer needs an --oidc-client-id".into()));
        };
        if origins.is_empty() {
            return Err(refuse(
                "--oidc-issuer needs a --public-origin: the provider sends people back there"
                    .into(),
            ));
        }
        let (issuer, host) = address(issuer)?;
        let roots = args.oidc_root_cert.as_deref().map(|it| pem::certificates(ROOT_CERT, it));
        Ok(Some(Self {
            issuer,
            client: ClientId::new(client.trim().to_owned()),
            secret: secret(args)?,
            label: label(args.oidc_label.as_deref().unwrap_or(&host))?,
            match_email: args.oidc_match_email,
            sign_up: args.oidc_sign_up,
            roots: roots.transpose()?.unwrap_or_default(),
            timeout: TIMEOUT,
            keys_hold: KEYS_HOLD,
        }))
    }

    /// Whether it is asked without TLS, on this machine.
    pub(crate) fn is_plain(&self) -> bool {
        self.issuer.url().scheme() == "http"
    }
}

/// Never prints the secret.
impl fmt::Debug for ProviderConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.issuer)
    }
}

const ROOT_CERT: &str = "--oidc-root-cert";

/// The provider's address as it was typed, since its own word has to be the same to the letter; and
/// its host.
fn address(text: &str) -> Result<(IssuerUrl, String), StartError> {
    let unreadable =
        || refuse(format!("--oidc-issuer {text}: give it as https://id.example.org/path"));
    let issuer = IssuerUrl::new(text.trim().to_owned()).map_err(|_| unreadable())?;
    let url = issuer.url();
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(unreadable)?.to_owned();
    let is_bare = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.scheme() {
        "https" if is_bare => {}
        "http" if is_bare && is_this_machine(&host) => {}
        "http" if is_bare => {
            return Err(refuse(format!(
                "--oidc-issuer {text}: without TLS anybody on the way could sign in as anybody: give \
                 https"
            )));
        }
        _ => return Err(unreadable()),
    }
    Ok((issuer, host))
}

fn secret(args: &ProviderArgs) -> Result<Option<ClientSecret>, StartError> {
    let secret = match (&args.oidc_client_secret, &args.oidc_client_secret_file) {
        (Some(_), Some(_)) => {
            return Err(refuse(
                "--oidc-client-secret and --oidc-client-secret-file name two secrets: give one"
                    .into(),
            ));
        }
        (Some(secret), None) => secret.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => return Ok(None),
    };
    match secret.trim() {
        "" => Err(refuse("--oidc-client-secret is empty: leave it out if there is none".into())),
        secret => Ok(Some(ClientSecret::new(secret.to_owned()))),
    }
}

fn read(file: &Path) -> Result<String, StartError> {
    std::fs::read_to_string(file).map_err(|error| {
        refuse(format!("cannot read --oidc-client-secret-file {}: {error}", file.display()))
    })
}

fn label(typed: &str) -> Result<String, StartError> {
    let label = typed.trim();
    let sound = !label.is_empty()
        && label.chars().count() <= LABEL_LETTERS
        && !label.chars().any(char::is_control);
    if sound {
        Ok(label.to_owned())
    } else {
        Err(refuse(format!("--oidc-label: give 1 to {LABEL_LETTERS} letters, on one line")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &[&str] = &["https://crm.example"];

    fn args(issuer: &str) -> ProviderArgs {
        ProviderArgs {
            oidc_issuer: (!issuer.is_empty()).then(|| issuer.into()),
            oidc_client_id: Some("regulars".into()),
            oidc_client_secret: Some("geheim".into()),
            ..ProviderArgs::default()
        }
    }

    fn check(args: &ProviderArgs, origins: &[&str]) -> Result<ProviderConfig, String> {
        let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
        let config =
            ProviderConfig::from_args(args, &origins).map_err(|error| error.to_string())?;
        config.ok_or_else(|| "none".into())
    }

    #[test]
    fn contradictions_are_refused_with_a_sentence_and_no_secret_stands_in_it() {
        let sound = "https://id.example.org";
        let with = |bend: fn(&mut ProviderArgs)| {
            let mut args = args(sound);
            bend(&mut args);
            args
        };
        for (args, origins, sentence) in [
            (args(""), ORIGIN, "needs an --oidc-issuer"),
            (args(sound), &[], "needs a --public-origin"),
            (args("http://id.example.org"), ORIGIN, "give https"),
            (args("http://127.0.0.1.id.example.org"), ORIGIN, "give https"),
            (args("id.example.org"), ORIGIN, "give it as https://"),
            (args("https://u@id.example.org"), ORIGIN, "give it as https://"),
            (args("https://id.example.org?a=b"), ORIGIN, "give it as https://"),
            (args("ftp://id.example.org"), ORIGIN, "give it as https://"),
            (with(|it| it.oidc_client_id = None), ORIGIN, "needs an --oidc-client-id"),
            (with(|it| it.oidc_client_secret = Some("\n".into())), ORIGIN, "is empty"),
            (with(|it| it.oidc_client_secret_file = Some("f".into())), ORIGIN, "two secrets"),
            (with(|it| it.oidc_label = Some("a\nb".into())), ORIGIN, "on one line"),
            (with(|it| it.oidc_label = Some("x".repeat(31))), ORIGIN, "1 to 30"),
            (with(|it| it.oidc_root_cert = Some("/nowhere".into())), ORIGIN, "cannot read"),
        ] {
            let error = check(&args, origins).expect_err(sentence);
            assert!(error.contains(sentence), "{error}");
            assert!(!error.contains("geheim"), "{error}");
        }
        assert_eq!(check(&ProviderArgs::default(), &[]).expect_err("none"), "none");
    }

    #[test]
    fn a_provider_is_called_by_its_host_unless_it_has_a_name_and_its_secret_is_never_printed() {
        let config = check(&args("https://id.example.org/realms/kiosk/"), ORIGIN).expect("sound");
        assert_eq!(config.label, "id.example.org");
        assert_eq!(config.issuer.as_str(), "https://id.example.org/realms/kiosk/");
        assert_eq!(format!("{config:?}"), "https://id.example.org/realms/kiosk/");
        let mut named = args("http://127.0.0.1:8180");
        named.oidc_label = Some(" Kiosk ".into());
        assert_eq!(check(&named, ORIGIN).expect("sound").label, "Kiosk");
    }

    #[test]
    fn a_secret_is_read_from_a_file_without_the_end_of_its_line() {
        let file = std::env::temp_dir().join(format!("regulars-secret-{}", std::process::id()));
        std::fs::write(&file, "geheim\n").expect("written");
        let mut from_file = args("https://id.example.org");
        from_file.oidc_client_secret = None;
        from_file.oidc_client_secret_file = Some(file.clone());
        let config = check(&from_file, ORIGIN).expect("sound");
        std::fs::remove_file(file).expect("removed");
        assert_eq!(config.secret.expect("one").secret(), "geheim");
    }
}
