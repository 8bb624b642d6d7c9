//! Who may ask: origins, secrets, and how often.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::http::{HeaderMap, Uri, header};
use shared::id::WorkspaceSecret;

use crate::config::Access;
use crate::error::Problem;

/// Lets a browser's page in only from this server's own origin or a configured one. What is no
/// browser sends no Origin; it has the secret to show.
pub(crate) fn check_origin(access: &Access, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().map_err(|_| Problem::ForeignOrigin)?.to_ascii_lowercase();
    if access.public_origins.contains(&origin) {
        return Ok(());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let uri: Uri = origin.parse().map_err(|_| Problem::ForeignOrigin)?;
    let same = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|authority| authority.as_str().eq_ignore_ascii_case(host));
    if same { Ok(()) } else { Err(Problem::ForeignOrigin) }
}

/// The workspace's secret, from `Authorization: Bearer`. One that is missing or malformed gets the
/// same answer as a wrong one.
pub(crate) fn secret(headers: &HeaderMap) -> Result<WorkspaceSecret, Problem> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|secret| secret.trim().parse().ok())
        .ok_or(Problem::Denied)
}

/// How often one address may ask for a workspace: a token bucket for each.
pub(crate) struct CreationRate {
    per_minute: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

struct Bucket {
    tokens: f64,
    since: Instant,
}

/// Addresses remembered. Beyond, the full buckets are forgotten, which changes nothing for them.
const ADDRESSES: usize = 10_000;

impl CreationRate {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute: f64::from(per_minute), buckets: Mutex::default() }
    }

    /// Counts a request; false when it is one too many.
    pub(crate) fn allows(&self, address: IpAddr, now: Instant) -> bool {
        let full = self.per_minute;
        let refilled = |bucket: &Bucket| {
            let minutes = now.duration_since(bucket.since).as_secs_f64() / 60.0;
            (bucket.tokens + minutes * full).min(full)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES {
            buckets.retain(|_, bucket| refilled(bucket) < full);
            if buckets.len() >= ADDRESSES {
                return false;
            }
        }
        let bucket = buckets.entry(network(address)).or_insert(Bucket { tokens: full, since: now });
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
fn network(address: IpAddr) -> IpAddr {
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

    fn check(origin: Option<&str>, host: &str, public: &[&str]) -> bool {
        let access = Access {
            public_origins: public.iter().map(ToString::to_string).collect(),
            strict_transport: false,
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a host"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("an origin"));
        }
        check_origin(&access, &headers).is_ok()
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let own = "crm.example:8080";
        assert!(check(None, own, &[]));
        assert!(check(Some("http://crm.example:8080"), own, &[]));
        assert!(check(Some("https://CRM.example:8080"), own, &[]));
        assert!(check(Some("https://crm.example"), own, &["https://crm.example"]));
        for foreign in [
            "null",
            "",
            "https://evil.example",
            "http://crm.example",
            "http://crm.example:8081",
            "http://crm.example:8080.evil.example",
            "http://evil.example/crm.example:8080",
            "http://x@crm.example:8080",
            "file://crm.example:8080",
            "chrome-extension://crm.example:8080",
        ] {
            assert!(!check(Some(foreign), own, &["https://crm.example"]), "{foreign} came in");
        }
    }

    #[test]
    fn one_address_cannot_make_workspaces_without_end() {
        let rate = CreationRate::new(3);
        let now = Instant::now();
        let v6 = |text: &str| text.parse::<IpAddr>().expect("an address");
        let (one, sibling, other) = (v6("2001:db8::1"), v6("2001:db8::2"), v6("2001:db8:0:1::1"));
        assert!(rate.allows(one, now) && rate.allows(sibling, now) && rate.allows(one, now));
        assert!(!rate.allows(sibling, now));
        assert!(rate.allows(other, now));
        assert!(rate.allows(one, now + Duration::from_secs(21)));
    }
}
