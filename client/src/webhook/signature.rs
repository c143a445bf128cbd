//! The signature of a webhook delivery: reads it from the headers, checks its age, verifies it over the raw body.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use ed25519_dalek::Signature;
use http::HeaderMap;
use sha2::{Digest, Sha256};

use super::keys::Keys;
use crate::http::headers::{WEBHOOK_REQUEST_ID, WEBHOOK_SIGNATURE, WEBHOOK_TIMESTAMP, WEBHOOK_USER_ID};
use crate::{Error, ErrorKind};

/// The maximum difference between the time of signing and the current time.
const TOLERANCE: Duration = Duration::from_secs(300);

/// The signed headers of a delivery.
pub(super) struct Signed {
    request_id: String,
    user_id: String,
    timestamp: String,
    signature: Signature,
}

impl Signed {
    /// Reads the headers. Malformed, duplicate and outdated ones are errors.
    pub(super) fn read(headers: &HeaderMap, now: SystemTime) -> Result<Self, Error> {
        let signed = Self {
            request_id: only(headers, WEBHOOK_REQUEST_ID)?,
            user_id: only(headers, WEBHOOK_USER_ID)?,
            timestamp: only(headers, WEBHOOK_TIMESTAMP)?,
            signature: signature(&only(headers, WEBHOOK_SIGNATURE)?)?,
        };
        let when =
            seconds(&signed.timestamp).ok_or_else(|| invalid("invalid timestamp: expected a number of seconds"))?;
        let age = now.duration_since(when).unwrap_or_else(|ahead| ahead.duration());
        if age > TOLERANCE {
            return Err(invalid(format!(
                "the delivery was signed {} s from now, but the limit is {} s: it may be a replay",
                age.as_secs(),
                TOLERANCE.as_secs()
            )));
        }
        Ok(signed)
    }

    pub(super) fn verify(&self, keys: &Keys, body: &[u8]) -> Result<(), Error> {
        let digest = hex(&Sha256::digest(body));
        let message = [&*self.request_id, &*self.user_id, &*self.timestamp, &*digest].join("\n");
        // Strict verification refuses weak keys and malleable signatures. No value here is secret.
        let verified = keys.0.iter().any(|key| key.verify_strict(message.as_bytes(), &self.signature).is_ok());
        if verified { Ok(()) } else { Err(invalid("invalid signature: it matches none of fal's keys")) }
    }
}

impl Keys {
    /// Verifies the request of a webhook delivery, at the given current time.
    ///
    /// # Errors
    /// If the request is not signed by one of these keys, or was signed more than 300 s before or after `now`.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Result<(), Error> {
        Signed::read(headers, now)?.verify(self, body)
    }
}

/// The only value of a header. Of two values, different readers could use different ones.
fn only(headers: &HeaderMap, name: &'static str) -> Result<String, Error> {
    let mut values = headers.get_all(name).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value,
        (None, _) => return Err(invalid(format!("missing header {name}"))),
        (Some(_), Some(_)) => return Err(invalid(format!("duplicate header {name}"))),
    };
    let text = value.to_str().ok().filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| invalid(format!("invalid header {name}: expected ASCII characters")))
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
        .ok_or_else(|| invalid("invalid signature: expected 64 bytes in hexadecimal"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Webhook, message)
}
