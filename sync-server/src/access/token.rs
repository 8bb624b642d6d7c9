//! What stands in links and cookies: 32 random bytes, of which only a hash is kept.

use sha2::{Digest, Sha256};
use shared::id::Verifier;
use shared::wire::accounts::Token;

use crate::storage::StorageError;

/// A token that nobody has.
pub(crate) fn new() -> Result<Token, StorageError> {
    Ok(Token(random::<32>()?.to_vec()))
}

/// Random bytes, for an id or a token.
pub(crate) fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], StorageError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(bytes)
}

/// What is kept of a token. It is random, so that one round of hashing is enough.
pub(crate) fn verifier(token: &Token) -> Verifier {
    let mut hasher = Sha256::new();
    hasher.update(b"regulars token");
    hasher.update(&token.0);
    Verifier(hasher.finalize().into())
}

/// What is kept of a token that comes back in two halves: only who has both finds it.
pub(crate) fn verifier_of_halves(one: &Token, other: &Token) -> Verifier {
    let mut hasher = Sha256::new();
    hasher.update(b"regulars token in halves");
    hasher.update(&one.0);
    hasher.update(&other.0);
    Verifier(hasher.finalize().into())
}

/// A token that nobody has but whoever reads the mail in which it goes to this address.
pub(crate) fn for_mail(email: &str) -> Result<Token, StorageError> {
    let secret = random::<HALF>()?;
    Ok(Token([&secret[..], &mark(&secret, email)].concat()))
}

/// Whether a token was made for a mail to this address. That the server made it at all, what it kept
/// of it says.
pub(crate) fn went_to(token: &Token, email: &str) -> bool {
    token.0.split_at_checked(HALF).is_some_and(|(secret, is)| *is == mark(secret, email))
}

/// The token that others may see beside one that goes by mail: it opens the same.
pub(crate) fn beside(mailed: &Token) -> Token {
    let mut hasher = Sha256::new();
    hasher.update(b"regulars token beside a mail");
    hasher.update(&mailed.0);
    Token(hasher.finalize().to_vec())
}

/// Bytes of a token for a mail that nobody guesses; as many say to which address it goes.
const HALF: usize = 16;

fn mark(secret: &[u8], email: &str) -> [u8; HALF] {
    let mut hasher = Sha256::new();
    hasher.update(b"regulars token for a mail");
    hasher.update(secret);
    hasher.update(email.as_bytes());
    let mut half = [0; HALF];
    half.copy_from_slice(&hasher.finalize()[..HALF]);
    half
}

/// Hexadecimal, as it stands in a link or a cookie.
pub(crate) fn in_letters(token: &Token) -> String {
    token.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what [`in_letters`] wrote.
pub(crate) fn of_letters(letters: &str) -> Option<Token> {
    let bytes: shared::id::Verifier = letters.parse().ok()?;
    Some(Token(bytes.0.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_its_verifier_does_not_reveal_it() {
        let token = new().expect("random bytes");
        assert_ne!(token, new().expect("random bytes"));
        assert_eq!(of_letters(&in_letters(&token)), Some(token.clone()));
        assert_ne!(verifier(&token).0[..], token.0[..]);
        assert_eq!(of_letters("zz"), None);
    }

    #[test]
    fn a_token_for_a_mail_says_to_which_address_it_went_and_the_one_beside_it_does_not() {
        let token = for_mail("lena@example.org").expect("random bytes");
        assert_eq!(token.0.len(), 32);
        assert!(went_to(&token, "lena@example.org") && !went_to(&token, "eve@example.org"));
        assert!(!went_to(&beside(&token), "lena@example.org"));
        assert!(!went_to(&Token(Vec::new()), "lena@example.org"));
        assert_ne!(for_mail("lena@example.org").expect("random bytes"), token);
    }
}
