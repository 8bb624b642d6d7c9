//! A provider of OpenID Connect on a real socket, that really signs. It asks nobody who they are, and
//! can be bent.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sync_server::config::{ProviderArgs, ProviderConfig};
use tokio::task::JoinHandle;

use super::http;

mod front;
mod keys;

use front::Front;
use keys::Keys;
pub use keys::Signing;

pub const CLIENT: &str = "regulars";
pub const SECRET: &str = "geheim & more";

/// Who is at the provider's pages.
#[derive(Clone)]
pub struct Somebody {
    pub subject: &'static str,
    pub email: Option<&'static str>,
    pub confirmed: Option<Value>,
    pub name: Option<&'static str>,
}

impl Somebody {
    /// Ada, as the provider knows her: it has confirmed her address.
    pub fn ada() -> Self {
        let (subject, email) = ("ada-there", Some("ada@example.org"));
        Self { subject, email, confirmed: Some(json!(true)), name: Some("Ada There") }
    }

    /// Somebody else, by this name.
    pub fn called(name: &'static str, email: &'static str) -> Self {
        Self { subject: name, email: Some(email), name: Some(name), ..Self::ada() }
    }
}

/// How it does not do what it should.
#[derive(Clone, Default)]
pub struct Bend {
    /// What it claims in place of the truth.
    pub claims: Option<fn(&mut Value)>,
    pub signing: Signing,
    /// A door that never answers.
    pub silent: Option<&'static str>,
    /// A door that answers more than anybody reads.
    pub huge: Option<&'static str>,
    /// It tells addresses and names only where it is asked.
    pub reticent: bool,
    /// It signs nothing.
    pub unsigned: bool,
    /// What it says that it can be asked to ask whoever comes.
    pub prompts: Option<&'static [&'static str]>,
    /// Why it exchanges no code.
    pub refuses: Option<&'static str>,
}

struct Inside {
    url: String,
    keys: Keys,
    somebody: Mutex<Somebody>,
    bend: Mutex<Bend>,
    grants: Mutex<HashMap<String, Grant>>,
    discoveries: AtomicU32,
    strangers: AtomicU32,
}

/// What a code stands for.
#[derive(Clone)]
struct Grant {
    back: String,
    nonce: String,
    challenge: String,
    somebody: Somebody,
    is_used: bool,
}

pub struct TestProvider {
    inside: Arc<Inside>,
    /// Where it listens without TLS.
    address: SocketAddr,
    serving: Vec<JoinHandle<()>>,
    /// The certificate to trust, where it is reached by TLS.
    root: Option<PathBuf>,
}

/// What stands in the address by which somebody is sent back.
pub struct SentBack {
    pub to: String,
    pub state: String,
    pub code: String,
    pub issuer: String,
}

impl TestProvider {
    pub async fn start() -> Self {
        Self::start_behind(None).await
    }

    /// The same, reached by TLS only.
    pub async fn start_over_tls() -> Self {
        Self::start_behind(Some(Front::new().await)).await
    }

    async fn start_behind(front: Option<Front>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let url = front.as_ref().map_or_else(|| format!("http://{address}"), Front::url);
        let root = front.as_ref().map(Front::root);
        let inside = Arc::new(Inside {
            url,
            keys: Keys::new(),
            somebody: Mutex::new(Somebody::ada()),
            bend: Mutex::default(),
            grants: Mutex::default(),
            discoveries: AtomicU32::new(0),
            strangers: AtomicU32::new(0),
        });
        let router = Router::new()
            .route(DISCOVERY, get(discovery))
            .route("/keys", get(keys_door))
            .route("/authorize", get(authorize))
            .route("/token", post(exchange))
            .route("/userinfo", get(userinfo))
            .with_state(inside.clone());
        let mut serving = vec![tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        })];
        serving.extend(front.map(|front| tokio::spawn(front.pass_on(address))));
        Self { inside, address, serving, root }
    }

    /// How a server is told of it.
    pub fn config(&self, origin: &str) -> ProviderConfig {
        self.config_with(origin, self.root.clone())
    }

    /// The same, with this certificate to trust.
    pub fn config_with(&self, origin: &str, root: Option<PathBuf>) -> ProviderConfig {
        let args = ProviderArgs {
            oidc_issuer: Some(self.inside.url.clone()),
            oidc_client_id: Some(CLIENT.into()),
            oidc_client_secret: Some(SECRET.into()),
            oidc_label: Some("Kiosk".into()),
            oidc_root_cert: root,
            ..ProviderArgs::default()
        };
        let config = ProviderConfig::from_args(&args, &[origin.into()]);
        let mut config = config.expect("sound").expect("a provider");
        config.timeout = Duration::from_millis(500);
        config
    }

    pub fn is_at_it(&self, somebody: Somebody) {
        *self.inside.somebody.lock().expect("unpoisoned") = somebody;
    }

    pub fn bend(&self, bend: Bend) {
        *self.inside.bend.lock().expect("unpoisoned") = bend;
    }

    /// How often it was asked what it is.
    pub fn discoveries(&self) -> u32 {
        self.inside.discoveries.load(Ordering::Relaxed)
    }

    /// How often somebody came with an unused code who could not show what was hashed when it was asked for.
    pub fn strangers(&self) -> u32 {
        self.inside.strangers.load(Ordering::Relaxed)
    }

    /// Opens its page as a browser does, and is sent back.
    pub async fn visit(&self, url: &str) -> SentBack {
        let (_, path) = url.split_once(&self.inside.url).expect("its own page");
        let answer = http::request(self.address, "GET", path, &[]).await;
        assert_eq!(answer.status, 303, "{}", String::from_utf8_lossy(&answer.body));
        let url: url::Url = answer.header("location").parse().expect("an address");
        let pairs: HashMap<_, _> = url.query_pairs().into_owned().collect();
        let mut to = url.clone();
        to.set_query(None);
        SentBack {
            to: to.into(),
            state: pairs["state"].clone(),
            code: pairs["code"].clone(),
            issuer: pairs["iss"].clone(),
        }
    }
}

impl Drop for TestProvider {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
    }
}

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// An answer, or what a bent door gives in its place.
async fn bent(inside: &Inside, door: &str, answer: Value) -> Response {
    let bend = inside.bend.lock().expect("unpoisoned").clone();
    if bend.silent == Some(door) {
        std::future::pending::<()>().await;
    }
    if bend.huge == Some(door) {
        let more = json!({ "more": "x".repeat(1 << 20), "of": answer });
        return in_json(&more);
    }
    in_json(&answer)
}

fn in_json(answer: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
}

async fn discovery(State(inside): State<Arc<Inside>>) -> Response {
    inside.discoveries.fetch_add(1, Ordering::Relaxed);
    let url = &inside.url;
    let mut said = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "jwks_uri": format!("{url}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // More than anybody should believe.
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
    });
    let prompts = inside.bend.lock().expect("unpoisoned").prompts;
    if let Some(prompts) = prompts {
        said["prompt_values_supported"] = json!(prompts);
    }
    bent(&inside, DISCOVERY, said).await
}

async fn keys_door(State(inside): State<Arc<Inside>>) -> Response {
    let signing = inside.bend.lock().expect("unpoisoned").signing;
    bent(&inside, "/keys", inside.keys.public(signing)).await
}

/// Signs in whoever is there, if all is asked as it has to be.
async fn authorize(
    State(inside): State<Arc<Inside>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let says = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let scopes = says("scope");
    let sound = says("client_id") == CLIENT
        && says("response_type") == "code"
        && says("code_challenge_method") == "S256"
        && ["openid", "email", "profile"].iter().all(|it| scopes.split(' ').any(|has| has == *it))
        && !says("nonce").is_empty()
        && says("state").len() == 64;
    if !sound {
        return (StatusCode::BAD_REQUEST, format!("{asked:?}")).into_response();
    }
    let (back, state) = (says("redirect_uri"), says("state"));
    let mut grants = inside.grants.lock().expect("unpoisoned");
    let code = format!("code-{}", grants.len());
    let grant = Grant {
        back: back.clone(),
        nonce: says("nonce"),
        challenge: says("code_challenge"),
        somebody: inside.somebody.lock().expect("unpoisoned").clone(),
        is_used: false,
    };
    grants.insert(code.clone(), grant);
    let pairs = [("code", code), ("state", state), ("iss", inside.url.clone())];
    let url = url::Url::parse_with_params(&back, pairs).expect("an address");
    (StatusCode::SEE_OTHER, [(header::LOCATION, url.to_string())]).into_response()
}

/// Gives what a code stands for: once, to whom it was given, who shows what was hashed.
async fn exchange(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    let asked: HashMap<_, _> = url::form_urlencoded::parse(&body).into_owned().collect();
    let refused =
        |why| (StatusCode::BAD_REQUEST, in_json(&json!({ "error": why }))).into_response();
    let encoded = |text| url::form_urlencoded::byte_serialize(text).collect::<String>();
    let client = format!("{}:{}", encoded(CLIENT.as_bytes()), encoded(SECRET.as_bytes()));
    let client = format!("Basic {}", BASE64_STANDARD.encode(client));
    if headers.get(header::AUTHORIZATION).is_none_or(|it| *it != *client) {
        return refused("invalid_client");
    }
    if let Some(why) = inside.bend.lock().expect("unpoisoned").refuses {
        return refused(why);
    }
    let says = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let grant = {
        let mut grants = inside.grants.lock().expect("unpoisoned");
        let Some(grant) = grants.get_mut(&says("code")) else { return refused("invalid_grant") };
        let shown = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(says("code_verifier")));
        if grant.is_used || grant.back != says("redirect_uri") {
            return refused("invalid_grant");
        }
        if grant.challenge != shown {
            inside.strangers.fetch_add(1, Ordering::Relaxed);
            return refused("invalid_grant");
        }
        grant.is_used = true;
        grant.clone()
    };
    let bend = inside.bend.lock().expect("unpoisoned").clone();
    let access = format!("access-{}", says("code"));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("after 1970").as_secs();
    let half = &Sha256::digest(access.as_bytes())[..16];
    let mut claims = json!({
        "iss": inside.url, "aud": CLIENT, "sub": grant.somebody.subject, "nonce": grant.nonce,
        "iat": now, "exp": now + 300, "at_hash": BASE64_URL_SAFE_NO_PAD.encode(half),
    });
    if !bend.reticent {
        tell(&mut claims, &grant.somebody);
    }
    if let Some(change) = bend.claims {
        change(&mut claims);
    }
    let mut given = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 300 });
    if !bend.unsigned {
        given["id_token"] = inside.keys.sign(bend.signing, &claims).into();
    }
    bent(&inside, "/token", given).await
}

async fn userinfo(State(inside): State<Arc<Inside>>, headers: HeaderMap) -> Response {
    let shown = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let code = shown.and_then(|it| it.strip_prefix("Bearer access-")).unwrap_or_default();
    let grant = inside.grants.lock().expect("unpoisoned").get(code).cloned();
    let Some(grant) = grant else { return StatusCode::UNAUTHORIZED.into_response() };
    let mut told = json!({ "sub": grant.somebody.subject });
    tell(&mut told, &grant.somebody);
    bent(&inside, "/userinfo", told).await
}

fn tell(claims: &mut Value, somebody: &Somebody) {
    let Somebody { email, confirmed, name, .. } = somebody;
    for (claim, value) in [
        ("email", email.map(Value::from)),
        ("email_verified", confirmed.clone()),
        ("name", name.map(Value::from)),
    ] {
        if let Some(value) = value {
            claims[claim] = value;
        }
    }
}
