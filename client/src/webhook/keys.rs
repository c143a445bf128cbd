//! The public keys that webhook deliveries are signed with. Read from a JWKS document; used by `signature`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use http::HeaderMap;
use serde_json::Value;
use std::fmt;
use std::time::SystemTime;

use super::signature::Signed;
use crate::{Error, ErrorKind};

/// The most keys that are looked at.
const MOST_KEYS: usize = 32;

/// fal's public keys. A client fetches them by itself; this is for servers without one.
#[derive(Clone)]
pub struct Keys(pub(super) Vec<VerifyingKey>);

impl Keys {
    /// Reads the document at `https://rest.fal.ai/.well-known/jwks.json`. Keys of other kinds are passed over.
    ///
    /// # Errors
    /// When the text is no such document, or no key in it can be used.
    pub fn from_jwks(text: &str) -> Result<Self, Error> {
        let unusable = |why: &str| Error::new(ErrorKind::Decode, format!("the list of webhook keys {why}"));
        let json: Value = serde_json::from_str(text).map_err(|error| unusable(&format!("is no JSON: {error}")))?;
        let list = json.get("keys").and_then(Value::as_array).ok_or_else(|| unusable("has no `keys`"))?;
        let keys: Vec<_> = list.iter().filter_map(read).take(MOST_KEYS).collect();
        if keys.is_empty() { Err(unusable("has no key of type Ed25519")) } else { Ok(Self(keys)) }
    }

    /// Verifies the request that was posted to a webhook, at the given time of day.
    ///
    /// # Errors
    /// When the request is not signed by one of these keys, or was signed more than 300 s before or after `now`.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Result<(), Error> {
        Signed::read(headers, now)?.verify(self, body)
    }
}

fn read(key: &Value) -> Option<VerifyingKey> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    if text("kty") != Some("OKP") || text("crv") != Some("Ed25519") {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text("x")?.trim_end_matches('=')).ok()?;
    VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}
