//! `Proxy`: its settings, and the tower service. What it does with a request is in `forward.rs`.

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
use crate::{AnswerBody, Ask, Endpoints, PatternError, Refusal};

type Authorize = dyn Fn(Ask) -> BoxFuture<'static, Result<(), Refusal>> + Send + Sync;

/// A proxy to fal for the clients of an application. Cheap to clone.
///
/// It forwards what the clients of fal send to a `proxyUrl`: a request with the address that is meant in the header
/// `x-fal-target-url`. Everything else is refused: other hosts than fal's, other paths than those of runs, jobs, uploads
/// and tokens, endpoints that are not allowed, callers that the application turns away.
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
    /// A proxy that adds the key of `fal`, for the given endpoints and for callers that `authorize` lets through.
    ///
    /// `authorize` is asked before anything is sent or read, once per request, and refuses by an `Err`. There is no
    /// default for it: without one, whoever finds the proxy spends your money. [`everyone`](crate::everyone) is the way
    /// to say that on purpose.
    pub fn new<F>(fal: Client, endpoints: Endpoints, authorize: impl Fn(Ask) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Refusal>> + Send + 'static,
    {
        Self(Arc::new(Settings {
            fal,
            endpoints,
            authorize: Arc::new(move |ask| Box::pin(authorize(ask))),
            webhooks: Webhooks::default(),
            uploads: true,
            token_lifetime: Duration::from_secs(120),
            max_request_bytes: 10 << 20,
            max_response_bytes: 256 << 20,
            timeout: Duration::from_secs(120),
            run_timeout: Duration::from_secs(900),
        }))
    }

    /// Origins, such as `https://example.com`, to which callers may have the outcome of a job posted. Default: none, and
    /// a request with a webhook is refused.
    ///
    /// # Errors
    /// When one of them is no origin.
    pub fn webhooks_to(self, origins: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, PatternError> {
        let webhooks = Webhooks::to(origins)?;
        Ok(self.set(|settings| settings.webhooks = webhooks))
    }

    /// Whether callers may upload files to the key's account. The content goes to the storage directly, whatever its
    /// size. Default: yes.
    pub fn uploads(self, allowed: bool) -> Self {
        self.set(|settings| settings.uploads = allowed)
    }

    /// How long a token may last that a caller asks for; zero gives none. Default: 120 s, which is what the JavaScript
    /// client asks for.
    ///
    /// With a token a caller uses an app without this proxy, so it is given only for apps that are allowed as a whole,
    /// such as `fal-ai/flux/**`.
    pub fn token_lifetime(self, longest: Duration) -> Self {
        self.set(|settings| settings.token_lifetime = longest)
    }

    /// The size in bytes up to which the body of a request is taken and held in memory; a larger one is answered with
    /// 413. Default: 10 MiB.
    pub fn max_request_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_request_bytes = bytes)
    }

    /// The size in bytes up to which an answer, or a stream, is passed on. Nothing of it is held. Default: 256 MiB.
    pub fn max_response_bytes(self, bytes: u64) -> Self {
        self.set(|settings| settings.max_response_bytes = bytes)
    }

    /// How long the body of a request may take to come, how long the queue and the REST API of fal may take to begin an
    /// answer, and how long a pause in one may be. Default: 120 s.
    pub fn timeout(self, limit: Duration) -> Self {
        self.set(|settings| settings.timeout = limit)
    }

    /// How long a run or a stream may take to begin its answer, and how long a pause in one may be. Default: 15 min.
    pub fn run_timeout(self, limit: Duration) -> Self {
        self.set(|settings| settings.run_timeout = limit)
    }

    /// Answers one request. The same as the tower service.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<AnswerBody>
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
    type Response = Response<AnswerBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<AnswerBody>, Infallible>>;

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
