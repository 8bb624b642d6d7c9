//! Everything else: the app, carried inside the binary.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What Trunk built. A debug build reads the folder each time.
#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <title>Regulars</title><h1>The app is not in this build</h1>\
    <p>Build it first: run <code>cargo xtask serve</code> in the project's folder.</p></html>";

/// Encodings that the build may have put beside a file, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file of the app. A path without an extension is one of the app's own pages.
pub(crate) async fn show(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    respond::<Dist>(&method, &uri, &headers)
}

fn respond<Files: RustEmbed>(method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    if *method != Method::GET && *method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let name = if last.contains('.') { path } else { "index.html" };
    match Files::get(name) {
        Some(plain) => file::<Files>(name, plain, headers),
        None if name == "index.html" => {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::NOT_FOUND, html, MISSING).into_response()
        }
        None => (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
    }
}

fn file<Files: RustEmbed>(name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> Response {
    let found = ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(asked, encoding))
        .find_map(|(encoding, ending)| Some((*encoding, Files::get(&format!("{name}{ending}"))?)));
    let (encoding, file) = match found {
        Some((encoding, file)) => (Some(encoding), file),
        None => (None, plain),
    };
    let tag = tag(&file);
    let fresh = asked.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        value.to_str().is_ok_and(|tags| tags.split(',').any(|known| known.trim() == tag))
    });
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(name)));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    if let Ok(tag) = tag.parse() {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let mut tag = String::from("\"");
    tag.extend(hash[..16].iter().map(|byte| format!("{byte:02x}")));
    tag.push('"');
    tag
}

/// Whether the client takes an encoding: named, and not with a weight of nothing.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            named && weight.and_then(|weight| weight.parse::<f32>().ok()) != Some(0.0)
        })
}

/// A name that holds a digest of the content is for ever; the others are asked for every time.
fn caching(name: &str) -> &'static str {
    let hashed = name
        .split(['-', '.', '_', '/'])
        .skip(1)
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(RustEmbed)]
    #[folder = "tests/dist"]
    struct Fixture;

    #[derive(RustEmbed)]
    #[folder = "tests/no-such-folder"]
    #[allow_missing = true]
    struct Nothing;

    fn get<Files: RustEmbed>(path: &str, asked: &[(header::HeaderName, &str)]) -> Response {
        let headers = asked
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().expect("a header")))
            .collect();
        respond::<Files>(&Method::GET, &path.parse().expect("a path"), &headers)
    }

    fn header(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[test]
    fn a_page_of_the_app_is_its_index_and_is_asked_for_every_time() {
        for path in ["/", "/index.html", "/people/0123"] {
            let response = get::<Fixture>(path, &[]);
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(header(&response, header::CONTENT_TYPE), "text/html; charset=utf-8");
            assert_eq!(header(&response, header::CACHE_CONTROL), "no-cache");
        }
    }

    #[test]
    fn the_best_encoding_that_was_built_is_sent_with_the_plain_files_type() {
        let wasm = "/app-0f3c9a1b2c3d4e5f_bg.wasm";
        for (accepted, encoding) in
            [("gzip, br", "br"), ("gzip", "gzip"), ("zstd", ""), ("br;q=0, gzip", "gzip")]
        {
            let response = get::<Fixture>(wasm, &[(header::ACCEPT_ENCODING, accepted)]);
            assert_eq!(header(&response, header::CONTENT_ENCODING), encoding, "{accepted}");
            assert_eq!(header(&response, header::CONTENT_TYPE), "application/wasm");
            assert!(header(&response, header::CACHE_CONTROL).contains("immutable"));
            assert_eq!(header(&response, header::VARY), "accept-encoding");
        }
    }

    #[test]
    fn a_file_that_the_browser_has_is_not_sent_again() {
        let first = get::<Fixture>("/", &[]);
        let tag = header(&first, header::ETAG).to_owned();
        let again = get::<Fixture>("/", &[(header::IF_NONE_MATCH, &format!("\"x\", {tag}"))]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let other = get::<Fixture>("/", &[(header::IF_NONE_MATCH, "\"x\"")]);
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn a_missing_file_is_no_page() {
        for path in ["/gone-0f3c9a1b2c3d4e5f.js", "/../Cargo.toml", "/a/../index.html"] {
            assert_eq!(get::<Fixture>(path, &[]).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn a_build_without_the_app_says_how_to_build_it() {
        let response = get::<Nothing>("/", &[]);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.expect("a body");
        assert!(String::from_utf8_lossy(&body).contains("cargo xtask serve"));
    }

    #[test]
    fn only_names_with_a_digest_are_kept_for_ever() {
        for name in [
            "app-0f3c9a1b2c3d4e5f_bg.wasm",
            "base-0f3c9a1b2c3d4e5f.css",
            "app-0f3c9a1b2c3d4e5f/app.js",
        ] {
            assert!(caching(name).contains("immutable"), "{name}");
        }
        for name in ["index.html", "sw.js", "manifest.webmanifest", "deadbeef.js", "a-1234.png"] {
            assert_eq!(caching(name), "no-cache", "{name}");
        }
    }

    #[test]
    fn an_encoding_is_taken_only_if_the_client_takes_it() {
        let check = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().expect("a header"));
            accepts(&headers, "br")
        };
        assert!(check("gzip, deflate, br") && check("BR;q=0.5"));
        assert!(!check("gzip, brotli") && !check("br;q=0") && !check(""));
    }
}
