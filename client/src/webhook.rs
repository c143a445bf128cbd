//! Webhook deliveries of fal: verifies a delivery, then reads it. Takes the headers and the raw body of the request that your
//! server received, and returns the outcome of a job.
//!
//! ```no_run
//! # async fn example<E: fal_client::Endpoint>(
//! #     fal: fal_client::Client, headers: http::HeaderMap, body: Vec<u8>,
//! # ) -> Result<(), fal_client::Error> {
//! let delivery = fal.webhook::<E>(&headers, &body).await?; // after an error: respond with 400 and ignore it
//! println!("{} is completed", delivery.request_id());
//! let output = delivery.into_result()?; // the output of the model, or its error
//! # let _ = output;
//! # Ok(()) }
//! ```
//!
//! fal may deliver the same outcome more than once: store the request ids that were handled.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method};

pub(crate) mod cache;
mod delivery;
mod keys;
mod signature;

pub use delivery::Delivery;
pub use keys::Keys;

use crate::http::attempts::AttemptState;
use crate::http::exchange::unauthenticated_request;
use crate::http::retry::RetryClass;
use crate::http::route;
use crate::{Client, Error, ErrorKind, ModelInput};
use signature::Signed;

/// How long keys are used before they are fetched again.
const MAX_AGE: Duration = Duration::from_secs(24 * 3600);

/// How old keys must be before an invalid signature makes the client fetch them again. Without this, anyone
/// could make it fetch the keys at any rate.
const MIN_AGE: Duration = Duration::from_secs(5 * 60);

/// The maximum size in bytes of a list of keys.
const KEYS_LIMIT: usize = 64 << 10;

impl Client {
    /// Verifies a webhook delivery, and reads it. `body` must be the raw bytes of the request. With
    /// [`JsonInput`](crate::JsonInput), a delivery of any model.
    ///
    /// fal's public keys are fetched over this client's transport, without the API key, and kept for 24 hours.
    ///
    /// # Errors
    /// Of kind [`Webhook`](ErrorKind::Webhook) if the request is not from fal, is older than 300 s, or does not contain the
    /// outcome of a job; of another kind if the keys cannot be fetched.
    pub async fn webhook<E: ModelInput>(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<E::Output>, Error> {
        self.webhook_at::<E>(headers, body, SystemTime::now()).await
    }

    /// Like [`webhook`](Self::webhook), with another current time.
    ///
    /// # Errors
    /// Those of [`webhook`](Self::webhook).
    pub async fn webhook_at<E: ModelInput>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Delivery<E::Output>, Error> {
        let verified = self.verify(headers, body, now).await;
        let delivery = verified.and_then(|()| Delivery::read(body, self.config().strict_outputs));
        delivery.map_err(|error| match E::ENDPOINT {
            Some(endpoint) => error.with_endpoint(endpoint),
            None => error,
        })
    }

    async fn verify(&self, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Result<(), Error> {
        // An invalid header is refused before any key is fetched.
        let signed = Signed::read(headers, now)?;
        let cached = self.webhook_keys().get(now, MAX_AGE);
        let is_cached = cached.is_some();
        let keys = match cached {
            Some(keys) => keys,
            None => self.fetch_keys(now).await?,
        };
        let verified = signed.verify(&keys, body);
        if verified.is_ok() || !is_cached || self.webhook_keys().get(now, MIN_AGE).is_some() {
            return verified;
        }
        signed.verify(&self.fetch_keys(now).await?, body)
    }

    async fn fetch_keys(&self, now: SystemTime) -> Result<Keys, Error> {
        let url = route::webhook_keys(&self.config().hosts);
        let request = unauthenticated_request(Method::GET, &url, None, None, Bytes::new())?;
        let mut response = self.exchange(RetryClass::IDEMPOTENT, &AttemptState::default(), &request).await?;
        if response.body.len() > KEYS_LIMIT {
            let message = format!("the list of webhook keys is larger than {KEYS_LIMIT} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        let text = self.text(&mut response)?;
        let keys = Keys::from_jwks(&text)?;
        self.webhook_keys().put(now, keys.clone());
        Ok(keys)
    }
}
