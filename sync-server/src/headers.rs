//! What every answer says to browsers.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::config::Access;

/// Nothing but this origin's own files; scripts only as files, and wasm.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; \
    connect-src 'self'; \
    font-src 'self'; \
    manifest-src 'self'; \
    worker-src 'self'; \
    img-src 'self' blob: data:; \
    base-uri 'none'; \
    form-action 'none'; \
    frame-ancestors 'none'";

/// The camera for cards and codes, storage for one's own work; nothing that watches.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(self), display-capture=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// The headers for a configuration.
pub(crate) fn security(access: &Access) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY);
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if access.strict_transport {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    headers
}
