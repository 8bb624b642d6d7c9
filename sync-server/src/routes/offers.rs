//! `GET /api/offers`: what this server offers beyond passwords and links.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use shared::wire::offers::Offers;

use super::accounts::answer;
use crate::App;
use crate::access;
use crate::error::Problem;

/// Anybody may know: it stands on the page where people sign in.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    access::check_page(&app.config.access, &Method::GET, &headers)?;
    let provider = app.provider.as_ref().map(|provider| provider.config().label.clone());
    Ok(answer(&Offers { mail: app.mail.is_some(), provider }))
}
