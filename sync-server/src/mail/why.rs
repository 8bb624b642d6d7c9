//! Why the mail server did not take a mail: in words without an address, which stand in a log.

use std::error::Error as _;
use std::fmt;
use std::io;

use lettre::transport::smtp;
use shared::wire::mail::Mailing;
use tokio_rustls::rustls;

/// Why an attempt failed. What the mail server said word by word names addresses: the log gets none of
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It refuses this mail for good, by this code.
    Refused(u16),
    /// It refuses user and password, or wants some, by this code.
    SignIn(u16),
    /// It does not take it now, by this code.
    Later(u16),
    /// Its certificate is not trusted, or it speaks TLS in no way that is known here.
    Tls,
    /// It does not offer what is needed, such as STARTTLS or a way to sign in.
    Lacks,
    /// Nobody answers.
    Silent,
    /// There is no connection, or it broke.
    Unreachable,
}

impl Why {
    pub(super) fn of(error: &smtp::Error) -> Self {
        if let Some(code) = error.status().map(u16::from) {
            return match code {
                // RFC 4954, section 6.
                530 | 534 | 535 | 538 => Self::SignIn(code),
                500.. => Self::Refused(code),
                _ => Self::Later(code),
            };
        }
        if error.is_timeout() {
            return Self::Silent;
        }
        if error.is_client() {
            return Self::Lacks;
        }
        let mut source = error.source();
        while let Some(cause) = source {
            let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            let inside = wrapped.and_then(|inner| inner.downcast_ref::<rustls::Error>());
            if inside.or_else(|| cause.downcast_ref()).is_some() {
                return Self::Tls;
            }
            source = cause.source();
        }
        if error.is_tls() { Self::Tls } else { Self::Unreachable }
    }

    /// Whether it may be taken in a while.
    pub(super) fn passes(self) -> bool {
        matches!(self, Self::Later(_) | Self::Silent | Self::Unreachable)
    }

    /// What the one who asked for the mail is told, once it is not tried again.
    pub(super) fn told(self) -> Mailing {
        if matches!(self, Self::Refused(_)) { Mailing::Refused } else { Mailing::Failed }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(code) => write!(f, "the mail server refuses it ({code})"),
            Self::SignIn(code) => {
                write!(f, "the mail server does not take the user and password ({code})")
            }
            Self::Later(code) => write!(f, "the mail server does not take it now ({code})"),
            Self::Tls => f.write_str(
                "the mail server\u{2019}s certificate is not trusted, or it speaks no TLS there",
            ),
            Self::Lacks => f.write_str(
                "the mail server does not offer what is needed: STARTTLS, or a way to sign in",
            ),
            Self::Silent => f.write_str("the mail server does not answer"),
            Self::Unreachable => f.write_str("there is no connection to the mail server"),
        }
    }
}
