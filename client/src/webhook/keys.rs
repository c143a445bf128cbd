//! `Keys`: the public keys that sign webhook deliveries, from a JWKS document.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use serde_json::Value;

use crate::{Error, ErrorKind};

/// The maximum number of keys.
const MAX_KEYS: usize = 32;

/// fal's public keys. A client fetches them by itself; this type is for servers without a client.
#[derive(Clone)]
pub struct Keys(pub(super) Vec<VerifyingKey>);

impl Keys {
    /// Reads the document at `https://rest.fal.ai/.well-known/jwks.json`. Keys of other types are ignored.
    ///
    /// # Errors
    /// If the string is not such a document, or has no usable key.
    pub fn from_jwks(jwks: &str) -> Result<Self, Error> {
        let invalid = |why: &str| Error::new(ErrorKind::Decode, format!("invalid list of webhook keys: {why}"));
        let json: Value = serde_json::from_str(jwks).map_err(|error| invalid(&error.to_string()))?;
        let list = json.get("keys").and_then(Value::as_array).ok_or_else(|| invalid("missing field `keys`"))?;
        let keys: Vec<_> = list.iter().filter_map(read).take(MAX_KEYS).collect();
        if keys.is_empty() { Err(invalid("it has no key of type Ed25519")) } else { Ok(Self(keys)) }
    }
}

fn read(key: &Value) -> Option<VerifyingKey> {
    let string = |name: &str| key.get(name).and_then(Value::as_str);
    if string("kty") != Some("OKP") || string("crv") != Some("Ed25519") {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(string("x")?.trim_end_matches('=')).ok()?;
    VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}
