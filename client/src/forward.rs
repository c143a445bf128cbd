//! `Client::forward`: a request that another program made, sent to a server of the API with the key. Used by proxies;
//! no call of this crate goes this way.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST};
use http::{HeaderValue, Method, Request, Response};

use crate::http::exchange::JSON;
use crate::http::route;
use crate::{Body, Client, Error, ErrorKind, Hosts};

/// A server of fal that takes requests with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// Runs and streams, `https://fal.run` unless [`Hosts`] says otherwise.
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
    /// Sends a request to a server of fal with the key of this client, and gives the answer as it comes: whatever its
    /// status, without reading its body. It is sent once (twice only to a backup host, when the first cannot be
    /// connected to), without a time limit, and no redirect is followed.
    ///
    /// Of the request's URI the path and the query are used: they go behind the base URL of `api`. Its headers are sent
    /// too, but for `Host` and `Authorization`, which are this client's own.
    ///
    /// This is what a server-side proxy needs; for calls of one's own there is [`Client::call`].
    ///
    /// # Errors
    /// When the path would lead out of the base URL, when the request cannot be made of its parts, or when no answer comes.
    pub async fn forward(&self, api: Api, request: Request<Bytes>) -> Result<Response<Body>, Error> {
        let (head, body) = request.into_parts();
        let behind = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let base = api.base(&self.config().hosts);
        let url = format!("{base}{behind}");
        if !route::lies_under(&url, base) {
            return Err(Error::new(ErrorKind::Config, format!("{behind:?} is no path below a server of the API")));
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
            // Some servers refuse it without a length (411), and hyper leaves it out.
            sent.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        self.open(sent).await
    }
}
