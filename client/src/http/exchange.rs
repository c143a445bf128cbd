//! One HTTP exchange: build the request with the key, send it, read the answer within the size limit,
//! and turn everything that is no success into an `Error`. Used by calls, jobs and streams.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::future::BoxFuture;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};

use crate::error::from_answer;
use crate::http::retry::{Repeat, Trail};
use crate::{Body, Client, Error, ErrorKind, TransportError};

/// The length at which the body of an error answer is cut.
const ERROR_BODY_LIMIT: u64 = 1 << 20;

pub(crate) const AGENT: &str = concat!("fal-client-rs/", env!("CARGO_PKG_VERSION"));

pub(crate) const JSON: &str = "application/json";

/// An answer that was read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    /// A request with the key and the headers every request has.
    pub(crate) fn request(
        &self,
        method: Method,
        url: &str,
        accept: &'static str,
        body: Option<Bytes>,
    ) -> Result<Request<Bytes>, Error> {
        let bare_put = body.is_none() && method == Method::PUT;
        let proxy = self.config().proxy.as_deref();
        let mut request = Request::builder().method(method).uri(proxy.unwrap_or(url));
        if let Some(authorization) = self.authorization() {
            request = request.header(AUTHORIZATION, authorization);
        }
        if proxy.is_some() {
            request = request.header("x-fal-target-url", url);
        }
        request = request.header(ACCEPT, accept).header(USER_AGENT, AGENT);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        if bare_put {
            // Some servers refuse a PUT without a length (411), and hyper leaves it out.
            request = request.header(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        request
            .body(body.unwrap_or_default())
            .map_err(|error| Error::new(ErrorKind::Config, format!("cannot make a request to {url}: {error}")))
    }

    /// Sends a request and gives the head of the answer, whatever its status.
    pub(crate) async fn open(&self, request: Request<Bytes>) -> Result<http::Response<Body>, Error> {
        self.head(self.send(request).await)
    }

    /// The head of an answer. Errors quote headers (request id, error type): where a server repeats the key in one, it
    /// must not be printed.
    fn head(&self, sent: Result<http::Response<Body>, TransportError>) -> Result<http::Response<Body>, Error> {
        let mut answer = sent.map_err(|error| Error::transport(error.kind(), self.redact(error.to_string())))?;
        for value in answer.headers_mut().values_mut() {
            let Ok(text) = value.to_str() else { continue };
            let clean = self.redact(text.to_owned());
            if clean != text {
                *value = HeaderValue::from_str(&clean).unwrap_or(HeaderValue::from_static(""));
            }
        }
        Ok(answer)
    }

    /// Sends a request once and reads the answer, which is an error unless it is a success.
    ///
    /// Boxed, as other futures of this crate are: nested by value they would fill the stack of a program that holds
    /// many calls.
    pub(crate) fn fetch<'a>(
        &'a self,
        trail: &'a Trail,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        Box::pin(async move {
            let keyed = request.headers().contains_key(AUTHORIZATION);
            self.close(trail, keyed, self.send(request).await).await
        })
    }

    /// Reads the answer to what was sent, which is an error unless it is a success.
    pub(crate) async fn close(
        &self,
        trail: &Trail,
        keyed: bool,
        sent: Result<http::Response<Body>, TransportError>,
    ) -> Result<Answer, Error> {
        let answer = self.head(sent)?;
        if answer.status().is_success() {
            trail.note(request_id(answer.headers()));
        }
        let answer = self.read(answer).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(self.refusal(&answer, keyed)) }
    }

    /// Sends a request, again where `repeat` allows it, each time within the limit for one exchange.
    pub(crate) async fn exchange(
        &self,
        repeat: Repeat,
        trail: &Trail,
        request: &Request<Bytes>,
    ) -> Result<Answer, Error> {
        let limit = self.config().request_timeout;
        Box::pin(self.repeating(repeat, trail, || self.within(limit, self.fetch(trail, request.clone())))).await
    }

    /// Waits for one exchange, but not longer than the limit.
    pub(crate) async fn within<T>(
        &self,
        limit: Duration,
        exchange: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match select(pin!(exchange), self.transport().sleep(limit)).await {
            Either::Left((result, _)) => result,
            Either::Right(((), _)) => Err(Error::timeout(limit).perhaps_sent()),
        }
    }

    /// Reads an answer to its end. The body of an error is cut rather than refused.
    pub(crate) async fn read(&self, answer: http::Response<Body>) -> Result<Answer, Error> {
        let (head, mut chunks) = answer.into_parts();
        let success = head.status.is_success();
        let limit = self.config().response_limit;
        let limit = if success { limit } else { limit.min(ERROR_BODY_LIMIT) };
        let mut body = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                // The status says more than the rest of the body would.
                Err(_) if !success => break,
                Err(error) => return Err(self.broken(&error, head.status.as_u16(), request_id(&head.headers))),
            };
            body.extend_from_slice(&chunk);
            if body.len() as u64 <= limit {
                continue;
            }
            if success {
                let message = format!("the answer is larger than the limit of {limit} bytes");
                return Err(Error::new(ErrorKind::TooLarge, message)
                    .with_status(head.status.as_u16())
                    .with_request_id(request_id(&head.headers)));
            }
            body.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            break;
        }
        Ok(Answer { status: head.status, headers: head.headers, body: body.freeze() })
    }

    /// The error for an answer that ends before its end.
    pub(crate) fn broken(&self, error: &TransportError, status: u16, request_id: Option<String>) -> Error {
        let message = self.redact(format!("the answer broke off: {error}"));
        Error::transport(error.kind(), message).perhaps_sent().with_status(status).with_request_id(request_id)
    }

    /// The text of an answer.
    pub(crate) fn text(&self, answer: &Answer) -> Result<String, Error> {
        match std::str::from_utf8(&answer.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                Err(self
                    .decode_error(&format!("the answer is no UTF-8: {error}"), &text)
                    .with_status(answer.status.as_u16())
                    .with_request_id(request_id(&answer.headers)))
            }
        }
    }

    /// The error an answer without success stands for.
    pub(crate) fn refusal(&self, answer: &Answer, keyed: bool) -> Error {
        let body = self.redact(String::from_utf8_lossy(&answer.body).into_owned());
        from_answer(answer.status, &answer.headers, body, keyed).with_request_id(request_id(&answer.headers))
    }

    /// The error for a body that has not the documented shape.
    pub(crate) fn decode_error(&self, message: &str, body: &str) -> Error {
        Error::new(ErrorKind::Decode, self.redact(message.to_owned())).with_body(self.redact(body.to_owned()))
    }

    /// A time limit that starts now.
    pub(crate) fn deadline(&self, after: Option<Duration>) -> Deadline {
        Deadline {
            limit: after.map(|after| (after, self.transport().sleep(after))),
            over: false,
            trail: Trail::default(),
        }
    }
}

/// The request id of an answer.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    text_header(headers, "x-fal-request-id").map(str::to_owned).filter(|id| !id.is_empty())
}

/// A header as text, if it is there and is text.
pub(crate) fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A time limit that several futures can share.
pub(crate) struct Deadline {
    limit: Option<(Duration, BoxFuture<'static, ()>)>,
    over: bool,
    trail: Trail,
}

impl Deadline {
    /// Where the attempts of a request under this limit are noted.
    pub(crate) fn trail(&self) -> Trail {
        self.trail.clone()
    }

    /// Whether the limit has ended what was waited for.
    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// Whether the limit has passed; if not, the task is woken when it does.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Option<Error> {
        let (after, sleep) = self.limit.as_mut()?;
        match sleep.as_mut().poll(cx) {
            Poll::Ready(()) => Some(passed(*after, &self.trail)),
            Poll::Pending => None,
        }
    }

    /// Waits for `future`, but not longer than the limit.
    pub(crate) async fn limit<T>(&mut self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let result = match &mut self.limit {
            None => future.await,
            Some((after, sleep)) => match select(pin!(future), sleep).await {
                Either::Left((result, _)) => result,
                Either::Right(((), _)) => {
                    self.over = true;
                    Err(passed(*after, &self.trail))
                }
            },
        };
        // An answer that came but cannot be read was asked for too.
        result.map_err(|error| if error.attempts() == 0 { error.with_attempts(self.trail.attempts()) } else { error })
    }
}

fn passed(after: Duration, trail: &Trail) -> Error {
    let error = Error::timeout(after).with_attempts(trail.attempts()).with_request_id(trail.request_id());
    if trail.perhaps_sent() { error.perhaps_sent() } else { error }
}
