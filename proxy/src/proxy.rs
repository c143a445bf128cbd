//! `Proxy`: its settings, and the tower service. `forward.rs` handles the requests.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use fal_client::Client;
use futures_core::future::BoxFuture;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::webhooks::Webhooks;
use crate::{AccessRequest, Endpoints, PatternError, Refusal, ResponseBody};

type Authorize = dyn Fn(AccessRequest) -> BoxFuture<'static, Result<(), Refusal>> + Send + Sync;

/// A proxy to fal for the clients of an application. Cheap to clone.
///
/// It forwards the requests that the clients of fal send to a `proxyUrl`, with the target URL in the header
/// `x-fal-target-url`. Everything else is refused: hosts that are not fal's, paths other than those of runs, jobs, uploads
/// and tokens, endpoints that are not allowed, callers that the application refuses.
#[derive(Clone)]
#[must_use]
pub struct Proxy(pub(crate) Arc<Settings>);

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) fal: Client,
    pub(crate) endpoints: Endpoints,
    pub(crate) authorize: Arc<Authorize>,
    pub(crate) webhooks: Webhooks,
    pub(crate) uploads: bool,
    pub(crate) token_lifetime: Duration,
    pub(crate) max_request_bytes: usize,
    pub(crate) max_response_bytes: u64,
    pub(crate) timeout: Duration,
    pub(crate) run_timeout: Duration,
}

impl Proxy {
    /// Creates a proxy that adds the key of `fal`, which is the client of this crate or of `fal_models`, for the given
    /// endpoints and for callers that `authorize` accepts.
    ///
    /// `authorize` is called once per request, before anything is sent or read, and refuses by an `Err`. There is no
    /// default: without it, everyone who finds the proxy can spend your money. [`everyone`](crate::everyone) allows that
    /// explicitly.
    pub fn new<F>(
        fal: impl Into<Client>,
        endpoints: Endpoints,
        authorize: impl Fn(AccessRequest) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), Refusal>> + Send + 'static,
    {
        Self(Arc::new(Settings {
            fal: fal.into(),
            endpoints,
            authorize: Arc::new(move |request| Box::pin(authorize(request))),
            webhooks: Webhooks::default(),
            uploads: true,
            token_lifetime: Duration::from_secs(120),
            max_request_bytes: 10 << 20,
            max_response_bytes: 256 << 20,
            timeout: Duration::from_secs(120),
            run_timeout: Duration::from_secs(900),
        }))
    }

    /// The origins, such as `https://example.com`, that webhooks of callers may have. Default: none, and
    /// a request with a webhook is refused.
    ///
    /// # Errors
    /// If one of them is not an origin.
    pub fn webhooks_to(self, origins: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, PatternError> {
        let webhooks = Webhooks::to(origins)?;
        Ok(self.set(|settings| settings.webhooks = webhooks))
    }

    /// Whether callers may upload files to the key's account. The content is sent to the storage directly, whatever its
    /// size. Default: yes.
    pub fn uploads(self, allowed: bool) -> Self {
        self.set(|settings| settings.uploads = allowed)
    }

    /// The maximum lifetime of a token that a caller requests; with zero, tokens are refused. Default: 120 s, which the
    /// JavaScript client requests.
    ///
    /// With a token a caller uses an app without this proxy, so tokens are only for apps that are allowed as a whole,
    /// such as `fal-ai/flux/**`.
    pub fn token_lifetime(self, maximum: Duration) -> Self {
        self.set(|settings| settings.token_lifetime = maximum)
    }

    /// The maximum size in bytes of the body of a request, which is kept in memory; a larger one is refused with
    /// 413. Default: 10 MiB.
    pub fn max_request_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_request_bytes = bytes)
    }

    /// The maximum size in bytes of a response or a stream. It is not kept in memory. Default: 256 MiB.
    pub fn max_response_bytes(self, bytes: u64) -> Self {
        self.set(|settings| settings.max_response_bytes = bytes)
    }

    /// The time limit for receiving the body of a request, for the first byte of a response of the queue and the REST API of
    /// fal, and for each pause within one. Default: 120 s.
    pub fn timeout(self, limit: Duration) -> Self {
        self.set(|settings| settings.timeout = limit)
    }

    /// The time limit for the first byte of the response of a run or a stream, and for each pause within one. Default: 15 min.
    pub fn run_timeout(self, limit: Duration) -> Self {
        self.set(|settings| settings.run_timeout = limit)
    }

    /// Handles one request, like the tower service.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<ResponseBody>
    where
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        self.0.forward(request).await.unwrap_or_else(Refusal::into_response)
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }
}

impl<B> Service<Request<B>> for Proxy
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<ResponseBody>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let proxy = self.clone();
        Box::pin(async move { Ok(proxy.handle(request).await) })
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.0;
        f.debug_struct("Proxy")
            .field("fal", &settings.fal)
            .field("endpoints", &settings.endpoints)
            .finish_non_exhaustive()
    }
}
