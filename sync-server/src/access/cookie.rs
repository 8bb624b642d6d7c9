//! The cookie that shows a session.
//!
//! Scripts never see it, pages of other sites never send it. Away from this machine it goes over TLS
//! only, and with the prefix by which browsers hold its sender to that; one without the prefix is not
//! looked at there, since any neighbour under the same domain can set it. Browsers keep one jar for
//! all ports of a host: a name says nothing of who set it, so that every cookie that could be ours is
//! looked at as a token that may be unknown.

use axum::http::{HeaderMap, HeaderValue, header};
use shared::id::Verifier;
use shared::wire::accounts::Token;

use super::token;
use crate::config::Access;

/// A cookie's name where it may go without TLS, and the one with the prefix.
type Names = (&'static str, &'static str);

const SESSION: Names = ("regulars", "__Host-regulars");
/// By which a browser is known again that left to sign in elsewhere.
const LEFT: Names = ("regulars-left", "__Host-regulars-left");

/// Seconds that a browser keeps it; the server decides how long it holds.
const MAX_AGE: u32 = 400 * 24 * 60 * 60;

/// What the request's cookie hashes to; none where it has none, or one of another make. Only the name
/// counts that [`set`] would give it.
pub(crate) fn read(access: &Access, headers: &HeaderMap) -> Option<Verifier> {
    found(access, headers, SESSION).map(|token| token::verifier(&token))
}

/// The token of a browser that left to sign in elsewhere.
pub(crate) fn read_left(access: &Access, headers: &HeaderMap) -> Option<Token> {
    found(access, headers, LEFT)
}

fn found(access: &Access, headers: &HeaderMap, names: Names) -> Option<Token> {
    let ours = name(access, headers, names);
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| (name == ours).then(|| token::of_letters(value))?)
}

/// Gives a session to the browser that asked.
pub(crate) fn set(access: &Access, headers: &HeaderMap, token: &Token) -> HeaderValue {
    written(access, headers, SESSION, (&token::in_letters(token), MAX_AGE))
}

/// Marks the browser that leaves to sign in elsewhere, for so many seconds.
pub(crate) fn set_left(
    access: &Access,
    headers: &HeaderMap,
    token: &Token,
    seconds: u32,
) -> HeaderValue {
    written(access, headers, LEFT, (&token::in_letters(token), seconds))
}

/// Takes the mark back.
pub(crate) fn clear_left(access: &Access, headers: &HeaderMap) -> HeaderValue {
    written(access, headers, LEFT, ("", 0))
}

/// Takes it back.
pub(crate) fn clear(access: &Access, headers: &HeaderMap) -> HeaderValue {
    written(access, headers, SESSION, ("", 0))
}

fn written(
    access: &Access,
    headers: &HeaderMap,
    names: Names,
    (value, max_age): (&str, u32),
) -> HeaderValue {
    let name = name(access, headers, names);
    let secure = if name == names.1 { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={max_age}{secure}");
    cookie.parse().expect("letters, digits and punctuation")
}

fn name(access: &Access, headers: &HeaderMap, (plain, over_tls): Names) -> &'static str {
    if goes_over_tls(access, headers) { over_tls } else { plain }
}

/// Whether the browser is to send it over TLS only: always, except on the server's own machine.
fn goes_over_tls(access: &Access, headers: &HeaderMap) -> bool {
    let is_https = |origin: &String| origin.starts_with("https:");
    if access.strict_transport || access.public_origins.iter().any(is_https) {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    !(name == "localhost" || name == "[::1]" || name.parse().is_ok_and(is_loopback))
}

fn is_loopback(address: std::net::Ipv4Addr) -> bool {
    address.is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, public: &[&str]) -> String {
        let access = Access {
            public_origins: public.iter().map(ToString::to_string).collect(),
            ..Access::default()
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a host"));
        let cookie = set(&access, &headers, &Token(vec![7; 32]));
        cookie.to_str().expect("text").to_owned()
    }

    #[test]
    fn only_on_its_own_machine_it_goes_without_tls() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080"] {
            let cookie = check(host, &[]);
            assert!(cookie.starts_with("regulars=07") && !cookie.contains("Secure"), "{host}");
        }
        for (host, public) in [
            ("crm.example", &[][..]),
            ("192.168.1.4:8080", &[]),
            ("localhost.example", &[]),
            ("127.0.0.1.example", &[]),
            ("", &[]),
            ("127.0.0.1:8080", &["https://crm.example"]),
        ] {
            let cookie = check(host, public);
            assert!(
                cookie.starts_with("__Host-regulars=") && cookie.ends_with("; Secure"),
                "{host}"
            );
        }
        let access = Access { strict_transport: true, ..Access::default() };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost:8443"));
        assert_eq!(name(&access, &headers, SESSION), SESSION.1, "where there is TLS, there too");
        for host in ["localhost", "crm.example"] {
            let cookie = check(host, &[]);
            for part in ["Path=/", "HttpOnly", "SameSite=Strict"] {
                assert!(cookie.split("; ").any(|it| it == part), "{cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
    }

    #[test]
    fn it_is_found_among_others_by_the_name_that_it_was_given() {
        let digits = |byte: u8| format!("{byte:02x}").repeat(32);
        let found = |host: &str, cookies: &str| {
            let access = Access::default();
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a host"));
            headers.insert(header::COOKIE, cookies.parse().expect("a header"));
            read(&access, &headers)
        };
        let of = |byte| Some(token::verifier(&Token(vec![byte; 32])));
        let plain = format!("theme=dark; regulars={}", digits(7));
        assert_eq!(found("localhost:8080", &plain), of(7));
        assert_eq!(found("crm.example", &plain), None, "a neighbour's");
        let both = format!("{plain}; __Host-regulars={}", digits(8));
        assert_eq!(found("localhost:8080", &both), of(7));
        assert_eq!(found("crm.example", &both), of(8));
        for none in ["", "regulars=", "regulars=zz", "regularsx=00"] {
            assert_eq!(found("localhost", none), None, "{none}");
        }
    }
}
