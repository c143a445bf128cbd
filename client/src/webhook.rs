//! What fal posts to a webhook: verified, then read. Takes the headers and the raw body of the request that your server
//! got; gives the outcome of a job.
//!
//! ```no_run
//! # async fn example<E: fal_client::Endpoint>(
//! #     fal: fal_client::Client, headers: http::HeaderMap, body: Vec<u8>,
//! # ) -> Result<(), fal_client::Error> {
//! let delivery = fal.webhook::<E>(&headers, &body).await?; // an error here: answer 400 and forget it
//! println!("{} is over", delivery.request_id());
//! let output = delivery.into_result()?; // the output of the model, or why it failed
//! # let _ = output;
//! # Ok(()) }
//! ```
//!
//! fal may deliver the same outcome more than once: remember the request ids that were handled.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method};

mod delivery;
mod keys;
mod signature;

pub use delivery::Delivery;
pub use keys::Keys;

use crate::files::upload::keyless;
use crate::http::retry::{Repeat, Trail};
use crate::{Client, Endpoint, Error, ErrorKind};
use signature::Signed;

/// How long keys are used before they are asked for again.
const KEYS_LAST: Duration = Duration::from_secs(24 * 3600);

/// How old keys must be before a signature that fits none of them is a reason to ask for new ones. Without this, anyone
/// could have the keys fetched as often as they like.
const KEYS_FRESH: Duration = Duration::from_secs(5 * 60);

/// The size in bytes up to which a list of keys is read.
const KEYS_LIMIT: usize = 64 << 10;

/// The keys a client has fetched, and when.
#[derive(Debug, Default)]
pub(crate) struct Cache(std::sync::Mutex<Option<(SystemTime, Keys)>>);

impl Cache {
    /// The keys, unless they are older than so long. Keys from the future are of no use: the clock was set.
    fn get(&self, now: SystemTime, age: Duration) -> Option<Keys> {
        let cached = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (fetched, keys) = cached.as_ref()?;
        now.duration_since(*fetched).ok().filter(|passed| *passed < age).map(|_| keys.clone())
    }

    fn put(&self, now: SystemTime, keys: Keys) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some((now, keys));
    }
}

impl Client {
    /// Verifies what was posted to a webhook, and reads it. `body` must be the raw bytes as they came.
    ///
    /// fal's public keys are fetched over this client's transport, without the API key, and kept for 24 hours.
    ///
    /// # Errors
    /// Of kind [`Webhook`](ErrorKind::Webhook) when the request is not from fal, is older than 300 s, or is no
    /// outcome of a job; of another kind when the keys cannot be fetched.
    pub async fn webhook<E: Endpoint>(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<E::Output>, Error> {
        self.webhook_at::<E>(headers, body, SystemTime::now()).await
    }

    /// Like [`webhook`](Self::webhook), with another time of day.
    ///
    /// # Errors
    /// Those of [`webhook`](Self::webhook).
    pub async fn webhook_at<E: Endpoint>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Delivery<E::Output>, Error> {
        self.verify(headers, body, now).await.map_err(|error| error.with_endpoint(E::ID))?;
        Delivery::read_unverified(body).map_err(|error| error.with_endpoint(E::ID))
    }

    async fn verify(&self, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Result<(), Error> {
        // What is wrong on its face is refused before any key is fetched.
        let signed = Signed::read(headers, now)?;
        let known = self.webhook_keys().get(now, KEYS_LAST);
        let cached = known.is_some();
        let keys = match known {
            Some(keys) => keys,
            None => self.fetch_keys(now).await?,
        };
        let verified = signed.verify(&keys, body);
        if verified.is_ok() || !cached || self.webhook_keys().get(now, KEYS_FRESH).is_some() {
            return verified;
        }
        signed.verify(&self.fetch_keys(now).await?, body)
    }

    async fn fetch_keys(&self, now: SystemTime) -> Result<Keys, Error> {
        let url = format!("{}/.well-known/jwks.json", self.config().hosts.rest);
        let request = keyless(Method::GET, &url, None, None, Bytes::new())?;
        let answer = self.exchange(Repeat::SAFE, &Trail::default(), &request).await?;
        if answer.body.len() > KEYS_LIMIT {
            let message = format!("the list of webhook keys is larger than {KEYS_LIMIT} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        let text = self.text(&answer)?;
        let keys = Keys::from_jwks(&text)?;
        self.webhook_keys().put(now, keys.clone());
        Ok(keys)
    }
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Webhook, message)
}
