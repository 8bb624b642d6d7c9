//! How fast one client may send.

use tokio::time::Instant;

/// Messages in a second, and how many more at once.
const MESSAGES: Rate = Rate { per_second: 20_000.0, burst: 40_000.0 };
/// Bytes in a second, and how many more at once.
const BYTES: Rate = Rate { per_second: 32e6, burst: 64e6 };

struct Rate {
    per_second: f64,
    burst: f64,
}

/// Two token buckets. They are generous: an honest client is held by its window of unanswered
/// changes long before.
pub(super) struct Pace {
    messages: f64,
    bytes: f64,
    since: Instant,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self { messages: MESSAGES.burst, bytes: BYTES.burst, since: now }
    }

    /// Counts a message; false when it is one too many.
    pub(super) fn allows(&mut self, bytes: usize, now: Instant) -> bool {
        let passed = now.duration_since(self.since).as_secs_f64();
        self.since = now;
        self.messages = (self.messages + passed * MESSAGES.per_second).min(MESSAGES.burst) - 1.0;
        self.bytes = (self.bytes + passed * BYTES.per_second).min(BYTES.burst) - bytes as f64;
        self.messages >= 0.0 && self.bytes >= 0.0
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
