//! What went wrong, by audience: whoever starts the server reads a [`StartError`], whoever asks it
//! something gets a [`Problem`]. Detail goes to the log.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::storage::StorageError;

/// Why the server does not start. Each is one sentence that says what to do or where to look.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Flags or variables that contradict one another, or make no sense.
    #[error("{0}")]
    Configuration(String),
    /// The data folder, or a file in it, cannot be made.
    #[error("cannot use {}: {}", .0.display(), .1)]
    Folder(PathBuf, String),
    /// Another process has the database.
    #[error("{} is in use by another process: stop that one first", .0.display())]
    InUse(PathBuf),
    /// The database cannot be written.
    #[error("{} cannot be written: check its owner, its permissions and its disk", .0.display())]
    ReadOnly(PathBuf),
    /// Not a database at all.
    #[error("{} is not a database: it was left as it is", .0.display())]
    NotADatabase(PathBuf),
    /// A database, but of something else.
    #[error("{} is another program's database: it was left as it is", .0.display())]
    Foreign(PathBuf),
    /// The database was written by a version that this one does not know.
    #[error("{} was written by a newer version of Regulars: start that version", .0.display())]
    Newer(PathBuf),
    /// The database's file is damaged.
    #[error("{} is damaged: put a backup in its place; clients bring what it lacks", .0.display())]
    Damaged(PathBuf),
    /// Anything else that the database says.
    #[error("cannot open {}: {}", .0.display(), .1)]
    Database(PathBuf, String),
    /// PostgreSQL cannot be had, or is not as it must be: where it is, and why.
    #[error("cannot use {0}: {1}")]
    Postgres(String, String),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, String),
}

/// What whoever asked over HTTP is told.
#[derive(Debug)]
pub enum Problem {
    /// No workspace opens with this secret; a wrong one and a missing workspace look the same.
    Denied,
    /// The request's page comes from another site.
    ForeignOrigin,
    /// The request makes no sense.
    BadRequest(&'static str),
    /// The client's place in the log is not on this log.
    Diverged,
    /// Too many requests from this address.
    TooMany,
    /// The server takes no more workspaces.
    NoRoom,
    /// The server is as busy as it may be.
    Busy,
    /// The body is larger than the server takes.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// The workspace has no such blob.
    NoSuchBlob,
    /// The workspace's blobs take all the room that they may.
    NoRoomForBlobs,
    /// Nobody is signed in on this device, or not any more.
    SignedOut,
    /// No account has this address and this password; which of the two is not said.
    WrongPassword,
    /// No account has the passkey that was shown, or it was shown too late.
    WrongPasskey,
    /// The passkey is somebody's already, or the account has as many as it may.
    PasskeyNotTaken,
    /// Nobody signs in elsewhere on this server.
    NoProvider,
    /// Where people sign in elsewhere does not answer, or not as it has to.
    ProviderSilent,
    /// Somebody came back from elsewhere whom this browser did not send, too late, or with what the
    /// provider does not confirm.
    NotConfirmed,
    /// The provider says who they are, and nobody here is that.
    UnknownIdentity,
    /// Who they are elsewhere is somebody else here, or the account has as many as it may.
    IdentityNotTaken,
    /// An account needs an email address, and the provider tells none.
    NoEmail,
    /// Whoever removed this would have no way in.
    LastWayIn,
    /// Whoever asks is a member, and may not do this.
    NotAllowed,
    /// The secret is right, but the workspace has members now.
    MembersOnly,
    /// The link was used, has expired, or was taken back.
    LinkIsVoid,
    /// There is an account with this email address.
    EmailTaken,
    /// Somebody has to be the owner.
    LastOwner,
    /// The workspace has members already.
    IsTeam,
    /// The server sends no mail.
    NoMail,
    /// No folder is configured for backups.
    NoBackups,
    /// The storage failed.
    Storage(StorageError),
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, sentence) = match self {
            Self::Denied => (StatusCode::NOT_FOUND, "No workspace opens with this link."),
            Self::ForeignOrigin => {
                (StatusCode::FORBIDDEN, "This server does not answer pages of other sites.")
            }
            Self::BadRequest(sentence) => (StatusCode::BAD_REQUEST, sentence),
            Self::Diverged => (StatusCode::CONFLICT, "This place is not in the server's log."),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "Too many requests: wait a minute."),
            Self::NoRoom => {
                (StatusCode::INSUFFICIENT_STORAGE, "This server takes no more workspaces.")
            }
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "The server is busy: try again."),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "This is larger than a photo may be.")
            }
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "This took too long: try again."),
            Self::NoSuchBlob => (StatusCode::NOT_FOUND, "There is no such photo here."),
            Self::NoRoomForBlobs => (
                StatusCode::INSUFFICIENT_STORAGE,
                "This workspace's photos take all the room that they may have here.",
            ),
            Self::SignedOut => (StatusCode::UNAUTHORIZED, "Nobody is signed in here."),
            Self::WrongPassword => {
                (StatusCode::UNAUTHORIZED, "This email address and password do not fit.")
            }
            Self::WrongPasskey => {
                (StatusCode::UNAUTHORIZED, "This passkey opens nothing here, or came too late.")
            }
            Self::PasskeyNotTaken => {
                (StatusCode::CONFLICT, "This passkey is known, or there are too many.")
            }
            Self::NoProvider => {
                (StatusCode::NOT_IMPLEMENTED, "Nobody signs in elsewhere on this server.")
            }
            Self::ProviderSilent => (
                StatusCode::BAD_GATEWAY,
                "Where you sign in elsewhere does not answer: use your password, or try again later.",
            ),
            Self::NotConfirmed => (
                StatusCode::UNAUTHORIZED,
                "This was begun in another browser or too long ago, or is not confirmed: begin again.",
            ),
            Self::UnknownIdentity => (
                StatusCode::FORBIDDEN,
                "Nobody here is this. Sign in by your password and add it to your account, or ask for \
                 an invitation.",
            ),
            Self::IdentityNotTaken => (
                StatusCode::CONFLICT,
                "This is another account's way to sign in, or there are too many.",
            ),
            Self::NoEmail => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "An account needs an email address that is surely yours, and none was told: make one with a password.",
            ),
            Self::LastWayIn => {
                (StatusCode::CONFLICT, "This is your only way to sign in: set a password first.")
            }
            Self::NotAllowed => (StatusCode::FORBIDDEN, "Your role does not allow this."),
            Self::MembersOnly => {
                (StatusCode::LOCKED, "This workspace has members now: sign in to open it.")
            }
            Self::LinkIsVoid => {
                (StatusCode::GONE, "This link was used, has expired, or was taken back.")
            }
            Self::EmailTaken => {
                (StatusCode::CONFLICT, "There is an account with this address: sign in first.")
            }
            Self::LastOwner => (StatusCode::CONFLICT, "A workspace has an owner at all times."),
            Self::IsTeam => (StatusCode::CONFLICT, "This workspace has members already."),
            Self::NoBackups => {
                (StatusCode::NOT_IMPLEMENTED, "This server has no folder for backups.")
            }
            Self::NoMail => (StatusCode::NOT_IMPLEMENTED, "This server sends no mail."),
            Self::Storage(StorageError::Full) => {
                tracing::error!("the disk is full: nothing was stored");
                (StatusCode::INSUFFICIENT_STORAGE, "The server's disk is full: nothing was stored.")
            }
            Self::Storage(error) => {
                tracing::error!(%error, "the storage failed");
                (StatusCode::SERVICE_UNAVAILABLE, "The server cannot reach its storage.")
            }
        };
        let mut response = (status, sentence).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_storage_that_fails() {
        let status = |error| Problem::Storage(error).into_response().status().as_u16();
        assert_eq!(status(StorageError::Full), 507);
        assert_eq!(status(StorageError::Failed("gone".into())), 503);
    }
}
