//! What holds for every answer.

use super::support::{Client, Folder, TestServer, http};

const ROUTES: [(&str, &str); 24] = [
    ("GET", "/"),
    ("GET", "/people/01"),
    ("GET", "/no-such-file.js"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/sync"),
    ("GET", "/api/snapshot"),
    ("GET", "/api/blobs/01"),
    ("PUT", "/api/blobs/01"),
    ("GET", "/api/offers"),
    ("GET", "/api/server"),
    ("POST", "/api/server/backups"),
    ("POST", "/api/forgotten"),
    ("POST", "/api/provider"),
    ("POST", "/api/provider/back"),
    ("GET", "/api/identities"),
    ("POST", "/api/identities/challenge"),
    ("GET", "/api/passkeys"),
    ("POST", "/api/passkeys"),
    ("POST", "/api/passkeys/challenge"),
    ("POST", "/api/sessions/challenge"),
    ("POST", "/api/sessions/passkey"),
    ("POST", "/api/workspaces"),
    ("DELETE", "/"),
];

#[tokio::test]
async fn every_answer_carries_the_whole_policy() {
    let test = TestServer::start().await;
    for (method, path) in ROUTES {
        let answer = http::request(test.address(), method, path, &[]).await;
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "connect-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "img-src 'self' blob: data:",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|part| part == directive), "{path}: {directive}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("geolocation=()"));
        assert_eq!(answer.header("strict-transport-security"), "", "not without TLS");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let test = TestServer::start_in(Folder::new(), |config| config.access.strict_transport = true);
    let test = test.await.expect("it starts");
    let answer = http::request(test.address(), "GET", "/healthz", &[]).await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"ok"[..]));
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn pages_of_other_sites_get_in_nowhere() {
    let test = TestServer::start_in(Folder::new(), |config| {
        config.access.public_origins = vec!["https://crm.example".into()];
    });
    let test = test.await.expect("it starts");
    let own = format!("http://{}", test.address());
    for (origin, welcome) in [
        (own.as_str(), true),
        ("https://crm.example", true),
        ("https://evil.example", false),
        ("http://crm.example", false),
        ("https://crm.example.evil.example", false),
        ("null", false),
    ] {
        let upgrade = Client::connect(test.address(), &[("origin", origin)]).await;
        assert_eq!(upgrade.is_ok(), welcome, "{origin}");
        let hash = format!("/api/blobs/{}", "01".repeat(32));
        for (method, path) in
            [("POST", "/api/workspaces"), ("GET", "/api/snapshot"), ("GET", &hash), ("PUT", &hash)]
        {
            let answer = http::request(test.address(), method, path, &[("origin", origin)]).await;
            assert_eq!(answer.status.as_u16(), if welcome { 404 } else { 403 }, "{path} {origin}");
        }
    }
    assert!(Client::connect(test.address(), &[]).await.is_ok(), "what is no browser has none");
}
