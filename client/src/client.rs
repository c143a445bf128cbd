//! `Client`: the configured entry point. Built from a `Config`; makes calls and finds jobs again.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::{ApiKey, Call, Config, Endpoint, Error, ErrorKind, Job, JobRef, Transport};

/// A client of fal. Cheap to clone: clones share the configuration and the connections.
///
/// ```no_run
/// # async fn example() -> Result<(), fal_client::Error> {
/// use fal_client::{Client, Config};
///
/// let fal = Client::from_env()?; // reads FAL_KEY
/// let same = Client::new(Config::from_env()?)?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    authorization: Option<HeaderValue>,
    transport: Arc<dyn Transport>,
    /// Whether the transport is this crate's own, which is tied to one runtime.
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "only blocking calls need another"))]
    built_in: bool,
    #[cfg(feature = "webhook")]
    webhook_keys: crate::webhook::Cache,
    #[cfg(feature = "blocking")]
    driver: crate::blocking::Slot,
}

impl Client {
    /// A client with the key from the environment, see [`Config::from_env`].
    ///
    /// # Errors
    /// When there is no usable key; the message says what to set.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(Config::from_env()?)
    }

    /// A client with the built-in HTTP transport, which needs a tokio runtime.
    ///
    /// # Errors
    /// When the key or a host is malformed, when TLS cannot be set up, or when this crate was built
    /// without its `transport` feature.
    pub fn new(config: Config) -> Result<Self, Error> {
        let transport = Self::http_transport(&config)?;
        Self::build(config, transport, true)
    }

    /// The built-in HTTP transport, to be wrapped by one of your own, which counts or delays or has another clock, and
    /// given to [`with_transport`](Self::with_transport).
    ///
    /// # Errors
    /// When TLS cannot be set up, or when this crate was built without its `transport` feature.
    pub fn http_transport(config: &Config) -> Result<Arc<dyn Transport>, Error> {
        #[cfg(feature = "transport")]
        {
            Ok(Arc::new(crate::http::transport::hyper::HyperTransport::new(config)?))
        }
        #[cfg(not(feature = "transport"))]
        {
            let _ = config;
            Err(Error::new(
                ErrorKind::Config,
                "fal-client was built without an HTTP transport: enable its feature rustls-ring \
                 (the default), or give a transport of your own to Client::with_transport",
            ))
        }
    }

    /// A client with another HTTP transport.
    ///
    /// # Errors
    /// When the key or a host is malformed.
    pub fn with_transport(config: Config, transport: Arc<dyn Transport>) -> Result<Self, Error> {
        Self::build(config, transport, false)
    }

    fn build(config: Config, transport: Arc<dyn Transport>, built_in: bool) -> Result<Self, Error> {
        let authorization = config.key.as_ref().map(ApiKey::header).transpose()?;
        if authorization.is_none() && config.proxy.is_none() {
            return Err(Error::new(ErrorKind::Config, "a client without a key needs a proxy: set Config::proxy"));
        }
        for host in config.hosts.all().into_iter().chain(config.proxy.as_deref()) {
            check_host(host)?;
        }
        Ok(Self(Arc::new(Inner {
            config,
            authorization,
            transport,
            built_in,
            #[cfg(feature = "webhook")]
            webhook_keys: crate::webhook::Cache::default(),
            #[cfg(feature = "blocking")]
            driver: crate::blocking::Slot::default(),
        })))
    }

    /// A call of the model that `input` belongs to. Nothing is sent before one of its last methods
    /// (`run`, `submit`, `subscribe`, `stream`) is awaited.
    pub fn call<E: Endpoint>(&self, input: E) -> Call<E> {
        Call::new(self.clone(), input)
    }

    /// A job by its request id. Nothing is sent: a wrong id shows at the job's first request.
    pub fn job<E: Endpoint>(&self, request_id: impl Into<String>) -> Job<E> {
        Job::new(self.clone(), JobRef::new(E::ID, request_id.into()))
    }

    /// A job that was saved as JSON, by `serde_json::to_string(&job)` or from [`Error::job`].
    ///
    /// # Errors
    /// When the text is no saved job, or a job of another endpoint.
    pub fn resume<E: Endpoint>(&self, saved: &str) -> Result<Job<E>, Error> {
        let job: JobRef = serde_json::from_str(saved).map_err(|error| {
            Error::new(ErrorKind::Resume, format!("this is no saved job: {error}")).with_endpoint(E::ID)
        })?;
        if job.endpoint() != E::ID {
            let message = format!("the saved job {} belongs to {}, not to {}", job.request_id(), job.endpoint(), E::ID);
            return Err(Error::new(ErrorKind::Resume, message));
        }
        if job.request_id().trim().is_empty() {
            return Err(Error::new(ErrorKind::Resume, "the saved job has an empty request id"));
        }
        Ok(Job::new(self.clone(), job))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    #[cfg(feature = "webhook")]
    pub(crate) fn webhook_keys(&self) -> &crate::webhook::Cache {
        &self.0.webhook_keys
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn driver_slot(&self) -> &crate::blocking::Slot {
        &self.0.driver
    }

    /// A client with the same settings and connections of its own; a transport that was given is shared.
    #[cfg(feature = "blocking")]
    pub(crate) fn twin(&self) -> Result<Self, Error> {
        let config = self.0.config.clone();
        if self.0.built_in { Self::new(config) } else { Self::with_transport(config, Arc::clone(&self.0.transport)) }
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        self.0.authorization.clone()
    }

    pub(crate) fn redact(&self, text: String) -> String {
        match &self.0.config.key {
            Some(key) => key.redact(text),
            None => text,
        }
    }
}

/// A base URL must be one the key can be joined to without surprise: http or https, a host, no user
/// name, no query.
fn check_host(host: &str) -> Result<(), Error> {
    let rest = host.strip_prefix("https://").or_else(|| host.strip_prefix("http://"));
    let good = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\\".contains(&byte))
    });
    if good {
        return Ok(());
    }
    let message = format!(
        "{host:?} is no base URL of a server: it must look like https://fal.run, without user name \
         and query"
    );
    Err(Error::new(ErrorKind::Config, message))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("config", &self.0.config).finish_non_exhaustive()
    }
}
