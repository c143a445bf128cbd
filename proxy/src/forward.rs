//! Handles a request: parses its target, checks the settings, authorizes the caller, reads the body, sends it and returns the
//! response. Each step can refuse, and nothing is sent before the last check.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use fal_client::Body as FalBody;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;

use crate::proxy::Settings;
use crate::target::Target;
use crate::{AccessRequest, Operation, Refusal, ResponseBody, body, headers, token};

impl Settings {
    pub(crate) async fn forward<B>(&self, request: Request<B>) -> Result<Response<ResponseBody>, Refusal>
    where
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (head, body) = request.into_parts();
        let target = Target::of(&head.headers)?;
        self.permit(&target, &head.method)?;
        let (method, mut headers) = (head.method.clone(), headers::to_fal(&head.headers));
        let endpoint = Some(target.endpoint.clone()).filter(|endpoint| !endpoint.is_empty());
        let request_id = target.request_id.clone();
        (self.authorize)(AccessRequest { operation: target.operation, endpoint, request_id, head }).await?;

        let mut content = Bytes::new();
        if method == Method::POST {
            content = body::read(body, self.max_request_bytes, self.timeout).await?;
        }
        if target.operation == Operation::Token {
            content = token::checked_body(&content, &self.endpoints, self.token_lifetime)?;
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let mut request = Request::new(content);
        *request.uri_mut() = target.path_and_query().parse().map_err(|_| Refusal::bad_request("Invalid target URL"))?;
        (*request.method_mut(), *request.headers_mut()) = (method, headers);
        let response = self.send(target.operation, request).await?;
        self.forward_response(target.operation, response)
    }

    /// Checks the settings, before the application authorizes the caller.
    fn permit(&self, target: &Target, method: &Method) -> Result<(), Refusal> {
        let allowed = match target.operation {
            Operation::Run | Operation::Submit => self.endpoints.endpoint(&target.endpoint),
            // `stream` may also be the last segment of an id.
            Operation::Stream => {
                let id = &target.endpoint;
                self.endpoints.endpoint(id) || self.endpoints.endpoint(&format!("{id}/stream"))
            }
            Operation::Status | Operation::StatusStream | Operation::Result | Operation::Cancel => {
                self.endpoints.app(&target.endpoint)
            }
            Operation::Upload => self.uploads,
            Operation::Token => !self.token_lifetime.is_zero(),
        };
        if !allowed {
            let what = match target.operation {
                Operation::Upload => "uploads".to_owned(),
                Operation::Token => "tokens".to_owned(),
                _ => target.endpoint.chars().take(200).collect(),
            };
            return Err(Refusal::forbidden(format!("This proxy does not allow {what}")));
        }
        if !target.operation.methods().contains(method) {
            return Err(Refusal::wrong_method(target.operation.methods()));
        }
        if target.operation.api() == fal_client::Api::Rest { Ok(()) } else { self.webhooks.permit(&target.query) }
    }

    /// The time limit for the first byte of a response, and for each pause within it.
    fn response_timeout(&self, operation: Operation) -> Duration {
        if operation.is_direct() { self.run_timeout } else { self.timeout }
    }

    async fn send(&self, operation: Operation, request: Request<Bytes>) -> Result<Response<FalBody>, Refusal> {
        let limit = self.response_timeout(operation);
        match tokio::time::timeout(limit, self.fal.forward(operation.api(), request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Refusal::bad_gateway("This proxy cannot reach fal").caused_by(error)),
            Err(_) => {
                let detail = format!(
                    "fal did not respond within {} seconds; the request may have been accepted",
                    limit.as_secs()
                );
                Err(Refusal::new(StatusCode::GATEWAY_TIMEOUT, detail))
            }
        }
    }

    fn forward_response(
        &self,
        operation: Operation,
        response: Response<FalBody>,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let (head, body) = response.into_parts();
        if head.status == StatusCode::UNAUTHORIZED {
            // The status is about the key of the proxy; the caller would relate it to its own credentials.
            return Err(Refusal::bad_gateway("fal refused the key of this proxy"));
        }
        if head.status.is_redirection() {
            return Err(Refusal::bad_gateway("fal responded with a redirect, which this proxy does not follow"));
        }
        let length = head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > self.max_response_bytes) {
            let limit = self.max_response_bytes;
            let detail = format!("The response of fal is larger than the limit of {limit} bytes");
            return Err(Refusal::bad_gateway(detail));
        }
        let body = ResponseBody::forwarded(body, self.max_response_bytes, self.response_timeout(operation));
        let mut response = Response::new(body);
        *response.status_mut() = head.status;
        *response.headers_mut() = headers::to_caller(&head.headers);
        Ok(response)
    }
}
