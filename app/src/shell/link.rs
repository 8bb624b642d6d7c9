//! The link that opened the app, if one did: what stands behind its # opens something.

use leptos::prelude::*;
use shared::id::Verifier;
use shared::wire::accounts::Token;

/// What links begin with behind the #, and the page that uses each.
const LINKS: [(&str, &str); 4] = [
    ("#join=", "/join"),
    ("#set-up=", "/set-up"),
    ("#invite=", "/invitation"),
    ("#new-password=", "/new-password"),
];

/// The link that opened the app, for the page that uses it.
#[derive(Clone, Copy)]
pub struct OpenedWith(pub StoredValue<Option<String>>);

/// Takes the link out of the address bar and the history, because whoever sees it can use it, and
/// keeps it for the page that does.
pub fn link_in_address() {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    let found = LINKS.iter().find(|(begin, _)| hash.starts_with(begin));
    let full = found.map(|_| location.origin().unwrap_or_default() + "/" + &hash);
    provide_context(OpenedWith(StoredValue::new(full)));
    if let (Some((_, page)), Ok(history)) = (found, window().history()) {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(page));
    }
}

/// The token of the link that opened the app.
pub fn token_of_link() -> Option<Token> {
    let link = use_context::<OpenedWith>()?.0.get_value()?;
    let letters = link.rsplit('=').next()?;
    // As long as what is kept of it, by chance of the same kind of bytes.
    letters.parse::<Verifier>().ok().map(|bytes| Token(bytes.0.to_vec()))
}
