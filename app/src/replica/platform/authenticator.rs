//! Passkeys, as the browser makes and shows them: [WebAuthn](https://www.w3.org/TR/webauthn-3/).
//! What is asked and what is said is JSON, which the server writes and reads.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = PublicKeyCredential)]
    type Passkey;
    #[wasm_bindgen(catch, static_method_of = Passkey, js_class = "PublicKeyCredential", js_name = parseCreationOptionsFromJSON)]
    fn creation(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, static_method_of = Passkey, js_class = "PublicKeyCredential", js_name = parseRequestOptionsFromJSON)]
    fn request(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, js_name = toJSON)]
    fn to_json(this: &Passkey) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    async fn create(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    async fn get(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Why there is no passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPasskey {
    /// Whoever was asked said no, or nothing, or has none here. Browsers do not say which.
    Declined,
    /// The authenticator has one for this account.
    Known,
    /// The browser, or the page that it shows, cannot.
    Unable,
}

/// Whether this browser can, on this page: it came over TLS, or from this machine.
pub fn is_there() -> bool {
    let member = |of: &JsValue, name: &str| {
        Reflect::get(of, &name.into()).ok().filter(|it| !it.is_undefined() && !it.is_null())
    };
    let class = member(&js_sys::global(), "PublicKeyCredential");
    class.is_some_and(|class| member(&class, "parseCreationOptionsFromJSON").is_some())
}

/// Makes a passkey.
///
/// # Errors
/// When none was made.
pub async fn make(options: &str) -> Result<String, NoPasskey> {
    let options = parsed(options, Passkey::creation)?;
    said(create(&options).await)
}

/// Shows a passkey.
///
/// # Errors
/// When none was shown.
pub async fn show(options: &str) -> Result<String, NoPasskey> {
    let options = parsed(options, Passkey::request)?;
    said(get(&options).await)
}

fn parsed(
    options: &str,
    parse: fn(&JsValue) -> Result<JsValue, JsValue>,
) -> Result<JsValue, NoPasskey> {
    let options =
        JSON::parse(options).and_then(|options| parse(&options)).map_err(|_| NoPasskey::Unable)?;
    let around = Object::new();
    Reflect::set(&around, &"publicKey".into(), &options).map_err(|_| NoPasskey::Unable)?;
    Ok(around.into())
}

fn said(answer: Result<JsValue, JsValue>) -> Result<String, NoPasskey> {
    let passkey = answer.map_err(|error| why(&error))?;
    let json = passkey.unchecked_into::<Passkey>().to_json().map_err(|_| NoPasskey::Unable)?;
    JSON::stringify(&json).map(String::from).map_err(|_| NoPasskey::Unable)
}

/// By the [names](https://www.w3.org/TR/webauthn-3/#sctn-op-make-cred) that errors have.
fn why(error: &JsValue) -> NoPasskey {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => NoPasskey::Declined,
        Some("InvalidStateError") => NoPasskey::Known,
        _ => NoPasskey::Unable,
    }
}
