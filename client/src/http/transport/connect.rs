//! Makes connections: TCP, the proxy from the environment if there is one, and TLS, all within one time limit.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::future::BoxFuture;
use http::Uri;
use http::uri::Scheme;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower_service::Service;

use super::tls::{self, Https, Tls};
use crate::Error;

/// The idle time and interval of TCP keepalive probes, and their number.
const KEEPALIVE: (Duration, u32) = (Duration::from_secs(15), 3);

/// How long sent data may remain unacknowledged.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Connects to the server of a URL.
#[derive(Clone)]
pub(super) struct Connector {
    https: Https<Route>,
    limit: Duration,
}

impl Connector {
    pub(super) fn new(limit: Duration, proxies: Arc<Matcher>) -> Result<Self, Error> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(limit));
        tcp.set_keepalive(Some(KEEPALIVE.0));
        tcp.set_keepalive_interval(Some(KEEPALIVE.0));
        tcp.set_keepalive_retries(Some(KEEPALIVE.1));
        #[cfg(any(target_os = "android", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let tls = tls::set_up()?;
        Ok(Self { https: tls::over(Route { tcp, tls: tls.clone(), proxies }, &tls), limit })
    }
}

impl Service<Uri> for Connector {
    type Response = <Https<Route> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, limit) = (self.https.call(uri), self.limit);
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(format!("no connection within {} s", limit.as_secs_f64()).into()),
            }
        })
    }
}

/// Connects to the server of a URL or to the proxy before it, without the server's TLS.
#[derive(Clone)]
pub(super) struct Route {
    tcp: HttpConnector,
    tls: Tls,
    proxies: Arc<Matcher>,
}

impl Route {
    async fn connect(mut self, uri: Uri) -> Result<Link, BoxError> {
        match self.proxies.intercept(&uri) {
            None => Ok(Link { socket: tls::plain(self.tcp.call(uri).await?), forwards: false }),
            Some(proxy) => self.connect_through(&proxy, uri).await,
        }
    }

    async fn connect_through(self, proxy: &Intercept, uri: Uri) -> Result<Link, BoxError> {
        let mut to_proxy = tls::over(self.tcp, &self.tls);
        if uri.scheme() != Some(&Scheme::HTTPS) {
            return Ok(Link { socket: to_proxy.call(proxy.uri().clone()).await?, forwards: true });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
        if let Some(login) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(login.clone());
        }
        Ok(Link { socket: tunnel.call(uri).await?, forwards: false })
    }
}

impl Service<Uri> for Route {
    type Response = Link;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Link, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

/// A connection made by `Route`.
pub(super) struct Link {
    socket: <Https<HttpConnector> as Service<Uri>>::Response,
    /// Whether a proxy reads the requests, so that they need an absolute URL.
    forwards: bool,
}

impl Connection for Link {
    fn connected(&self) -> Connected {
        self.socket.connected().proxy(self.forwards)
    }
}

impl Read for Link {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<Result<(), io::Error>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

impl Write for Link {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<Result<usize, io::Error>> {
        Pin::new(&mut self.socket).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[IoSlice<'_>],
    ) -> Poll<Result<usize, io::Error>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, data)
    }
}
