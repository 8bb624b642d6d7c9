//! How long to wait before the next attempt.

use super::entropy::Entropy;

/// Exponential backoff with jitter: the n-th wait is random between half of and the whole of
/// `first · 2ⁿ`, at most `longest`, so that devices that lost a server together do not all come
/// back together.
#[derive(Debug, Clone)]
pub struct Backoff {
    first_ms: u64,
    longest_ms: u64,
    attempts: u32,
}

impl Backoff {
    /// Waits from about `first_ms` up to `longest_ms` milliseconds.
    pub fn new(first_ms: u64, longest_ms: u64) -> Self {
        Self { first_ms, longest_ms, attempts: 0 }
    }

    /// The next wait, in milliseconds.
    pub fn next(&mut self, entropy: &mut Entropy) -> u64 {
        let doubled = self.first_ms.saturating_mul(1 << self.attempts.min(20));
        let whole = doubled.min(self.longest_ms).max(2);
        self.attempts = self.attempts.saturating_add(1);
        whole / 2 + entropy.draw() % (whole / 2)
    }

    /// It worked: the next wait is a first one again.
    pub fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_never_fall_below_half() {
        let mut entropy = Entropy::new(|| 12_345);
        let mut backoff = Backoff::new(500, 60_000);
        let waits: Vec<u64> = (0..12).map(|_| backoff.next(&mut entropy)).collect();
        assert!((250..500).contains(&waits[0]), "{waits:?}");
        assert!((2_000..4_000).contains(&waits[3]), "{waits:?}");
        assert!(waits[7..].iter().all(|wait| (30_000..60_000).contains(wait)), "{waits:?}");
        backoff.reset();
        assert!(backoff.next(&mut entropy) < 500);
    }
}
