//! `Client`: the configured entry point, built from a `Config`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderValue;

use crate::http::budget::RetryBudget;
use crate::job::wait::check_interval;
use crate::{ApiKey, Config, Error, ErrorKind, Transport};

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
    retry_budget: RetryBudget,
    /// Whether the transport is the built-in one, which belongs to one runtime.
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "only blocking calls need another"))]
    built_in: bool,
    #[cfg(feature = "webhook")]
    webhook_keys: crate::webhook::cache::KeyCache,
    #[cfg(feature = "blocking")]
    driver: crate::blocking::driver::Slot<Client>,
}

impl Client {
    /// Creates a client with the key from the environment, see [`Config::from_env`].
    ///
    /// # Errors
    /// If there is no valid key; the message states which variable to set.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(Config::from_env()?)
    }

    /// Creates a client with the built-in HTTP transport, which needs a tokio runtime.
    ///
    /// # Errors
    /// If the key, a host or the poll interval is invalid, if TLS cannot be set up, or if this crate was built
    /// without its `transport` feature.
    pub fn new(config: Config) -> Result<Self, Error> {
        let transport = Self::http_transport(&config)?;
        Self::build(config, transport, true)
    }

    /// Creates the built-in HTTP transport. Wrap it in a transport of your own, which counts or delays requests or has another
    /// clock, and pass that to [`with_transport`](Self::with_transport).
    ///
    /// # Errors
    /// If TLS cannot be set up, or if this crate was built without its `transport` feature.
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
                 (the default), or pass a transport of your own to Client::with_transport",
            ))
        }
    }

    /// Creates a client with another HTTP transport.
    ///
    /// # Errors
    /// If the key, a host or the poll interval is invalid.
    pub fn with_transport(config: Config, transport: Arc<dyn Transport>) -> Result<Self, Error> {
        Self::build(config, transport, false)
    }

    fn build(config: Config, transport: Arc<dyn Transport>, built_in: bool) -> Result<Self, Error> {
        // A proxy may have keys of another form.
        if let (Some(key), None) = (&config.key, &config.proxy) {
            key.check()?;
        }
        let authorization = config.key.as_ref().map(ApiKey::header).transpose()?;
        if authorization.is_none() && config.proxy.is_none() {
            return Err(Error::new(ErrorKind::Config, "missing API key: a client without a key needs Config::proxy"));
        }
        for host in config.hosts.all().into_iter().chain(config.proxy.as_deref()) {
            check_host(host)?;
        }
        check_interval(config.poll_interval)?;
        Ok(Self(Arc::new(Inner {
            retry_budget: RetryBudget::new(config.retry.budget),
            config,
            authorization,
            transport,
            built_in,
            #[cfg(feature = "webhook")]
            webhook_keys: crate::webhook::cache::KeyCache::default(),
            #[cfg(feature = "blocking")]
            driver: crate::blocking::driver::Slot::default(),
        })))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    #[cfg(feature = "webhook")]
    pub(crate) fn webhook_keys(&self) -> &crate::webhook::cache::KeyCache {
        &self.0.webhook_keys
    }

    /// The driver of this client's blocking calls, started by the first of them.
    #[cfg(feature = "blocking")]
    pub(crate) fn driver(&self) -> Result<Arc<crate::blocking::driver::Driver<Self>>, Error> {
        self.0.driver.get_or_start(|| self.with_new_connections())
    }

    /// A client with the same configuration and its own connections. A transport of the caller's is shared.
    #[cfg(feature = "blocking")]
    fn with_new_connections(&self) -> Result<Self, Error> {
        let config = self.0.config.clone();
        if self.0.built_in { Self::new(config) } else { Self::with_transport(config, Arc::clone(&self.0.transport)) }
    }

    /// Runs work that blocks its thread, where the transport has threads for it.
    pub(crate) async fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let result = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&result);
        let work = move || *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(work());
        self.transport().run_blocking(Box::new(work)).await;
        let result = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.ok_or_else(|| Error::new(ErrorKind::File, "the runtime stopped while a file was read or written"))
    }

    /// The retries that all calls of this client and its clones have left.
    pub(crate) fn retry_budget(&self) -> &RetryBudget {
        &self.0.retry_budget
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

/// A base URL has http or https and a host, and neither a user name nor a query.
fn check_host(host: &str) -> Result<(), Error> {
    let rest = host.strip_prefix("https://").or_else(|| host.strip_prefix("http://"));
    let valid = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\\".contains(&byte))
    });
    if valid {
        return Ok(());
    }
    let message =
        format!("invalid base URL {host:?}: expected one such as https://fal.run, without a user name and a query");
    Err(Error::new(ErrorKind::Config, message))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("config", &self.0.config).finish_non_exhaustive()
    }
}
