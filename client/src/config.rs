//! `Config` and `Hosts`: the settings that a client is built from.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use crate::http::fal_url::{CDN_HOST, QUEUE_HOST, REST_HOST, RUN_HOST};
use crate::http::retry_policy::SharedPolicy;
use crate::{ApiKey, Error, ErrorKind, Retry, RetryPolicy, trace};

/// The variable with the URL of a local server.
const BASE_URL: &str = "FAL_BASE_URL";

/// The settings of a client, built by chained setters.
///
/// ```
/// use std::time::Duration;
/// use fal_client::{Config, Hosts};
///
/// let config = Config::new("id:secret")
///     .hosts(Hosts::local("http://127.0.0.1:8790"))
///     .request_timeout(Duration::from_secs(30));
/// # let _ = config;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Config {
    pub(crate) key: Option<ApiKey>,
    pub(crate) hosts: Hosts,
    pub(crate) proxy: Option<String>,
    pub(crate) failover: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) request_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) poll_interval: Duration,
    pub(crate) retry: Retry,
    pub(crate) retry_policy: Option<SharedPolicy>,
    pub(crate) inline_limit: u64,
    pub(crate) file_limit: u64,
    pub(crate) multipart_threshold: u64,
    pub(crate) part_size: u64,
    pub(crate) parallel_parts: usize,
    pub(crate) response_limit: u64,
    pub(crate) event_limit: u64,
    pub(crate) strict_outputs: bool,
}

impl Config {
    /// Creates settings with a key, `<key id>:<key secret>`.
    pub fn new(key: impl AsRef<str>) -> Self {
        Self::with_key(Some(ApiKey::new(key)))
    }

    /// Creates settings with the key from the environment: `FAL_KEY`, else `FAL_KEY_ID` and
    /// `FAL_KEY_SECRET`. Empty variables count as missing.
    ///
    /// If `FAL_BASE_URL` is set, to the URL of a local server such as `http://127.0.0.1:8790`, all requests go there
    /// ([`Hosts::local`]), so that a finished program can be tried without fal. Only addresses of this machine are allowed, and
    /// the key is not read: the placeholder `local:key` is sent instead.
    ///
    /// # Errors
    /// If there is no key, or if `FAL_BASE_URL` is not the URL of a server on this machine; the message states which
    /// variable to set.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Like [`from_env`](Self::from_env), with another source for the variables.
    ///
    /// # Errors
    /// Those of [`from_env`](Self::from_env).
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        if let Some(url) = lookup(BASE_URL).map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()) {
            check_local(&url)?;
            trace::local_server();
            return Ok(Self::new("local:key").hosts(Hosts::local(url)));
        }
        ApiKey::from_lookup(lookup).map(Some).map(Self::with_key)
    }

    /// Creates settings without a key, for a [`proxy`](Self::proxy) that adds its own. [`Client::new`](crate::Client::new)
    /// requires a proxy then.
    pub fn without_key() -> Self {
        Self::with_key(None)
    }

    fn with_key(key: Option<ApiKey>) -> Self {
        Self {
            key,
            hosts: Hosts::default(),
            proxy: None,
            failover: true,
            timeout: None,
            request_timeout: Duration::from_secs(120),
            connect_timeout: Duration::from_secs(5),
            poll_interval: Duration::from_millis(500),
            retry: Retry::new(),
            retry_policy: None,
            inline_limit: 256 << 10,
            file_limit: 4 << 30,
            multipart_threshold: 90 << 20,
            part_size: 10 << 20,
            parallel_parts: 4,
            response_limit: 256 << 20,
            event_limit: 64 << 20,
            strict_outputs: false,
        }
    }

    /// The servers that requests are sent to. Default: fal's own.
    pub fn hosts(mut self, hosts: Hosts) -> Self {
        self.hosts = hosts;
        self
    }

    /// Sends every API request to this URL instead, with its target URL in the header `x-fal-target-url`, as
    /// fal's server proxies expect it. If the settings have a key, it is sent to the proxy. The content of uploads and
    /// downloads does not pass through the proxy. Common proxies forward neither uploads in parts nor tokens.
    ///
    /// ```
    /// let config = fal_client::Config::without_key().proxy("https://example.com/api/fal/proxy");
    /// # let _ = config;
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Whether requests go to fal's failover hosts (`falrun.com`, `queue.falrun.com`) if no connection to `fal.run` or
    /// `queue.fal.run` can be made. Only these two hosts have one. Default: yes.
    pub fn failover(mut self, enabled: bool) -> Self {
        self.failover = enabled;
        self
    }

    /// The overall time limit of every call that does not set its own, see
    /// [`Call::timeout`](crate::Call::timeout), and of every request about a job, upload and token. Default: none.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time limit of one request to the queue: submit, status, result, cancel. It applies to each attempt. Default: 120 s.
    /// `run` and `stream`, which wait for the model itself, have only the overall limit.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// The time limit for making a connection, after which the request goes to the [failover host](Self::failover) or is
    /// attempted again. Default: 5 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The pause between two status requests while waiting for a job. Default: 500 ms. Less than 10 ms is an error of
    /// [`Client::new`](crate::Client::new).
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }

    /// How often a request is sent again if it fails in a way that allows another attempt. Default: [`Retry::new`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// A decision of the program's own about attempts that the table of [`Retry`] allows. Default: all of them are made.
    pub fn retry_policy(mut self, policy: impl RetryPolicy) -> Self {
        self.retry_policy = Some(SharedPolicy(Arc::new(policy)));
        self
    }

    /// The size in bytes up to which a local file is sent within the request, as base64, which is a third longer. A larger file
    /// is uploaded, see [`Client::upload`](crate::Client::upload). Default: 256 KiB.
    pub fn inline_limit(mut self, bytes: u64) -> Self {
        self.inline_limit = bytes;
        self
    }

    /// The maximum size in bytes of a local file, and of a file [downloaded to disk](crate::Client::download_to).
    /// Default: 4 GiB.
    pub fn file_limit(mut self, bytes: u64) -> Self {
        self.file_limit = bytes;
        self
    }

    /// The size in bytes above which a file is uploaded in parts. Default: 90 MiB. Content that can be read only once (a reader,
    /// a stream) is uploaded in parts if it is longer than one part.
    pub fn multipart_threshold(mut self, bytes: u64) -> Self {
        self.multipart_threshold = bytes;
        self
    }

    /// The size in bytes of one part of an upload. Default: 10 MiB.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes;
        self
    }

    /// How many parts of a file are uploaded concurrently and held in memory. Default: 4.
    pub fn parallel_parts(mut self, parts: usize) -> Self {
        self.parallel_parts = parts;
        self
    }

    /// The maximum size in bytes of a response. Default: 256 MiB.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = bytes;
        self
    }

    /// The maximum size in bytes of an event of a stream. Default: 64 MiB.
    pub fn event_limit(mut self, bytes: u64) -> Self {
        self.event_limit = bytes;
        self
    }

    /// Whether an output without a field that the model's page has in every output is an error. By default the client sets
    /// such fields and lists them in [`Response::corrections`](crate::Response::corrections), because the output is billed.
    pub fn strict_outputs(mut self, enabled: bool) -> Self {
        self.strict_outputs = enabled;
        self
    }
}

/// The base URLs of the servers. The key is sent only to these, to the [`proxy`](Config::proxy), and to the
/// [failover hosts](Config::failover) of fal's own.
///
/// ```
/// use fal_client::{Config, Hosts};
///
/// let local = Hosts::local("http://127.0.0.1:8790"); // of `cargo xtask serve`
/// let other = Hosts::default().queue("https://queue.example.com");
/// let config = Config::new("id:secret").hosts(other);
/// # let _ = (local, config);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Hosts {
    pub(crate) run: String,
    pub(crate) queue: String,
    pub(crate) rest: String,
    pub(crate) cdn: String,
}

impl Default for Hosts {
    fn default() -> Self {
        Self { run: RUN_HOST.into(), queue: QUEUE_HOST.into(), rest: REST_HOST.into(), cdn: CDN_HOST.into() }
    }
}

impl Hosts {
    /// One server for all requests, under `/run`, `/queue`, `/rest` and `/cdn` of `base`, such as
    /// `http://127.0.0.1:8790`.
    pub fn local(base: impl AsRef<str>) -> Self {
        let base = base.as_ref().trim_end_matches('/');
        Self {
            run: format!("{base}/run"),
            queue: format!("{base}/queue"),
            rest: format!("{base}/rest"),
            cdn: format!("{base}/cdn"),
        }
    }

    /// The server for direct runs and streams.
    pub fn run(mut self, base: impl AsRef<str>) -> Self {
        self.run = trim(base);
        self
    }

    /// The server of the queue.
    pub fn queue(mut self, base: impl AsRef<str>) -> Self {
        self.queue = trim(base);
        self
    }

    /// The server of the storage and token API.
    pub fn rest(mut self, base: impl AsRef<str>) -> Self {
        self.rest = trim(base);
        self
    }

    /// The server of uploaded files.
    pub fn cdn(mut self, base: impl AsRef<str>) -> Self {
        self.cdn = trim(base);
        self
    }

    pub(crate) fn all(&self) -> [&str; 4] {
        [&self.run, &self.queue, &self.rest, &self.cdn]
    }
}

fn trim(base: impl AsRef<str>) -> String {
    base.as_ref().trim_end_matches('/').to_owned()
}

/// The URL in the environment must be of this machine, so that nobody who sets a variable receives inputs.
fn check_local(url: &str) -> Result<(), Error> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let ipv6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_local = host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || ipv6.is_some_and(|host| host.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback()));
    let plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\\".contains(&byte));
    if is_local && plain && port.is_none_or(|port| port.parse::<u16>().is_ok()) {
        return Ok(());
    }
    let message = format!(
        "invalid {BASE_URL}: expected the URL of a server on this machine, such as http://127.0.0.1:8790; for another server, \
         use Config::hosts in the program"
    );
    Err(Error::new(ErrorKind::Config, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_base_url(url: &str) -> Result<Config, Error> {
        Config::from_lookup(|name| match name {
            "FAL_BASE_URL" => Some(url.to_owned()),
            "FAL_KEY" => Some("real:key".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn a_base_url_in_the_environment_is_of_this_machine_and_does_not_receive_the_key() {
        for url in ["http://127.0.0.1:8790", "http://localhost:1/", "https://[::1]:80/fal", " http://127.1.2.3\n"] {
            let config = with_base_url(url).unwrap();
            assert_eq!(config.hosts, Hosts::local(url.trim()), "{url}");
            assert_eq!(config.key, Some(ApiKey::new("local:key")));
        }
        let config = with_base_url(" ").unwrap();
        assert_eq!((config.hosts, config.key), (Hosts::default(), Some(ApiKey::new("real:key"))));
    }

    #[test]
    fn another_base_url_is_an_error_that_names_the_variable() {
        let urls = ["https://evil.test", "127.0.0.1:8790", "http://127.0.0.1.evil.test", "http://localhost@evil.test"];
        let more =
            ["http://", "http://0.0.0.0", "http://[::2]", "http://localhost:99999", "http://localhost#.evil.test"];
        for url in urls.into_iter().chain(more) {
            let error = with_base_url(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{url}");
            assert!(error.to_string().starts_with("invalid FAL_BASE_URL: expected"), "{error}");
        }
    }
}
