//! The names of fal's own headers, and how response headers are read. `fal-proxy` uses these names as well.

use http::HeaderMap;

/// The prefix of all of fal's own headers.
pub const PREFIX: &str = "x-fal-";

/// The id of a request.
pub const REQUEST_ID: &str = "x-fal-request-id";
/// The server's code for an error.
pub const ERROR_TYPE: &str = "x-fal-error-type";
/// Whether the same request may succeed later.
pub const RETRYABLE: &str = "x-fal-retryable";
/// How many units the server bills for a request.
pub const BILLABLE_UNITS: &str = "x-fal-billable-units";
/// The names of the runner that made the response.
pub const RUNNER_HINTS: &str = "x-fal-runner-hints";
/// Which limit a response with status 504 is about.
pub const REQUEST_TIMEOUT_TYPE: &str = "x-fal-request-timeout-type";
/// A short-lived credential for the CDN.
pub const CDN_TOKEN: &str = "x-fal-cdn-token";

/// The priority of a job.
pub const QUEUE_PRIORITY: &str = "x-fal-queue-priority";
/// The name of the runner that should take a request.
pub const RUNNER_HINT: &str = "x-fal-runner-hint";
/// How long a request may wait for a runner, in seconds.
pub const REQUEST_TIMEOUT: &str = "x-fal-request-timeout";
/// The lifecycle of the files that a model makes.
pub const OBJECT_LIFECYCLE_PREFERENCE: &str = "x-fal-object-lifecycle-preference";
/// The lifecycle of an uploaded file.
pub const OBJECT_LIFECYCLE: &str = "x-fal-object-lifecycle";
/// Disables the server's own retries.
pub const NO_RETRY: &str = "x-fal-no-retry";
/// Whether the server stores input and output.
pub const STORE_IO: &str = "x-fal-store-io";
/// The URL that a proxy must forward a request to.
pub const TARGET_URL: &str = "x-fal-target-url";
/// The name of the proxy that forwarded a request.
pub const CLIENT_PROXY: &str = "x-fal-client-proxy";

/// The request id of a webhook delivery.
pub const WEBHOOK_REQUEST_ID: &str = "x-fal-webhook-request-id";
/// The user id of a webhook delivery.
pub const WEBHOOK_USER_ID: &str = "x-fal-webhook-user-id";
/// When a webhook delivery was signed, in seconds since 1970.
pub const WEBHOOK_TIMESTAMP: &str = "x-fal-webhook-timestamp";
/// The signature of a webhook delivery, in hexadecimal.
pub const WEBHOOK_SIGNATURE: &str = "x-fal-webhook-signature";

/// The request id in the headers of a response.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    text_header(headers, REQUEST_ID).map(str::to_owned).filter(|id| !id.is_empty())
}

/// How many units (images, seconds, ...) the server bills for a request, if it states a finite number.
pub(crate) fn billable_units(headers: &HeaderMap) -> Option<f64> {
    let units = text_header(headers, BILLABLE_UNITS)?.trim().parse().ok();
    units.filter(|units: &f64| units.is_finite())
}

/// The value of a header, if it is there and is a string.
pub(crate) fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
