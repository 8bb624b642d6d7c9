//! How often something may be asked.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A token bucket for each address, or whatever else is counted.
pub(crate) struct Rate<K = IpAddr> {
    per_minute: f64,
    burst: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

struct Bucket {
    tokens: f64,
    since: Instant,
}

/// Buckets remembered. Beyond, the full ones are forgotten, which changes nothing for them.
const BUCKETS: usize = 10_000;

impl<K: Hash + Eq> Rate<K> {
    /// So many in a minute, and `burst` at once.
    pub(crate) fn new(per_minute: u32, burst: u32) -> Self {
        Self {
            per_minute: f64::from(per_minute),
            burst: f64::from(burst),
            buckets: Mutex::default(),
        }
    }

    /// So many in an hour, and `burst` at once.
    pub(crate) fn per_hour(count: u32, burst: u32) -> Self {
        Self { per_minute: f64::from(count) / 60.0, ..Self::new(0, burst) }
    }

    /// Counts a request; false when it is one too many.
    pub(crate) fn allows(&self, who: K, now: Instant) -> bool {
        let full = self.burst;
        let refilled = |bucket: &Bucket| {
            let minutes = now.duration_since(bucket.since).as_secs_f64() / 60.0;
            (bucket.tokens + minutes * self.per_minute).min(full)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS {
            buckets.retain(|_, bucket| refilled(bucket) < full);
            if buckets.len() >= BUCKETS {
                return false;
            }
        }
        let bucket = buckets.entry(who).or_insert(Bucket { tokens: full, since: now });
        bucket.tokens = refilled(bucket) - 1.0;
        bucket.since = now;
        if bucket.tokens < 0.0 {
            bucket.tokens = 0.0;
            return false;
        }
        true
    }
}

/// One household or company: with IPv6, everybody has 2^64 addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.into(),
            None => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn one_address_cannot_make_workspaces_without_end() {
        let rate = Rate::new(3, 3);
        let now = Instant::now();
        let v6 = |text: &str| network(text.parse().expect("an address"));
        let (one, sibling, other) = (v6("2001:db8::1"), v6("2001:db8::2"), v6("2001:db8:0:1::1"));
        assert!(rate.allows(one, now) && rate.allows(sibling, now) && rate.allows(one, now));
        assert!(!rate.allows(sibling, now));
        assert!(rate.allows(other, now));
        assert!(rate.allows(one, now + Duration::from_secs(21)));
    }
}
