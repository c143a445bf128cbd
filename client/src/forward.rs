//! `Client::forward`: sends a request of another program to a server of the API with the key, for proxies.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST};
use http::{HeaderValue, Method, Request, Response};

use crate::http::exchange::JSON;
use crate::http::fal_url;
use crate::{Body, Client, Error, ErrorKind, Hosts};

/// A server of fal that accepts requests with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// Runs and streams, `https://fal.run` unless [`Hosts`] has another.
    Run,
    /// Jobs, `https://queue.fal.run`.
    Queue,
    /// Uploads and tokens, `https://rest.fal.ai`.
    Rest,
}

impl Api {
    fn base(self, hosts: &Hosts) -> &str {
        match self {
            Self::Run => &hosts.run,
            Self::Queue => &hosts.queue,
            Self::Rest => &hosts.rest,
        }
    }
}

impl Client {
    /// Sends a request to a server of fal with the key of this client, and returns the response whatever its
    /// status, without reading its body. The request is sent once (and to a failover host, if the first cannot be
    /// connected to), without a time limit, and no redirect is followed.
    ///
    /// The path and the query of the request's URI are appended to the base URL of `api`. Its headers are sent as well, except
    /// `Host` and `Authorization`, which this client sets.
    ///
    /// This is for server-side proxies; for calls of your own, use [`Client::call`].
    ///
    /// # Errors
    /// If the path would lead out of the base URL, if the request is invalid, or if there is no response.
    pub async fn forward(&self, api: Api, request: Request<Bytes>) -> Result<Response<Body>, Error> {
        let (head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let base = api.base(&self.config().hosts);
        let url = format!("{base}{path}");
        if !fal_url::is_under(&url, base) {
            return Err(Error::new(
                ErrorKind::Config,
                format!("invalid path {path:?}: expected one below a server of the API"),
            ));
        }
        let empty = body.is_empty();
        let mut sent = self.request(head.method, &url, JSON, (!empty).then_some(body))?;
        let own = [HOST, AUTHORIZATION];
        for name in head.headers.keys().filter(|name| !own.contains(name)) {
            sent.headers_mut().remove(name);
            for value in head.headers.get_all(name) {
                sent.headers_mut().append(name, value.clone());
            }
        }
        if empty && sent.method() == Method::POST {
            // Some servers refuse it without a length (411), and hyper omits it.
            sent.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        self.open(sent).await
    }
}
