//! Requests over HTTP to this page's own server.

use js_sys::{Reflect, Uint8Array};
use shared::wire::accounts::MEDIA_TYPE;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestInit, Response};

/// Why there is no answer, or no good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpError {
    /// No server was reached, or the connection broke.
    Unreachable,
    /// The server answered with this status, which is not one of success.
    Status(u16),
}

/// Asks for `path`. `authorization` is the value of the header of that name.
///
/// # Errors
/// When there is no answer of success.
pub async fn get(path: &str, authorization: Option<&str>) -> Result<Answer, HttpError> {
    request("GET", path, authorization, None).await
}

/// Sends `body` to `path`.
///
/// # Errors
/// When there is no answer of success.
pub async fn post(
    path: &str,
    authorization: Option<&str>,
    body: &[u8],
) -> Result<Answer, HttpError> {
    request("POST", path, authorization, Some(body)).await
}

/// Puts `body` at `path`.
///
/// # Errors
/// When there is no answer of success.
pub async fn put(path: &str, authorization: Option<&str>, body: &[u8]) -> Result<(), HttpError> {
    request("PUT", path, authorization, Some(body)).await.map(drop)
}

/// Asks `path` something in CBOR, and gives the answer's body. The browser adds its cookie.
///
/// # Errors
/// When there is no answer of success.
pub async fn call(
    method: &str,
    path: &str,
    authorization: Option<&str>,
    body: Option<&[u8]>,
) -> Result<Vec<u8>, HttpError> {
    let headers = [("content-type", Some(MEDIA_TYPE)), ("authorization", authorization)];
    request_with(method, path, &headers, body).await?.body(ANSWER_BYTES).await
}

/// Bytes of an answer about accounts.
const ANSWER_BYTES: usize = 1 << 20;

/// Asks whether something is at `path`.
///
/// # Errors
/// When there is no answer, or another one than yes or no.
pub async fn is_there(path: &str, authorization: Option<&str>) -> Result<bool, HttpError> {
    match request("HEAD", path, authorization, None).await {
        Ok(_) => Ok(true),
        Err(HttpError::Status(404)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// An answer of success, whose body may still be on its way. Dropping it gives up the rest.
pub struct Answer {
    reader: Option<ReadableStreamDefaultReader>,
    stop: AbortController,
}

impl Answer {
    /// The whole body, if it has no more than `most` bytes.
    ///
    /// # Errors
    /// When the connection broke before the end, or there is more.
    pub async fn body(mut self, most: usize) -> Result<Vec<u8>, HttpError> {
        let mut body = Vec::new();
        while let Some(piece) = self.next_piece().await? {
            body.extend_from_slice(&piece);
            if body.len() > most {
                return Err(HttpError::Unreachable);
            }
        }
        Ok(body)
    }

    /// The next piece of the body, cut wherever the network cut it; none at the end.
    ///
    /// # Errors
    /// When the connection broke before the end.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>, HttpError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let piece = JsFuture::from(reader.read()).await.map_err(unreachable)?;
        let value = Reflect::get(&piece, &JsValue::from_str("value")).map_err(unreachable)?;
        // At the end there is no value.
        Ok(value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.stop.abort();
    }
}

async fn request(
    method: &str,
    path: &str,
    authorization: Option<&str>,
    body: Option<&[u8]>,
) -> Result<Answer, HttpError> {
    request_with(method, path, &[("authorization", authorization)], body).await
}

async fn request_with(
    method: &str,
    path: &str,
    with: &[(&str, Option<&str>)],
    body: Option<&[u8]>,
) -> Result<Answer, HttpError> {
    let window = web_sys::window().ok_or(HttpError::Unreachable)?;
    let stop = AbortController::new().map_err(unreachable)?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&stop.signal()));
    let headers = Headers::new().map_err(unreachable)?;
    for (name, value) in with {
        if let Some(value) = value {
            headers.set(name, value).map_err(unreachable)?;
        }
    }
    init.set_headers(&headers);
    if let Some(body) = body {
        init.set_body(&Uint8Array::from(body));
    }
    let answer = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await;
    let response: Response = answer.map_err(unreachable)?.unchecked_into();
    if !response.ok() {
        return Err(HttpError::Status(response.status()));
    }
    let reader = response.body().map(|body| body.get_reader().unchecked_into());
    Ok(Answer { reader, stop })
}

/// The browser says only "failed to fetch", so that pages learn nothing of networks.
fn unreachable(_: JsValue) -> HttpError {
    HttpError::Unreachable
}
