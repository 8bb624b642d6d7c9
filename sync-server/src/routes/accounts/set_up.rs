//! `POST /api/set-up`: makes the first account, by the link that the server's start prints.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use shared::wire::accounts::SignIn;

use super::{begin, count, new_account, read, required};
use crate::App;
use crate::access::{self, address::ClientAddress};
use crate::error::Problem;
use crate::storage::Proof;

/// Who was first owns the server and is signed in.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let typed: SignIn = read(&app, &headers, &body)?;
    count(&app, address)?;
    if !app.set_up.allows(required(typed.token.as_ref())?) || app.accounts.any().await? {
        return Err(Problem::LinkIsVoid);
    }
    let account = new_account(&app, &typed).await?;
    let known = (account.id, Proof::Password(account.password.clone()));
    if !app.accounts.add_first(account, access::now()).await? {
        return Err(Problem::LinkIsVoid);
    }
    begin(&app, &headers, address, known, &typed.device).await
}
