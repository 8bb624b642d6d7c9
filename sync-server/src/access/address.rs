//! Whose request it is, behind proxies too.
//!
//! A proxy writes into `X-Forwarded-For` from whom it has a request. Anybody else can write the same
//! header: it counts only where the connection comes from a proxy that the configuration names, and
//! is read from its end, where the nearest proxy wrote.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::App;
use crate::error::Problem;
use crate::tls::listener::Peer;

/// The address that a request is counted by, and that the audit log notes.
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<Arc<App>> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>();
        let ConnectInfo(Peer(peer)) = peer.ok_or(Problem::Busy)?;
        let trusted = &app.config.access.trusted_proxies;
        if trusted.is_empty() && parts.headers.contains_key(FORWARDED_FOR) {
            point_at_the_proxy(peer.ip());
        }
        Ok(Self(client(peer.ip(), &parts.headers, trusted)))
    }
}

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Says once what whoever set up a proxy may have missed: everybody behind it is one address.
fn point_at_the_proxy(peer: IpAddr) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !SAID.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "{} sends X-Forwarded-For, which is not looked at: if it is your proxy, name it by \
             --trusted-proxy, or all who come through it share their limits",
            peer.to_canonical()
        );
    }
}

/// The nearest address that is no trusted proxy. Behind an entry that is no address nobody knows who
/// wrote what: then the request is that of the proxy before it.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut nearest = peer.to_canonical();
    // A proxy may append to the last line, or write one of its own below it.
    // Whatever else stands in a line, what the nearest proxy appended can be read.
    let lines = headers.get_all(FORWARDED_FOR).iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    let entries: Vec<&str> = lines.iter().flat_map(|line| line.split(',')).collect();
    for entry in entries.into_iter().rev() {
        if !is_proxy(&nearest) {
            break;
        }
        let Some(further) = address(entry.trim()) else { break };
        nearest = further;
    }
    nearest
}

/// An entry: an address, of some proxies with a port.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let found = bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|it| it.ip()));
    found.as_ref().map(IpAddr::to_canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, lines: &[&str], expected: &str) {
        let trusted = ["10.0.0.0/8", "127.0.0.1/32", "2001:db8:9::/48"];
        let trusted = trusted.map(|net| net.parse().expect("a network"));
        let mut headers = HeaderMap::new();
        for line in lines {
            let line = axum::http::HeaderValue::from_bytes(line.as_bytes()).expect("a header");
            headers.append(FORWARDED_FOR, line);
        }
        let found = client(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(found.to_string(), expected, "{peer} {lines:?}");
    }

    #[test]
    fn what_anybody_else_writes_is_not_looked_at() {
        check("192.0.2.7", &[], "192.0.2.7");
        check("192.0.2.7", &["198.51.100.1"], "192.0.2.7");
        check("192.0.2.7", &["10.0.0.1", "127.0.0.1"], "192.0.2.7");
        check("::1", &["198.51.100.1"], "::1");
    }

    #[test]
    fn the_nearest_address_that_is_no_proxy_counts_whatever_stands_before_it() {
        check("127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("::ffff:127.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["203.0.113.9, 198.51.100.1 , 10.1.2.3"], "198.51.100.1");
        check("127.0.0.1", &["203.0.113.9", "198.51.100.1, 10.1.2.3"], "198.51.100.1");
        check("10.1.2.3", &["127.0.0.1, 198.51.100.1, 10.1.2.3"], "198.51.100.1");
        check("2001:db8:9::1", &["2001:db8::7"], "2001:db8::7");
    }

    #[test]
    fn somebody_who_works_beside_the_proxy_is_known_by_their_own_address() {
        check("127.0.0.1", &["10.1.2.3"], "10.1.2.3");
        check("127.0.0.1", &[], "127.0.0.1");
    }

    #[test]
    fn ports_are_left_out() {
        check("127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1");
        check("127.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7");
        check("127.0.0.1", &["[2001:db8::7]"], "2001:db8::7");
    }

    #[test]
    fn behind_what_is_no_address_nothing_is_believed() {
        for broken in ["unknown", "", "_hidden", "198.51.100", "198.51.100.1:99999", "\u{e9}", "?"]
        {
            check("127.0.0.1", &[broken], "127.0.0.1");
            check("127.0.0.1", &[&format!("203.0.113.9, {broken}, 10.1.2.3")], "10.1.2.3");
            check("127.0.0.1", &[&format!("{broken}, 198.51.100.1")], "198.51.100.1");
        }
    }
}
