//! The secrets that the server generates when it starts: the CDN's token, and the key that signs webhooks.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::digest::{Digest, hex};

pub(crate) struct Secrets {
    /// Bearer token of the CDN.
    pub(crate) cdn_token: String,
    salt: String,
    key: Ed25519KeyPair,
}

impl Secrets {
    pub(crate) fn new() -> io::Result<Self> {
        let random = SystemRandom::new();
        let token = || {
            let mut bytes = [0; 24];
            random.fill(&mut bytes).map_err(|_| io::Error::other("no random numbers"))?;
            Ok::<_, io::Error>(hex(&bytes))
        };
        let pair = Ed25519KeyPair::generate_pkcs8(&random).map_err(|_| io::Error::other("no random numbers"))?;
        let key = Ed25519KeyPair::from_pkcs8(pair.as_ref()).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self { cdn_token: token()?, salt: token()?, key })
    }

    /// The signature in the URL of an upload, so that only clients with the whole URL can use it.
    pub(crate) fn sign_upload(&self, id: &str) -> String {
        let digest = Digest::new().string(&self.salt).string(id).hex();
        digest[..32].to_owned()
    }

    /// The signature of a webhook, in hexadecimal.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        hex(self.key.sign(message).as_ref())
    }

    /// The public key as a JSON Web Key Set.
    pub(crate) fn key_set(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.key.public_key().as_ref());
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "local", "x": x }] })
    }
}
