//! What a provider signs by, and what somebody would who is none.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use serde_json::{Value, json};

use super::SECRET;

/// A key for these tests only: ring makes none of this kind.
const RSA: &[u8] = include_bytes!("../../../fixtures/provider-rs256.pk8");

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signing {
    #[default]
    Rsa,
    Elliptic,
    /// By a key that the provider has made since, under a name of its own.
    Newer,
    /// By that key, under the name of the one that it took the place of.
    Renewed,
    /// Not at all: `alg` is `none`.
    None,
    /// By the secret that the server shows, which whoever runs the server knows.
    Secret,
    /// By a stranger's key, under the name of the provider's.
    Stranger,
}

pub struct Keys {
    rsa: RsaKeyPair,
    elliptic: EcdsaKeyPair,
    newer: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
}

impl Keys {
    pub fn new() -> Self {
        Self {
            rsa: RsaKeyPair::from_pkcs8(RSA).expect("a key"),
            elliptic: elliptic(),
            newer: elliptic(),
            stranger: elliptic(),
        }
    }

    /// The keys that the provider names. The newer one is named as soon as it is signed by.
    pub fn public(&self, signing: Signing) -> Value {
        let rsa: RsaPublicKeyComponents<Vec<u8>> = self.rsa.public().into();
        let mut keys = vec![
            json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "rsa",
                    "n": in_letters(&rsa.n), "e": in_letters(&rsa.e) }),
            point("elliptic", &self.elliptic),
        ];
        if signing == Signing::Renewed {
            keys[1] = point("elliptic", &self.newer);
        }
        if signing == Signing::Newer {
            keys.push(point("newer", &self.newer));
        }
        json!({ "keys": keys })
    }

    pub fn sign(&self, signing: Signing, claims: &Value) -> String {
        let (algorithm, name) = match signing {
            Signing::Rsa => ("RS256", Some("rsa")),
            Signing::Elliptic | Signing::Renewed | Signing::Stranger => ("ES256", Some("elliptic")),
            Signing::Newer => ("ES256", Some("newer")),
            Signing::None => ("none", None),
            Signing::Secret => ("HS256", None),
        };
        let mut head = json!({ "typ": "JWT", "alg": algorithm });
        if let Some(name) = name {
            head["kid"] = name.into();
        }
        let signed = [&head, claims].map(|part| in_letters(part.to_string().as_bytes())).join(".");
        let (bytes, random) = (signed.as_bytes(), SystemRandom::new());
        let by = |key: &EcdsaKeyPair| key.sign(&random, bytes).expect("signed").as_ref().to_vec();
        let signature = match signing {
            Signing::Rsa => {
                let mut signature = vec![0; self.rsa.public().modulus_len()];
                let signs = self.rsa.sign(&RSA_PKCS1_SHA256, &random, bytes, &mut signature);
                signs.expect("signed");
                signature
            }
            Signing::Elliptic => by(&self.elliptic),
            Signing::Newer | Signing::Renewed => by(&self.newer),
            Signing::Stranger => by(&self.stranger),
            Signing::None => Vec::new(),
            Signing::Secret => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
                hmac::sign(&key, bytes).as_ref().to_vec()
            }
        };
        format!("{signed}.{}", in_letters(&signature))
    }
}

fn elliptic() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
    let made = made.expect("a key");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random)
        .expect("the same")
}

fn point(name: &str, key: &EcdsaKeyPair) -> Value {
    // One byte that says that both coordinates follow.
    let (x, y) = key.public_key().as_ref()[1..].split_at(32);
    json!({ "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": name,
            "x": in_letters(x), "y": in_letters(y) })
}

fn in_letters(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
