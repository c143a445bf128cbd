//! The transport made of reqwest and tokio. Reads the timeouts of `Config`; no type of reqwest shows
//! in the public API.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use futures_util::TryStreamExt;
use http_body::Frame;
use http_body_util::{BodyDataStream, StreamBody};
use sync_wrapper::SyncStream;

use super::{Body, Transport, TransportError, TransportErrorKind};
use crate::{Config, Error, ErrorKind};

/// Whether this build can speak https.
const HAS_TLS: bool = cfg!(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"));

/// How long a connection is kept for the next request. Servers close idle ones after a minute or so; a submission on one
/// that is just being closed is an error that leaves open whether it was accepted.
const IDLE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(crate) struct ReqwestTransport {
    client: ::reqwest::Client,
}

impl ReqwestTransport {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let builder = ::reqwest::Client::builder()
            .redirect(::reqwest::redirect::Policy::none())
            .retry(::reqwest::retry::never())
            .connect_timeout(config.connect_timeout)
            .pool_idle_timeout(IDLE);
        let client = build(tls(builder)?)?.map_err(|error| {
            Error::new(ErrorKind::Config, format!("cannot set up the HTTP client: {}", chain(&error)))
        })?;
        Ok(Self { client })
    }
}

/// Builds the client. A build without a backend of ours may still hold reqwest with rustls and no
/// provider, enabled by another crate: there reqwest panics, which must not reach the user.
fn build(builder: ::reqwest::ClientBuilder) -> Result<::reqwest::Result<::reqwest::Client>, Error> {
    if HAS_TLS {
        return Ok(builder.build());
    }
    let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builder.build()));
    built.map_err(|_| {
        Error::new(
            ErrorKind::Config,
            "reqwest was built with rustls but without a provider: enable the feature rustls-ring \
             (the default) of fal-client",
        )
    })
}

/// Names the TLS backend. Without that, reqwest could pick one that another crate of the build
/// enabled, and panics when that is rustls without a provider.
#[cfg(feature = "rustls-ring")]
fn tls(builder: ::reqwest::ClientBuilder) -> Result<::reqwest::ClientBuilder, Error> {
    use rustls_platform_verifier::BuilderVerifierExt;

    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| Error::new(ErrorKind::Config, format!("cannot set up TLS: {error}")).with_source(error))?;
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

#[cfg(all(feature = "rustls-aws-lc", not(feature = "rustls-ring")))]
fn tls(builder: ::reqwest::ClientBuilder) -> Result<::reqwest::ClientBuilder, Error> {
    Ok(builder.tls_backend_rustls())
}

#[cfg(all(feature = "native-tls", not(any(feature = "rustls-ring", feature = "rustls-aws-lc"))))]
fn tls(builder: ::reqwest::ClientBuilder) -> Result<::reqwest::ClientBuilder, Error> {
    Ok(builder.tls_backend_native())
}

#[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls")))]
fn tls(builder: ::reqwest::ClientBuilder) -> Result<::reqwest::ClientBuilder, Error> {
    Ok(builder)
}

impl ReqwestTransport {
    fn execute(
        &self,
        request: http::Request<impl Into<::reqwest::Body> + Send + 'static>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let client = self.client.clone();
        Box::pin(async move {
            if !HAS_TLS && request.uri().scheme_str() == Some("https") {
                return Err(TransportError::new(
                    TransportErrorKind::Config,
                    "this build of fal-client has no TLS: enable one of its features \
                     rustls-ring (the default), rustls-aws-lc or native-tls",
                ));
            }
            let request = ::reqwest::Request::try_from(request)
                .map_err(|error| TransportError::new(TransportErrorKind::Config, chain(&error)))?;
            let answer = client.execute(request).await.map_err(failure)?;
            let (head, body) = http::Response::from(answer).into_parts();
            let body = Body::new(BodyDataStream::new(body).map_err(failure));
            Ok(http::Response::from_parts(head, body))
        })
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        self.execute(request)
    }

    fn send_body(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.execute(request.map(|body| {
            let frames = SyncStream::new(body.map_ok(Frame::data));
            ::reqwest::Body::wrap(StreamBody::new(frames))
        }))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn failure(mut error: ::reqwest::Error) -> TransportError {
    if let Some(url) = error.url_mut() {
        // A query may hold a signature or the address of a webhook: nothing for a message.
        url.set_query(None);
    }
    let kind = if error.is_builder() {
        TransportErrorKind::Config
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Other
    };
    TransportError::new(kind, chain(&error))
}

/// The message of an error and of everything behind it: reqwest's own says little.
fn chain(error: &::reqwest::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        source = error.source();
    }
    message
}
