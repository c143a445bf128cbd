//! One HTTP exchange: builds the request, sends it, reads the response within the size limit, and turns everything that is
//! not a success into an `Error`.

use bytes::{Bytes, BytesMut};
use futures_core::future::BoxFuture;
use futures_util::StreamExt;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};

use super::attempts::AttemptState;
use super::headers::{TARGET_URL, request_id};
use super::retry::RetryClass;
use crate::error::response::from_response;
use crate::{Body, Client, Error, ErrorKind, TransportError};

/// The length at which the body of an error response is cut.
const ERROR_BODY_LIMIT: u64 = 1 << 20;

const AGENT: &str = concat!("fal-client-rs/", env!("CARGO_PKG_VERSION"));

pub(crate) const JSON: &str = "application/json";

/// A response that was read to its end.
pub(crate) struct FullResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A request without the key, for hosts that are not part of the API.
pub(crate) fn unauthenticated_request<B>(
    method: Method,
    url: &str,
    content_type: Option<HeaderValue>,
    size: Option<u64>,
    body: B,
) -> Result<Request<B>, Error> {
    let mut request = Request::builder().method(method).uri(url).header(USER_AGENT, AGENT);
    if let Some(content_type) = content_type {
        request = request.header(CONTENT_TYPE, content_type);
    }
    if let Some(size) = size {
        // Some servers refuse a PUT without a length (411), and hyper omits it if there is no body.
        request = request.header(CONTENT_LENGTH, HeaderValue::from(size));
    }
    // The URL may contain a signature, so the message does not repeat it.
    request.body(body).map_err(|error| Error::new(ErrorKind::Config, format!("invalid URL of a file: {error}")))
}

/// The text with `?..` instead of the query of each URL.
fn without_queries(text: &str) -> String {
    let mut clean = String::new();
    for (position, part) in text.split("://").enumerate() {
        if position == 0 {
            clean.push_str(part);
            continue;
        }
        let end = part.find(|char: char| char.is_whitespace() || "\"'<>()`,".contains(char)).unwrap_or(part.len());
        let (url, rest) = part.split_at(end);
        clean.push_str("://");
        match url.split_once(['?', '#']) {
            Some((url, _)) => clean.extend([url, "?.."]),
            None => clean.push_str(url),
        }
        clean.push_str(rest);
    }
    clean
}

impl Client {
    /// A request with the key and the headers that every request has.
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
            request = request.header(TARGET_URL, url);
        }
        request = request.header(ACCEPT, accept).header(USER_AGENT, AGENT);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        if bare_put {
            // Some servers refuse a PUT without a length (411), and hyper omits it.
            request = request.header(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        request
            .body(body.unwrap_or_default())
            .map_err(|error| Error::new(ErrorKind::Config, format!("invalid request to {url}: {error}")))
    }

    /// Sends a request and returns the response as soon as its head has arrived, whatever its status.
    pub(crate) async fn open(&self, request: Request<Bytes>) -> Result<http::Response<Body>, Error> {
        self.redacted(self.send(request).await)
    }

    /// Redacts the key in the headers of a response. Errors quote headers (the request id, the error type), and a server may
    /// repeat the key in one.
    fn redacted(&self, sent: Result<http::Response<Body>, TransportError>) -> Result<http::Response<Body>, Error> {
        let mut response = sent.map_err(|error| Error::transport(self.clean(&error)))?;
        for value in response.headers_mut().values_mut() {
            let Ok(text) = value.to_str() else { continue };
            let clean = self.redact(text.to_owned());
            if clean != text {
                *value = HeaderValue::from_str(&clean).unwrap_or(HeaderValue::from_static(""));
            }
        }
        Ok(response)
    }

    /// Sends a request once and reads the response, which is an error unless it is a success.
    ///
    /// Boxed, as other futures of this crate are: nested by value they would fill the stack of a program that holds
    /// many calls.
    pub(crate) fn fetch<'a>(
        &'a self,
        state: &'a AttemptState,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<FullResponse, Error>> {
        Box::pin(async move {
            let authenticated = request.headers().contains_key(AUTHORIZATION);
            self.finish(state, authenticated, self.send(request).await).await
        })
    }

    /// Reads the response to a request that was sent, which is an error unless it is a success.
    pub(crate) async fn finish(
        &self,
        state: &AttemptState,
        authenticated: bool,
        sent: Result<http::Response<Body>, TransportError>,
    ) -> Result<FullResponse, Error> {
        let response = self.redacted(sent)?;
        if response.status().is_success() {
            state.record_request_id(request_id(response.headers()));
        }
        let response = self.read(response).await?;
        if response.status.is_success() { Ok(response) } else { Err(self.status_error(&response, authenticated)) }
    }

    /// Sends a request, again as far as its class allows, each time within the limit for one exchange.
    pub(crate) async fn exchange(
        &self,
        class: RetryClass,
        state: &AttemptState,
        request: &Request<Bytes>,
    ) -> Result<FullResponse, Error> {
        let limit = self.config().request_timeout;
        Box::pin(self.with_retries(class, state, || self.within(limit, self.fetch(state, request.clone())))).await
    }

    /// Reads a response to its end. The body of an error response is cut at its limit.
    pub(crate) async fn read(&self, response: http::Response<Body>) -> Result<FullResponse, Error> {
        let (head, mut chunks) = response.into_parts();
        let success = head.status.is_success();
        let limit = self.config().response_limit;
        let limit = if success { limit } else { limit.min(ERROR_BODY_LIMIT) };
        let mut body = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                // The status is more useful than the rest of the body.
                Err(_) if !success => break,
                Err(error) => return Err(self.interrupted(&error, head.status.as_u16(), request_id(&head.headers))),
            };
            body.extend_from_slice(&chunk);
            if body.len() as u64 <= limit {
                continue;
            }
            if success {
                let message = format!("the response is larger than the limit of {limit} bytes");
                return Err(Error::new(ErrorKind::TooLarge, message)
                    .with_status(head.status.as_u16())
                    .with_request_id(request_id(&head.headers)));
            }
            body.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            break;
        }
        Ok(FullResponse { status: head.status, headers: head.headers, body: body.freeze() })
    }

    /// The error for a response whose body ends early.
    pub(crate) fn interrupted(&self, error: &TransportError, status: u16, request_id: Option<String>) -> Error {
        self.broken("the response was interrupted", error).with_status(status).with_request_id(request_id)
    }

    /// The error for a connection that broke after the head of the response.
    pub(crate) fn broken(&self, what: &str, error: &TransportError) -> Error {
        let cause = self.clean(error);
        let message = format!("{what}: {cause}");
        Error::transport(cause).with_message(message).ambiguous()
    }

    /// The same failure without the key and without the queries of URLs, which may be signatures.
    fn clean(&self, error: &TransportError) -> TransportError {
        TransportError::new(error.kind(), without_queries(&self.redact(error.to_string())))
    }

    /// The body of a response as a string. The bytes are moved, not copied, if nothing else holds them.
    pub(crate) fn text(&self, response: &mut FullResponse) -> Result<String, Error> {
        String::from_utf8(std::mem::take(&mut response.body).into()).map_err(|error| {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            self.decode_error(&format!("the response is not valid UTF-8: {}", error.utf8_error()), &text)
                .with_status(response.status.as_u16())
                .with_request_id(request_id(&response.headers))
        })
    }

    /// The error for a response without success.
    pub(crate) fn status_error(&self, response: &FullResponse, authenticated: bool) -> Error {
        let body = self.redact(String::from_utf8_lossy(&response.body).into_owned());
        let id = request_id(&response.headers);
        from_response(response.status, &response.headers, body, authenticated)
            .by_model(id.is_some())
            .with_request_id(id)
    }

    /// The error for a body without the documented form.
    pub(crate) fn decode_error(&self, message: &str, body: &str) -> Error {
        Error::new(ErrorKind::Decode, self.redact(message.to_owned())).with_body(self.redact(body.to_owned()))
    }
}
