//! `GET /healthz`: whether this server answers.

/// For whoever watches over the server.
pub(crate) async fn show() -> &'static str {
    "ok"
}
