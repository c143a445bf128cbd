//! The TLS backends. If several are enabled, the first of these is used: rustls with ring, rustls with aws-lc-rs, the
//! library of the operating system.

use crate::Error;

pub(super) use backend::{Https, Tls, over, plain, set_up};

/// Whether this build supports https.
pub(super) const HAS_TLS: bool = cfg!(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"));

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
mod backend {
    use std::sync::Arc;

    #[cfg(not(feature = "rustls-ring"))]
    use rustls::crypto::aws_lc_rs as provider;
    #[cfg(feature = "rustls-ring")]
    use rustls::crypto::ring as provider;
    use rustls_platform_verifier::BuilderVerifierExt;

    /// Connections of `T`, with TLS if the URL is https.
    pub(in super::super) type Https<T> = hyper_rustls::HttpsConnector<T>;
    pub(in super::super) type Tls = Arc<rustls::ClientConfig>;

    /// The provider is explicit, since another crate may have enabled a second one or set one for the process.
    pub(in super::super) fn set_up() -> Result<Tls, super::Error> {
        let config = rustls::ClientConfig::builder_with_provider(Arc::new(provider::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(super::failure)?;
        Ok(Arc::new(config.with_no_client_auth()))
    }

    pub(in super::super) fn over<T>(connector: T, tls: &Tls) -> Https<T> {
        Https::from((connector, Arc::clone(tls)))
    }

    /// A connection without TLS.
    pub(in super::super) fn plain<T>(socket: T) -> hyper_rustls::MaybeHttpsStream<T> {
        hyper_rustls::MaybeHttpsStream::Http(socket)
    }
}

#[cfg(all(feature = "native-tls", not(any(feature = "rustls-ring", feature = "rustls-aws-lc"))))]
mod backend {
    /// Connections of `T`, with TLS if the URL is https.
    pub(in super::super) type Https<T> = hyper_tls::HttpsConnector<T>;
    pub(in super::super) type Tls = native_tls::TlsConnector;

    pub(in super::super) fn set_up() -> Result<Tls, super::Error> {
        Tls::new().map_err(super::failure)
    }

    pub(in super::super) fn over<T>(connector: T, tls: &Tls) -> Https<T> {
        Https::from((connector, tls.clone().into()))
    }

    /// A connection without TLS.
    pub(in super::super) fn plain<T>(socket: T) -> hyper_tls::MaybeHttpsStream<T> {
        hyper_tls::MaybeHttpsStream::Http(socket)
    }
}

#[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls")))]
mod backend {
    /// Connections of `T`: an https URL is refused before a connection is made.
    pub(in super::super) type Https<T> = T;

    #[derive(Clone)]
    pub(in super::super) struct Tls;

    pub(in super::super) fn set_up() -> Result<Tls, super::Error> {
        Ok(Tls)
    }

    pub(in super::super) fn over<T>(connector: T, _: &Tls) -> Https<T> {
        connector
    }

    pub(in super::super) fn plain<T>(socket: T) -> T {
        socket
    }
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"))]
fn failure(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(crate::ErrorKind::Config, format!("cannot set up TLS: {error}")).with_source(error)
}
