//! The network of the leak test: every host of a client is a recorder on this machine. Wraps the client's own transport, which
//! sends real bytes; only host names are resolved here.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Body, Transport, TransportError, TransportErrorKind};
use fal_mock::Server;
use futures_core::future::BoxFuture;

use super::recorder::Recorder;

/// Hosts that receive the key: those of the API, their failover hosts, and the proxy.
pub(crate) const TRUSTED: [&str; 6] =
    ["fal.run", "queue.fal.run", "rest.fal.ai", "falrun.com", "queue.falrun.com", "proxy.test"];

/// Hosts that never receive it: those of files and webhooks, and the target of redirects.
pub(crate) const OTHERS: [&str; 6] =
    ["v3.fal.media", "upload.test", "files.test", "pictures.test", "hook.test", "elsewhere.test"];

pub(crate) struct Net {
    http: Arc<dyn Transport>,
    hosts: BTreeMap<&'static str, Recorder>,
    /// Hosts that refuse connections.
    down: Vec<&'static str>,
}

impl Net {
    pub(crate) fn new(http: Arc<dyn Transport>, server: &Server, down: &[&'static str]) -> Self {
        let prefix = |host| match host {
            "fal.run" | "falrun.com" => Some("/run"),
            "queue.fal.run" | "queue.falrun.com" => Some("/queue"),
            "rest.fal.ai" => Some("/rest"),
            "v3.fal.media" | "upload.test" | "files.test" => Some("/cdn"),
            "pictures.test" => Some("/files"),
            "proxy.test" => Some(""),
            _ => None,
        };
        let start = |host: &'static str| (host, Recorder::start(prefix(host).map(|prefix| (server.address(), prefix))));
        let hosts = TRUSTED.into_iter().chain(OTHERS).map(start).collect();
        Self { http, hosts, down: down.to_vec() }
    }

    /// Returns every request that a host received.
    pub(crate) fn requests(&self, host: &str) -> Vec<String> {
        self.hosts[host].requests()
    }

    pub(crate) fn address(&self, host: &str) -> SocketAddr {
        self.hosts[host].address
    }
}

impl Transport for Net {
    fn send(
        &self,
        mut request: http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let known = self.hosts.get(host.as_str()).filter(|_| !self.down.contains(&host.as_str()));
        let Some(recorder) = known else {
            let error = TransportError::new(TransportErrorKind::Connect, format!("cannot connect to {host}"));
            return Box::pin(std::future::ready(Err(error)));
        };
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = format!("http://{}{path}", recorder.address).parse().expect("a URL");
        self.http.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.http.sleep(duration)
    }
}
