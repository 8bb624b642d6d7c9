//! How fast one client may send.

use tokio::time::Instant;

/// Messages in a second, and how many more at once.
const MESSAGES: Rate = Rate { per_second: 20_000.0, burst: 40_000.0 };
/// Bytes in a second, and how many more at once.
const BYTES: Rate = Rate { per_second: 32e6, burst: 64e6 };
/// Words of presence in a second, and how many more at once: clients keep to two a second.
const PRESENCE: Rate = Rate { per_second: 4.0, burst: 16.0 };

struct Rate {
    per_second: f64,
    burst: f64,
}

/// What may still be taken at once.
struct Bucket {
    rate: Rate,
    left: f64,
    since: Instant,
}

impl Bucket {
    fn new(rate: Rate, now: Instant) -> Self {
        Self { left: rate.burst, rate, since: now }
    }

    /// Takes `amount`; false when there is not so much.
    fn take(&mut self, amount: f64, now: Instant) -> bool {
        let passed = now.duration_since(self.since).as_secs_f64();
        self.since = now;
        self.left = (self.left + passed * self.rate.per_second).min(self.rate.burst);
        let enough = self.left >= amount;
        if enough {
            self.left -= amount;
        }
        enough
    }
}

/// Token buckets. Those of messages and bytes are generous: an honest client is held by its window
/// of unanswered changes long before.
pub(super) struct Pace {
    messages: Bucket,
    bytes: Bucket,
    presence: Bucket,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            messages: Bucket::new(MESSAGES, now),
            bytes: Bucket::new(BYTES, now),
            presence: Bucket::new(PRESENCE, now),
        }
    }

    /// Counts a message; false when it is one too many.
    pub(super) fn allows(&mut self, bytes: usize, now: Instant) -> bool {
        self.messages.take(1.0, now) && self.bytes.take(bytes as f64, now)
    }

    /// Counts a word of presence; false when it is to be passed over.
    pub(super) fn allows_presence(&mut self, now: Instant) -> bool {
        self.presence.take(1.0, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert!((0..40_000).all(|_| pace.allows(100, start)));
        assert!(!pace.allows(100, start));
        let mut pace = Pace::new(start);
        let mut now = start;
        for _ in 0..100_000 {
            now += Duration::from_micros(60);
            assert!(pace.allows(250, now));
        }
        let mut pace = Pace::new(start);
        let large = 1 << 20;
        assert!((0..100).any(|_| !pace.allows(large, start)));
    }
}
