//! A word that is said when it changes, not too often, and again while it holds.

use crate::time::Timestamp;

/// How often a word is said again, in milliseconds.
const RENEW_MS: u64 = 10_000;
/// What lies at least between two different words, in milliseconds.
const THROTTLE_MS: u64 = 500;

#[derive(Debug)]
pub(super) struct Word<T> {
    said: Option<(T, Timestamp)>,
}

impl<T> Default for Word<T> {
    fn default() -> Self {
        Self { said: None }
    }
}

impl<T: Clone + PartialEq> Word<T> {
    /// One that need not be said.
    pub fn of(word: T) -> Self {
        Self { said: Some((word, Timestamp::default())) }
    }

    /// Makes the next word due at once, whatever it is.
    pub fn forget(&mut self) {
        self.said = None;
    }

    /// When `word` is to be said; `None` when it is known and does not hold on.
    pub fn due(&self, word: &T, holds: bool) -> Option<Timestamp> {
        match &self.said {
            None => Some(Timestamp::default()),
            Some((said, at)) if said != word => Some(at.plus(THROTTLE_MS)),
            Some((_, at)) => holds.then(|| at.plus(RENEW_MS)),
        }
    }

    /// Whether to say `word` now; it counts as said then.
    pub fn say(&mut self, word: &T, holds: bool, now: Timestamp) -> bool {
        let due = self.due(word, holds).is_some_and(|at| at <= now);
        if due {
            self.said = Some((word.clone(), now));
        }
        due
    }

    /// The clock was set back to `now`.
    pub fn set_back(&mut self, now: Timestamp) {
        if let Some((_, at)) = &mut self.said {
            *at = now.min(*at);
        }
    }
}
