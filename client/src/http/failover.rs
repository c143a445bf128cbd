//! The failover hosts of fal: a request goes there when no connection to the first host can be made.

use bytes::Bytes;
use http::Request;

use super::fal_url::FAILOVER_HOSTS;
use crate::{Body, Client, TransportError, TransportErrorKind};

impl Client {
    /// Sends a request. If no connection to one of fal's own hosts can be made, sends it once to the failover host. What was
    /// sent over a connection is not sent again here.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let failover = self.failover(&request);
        let sent = self.transport().send(request).await;
        match (sent, failover) {
            (Err(first), Some(failover)) if first.kind() == TransportErrorKind::Connect => {
                let second = self.transport().send(failover).await;
                // If neither host can be connected to, the error of the first one is more useful.
                second.map_err(|second| if second.kind().not_sent() { first } else { second })
            }
            (sent, _) => sent,
        }
    }

    /// The same request to the failover host, if its host has one and is one of the configured hosts.
    fn failover(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        let config = self.config();
        if !config.failover {
            return None;
        }
        let url = request.uri().to_string();
        let configured = [&config.hosts.run, &config.hosts.queue];
        let moved = FAILOVER_HOSTS.iter().find_map(|(host, failover)| {
            let rest = url.strip_prefix(host).filter(|rest| rest.starts_with('/'))?;
            configured.iter().any(|configured| configured == host).then(|| format!("{failover}{rest}"))
        })?;
        let mut request = request.clone();
        *request.uri_mut() = moved.parse().ok()?;
        Some(request)
    }
}
