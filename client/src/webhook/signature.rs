//! The signature of one delivery: read from its headers, checked for age, verified over the raw body.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use ed25519_dalek::Signature;
use http::HeaderMap;
use sha2::{Digest, Sha256};

use super::{Keys, refused};
use crate::Error;

/// How far the time of signing may lie from now, both ways.
const TOLERANCE: Duration = Duration::from_secs(300);

/// What the headers of a delivery claim.
pub(super) struct Signed {
    request_id: String,
    user_id: String,
    timestamp: String,
    signature: Signature,
}

impl Signed {
    /// Reads the headers and refuses what is malformed, ambiguous or not of now.
    pub(super) fn read(headers: &HeaderMap, now: SystemTime) -> Result<Self, Error> {
        let signed = Self {
            request_id: only(headers, "x-fal-webhook-request-id")?,
            user_id: only(headers, "x-fal-webhook-user-id")?,
            timestamp: only(headers, "x-fal-webhook-timestamp")?,
            signature: signature(&only(headers, "x-fal-webhook-signature")?)?,
        };
        let when = seconds(&signed.timestamp).ok_or_else(|| refused("the timestamp is no number of seconds"))?;
        let age = now.duration_since(when).unwrap_or_else(|ahead| ahead.duration());
        if age > TOLERANCE {
            return Err(refused(format!(
                "the delivery was signed {} s from now, more than the {} s that are allowed: it may be a replay",
                age.as_secs(),
                TOLERANCE.as_secs()
            )));
        }
        Ok(signed)
    }

    pub(super) fn verify(&self, keys: &Keys, body: &[u8]) -> Result<(), Error> {
        let digest = hex(&Sha256::digest(body));
        let message = [&*self.request_id, &*self.user_id, &*self.timestamp, &*digest].join("\n");
        // Strict: it refuses weak keys and signatures that could be changed into others. Nothing here is secret.
        let fits = keys.0.iter().any(|key| key.verify_strict(message.as_bytes(), &self.signature).is_ok());
        if fits { Ok(()) } else { Err(refused("the signature fits none of fal's keys")) }
    }
}

/// The one value of a header. Two would let one reader see another value than the next.
fn only(headers: &HeaderMap, name: &'static str) -> Result<String, Error> {
    let mut values = headers.get_all(name).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value,
        (None, _) => return Err(refused(format!("the header {name} is missing"))),
        (Some(_), Some(_)) => return Err(refused(format!("the header {name} is there twice"))),
    };
    let text = value.to_str().ok().filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| refused(format!("the header {name} is no text")))
}

/// Seconds since 1970, digits only.
fn seconds(text: &str) -> Option<SystemTime> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| digits)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// 64 bytes as hexadecimal digits.
fn signature(text: &str) -> Result<Signature, Error> {
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
            _ => None,
        })
        .collect();
    let bytes: Option<[u8; 64]> = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(|bytes| Signature::from_bytes(&bytes))
        .ok_or_else(|| refused("the signature is not 64 bytes in hexadecimal"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
