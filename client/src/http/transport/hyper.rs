//! The built-in transport: hyper's client with its connection pool, on tokio. No type of hyper is in the public API.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use futures_util::TryStreamExt;
use futures_util::stream::MapOk;
use http::header::{ACCEPT, PROXY_AUTHORIZATION};
use http::uri::Scheme;
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyDataStream, Either, Full, StreamBody};
use hyper::body::Frame;
use hyper_util::client::legacy;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::task::JoinError;

use super::connect::Connector;
use super::{Body, Transport, TransportError, TransportErrorKind, address};
use crate::{Config, Error};

/// How long an idle connection is kept. Servers close idle connections after about a minute; a submission over a connection
/// that is just being closed fails, and may have been accepted.
const IDLE: Duration = Duration::from_secs(20);

/// The body of a request: in memory, or streamed.
type Outgoing = Either<Full<Bytes>, StreamBody<MapOk<Body, fn(Bytes) -> Frame<Bytes>>>>;

pub(crate) struct HyperTransport {
    client: legacy::Client<Connector, Outgoing>,
    /// The proxies from the environment, such as `HTTPS_PROXY`.
    proxies: Arc<Matcher>,
}

impl HyperTransport {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let proxies = Arc::new(Matcher::from_system());
        let connector = Connector::new(config.connect_timeout, Arc::clone(&proxies))?;
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .retry_canceled_requests(false)
            .build(connector);
        Ok(Self { client, proxies })
    }

    fn execute(&self, request: Request<Outgoing>) -> BoxFuture<'static, Result<Response<Body>, TransportError>> {
        let prepared = self.prepare(request);
        let client = self.client.clone();
        Box::pin(async move {
            let (request, target) = prepared?;
            let response = client.request(request).await.map_err(|error| failure(&target, &error))?;
            let body = |body| Body::new(BodyDataStream::new(body).map_err(|error| body_failure(&error)));
            Ok(response.map(body))
        })
    }

    /// The request for hyper, and its destination for messages.
    fn prepare(&self, mut request: Request<Outgoing>) -> Result<(Request<Outgoing>, String), TransportError> {
        let uri = address::checked(request.uri())?;
        let mut target = address::origin(&uri);
        if let Some(proxy) = self.proxies.intercept(&uri) {
            address::check_proxy(proxy.uri())?;
            target = format!("{target} through the proxy {}", address::origin(proxy.uri()));
            // With https, only the CONNECT request has it.
            if let Some(login) = proxy.basic_auth().filter(|_| uri.scheme() == Some(&Scheme::HTTP)) {
                request.headers_mut().entry(PROXY_AUTHORIZATION).or_insert_with(|| login.clone());
            }
        }
        *request.uri_mut() = uri;
        request.headers_mut().entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        Ok((request, target))
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'static, Result<Response<Body>, TransportError>> {
        self.execute(request.map(|body| Either::Left(Full::new(body))))
    }

    fn send_body(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.execute(request.map(|body| {
            let frame: fn(Bytes) -> Frame<Bytes> = Frame::data;
            Either::Right(StreamBody::new(body.map_ok(frame)))
        }))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        let task = tokio::task::spawn_blocking(work);
        Box::pin(async {
            if let Err(Ok(panic)) = task.await.map_err(JoinError::try_into_panic) {
                std::panic::resume_unwind(panic);
            }
        })
    }
}

fn failure(target: &str, error: &legacy::Error) -> TransportError {
    // The error itself is only "client error".
    let cause = error.source().unwrap_or(error);
    // hyper calls a request canceled if it had written none of it.
    let (kind, what) = if error.is_connect() {
        (TransportErrorKind::Connect, "cannot connect to")
    } else if cause.downcast_ref().is_some_and(hyper::Error::is_canceled) {
        (TransportErrorKind::Unsent, "the connection was closed before the request was sent to")
    } else if timed_out(cause) {
        (TransportErrorKind::Timeout, "the time limit passed for the request to")
    } else {
        (TransportErrorKind::Other, "error in the request to")
    };
    TransportError::new(kind, format!("{what} {target}: {}", chain(cause)))
}

fn body_failure(error: &hyper::Error) -> TransportError {
    let kind = if timed_out(error) { TransportErrorKind::Timeout } else { TransportErrorKind::Other };
    TransportError::new(kind, chain(error))
}

fn timed_out(error: &(dyn StdError + 'static)) -> bool {
    find(error, hyper::Error::is_timeout) || find(error, |error: &io::Error| error.kind() == io::ErrorKind::TimedOut)
}

/// Whether an error or one of its sources is an `E` that fulfills `is`.
fn find<E: StdError + 'static>(error: &(dyn StdError + 'static), is: impl Fn(&E) -> bool) -> bool {
    let mut errors = std::iter::successors(Some(error), |&error| error.source());
    errors.any(|error| error.downcast_ref().is_some_and(&is))
}

/// The messages of an error and of its sources.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut message = error.to_string();
    for cause in std::iter::successors(error.source(), |&error| error.source()) {
        let text = cause.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
    }
    message
}
