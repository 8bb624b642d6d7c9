//! Passwords: argon2id, a few at a time, off the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use prometheus_client::metrics::counter::Counter;
use shared::wire::accounts::{PASSWORD_LEAST, PASSWORD_MOST};
use tokio::sync::Semaphore;

use super::token;
use crate::error::Problem;
use crate::storage::StorageError;

/// Memory of one hashing, in KiB: 19 MiB, with two passes and one lane, as OWASP's cheat sheet asks
/// at least.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashings at once: each takes a core and its memory.
const AT_ONCE: usize = 2;
/// Requests that may wait for one. More are told to try again, before they cost anything.
const WAITING: usize = 64;

/// Hashes and compares passwords.
pub(crate) struct Passwords {
    places: Semaphore,
    hashing: Semaphore,
    /// A hash that no password has: it is compared where there is no account, so that the work is
    /// the same.
    nobodys: String,
    done: Counter,
}

impl Passwords {
    /// `done` counts every hashing from now on.
    pub(crate) fn new(done: Counter) -> Result<Self, StorageError> {
        let nobodys = hashed(&token::random::<32>()?, &token::random()?)?;
        let (places, hashing) = (Semaphore::new(WAITING), Semaphore::new(AT_ONCE));
        Ok(Self { places, hashing, nobodys, done })
    }

    /// A new password's hash.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Problem> {
        check(&password)?;
        let salt = token::random::<16>()?;
        Ok(self.work(move || hashed(password.as_bytes(), &salt)).await??)
    }

    /// Whether it is the password of this hash. Where there is none, it is not, after the same work.
    pub(crate) async fn fits(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, Problem> {
        if password.len() > PASSWORD_MOST {
            return Err(Problem::BadRequest("The password is too long."));
        }
        // Who signs in elsewhere only has an empty one.
        let stored = stored.filter(|stored| !stored.is_empty());
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobodys.clone());
        let fits = self.work(move || {
            let stored = PasswordHash::new(&stored).map_err(failed)?;
            Ok::<_, StorageError>(argon2()?.verify_password(password.as_bytes(), &stored).is_ok())
        });
        Ok(fits.await?? && known)
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.places.try_acquire().map_err(|_| Problem::Busy)?;
        let _turn = self.hashing.acquire().await.map_err(|_| Problem::Busy)?;
        self.done.inc();
        tokio::task::spawn_blocking(work).await.map_err(|_| Problem::Busy)
    }
}

/// Long enough, and not too long to be hashed. What else makes a good one, people know best.
fn check(password: &str) -> Result<(), Problem> {
    match password.len() {
        ..PASSWORD_LEAST => Err(Problem::BadRequest("The password is too short.")),
        PASSWORD_LEAST..=PASSWORD_MOST => Ok(()),
        _ => Err(Problem::BadRequest("The password is too long.")),
    }
}

fn hashed(password: &[u8], salt: &[u8; 16]) -> Result<String, StorageError> {
    let hash: PasswordHash = argon2()?.hash_password_with_salt(password, salt).map_err(failed)?;
    Ok(hash.to_string())
}

fn argon2() -> Result<Argon2<'static>, StorageError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl std::fmt::Display) -> StorageError {
    StorageError::Failed(format!("a password could not be hashed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let passwords = Passwords::new(Counter::default()).expect("random bytes");
        let hash = passwords.hash("correct horse".into()).await.expect("hashed");
        let costs = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(hash.starts_with(costs), "{hash}");
        assert!(passwords.nobodys.starts_with(costs), "nobody's costs the same");
        let again = passwords.hash("correct horse".into()).await.expect("hashed");
        assert_ne!(hash, again, "each has a salt of its own");
        let fits = async |password: &str, stored: Option<&String>| {
            passwords.fits(password.into(), stored.cloned()).await.expect("compared")
        };
        assert!(fits("correct horse", Some(&hash)).await);
        assert!(!fits("correct horsf", Some(&hash)).await);
        assert!(!fits("", Some(&hash)).await);
        assert!(!fits("correct horse", None).await);
    }

    #[tokio::test]
    async fn a_password_has_a_length() {
        let passwords = Passwords::new(Counter::default()).expect("random bytes");
        assert!(passwords.hash("x".repeat(PASSWORD_LEAST - 1)).await.is_err());
        assert!(passwords.hash("x".repeat(PASSWORD_MOST + 1)).await.is_err());
        assert!(passwords.fits("x".repeat(PASSWORD_MOST + 1), None).await.is_err());
        assert!(passwords.hash("x".repeat(PASSWORD_LEAST)).await.is_ok());
    }
}
