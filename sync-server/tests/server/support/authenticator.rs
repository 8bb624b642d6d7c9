//! An authenticator in software, as [WebAuthn](https://www.w3.org/TR/webauthn-3/) has it: what it
//! says can be bent, as a thief would.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use minicbor::Encoder;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A passkey, and the device that keeps it.
pub struct Authenticator {
    key: KeyPair,
    pub credential: Vec<u8>,
    /// Whose the passkey is, once it is made.
    pub user: String,
    /// The page that its browser shows.
    pub origin: String,
    /// The name for which the passkey is.
    pub site: String,
    /// Whether it saw a finger.
    pub verified: bool,
    /// How often it was used; 0 where it does not count.
    pub uses: u32,
}

impl Authenticator {
    pub fn new(credential: u8, origin: &str, site: &str) -> Self {
        Self {
            key: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"),
            credential: vec![credential; 32],
            user: String::new(),
            origin: origin.to_owned(),
            site: site.to_owned(),
            verified: true,
            uses: 0,
        }
    }

    /// The same passkey on another device, as whoever stole the key itself has it.
    pub fn copied(&self) -> Self {
        let key = self.key.serialize_der();
        Self {
            key: KeyPair::try_from(key).expect("a key"),
            credential: self.credential.clone(),
            user: self.user.clone(),
            origin: self.origin.clone(),
            site: self.site.clone(),
            ..*self
        }
    }

    /// Makes the passkey that is asked for.
    pub fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["rp"]["id"], *self.site);
        self.user = options["user"]["id"].as_str().expect("an id").to_owned();
        let mut attestation = Vec::new();
        let data = self.data(true);
        let mut encoder = Encoder::new(&mut attestation);
        encoder.map(3).expect("memory");
        encoder.str("fmt").and_then(|it| it.str("none")).expect("memory");
        encoder.str("attStmt").and_then(|it| it.map(0)).expect("memory");
        encoder.str("authData").and_then(|it| it.bytes(&data)).expect("memory");
        let client = self.client_data("webauthn.create", &options);
        self.credential(json!({
            "clientDataJSON": letters(&client),
            "attestationObject": letters(&attestation),
        }))
    }

    /// Shows the passkey.
    pub fn show(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        let data = self.data(false);
        let client = self.client_data("webauthn.get", &options);
        let signed = [&data[..], &Sha256::digest(&client)[..]].concat();
        let signature = self.key.sign(&signed).expect("a signature");
        self.credential(json!({
            "clientDataJSON": letters(&client),
            "authenticatorData": letters(&data),
            "signature": letters(&signature),
            "userHandle": self.user,
        }))
    }

    fn credential(&self, response: Value) -> String {
        let id = letters(&self.credential);
        let credential = json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        });
        credential.to_string()
    }

    fn client_data(&self, what: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": what,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    /// [Authenticator data](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data).
    fn data(&self, with_key: bool) -> Vec<u8> {
        const PRESENT: u8 = 1;
        const VERIFIED: u8 = 1 << 2;
        const WITH_KEY: u8 = 1 << 6;
        let mut flags = PRESENT;
        flags |= if self.verified { VERIFIED } else { 0 };
        flags |= if with_key { WITH_KEY } else { 0 };
        let mut data = Sha256::digest(&self.site).to_vec();
        data.push(flags);
        data.extend(self.uses.to_be_bytes());
        if with_key {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.credential.len()).expect("short").to_be_bytes());
            data.extend(&self.credential);
            data.extend(self.public_key());
        }
        data
    }

    /// As [COSE](https://www.rfc-editor.org/rfc/rfc9053) has it: ES256 on P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key_raw();
        let (x, y) = point[1..].split_at(32);
        let mut key = Vec::new();
        let mut encoder = Encoder::new(&mut key);
        encoder.map(5).expect("memory");
        for (label, value) in [(1, 2), (3, -7), (-1, 1)] {
            encoder.i8(label).and_then(|it| it.i8(value)).expect("memory");
        }
        encoder.i8(-2).and_then(|it| it.bytes(x)).expect("memory");
        encoder.i8(-3).and_then(|it| it.bytes(y)).expect("memory");
        key
    }
}

fn letters(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
